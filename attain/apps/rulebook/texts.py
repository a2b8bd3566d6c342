"""Documents as their files have them: the lines of one, and the files of all."""

import io
import zipfile
from collections.abc import Mapping

from attain.rulebook.documents import Document
from attain.rulebook.load import Loaded

#: The day that archives give their files, so that the same rules make the same archive.
NO_DAY = (1980, 1, 1, 0, 0, 0)


def lines_of(loaded: Loaded, document: Document) -> list[tuple[int, str]]:
    """The document's lines with their numbers in its file; comments above it belong to it."""
    source = next(each for each in loaded.sources if each.path == document.path)
    lines = source.content.decode("utf-8-sig").splitlines()
    start = document.line - 1
    while start > 0 and lines[start - 1].startswith("#"):
        start -= 1
    end = document.line
    while end < len(lines) and not lines[end].startswith(("---", "...")):
        end += 1
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return [(at + 1, lines[at]) for at in range(start, end)]


def text_of(loaded: Loaded, document: Document) -> str:
    return "\n".join(text for _, text in lines_of(loaded, document)) + "\n"


def archive(files: Mapping[str, str]) -> bytes:
    """A zip of files by path; the same files make the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for path, text in sorted(files.items()):
            made.writestr(zipfile.ZipInfo(path, NO_DAY), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def files_now(loaded: Loaded) -> dict[str, str]:
    """Every file that the rules come from, the shipped ones below standard/."""
    return {each.path: each.content.decode("utf-8-sig") for each in loaded.sources}
