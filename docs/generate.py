"""Writes the reference pages from the declarations: `make docs`. With --check it only says what is stale.

Beside them the digest of the shipped rulebook, by which a rulebook on it is not checked whole again.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent / "reference"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from attain.catalog import PATH  # noqa: E402
from attain.rulebook.load import shipped_digest  # noqa: E402
from attain.rulebook.vetted import VETTED  # noqa: E402
from docs.pages import PAGES  # noqa: E402


def stale(folder: Path, pages: Mapping[str, Callable[[], str]]) -> list[str]:
    """Pages of `folder` that are missing, differ from their declarations, or have none any more."""
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    differ = [name for name, page in pages.items() if name not in written or _text(folder / name) != page()]
    return sorted(differ + list(written - set(pages)))


def write(folder: Path, pages: Mapping[str, Callable[[], str]]) -> None:
    """All pages anew; a page without a declaration goes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale(folder, pages):
        (folder / name).unlink(missing_ok=True)
        if name in pages:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(pages[name](), "utf-8", newline="\n")


def _text(path: Path) -> str:
    return path.read_text("utf-8")


if __name__ == "__main__":
    if "--check" in sys.argv:
        found = stale(REFERENCE, PAGES) + (
            [] if _text(VETTED).strip() == shipped_digest(PATH) else [VETTED.name]
        )
        sys.exit("\n".join(f"{name} is stale: make docs" for name in found) or 0)
    write(REFERENCE, PAGES)
    VETTED.write_text(f"{shipped_digest(PATH)}\n", "utf-8", newline="\n")
