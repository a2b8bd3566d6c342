"""One file a command (or a few that belong together); each asks the library and shows the answer.

A file is read when its command is asked for: all of them bring every library along, half a second for one
answer that needs a few.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

import click

from attain.cli.face import Face
from attain.engine.resting import at_rest

#: Every command, in the order in which help names them, and the file here that makes it.
FILES = {
    "demo": "demo",
    "check": "check",
    "read": "read",
    "load": "load",
    "undo": "undo",
    "run": "run",
    "explain": "explain",
    "compare": "compare",
    "whatif": "compare",
    "verify": "compare",
    "export": "export",
    "close": "runs",
    "runs": "runs",
    "erase": "erase",
    "serve": "serve",
}


class Commands(Mapping[str, click.Command]):
    """The commands by name, in one language; each is made when it is asked for."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __getitem__(self, name: str) -> click.Command:
        with at_rest():
            file = import_module(f"{__name__}.{FILES[name]}")
        return getattr(file, name)(self._face)

    def __contains__(self, name: object) -> bool:
        return name in FILES

    def __iter__(self) -> Iterator[str]:
        return iter(FILES)

    def __len__(self) -> int:
        return len(FILES)
