"""What KPIs and scorecards came to before: the experience that the KPI lint asks."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from attain.engine.decide.publish import Published
from attain.engine.store import Store
from attain.rulebook.lint import Past, PastValue
from attain.runs.register import Register


def history(store: Store) -> Past:
    """Earlier values by name, of people, from each period's closed run or else its newest."""
    register = Register(store)
    found: dict[str, list[PastValue]] = defaultdict(list)
    for period in sorted({run.period for run in register.all()}):
        run = register.latest(period)
        for row in register.results(run) if run else ():
            if row.kind == "person" and not row.group and row.for_period == period:
                found[row.node].append(PastValue(row.subject, period, _value(row)))
    return lambda name: _of(found, name)


def _of(found: dict[str, list[PastValue]], name: str) -> Sequence[PastValue]:
    return found.get(name, ())


def _value(row: Published) -> Decimal | None:
    """The number; None where it is undefined or a word."""
    try:
        return Decimal(row.value) if row.value else None
    except InvalidOperation:
        return None
