"""The files of a rulebook's folder, read safely: nothing hidden, nothing outside, nothing endless."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from attain.engine.faults import Fault
from attain.rulebook.yaml_source import MOST_BYTES

SUFFIXES = (".yaml", ".yml")
MOST_FILES = 5000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One YAML file. shown: path as the user would type it; path: inside the rulebook, with slashes."""

    shown: str
    path: str
    content: bytes


def source_files(folder: Path, prefix: str = "") -> tuple[list[SourceFile], list[Fault]]:
    """Every YAML file of `folder`, in order of path; faults for what can't or mustn't be read."""
    if not folder.is_dir():
        return [], [Fault("fault.folder", {"folder": str(folder)}, str(folder))]
    found: list[SourceFile] = []
    faults: list[Fault] = []
    root = folder.resolve()
    for path in _yaml_paths(folder):
        shown, inside = path.as_posix(), prefix + path.relative_to(folder).as_posix()
        if len(found) >= MOST_FILES:
            faults.append(Fault("fault.folder.files", {"most": MOST_FILES}, str(folder)))
            break
        if path.is_symlink():
            faults += _link(path, root, shown)
            continue
        if not path.is_file():
            continue
        try:
            with path.open("rb") as stream:
                found.append(SourceFile(shown, inside, stream.read(MOST_BYTES + 1)))
        except OSError as error:
            faults.append(Fault("fault.folder.unreadable", {"problem": error.strerror or str(error)}, shown))
    return found, faults


def _link(path: Path, root: Path, shown: str) -> list[Fault]:
    """A link into the folder is met again at its own place; one that leads out is refused."""
    if path.resolve().is_relative_to(root):
        return []
    return [Fault("fault.folder.outside", {"target": os.readlink(path)}, shown)]


def _yaml_paths(folder: Path) -> Iterator[Path]:
    """YAML files, and links to folders, below `folder`; hidden names are passed over."""
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(place, name).is_symlink()]
        yaml = [n for n in names if n.lower().endswith(SUFFIXES) and not n.startswith(".")]
        yield from (Path(place, name) for name in sorted([*links, *yaml]))


def read_file(path: Path) -> SourceFile | Fault:
    """One YAML file beside a rulebook, such as a patch."""
    try:
        with path.open("rb") as stream:
            return SourceFile(path.as_posix(), path.name, stream.read(MOST_BYTES + 1))
    except OSError as error:
        return Fault("fault.folder.unreadable", {"problem": error.strerror or str(error)}, path.as_posix())
