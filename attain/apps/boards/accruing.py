"""The accrual report: what each period has earned, by the periods that posted it; what is still to come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum

from attain.apps.boards.costs import costs
from attain.apps.ledger import api as ledger
from attain.apps.results import api as results
from attain.runs import postings

ZERO = Decimal(0)

#: Kinds of entries, as columns have them; openings stand among what is still to come.
KINDS = ("earned", "clawed_back", "deferred", "released", "forfeited", "forgiven")

#: What each kind adds to cost and to what comes later.
COST = {"earned": 1, "clawed_back": -1, "forfeited": -1, "forgiven": 1}
LATER = {"deferred": 1, "opening_later": 1, "released": -1, "forfeited": -1}


@dataclass
class Cell:
    """What one period posted for another. estimated: its period is open; nothing is posted yet."""

    for_period: str
    in_period: str
    sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    estimated: bool = False

    @property
    def cost(self) -> Decimal:
        return sum((sign * self.sums.get(kind, ZERO) for kind, sign in COST.items()), ZERO)

    @property
    def later(self) -> Decimal:
        return sum((sign * self.sums.get(kind, ZERO) for kind, sign in LATER.items()), ZERO)


@dataclass(frozen=True)
class Row:
    """A for-period. cells: its cost by in-period, None where nothing was posted."""

    for_period: str
    cells: tuple[Cell | None, ...]
    sums: dict[str, Decimal]
    cost: Decimal
    later: Decimal


@dataclass(frozen=True)
class Accrual:
    """columns: in-periods. estimated: those of them that are open. control: name → (report, ledger)."""

    until: str
    columns: tuple[str, ...]
    estimated: frozenset[str]
    rows: tuple[Row, ...]
    total: Row
    cells: tuple[Cell, ...]
    control: dict[str, tuple[Decimal, Decimal]]

    @property
    def equal(self) -> bool:
        return all(report == posted for report, posted in self.control.values())


def accrual(until: results.RunView, runs: Sequence[results.RunView]) -> Accrual:
    """As of the last day of a period. runs: the current ones of its cycle."""
    batches = [batch for batch in ledger.batches() if batch.first < until.end]
    posted = [batch.period for batch in batches]
    rows = ledger.entries().filter(in_period__in=posted)
    moved = rows.filter(Q(debit__in=("cost", "later")) | Q(credit__in=("cost", "later")))
    cells: dict[tuple[str, str], Cell] = {}
    summed = moved.values_list("for_period", "in_period", "kind", "debit", "credit").annotate(
        total=Sum("amount")
    )
    for about, paid, kind, debit, credit, total in summed.order_by():
        cell = cells.setdefault((about, paid), Cell(about, paid))
        cell.sums[kind] += _signed(kind, debit, credit) * ledger.exact(total)
    accounts = ledger.accounts(moved)
    found = list(cells.values())
    control = {
        "cost": (sum((cell.cost for cell in found), ZERO), -accounts["cost"]),
        "later": (sum((cell.later for cell in found), ZERO), accounts["later"]),
    }
    opened = [run for run in runs if run.end <= until.end and run.period not in posted]
    for each in costs(opened):
        for about, amount in each.sums(0).items():
            if amount:
                cell = Cell(about, each.run.period, estimated=True)
                cell.sums["earned" if amount > 0 else "clawed_back"] += abs(amount)
                found.append(cell)
    estimated = frozenset(run.period for run in opened)
    return _of(until.period, found, estimated, control)


def _signed(kind: str, debit: str, credit: str) -> int:
    """−1 for an entry whose two accounts have changed places."""
    return 1 if (debit, credit) == postings.KINDS[kind] else -1


def _of(
    until: str,
    found: Sequence[Cell],
    estimated: frozenset[str],
    control: dict[str, tuple[Decimal, Decimal]],
) -> Accrual:
    columns = tuple(sorted({cell.in_period for cell in found}))
    by_row: dict[str, list[Cell]] = defaultdict(list)
    for cell in found:
        by_row[cell.for_period].append(cell)
    rows = tuple(_row(about, own, columns) for about, own in sorted(by_row.items()))
    sums = [_together("", [c for c in found if c.in_period == column], column) for column in columns]
    total = _together("", found)
    whole = Row("", tuple(sums), dict(total.sums), total.cost, total.later)
    ordered = sorted(found, key=lambda cell: (cell.for_period, cell.in_period))
    return Accrual(until, columns, estimated, rows, whole, tuple(ordered), control)


def _row(about: str, own: Sequence[Cell], columns: Sequence[str]) -> Row:
    cells = {cell.in_period: cell for cell in own}
    total = _together(about, own)
    return Row(about, tuple(cells.get(each) for each in columns), dict(total.sums), total.cost, total.later)


def _together(about: str, own: Sequence[Cell], column: str = "") -> Cell:
    made = Cell(about, column, estimated=any(cell.estimated for cell in own))
    for cell in own:
        for kind, amount in cell.sums.items():
            made.sums[kind] += amount
    return made
