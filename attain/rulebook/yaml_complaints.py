"""From the YAML parser's complaint to the fault that says what to do."""

import yaml
from yaml.reader import ReaderError

from attain.engine.faults import Fault

#: Words of the parser's complaint → fault. The first that fits is taken.
_KNOWN = (
    ("mapping values are not allowed", "fault.yaml.colon"),
    ("unexpected end of stream", "fault.yaml.unclosed"),
    ("found unknown escape", "fault.yaml.escape"),
    ("did not find expected ',' or", "fault.yaml.unclosed"),
    ("expected ',' or", "fault.yaml.unclosed"),
    ("find expected node content", "fault.yaml.unclosed"),
    ("expected the node content", "fault.yaml.unclosed"),
    ("could not find expected ':'", "fault.yaml.no_colon"),
    ("could not found expected ':'", "fault.yaml.no_colon"),
    ("did not find expected key", "fault.yaml.indent"),
    ("did not find expected '-'", "fault.yaml.indent"),
    ("expected <block end>", "fault.yaml.indent"),
    ("block sequence entries are not allowed", "fault.yaml.indent"),
)

#: What is missing at the end is best shown where it began.
_AT_BEGINNING = ("fault.yaml.unclosed", "fault.yaml.no_colon")


def complaint(error: yaml.YAMLError, text: str, file: str) -> Fault:
    """The fault for what the parser found, at the character where it found it."""
    if isinstance(error, ReaderError):
        return _character(error, text, file)
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    problem = str(getattr(error, "problem", None) or error)
    lines = text.splitlines()
    rest = lines[line - 1][column - 1 :] if 0 < line <= len(lines) else ""
    if "cannot start any token" in problem or rest.startswith("\t"):
        id = "fault.yaml.tab" if rest.startswith("\t") else "fault.yaml.first_character"
        return Fault(id, {"character": rest[:1]}, file, line, column)
    for words, id in _KNOWN:
        if words in problem:
            begun = getattr(error, "context_mark", None) if id in _AT_BEGINNING else None
            if begun:
                line, column = begun.line + 1, begun.column + 1
            line = min(line, len(text.rstrip().splitlines()))
            return Fault(id, {}, file, line, column)
    return Fault("fault.yaml.syntax", {"problem": problem}, file, line, column)


def _character(error: ReaderError, text: str, file: str) -> Fault:
    at = min(error.position, len(text))
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    code = error.character if isinstance(error.character, int) else ord(error.character)
    return Fault("fault.yaml.character", {"character": f"U+{code:04X}"}, file, line, column)
