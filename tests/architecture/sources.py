"""The files of this checkout, as the architecture tests read them."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One file: its path from the checkout's root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def within(self, *folders: str) -> bool:
        return any(PurePosixPath(self.path).is_relative_to(folder) for folder in folders)


@cache
def kept() -> tuple[Path, ...]:
    """Files that git keeps or would keep: committed ones and new ones, not ignored ones."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


@cache
def texts() -> tuple[Source, ...]:
    """Every kept file that is text (images and workbooks are left out)."""
    return tuple(Source(path.relative_to(ROOT).as_posix(), text) for path, text in _readable())


def python() -> tuple[Source, ...]:
    """Every kept Python file but those that Django writes."""
    found = (source for source in texts() if source.path.endswith(".py"))
    return tuple(source for source in found if "/migrations/0" not in source.path)


def _readable():
    for path in kept():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")
