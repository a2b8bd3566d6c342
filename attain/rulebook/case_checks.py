"""Names that cases speak of: what they try, what they give, what they expect."""

from collections.abc import Iterator
from dataclasses import replace

from attain.engine.faults import Fault
from attain.engine.measures.schema import Schema
from attain.engine.period import Calendar, PeriodFault
from attain.rulebook.case_values import Given
from attain.rulebook.cases import Case
from attain.rulebook.documents import Document
from attain.rulebook.namespace import Namespace, folded
from attain.rulebook.references import unknown_name
from attain.rulebook.yaml_source import Path

#: First words of what every case may expect beside rules: a person's pay, and levels of measures.
STATES = ("draw", "earned", "due", "paid", "deferred", "waiting", "released", "freed", "forfeited")
LEVELS = ("company", "unit")

#: What a person of a case may be given that no rule names: the weight that a leader has set.
HAND_WEIGHT = "hand_weight"


def case_faults(document: Document, namespace: Namespace, schema: Schema, calendar: Calendar) -> list[Fault]:
    """Faults of a case: unknown rule, names, tables, columns or nodes; a period that there is not."""
    case: Case = document.rule
    kind, name = case.tried
    wrong = unknown_name(document, (kind,), "rule", name, namespace.names(kind))
    if case.period is not None and case.period not in _own_periods(case):
        try:
            calendar.period(case.period)
        except PeriodFault:
            wrong.append(document.fault("fault.case.period", ("period",), period=case.period))
    return [
        *wrong,
        *_names(document, case, namespace),
        *_rows(document, case, schema),
        *([] if wrong else _nodes(document, case, namespace)),
    ]


def with_keys(document: Document, namespace: Namespace) -> Document:
    """The case with keys where titles were given."""
    case: Case = document.rule
    people = {
        key: p.model_copy(update={"given": _keyed(p.given, namespace)}) for key, p in case.people.items()
    }
    periods = tuple(p.model_copy(update={"given": _keyed(p.given, namespace)}) for p in case.periods)
    changes = {"given": _keyed(case.given, namespace), "people": people, "periods": periods}
    return replace(document, rule=case.model_copy(update=changes))


def _keyed(given: Given, namespace: Namespace) -> Given:
    values = {(_key(name, namespace), how): value for (name, how), value in given.values.items()}
    return replace(given, values=values)


def _key(name: str, namespace: Namespace) -> str:
    bearers = namespace.titles.get(folded(name), set())
    return next(iter(bearers)) if name not in namespace.formula_names and len(bearers) == 1 else name


def _names(document: Document, case: Case, namespace: Namespace) -> Iterator[Fault]:
    givens: list[tuple[Path, Given]] = [(("given",), case.given)]
    givens += [(("periods", at, "given"), period.given) for at, period in enumerate(case.periods)]
    givens += [(("people", key, "given"), person.given) for key, person in case.people.items()]
    for path, given in givens:
        for name in sorted(given.names()):
            by_hand = name == HAND_WEIGHT and path[0] == "people"
            if not by_hand and not namespace.bears_title(name):
                place = _written(document, path, name)
                yield from unknown_name(document, place, "name", name, namespace.givable)


def _written(document: Document, path: Path, name: str) -> Path:
    """Where a given name stands: as it is, or inside target(…)."""
    for place in document.written.places:
        if place[: len(path)] == path and len(place) > len(path) and name in str(place[-1]):
            return place
    return path


def _rows(document: Document, case: Case, schema: Schema) -> Iterator[Fault]:
    for key, tables in (("facts", case.facts), ("tables", case.tables)):
        for table, rows in tables.items():
            wrong = unknown_name(document, (key, table), "table", table, schema.tables)
            yield from wrong
            if wrong:
                continue
            for at, row in enumerate(rows):
                for column in row:
                    columns = schema.tables[table].columns
                    yield from unknown_name(
                        document, (key, table, at, column), "column", str(column), columns
                    )


def _nodes(document: Document, case: Case, namespace: Namespace) -> Iterator[Fault]:
    """Expected nodes begin with a name that is a rule, a component, a state or a person of the case."""
    known = namespace.components | set(STATES) | set(LEVELS) | set(case.people)
    for kind in ("measure", "kpi", "param", "scorecard", "plan", "pool"):
        known |= namespace.names(kind)
    expected = [(("expect",), case.expect)]
    expected += [(("periods", at, "expect"), period.expect) for at, period in enumerate(case.periods)]
    for path, nodes in expected:
        for node in nodes:
            if (case.facts or case.tables) and node.partition(".")[0] in _people(case):
                continue
            head = node.split(".")[0].split("(")[-1].rstrip(")")
            yield from unknown_name(document, (*path, node), "node", head, known)


def _own_periods(case: Case) -> set[str]:
    """Periods that the case makes by hand, in its own table."""
    return {str(row.get("period")) for row in case.tables.get("periods", ())}


def _people(case: Case) -> set[str]:
    """The people in the case's own tables."""
    return {str(row.get("person_id")) for row in case.tables.get("assignments", ())}
