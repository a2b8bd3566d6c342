"""The fact tables of the catalogue, with their columns and the measures taken from them."""

from collections.abc import Iterator

from attain.engine.facts import FactTable
from docs.pages.kpis import measure_words
from docs.pages.layout import codes, english, page, plain_table, table, titles
from docs.pages.shelf import of_kind


def facts() -> str:
    """Every fact table: grain, key, date, whose, columns, measures."""
    parts = [
        "# Fact tables of the catalogue",
        "A CSV or XLSX file for one of these tables has the columns named here, in any order; a mapping\n"
        "file takes other names. A type with `?` may be empty; `= …` is what an empty cell stands for.",
    ]
    for document in of_kind("fact"):
        parts += _fact(document.rule)
    return page(parts)


def _fact(fact: FactTable) -> Iterator[str]:
    yield f"## {fact.fact}"
    yield titles(fact.title)
    yield english(fact.meaning)
    yield plain_table(
        [
            ("one row is", fact.grain),
            ("told by", codes(fact.key)),
            ("date", codes([fact.date])),
            ("client", codes([fact.client] if fact.client else [])),
            ("employee", codes([fact.employee] if fact.employee else [])),
            ("owned on", codes([fact.owned_on] if fact.owned_on else [])),
            ("reverses", codes([fact.reverses] if fact.reverses else [])),
            ("source", english(fact.source)),
        ]
    )
    yield table(("column", "type"), [(f"`{name}`", f"`{kind}`") for name, kind in fact.columns.items()])
    measures = [document.rule for document in of_kind("measure") if document.rule.of == fact.fact]
    if measures:
        rows = [(f"`{m.measure}`", english(m.title), measure_words(m)) for m in measures]
        yield "Measures:\n\n" + table(("measure", "title", "is"), rows)
