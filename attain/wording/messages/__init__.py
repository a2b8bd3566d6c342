"""All sentences: one YAML file a topic, one entry an id, five languages side by side."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from attain.wording.template import Sentence

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def written() -> Mapping[str, Mapping[str, Any]]:
    """Each file's entries as they stand: {"units.yaml": {"unit.days": {"en": …}}}."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    return {
        file.name: yaml.load(file.read_text("utf-8"), _Loader) or {}
        for file in files
        if file.name.endswith(".yaml")
    }


@cache
def sentences(language: str) -> Mapping[str, Sentence]:
    """Every message of one language by its id."""
    return {
        id: Sentence.of(languages[language])
        for entries in written().values()
        for id, languages in entries.items()
    }
