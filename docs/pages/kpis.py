"""The KPIs of the catalogue: one card each, one page a subject, and an index."""

from collections.abc import Callable, Iterator

from attain.engine.formulas import names
from attain.engine.kpis.declaration import Kpi
from attain.engine.measures.declaration import Measure
from attain.engine.period import Window
from docs.pages.layout import code, codes, english, page, plain_table, table, titles
from docs.pages.shelf import of_kind, rule, subject

FOLDER = "kpis"


def kpi_pages() -> dict[str, Callable[[], str]]:
    """The index, and a page for each subject."""
    pages: dict[str, Callable[[], str]] = {f"{FOLDER}.md": index}
    for name in subjects():
        pages[f"{FOLDER}/{name}.md"] = lambda name=name: cards(name)
    return pages


def subjects() -> list[str]:
    """The subjects of the catalogue's KPIs."""
    return list(dict.fromkeys(subject(document) for document in of_kind("kpi")))


def index() -> str:
    """All KPIs in one table a subject, each linked to its card."""
    count = sum(1 for _ in of_kind("kpi"))
    parts = [
        "# KPIs of the catalogue",
        f"The standard rulebook ships {count} KPIs. A rulebook stands on it with `include: standard` and\n"
        "replaces any of them by a document of the same name.",
    ]
    for name in subjects():
        rows = [
            (f"[`{kpi.kpi}`]({FOLDER}/{name}.md#{kpi.kpi})", english(kpi.title), kpi.unit, kpi.better)
            for kpi in _of(name)
        ]
        parts += [f"## {_heading(name)}", table(("KPI", "title", "unit", "better"), rows)]
    return page(parts)


def cards(name: str) -> str:
    """The cards of one subject."""
    parts = [f"# KPIs: {_heading(name).lower()}", "[All KPIs](../kpis.md)"]
    for kpi in _of(name):
        parts += _card(kpi)
    return page(parts)


def _of(name: str) -> Iterator[Kpi]:
    return (document.rule for document in of_kind("kpi") if subject(document) == name)


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _card(kpi: Kpi) -> Iterator[str]:
    yield f"## {kpi.kpi}"
    yield titles(kpi.title)
    yield english(kpi.meaning)
    yield code(kpi.formula.text)
    yield plain_table(
        [
            ("unit", f"{kpi.unit}, {kpi.decimals} decimals"),
            ("better", kpi.better),
            ("undefined", kpi.undefined),
            ("judges", codes(kpi.judges)),
            ("moved by", kpi.influence),
            ("often", kpi.often),
            ("used for", ", ".join(kpi.used_for)),
            ("peer group", ", ".join(kpi.peer_group)),
            ("also by", codes(kpi.by)),
            ("serves", english(kpi.serves)),
            ("example", english(kpi.example)),
            ("source", english(kpi.source)),
        ]
    )
    below = [_input(name) for name in names(kpi.formula.tree)]
    yield "Made of:\n\n" + "\n".join(f"- {line}" for line in below) if below else ""


def _input(name: str) -> str:
    """What a name of a formula is: a measure with its SQL-like words, a KPI or a param."""
    if measure := rule("measure", name):
        return f"`{name}`{_dash(english(measure.title))}: {measure_words(measure)}"
    if kpi := rule("kpi", name):
        place = next(subject(document) for document in of_kind("kpi") if document.name == name)
        return f"[`{name}`]({place}.md#{name}){_dash(english(kpi.title))}: another KPI"
    if param := rule("param", name):
        return f"`{name}`{_dash(english(param.title))}: a param"
    card, _, part = name.partition(".")
    return f"`{name}`: the {part or 'total'} of a scorecard" if rule("scorecard", card) else f"`{name}`"


def _dash(title: str) -> str:
    return f" ({title})" if title else ""


def measure_words(measure: Measure) -> str:
    """A measure in a line: value, rows, groups, window and whose."""
    words = f"`{measure.value.text}` of `{measure.of}`"
    if measure.where is not None:
        words += f" where `{measure.where.text}`"
    if measure.per == "event":
        words += ", one value a fact"
    elif measure.per:
        words += f", per `{measure.per}`"
    if measure.having is not None:
        words += f" having `{measure.having.text}`"
    if measure.window != Window():
        words += f", {window_words(measure.window)}"
    return words + _credit_words(measure)


def _credit_words(measure: Measure) -> str:
    credit, said = measure.credit, []
    if credit.on:
        said.append(f"on `{credit.on}`")
    if credit.owner != "then":
        said.append(f"owner at `{credit.owner}`")
    if credit.through:
        said.append(f"through {credit.through}")
    if credit.role:
        said.append(f"role `{credit.role}`")
    return f" (credit {', '.join(said)})" if said else ""


def window_words(window: Window) -> str:
    """A window as a rulebook writes it."""
    if window.kind == "last":
        return f"last {window.count} {window.unit}s"
    return f"{window.unit.replace('_', '-')} to date".strip() if window.kind == "to_date" else "the period"
