"""What a file of facts does not say though measures count by it: such as which line is an order's first."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attain.engine.decide.needs import Needs
from attain.engine.decide.rules import Rules
from attain.engine.faults import Fault
from attain.engine.formulas.tree import Expr, Logic, Name


def unsaid(rules: Rules, table: str, columns: Mapping[str, str], months: Iterable[str]) -> tuple[Fault, ...]:
    """A warning where the measures that posts need ask for a yes in columns that a file has not.

    columns: what the file has, target → source. months: those of its rows ("2026-10"); the last one's rules
    count.
    """
    newest = max(months, default="")
    lacking = _lacking(rules, table, columns)
    if not newest or not lacking:
        return ()
    on = date.fromisoformat(f"{newest}-01")
    asked: dict[str, list[str]] = {}
    for name in _needed(rules, on):
        measure = rules.measure(name, on)
        if measure is not None and measure.of == table and measure.where is not None:
            for column in lacking.intersection(_demanded(measure.where.tree)):
                asked.setdefault(column, []).append(name)
    if not asked:
        return ()
    measures = sorted({name for names in asked.values() for name in names})
    values = {"columns": ", ".join(sorted(asked)), "measures": ", ".join(measures)}
    return (Fault("fault.load.unsaid", values, severity="warning"),)


def _lacking(rules: Rules, table: str, columns: Mapping[str, str]) -> set[str]:
    """The yes-or-no columns of a table of facts that the file has not: a default stands for all its rows."""
    fact = rules.facts.get(table)
    kinds = fact.columns.items() if fact is not None else ()
    return {name for name, kind in kinds if kind.kind == "boolean" and name not in columns}


def _needed(rules: Rules, on: date) -> list[str]:
    """The measures that posts are judged and paid by."""
    needs, posts = Needs(rules), set()
    for kind in ("scorecard", "plan"):
        posts |= {(each.post, each.cycle) for each in rules.in_force(kind, on)}
    for post, cycle in sorted(posts):
        needs.post(post, rules.calendar.containing(on, cycle))
    return sorted({name for name, _ in needs.measures | needs.beside})


def _demanded(condition: Expr) -> Iterator[str]:
    """The columns that must have a yes in each row that a condition holds for."""
    if isinstance(condition, Logic) and condition.operator == "and":
        yield from _demanded(condition.left)
        yield from _demanded(condition.right)
    elif isinstance(condition, Name):
        yield condition.key
