"""Remembered mappings: documents of the rulebook folder, which the command line reads as the pages do."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from attain import catalog
from attain.engine.facts import Mapping as FileMapping
from attain.engine.faults import Fault, Faulty
from attain.rulebook.files import SourceFile, source_files
from attain.rulebook.load import LIBRARY, Loaded, from_sources
from attain.runs.sources import sources

#: Where mappings are written, within the rulebook's folder.
FOLDER = "mappings"


class _Plain(yaml.SafeDumper):
    """No anchors and aliases: a rulebook has none."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def document(mapping: FileMapping) -> dict[str, Any]:
    """The mapping as a document has it, without what is the default anyway."""
    found: dict[str, Any] = mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    columns = found.get("columns", {})
    found["columns"] = {
        name: feed["from"] if set(feed) == {"from"} else feed for name, feed in columns.items()
    }
    if not found["columns"]:
        del found["columns"]
    order = ["mapping", "into", "file"]
    return {name: found[name] for name in (*order, *found) if name in found}


def written(mapping: FileMapping) -> str:
    """The document's text."""
    return yaml.dump(document(mapping), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)


def glob_of(name: str) -> str:
    """The pattern of files like this one: orders-2026-10.xlsx → orders-*.xlsx."""
    stem, dot, suffix = name.partition(".")
    pattern = re.sub(r"\d[\d._ -]*\d|\d", "*", stem)
    pattern = re.sub(r"\*+", "*", pattern)
    pattern = re.sub(r"[\[\]?]", "?", pattern)
    return f"{pattern}{dot}{suffix}" if pattern.strip("*") else name


def save_mapping(folder: Path, mapping: FileMapping, file: Path | None = None) -> Loaded:
    """Writes the mapping into the rulebook, in place of an earlier one of its name; the rulebook with it.

    file: one that it is for, which no other mapping may claim by its pattern. Raises Faulty, with nothing
    written, where the rulebook would have errors.
    """
    target = folder / FOLDER / f"{mapping.mapping}.yaml"
    own, faults = source_files(folder)
    if faults:
        raise Faulty(*faults)
    own, holder = _without(own, folder, mapping.mapping, target)
    if holder is not None:
        target = holder
    text = written(mapping)
    inside = target.relative_to(folder).as_posix()
    sources_with = [each for each in own if each.path != inside]
    sources_with.append(SourceFile(target.as_posix(), inside, text.encode()))
    loaded = from_sources(
        sorted(sources_with, key=lambda each: each.path),
        lambda: source_files(catalog.PATH, LIBRARY),
        str(folder),
    )
    if loaded.rules is None:
        raise Faulty(*loaded.faults)
    if file is not None and mapping.file != "*":
        sources(loaded, [file])
    _replace(target, text)
    return loaded


def _without(
    own: list[SourceFile], folder: Path, name: str, target: Path
) -> tuple[list[SourceFile], Path | None]:
    """The files, and the one that holds an earlier mapping of this name alone.

    Raises Faulty where it stands in a file with other documents, which is not for a page to write anew.
    """
    named = re.compile(rf"^mapping:[ \t]+[\"']?{re.escape(name)}[\"']?[ \t]*$", re.MULTILINE)
    for each in own:
        text = each.content.decode("utf-8", errors="replace")
        if not named.search(text):
            continue
        if len(re.findall(r"^\w+:[ \t]", text, re.MULTILINE)) and re.search(r"^---", text, re.MULTILINE):
            raise Faulty(Fault("fault.mapping_shared", {"mapping": name, "file": each.path}, each.shown))
        return own, folder / each.path
    return own, None


def _replace(target: Path, text: str) -> None:
    """The file holds the text, at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".mapping-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(0o644)
    os.replace(name, target)


def mapping_from(given: Mapping[str, Any]) -> FileMapping:
    """The mapping that a page describes. Raises pydantic's ValidationError."""
    return FileMapping.model_validate(dict(given))
