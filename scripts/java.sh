#!/usr/bin/env bash
# The tests on Spark need a Java runtime. Installed where we may and it is missing; elsewhere told, and those
# tests are left out (in continuous integration they fail).
set -euo pipefail
command -v java >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo 'Installing a Java runtime for Spark …'
	{ apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless; } >/dev/null 2>&1 && exit 0
fi
echo 'Java is not installed, so nothing is tried on Spark. On Debian or Ubuntu: apt-get install openjdk-17-jre-headless'
