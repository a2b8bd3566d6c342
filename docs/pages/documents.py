"""The kinds of document that a rulebook is made of, with every key."""

import inspect
import re
from collections.abc import Iterator

from pydantic import BaseModel

from attain.engine.pay.component import Component
from attain.rulebook.documents import KINDS
from docs.pages.layout import page, table
from docs.pages.settings import models, rows

HEAD = ("key", "takes", "if not said")


def documents() -> str:
    """Every kind of document, then the parts that documents are made of."""
    parts = [
        "# Documents of a rulebook",
        "A rulebook is a folder of YAML files. Each holds one document or several with `---` between them;\n"
        "where a file stands and what it is called is free. A document's first key says what it is and\n"
        "gives its name. No other keys than these are allowed.",
        "Kinds: " + ", ".join(f"[{kind}](#{kind})" for kind in KINDS) + ".",
    ]
    for kind, model in KINDS.items():
        parts += [f"## {kind}", *_told(model)]
    parts += ["## Parts of documents", "What stands inside documents, by the names used above."]
    for model in _parts():
        parts += [f"### {model.__name__}", *_told(model)]
    return page(parts)


def _told(model: type[BaseModel]) -> Iterator[str]:
    yield prose(model)
    yield table(HEAD, rows(model))


def prose(model: type[BaseModel]) -> str:
    """A declaration's docstring; each setting that it tells about begins a line of its own."""
    names = "|".join(sorted((f.alias or n for n, f in model.model_fields.items()), key=len, reverse=True))
    setting = re.compile(rf"(?:^|(?<=[.);] ))((?:{names})(?:(?:, | or )(?:{names}))*): ")
    found: list[str] = []
    for line in _sentences(inspect.cleandoc(model.__doc__ or "")):
        first, *rest = setting.split(line)
        found += [first.strip()] if first.strip() else []
        found += [f"- `{name}`: {told.strip(' ;')}" for name, told in zip(rest[::2], rest[1::2], strict=True)]
    return "\n".join(_spaced(found))


def _sentences(told: str) -> Iterator[str]:
    """Lines of a docstring that belong together, joined: an indented or unfinished line goes on."""
    whole = ""
    for line in told.splitlines():
        begins = not line.startswith(" ") and (not whole or whole.endswith(".") or re.match(r"\w+: ", line))
        if whole and (begins or not line):
            yield whole
            whole = ""
        whole = f"{whole} {line.strip()}".strip()
    if whole:
        yield whole


def _spaced(lines: list[str]) -> Iterator[str]:
    """A blank line wherever prose and list meet, and between paragraphs."""
    for at, line in enumerate(lines):
        if at and not (line.startswith("- ") and lines[at - 1].startswith("- ")):
            yield ""
        yield line


def _parts() -> list[type[BaseModel]]:
    """Declarations inside the kinds' own, deepest last; components have a page of their own."""
    found: list[type[BaseModel]] = []
    waiting = list(KINDS.values())
    while waiting:
        model = waiting.pop(0)
        for field in model.model_fields.values():
            for part in models(field.annotation):
                if part not in found and part not in KINDS.values() and not issubclass(part, Component):
                    found.append(part)
                    waiting.append(part)
    return found
