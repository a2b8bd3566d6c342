"""All sentences: one YAML file a topic, one entry an id, five languages side by side.

A command says some dozens of the thousands of sentences, so an entry is read when it is first said.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from attain.wording.template import Sentence

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: An entry: its id at the start of a line, and all lines until the next one.
_ENTRY = re.compile(r"^(?P<id>\w[\w.\-]*):.*(?:\n(?:[ \t#].*)?$)*", re.MULTILINE)


@cache
def _files() -> Mapping[str, str]:
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    return {file.name: file.read_text("utf-8") for file in files if file.name.endswith(".yaml")}


@cache
def _entries() -> Mapping[str, str]:
    """Each id's lines."""
    return {entry["id"]: entry[0] for text in _files().values() for entry in _ENTRY.finditer(text)}


@cache
def written() -> Mapping[str, Mapping[str, Any]]:
    """Each file's entries as they stand: {"units.yaml": {"unit.days": {"en": …}}}."""
    return {name: yaml.load(text, _Loader) or {} for name, text in _files().items()}


class Sentences(Mapping[str, Sentence]):
    """The messages of one language by their ids, each read when it is first asked for."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._read: dict[str, Sentence] = {}

    def __getitem__(self, id: str) -> Sentence:
        found = self._read.get(id)
        if found is None:
            entry = yaml.load(_entries()[id], _Loader)[id]
            found = self._read[id] = Sentence.of(entry[self._language])
        return found

    def __contains__(self, id: object) -> bool:
        return id in _entries()

    def __iter__(self) -> Iterator[str]:
        return iter(_entries())

    def __len__(self) -> int:
        return len(_entries())


@cache
def sentences(language: str) -> Sentences:
    """Every message of one language by its id."""
    return Sentences(language)
