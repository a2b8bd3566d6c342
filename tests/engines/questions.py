"""Every measure of the catalogue as the SQL that an engine gets, and rows that can be compared."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from sqlglot import exp

from attain.engine.measures.aggregate import credited_alike
from attain.engine.measures.events import events_query
from attain.engine.measures.query import measure_query
from attain.engine.measures.relations import prepare
from attain.engine.measures.selection import Question
from attain.engine.measures.uncredited import uncredited_query
from attain.engine.period import Calendar
from attain.engine.store import DuckEngine
from tests.engines.conftest import Invented

MONTH = Calendar().period("2026-03")
AT_ONCE = 12


def questions(engine: DuckEngine, invented: Invented) -> list[Question]:
    """One for each measure, once the engine has what they read."""
    traits = prepare(engine, invented.snapshot, invented.schema)
    measures = (invented.measures[name] for name in sorted(invented.measures))
    return [Question(measure, MONTH, invented.schema, Calendar(), traits) for measure in measures]


def trees(asked: Iterable[Question]) -> dict[str, exp.Expression]:
    """What the engine is asked: values of each measure, events, and what facts lack of credit."""
    asked = list(asked)
    found: dict[str, exp.Expression] = {f"values of {q.measure.measure}": measure_query(q) for q in asked}
    events = [q for q in asked if q.measure.per == "event" or q.measure.measure == "sales_amount"]
    found |= {f"events of {q.measure.measure}": events_query(q) for q in events}
    alike: dict[Any, list[Question]] = {}
    for question in asked:
        alike.setdefault(credited_alike(question), []).append(question)
    for together in alike.values():
        found[f"lack of {together[0].measure.measure}"] = uncredited_query(together)
    return found


def by_row(rows: Iterable[Iterable[Any]]) -> list[tuple[Any, ...]]:
    """Rows in an order of their own, days as text."""
    plain = (tuple(str(v) if isinstance(v, date) else v for v in row) for row in rows)
    return sorted(plain, key=repr)


def batches(found: dict[str, exp.Expression]) -> Iterator[dict[str, exp.Expression]]:
    """A few at once: a job on a cluster costs more than the rows of these."""
    left = iter(found.items())
    while some := dict(islice(left, AT_ONCE)):
        yield some


def together(some: dict[str, exp.Expression]) -> exp.Expression:
    """One query for all of them: which of them, and its columns as texts of one list."""
    parts = [_tagged(at, tree) for at, tree in enumerate(some.values())]
    first, *rest = parts
    for part in rest:
        first = exp.Union(this=first, expression=part, distinct=False)
    return first


def _tagged(at: int, tree: exp.Expression) -> exp.Select:
    inner = exp.Subquery(this=tree.copy(), alias=exp.TableAlias(this=exp.to_identifier("one")))
    return exp.select(exp.alias_(exp.Literal.number(at), "at"), "one.*").from_(inner)
