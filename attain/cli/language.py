"""In which language the command line speaks: --lang, else ATTAIN_LANG, else the locale, else English."""

import os
from collections.abc import Sequence

from attain.engine.declare import LANGUAGES
from attain.wording import Wording

VARIABLES = ("ATTAIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def chosen(arguments: Sequence[str]) -> str:
    """The language, found before the command line is parsed, because its help is in it."""
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            return _known(arguments[at + 1])
        if argument.startswith("--lang="):
            return _known(argument.partition("=")[2])
    for variable in VARIABLES:
        if os.environ.get(variable, "C")[:1] not in ("", "C", "P"):
            return _known(os.environ[variable])
    return "en"


def _known(name: str) -> str:
    language = name.replace("-", "_").split("_")[0].split(".")[0].lower()
    return language if language in LANGUAGES else "en"


def speaking(arguments: Sequence[str]) -> Wording:
    """The wording of the whole command."""
    return Wording(chosen(arguments))
