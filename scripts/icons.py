"""One file of symbols from many icons: icons.py FOLDER LIST OUT."""

import re
import sys
from pathlib import Path


def sprite(folder: Path, names: list[str]) -> str:
    """Every named icon as a symbol of its name."""
    symbols = []
    for name in names:
        text = (folder / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
        assert inner is not None, name
        body = re.sub(r'<path stroke="none"[^>]*/>', "", inner.group(1)).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


if __name__ == "__main__":
    icons, listed, out = map(Path, sys.argv[1:])
    names = [line.strip() for line in listed.read_text(encoding="utf-8").splitlines() if line.strip()]
    out.write_text(sprite(icons, names), encoding="utf-8")
