"""The pages of functions, built-in tables and messages."""

from collections.abc import Iterator

from attain.engine.facts.builtin import BUILTIN, BuiltinTable
from attain.engine.formulas import FUNCTIONS
from attain.wording import Wording
from attain.wording.messages import written
from docs.pages.layout import page, table

KINDS = {
    "value": "In every formula",
    "modifier": "Around a name, in the formulas of KPIs and plans",
    "aggregate": "Over rows, in the `value` and `having` of a measure",
}


def functions() -> str:
    """What formulas can call, by where they can be called."""
    say = Wording("en", strict=True).say
    parts = ["# Functions of formulas", "Names may be written in either case."]
    for kind, heading in KINDS.items():
        rows = [(f"`{f.signature}`", say(f.meaning), f"`{f.example}`") for f in FUNCTIONS if f.kind == kind]
        parts += [f"## {heading}", table(("function", "meaning", "example"), rows)]
    return page(parts)


def tables() -> str:
    """The built-in tables with their CSV layouts."""
    parts = [
        "# Built-in tables",
        "Every rulebook has these tables. A CSV file has the columns named here, in any order; a mapping\n"
        "file takes other names. A type with `?` may be empty, one with `!` is personal and kept apart, and\n"
        "`= …` is what an empty cell stands for.",
    ]
    for builtin in BUILTIN.values():
        parts += _table(builtin)
    return page(parts)


def messages() -> str:
    """Every message with its English sentence, by topic."""
    parts = ["# Messages", "What Attain says, by message id; `--json` output carries the ids."]
    for file, entries in written().items():
        rows = [(f"`{id}`", _plain(languages["en"])) for id, languages in entries.items()]
        parts += [f"## {file.removesuffix('.yaml')}", table(("id", "sentence"), rows)]
    return page(parts)


def _table(builtin: BuiltinTable) -> Iterator[str]:
    yield f"## {builtin.name}"
    yield f"{builtin.meaning} A row is told by: {', '.join(f'`{name}`' for name in builtin.key)}."
    rows = [
        (f"`{name}`", f"`{kind}`", builtin.example.get(name, "")) for name, kind in builtin.columns.items()
    ]
    yield table(("column", "type", "example"), rows)


def _plain(sentence: str | dict[str, str]) -> str:
    text = sentence if isinstance(sentence, str) else " · ".join(sentence.values())
    return " ".join(text.split())
