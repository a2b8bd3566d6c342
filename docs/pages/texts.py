"""A document as its file writes it, in English: titles and reasons in other languages are left out."""

import re

from attain.rulebook.documents import Document
from attain.rulebook.load import Loaded

_OTHERS = re.compile(r"^\s+(zh|es|ja|ru): .*\n", re.MULTILINE)
_INLINE = re.compile(r"\{en: ([^,{}]+)(?:, (?:zh|es|ja|ru): [^,{}]+)+\}")
_ABOVE = re.compile(r"^(title|meaning):( .*)?\n(  .*\n)*", re.MULTILINE)


def written(loaded: Loaded, document: Document) -> str:
    """The YAML of a document, without the title and meaning that the page gives beside it."""
    source = next(s for s in loaded.sources if s.path == document.path)
    lines = source.content.decode().splitlines(keepends=True)[document.line - 1 :]
    own = []
    for line in lines:
        if line.startswith("---"):
            break
        own.append(line)
    text = _ABOVE.sub("", "".join(own))
    return _INLINE.sub(r"{en: \1}", _OTHERS.sub("", text))
