"""What a file may be called, how long and how heavy it may be, and what it may not name."""

import ast
import re
from pathlib import Path, PurePosixPath

from tests.architecture.sources import Source

MOST_LINES = 300
MOST_BYTES = 1024 * 1024
DRAWERS = {"utils", "util", "common", "helpers", "helper", "misc", "base", "core"}

#: Files that are still too long, with their length today. This list may only shrink.
TOO_LONG: dict[str, int] = {}

_HOSTS = re.compile("|".join(map(re.escape, ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + "."))))
_MACHINE = re.compile(r"(?<![\w./:-])/(?:work|root|tmp|home/\w+)/")


def lines_over(source: Source) -> int:
    """By how many lines the file is longer than it may be (0: it is not)."""
    return max(0, len(source.text.splitlines()) - TOO_LONG.get(source.path, MOST_LINES))


def untold(source: Source) -> bool:
    """Whether a Python file does not begin by saying in a sentence what it is about."""
    told = (ast.get_docstring(source.tree) or "").partition("\n\n")[0]
    return bool(source.text.strip()) and not told.endswith((".", ":", "…"))


def drawers(path: str) -> list[str]:
    """The parts of a module's path that name a drawer instead of a thing."""
    parts = PurePosixPath(path).with_suffix("").parts
    return [part for part in parts if DRAWERS & set(part.strip("_").split("_"))]


def hosts(source: Source) -> list[str]:
    """Each line that names a package registry's host."""
    return _lines(source, _HOSTS)


def machine_paths(source: Source) -> list[str]:
    """Each line outside the tests that names a folder of somebody's machine."""
    return [] if source.within("tests") else _lines(source, _MACHINE)


def heavy(path: Path) -> bool:
    return path.stat().st_size > MOST_BYTES


def _lines(source: Source, pattern: re.Pattern[str]) -> list[str]:
    numbered = enumerate(source.text.splitlines(), 1)
    return [
        f"{source.path}:{number}: {line.strip()[:80]}" for number, line in numbered if pattern.search(line)
    ]
