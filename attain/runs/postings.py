"""What a closed run makes of the ledger: double entries by person, component and for-period.

Accounts: `cost` (what pay costs the company), `owed` (to the person, payable now), `later` (earned, payable
later), `held` (payable, but on hold), `advances` (draws that the person still owes), `opening` (balances of a
start in mid-year), `approved` (handed over to payroll), `bank` (paid out). An entry has a debit and a credit
account and an amount, so that all accounts together are always zero; what a run credits to `owed` is what it
pays.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from attain.engine.decide.world import Opening
from attain.engine.faults import Fault, Faulty
from attain.runs.pieces import DRAW
from attain.runs.register import Register, Run
from attain.runs.results import row_of

ZERO = Decimal(0)

#: The accounts, and which of them each kind of entry debits and credits.
ACCOUNTS = ("cost", "owed", "later", "held", "advances", "opening", "approved", "bank")
KINDS: Mapping[str, tuple[str, str]] = {
    "opening": ("advances", "opening"),
    "opening_later": ("opening", "later"),
    "earned": ("cost", "owed"),
    "clawed_back": ("owed", "cost"),
    "deferred": ("owed", "later"),
    "released": ("later", "owed"),
    "forfeited": ("later", "cost"),
    "drawn": ("advances", "owed"),
    "recovered": ("owed", "advances"),
    "forgiven": ("cost", "advances"),
    "held": ("owed", "held"),
    "let_go": ("held", "owed"),
    "approved": ("owed", "approved"),
    "paid": ("approved", "bank"),
}

#: What is taken back of a kind that went too far.
_BACK = {"earned": "clawed_back", "drawn": "recovered"}

#: (component, for-period) → money.
Sums = dict[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry. amount: above zero. reversed: the two accounts of its kind have changed places.

    in_period: the period that posted the amount, "" for the one that is being posted.
    """

    person: str
    component: str
    for_period: str
    kind: str
    amount: Decimal
    reversed: bool = False
    in_period: str = ""

    @property
    def debit(self) -> str:
        return KINDS[self.kind][1 if self.reversed else 0]

    @property
    def credit(self) -> str:
        return KINDS[self.kind][0 if self.reversed else 1]


@dataclass
class Balances:
    """What a person's ledger stands at. later: by component and for-period; advances: of all draws."""

    later: Sums = field(default_factory=dict)
    advances: Decimal = ZERO
    known: bool = True


@dataclass
class Moves:
    """What a run pays a person beside the components of its own period. held: nothing, until it is known."""

    paid: Decimal = ZERO
    held: bool = False
    forgiven: Decimal = ZERO
    released: Sums = field(default_factory=lambda: defaultdict(Decimal))
    forfeited: Sums = field(default_factory=lambda: defaultdict(Decimal))
    further: Sums = field(default_factory=lambda: defaultdict(Decimal))


def postings_of(
    register: Register, run: Run, before: Mapping[str, Balances], adjusted: Mapping[str, str]
) -> Iterator[Posting]:
    """Every entry of a closed run, by person; of an open one, what it would be. Held pay is no entry.

    before: of those who have entries, where these stand. adjusted: adjustment → component.
    Raises Faulty where the entries of somebody do not come to what the run pays them.
    """
    own: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (person, component), amount in register.pieces(run).items():
        own[person][component] = amount
    opened, closed = register.opening(run), register.closing(run)
    moves = dict(_moves(register, run, adjusted))
    for person in sorted({*own, *moves, *before}):
        was = before.get(person) or Balances(known=False)
        moved = moves.get(person, Moves())
        if moved.held:
            continue
        now = _balances(closed, person)
        start = () if was.known else _started(person, run.period, _balances(opened, person, True), was)
        found = [*start, *postings(person, run.period, own.get(person, {}), moved, was, now)]
        _prove(person, found, moved.paid, run)
        yield from found


def postings(
    person: str,
    period: str,
    own: Mapping[str, Decimal],
    moved: Moves,
    before: Balances,
    after: Balances,
) -> Iterator[Posting]:
    """One person's entries. own: what the period itself pays, by component, with what is released in it."""
    nets: Sums = defaultdict(Decimal, moved.further)
    for component, amount in own.items():
        freed = sum((sum_ for (name, _), sum_ in moved.released.items() if name == component), ZERO)
        nets[component, period] += amount - freed
    draws = {about: nets.pop((DRAW, about)) for name, about in list(nets) if name == DRAW}
    for key in sorted({*nets, *before.later, *after.later, *moved.released, *moved.forfeited}):
        component, about = key
        released, forfeited = moved.released.get(key, ZERO), moved.forfeited.get(key, ZERO)
        left = before.later.get(key, ZERO) - released - forfeited
        deferred = after.later.get(key, ZERO) - left
        for kind, amount in (
            ("earned", nets.get(key, ZERO) + deferred),
            ("deferred", deferred),
            ("released", released),
            ("forfeited", forfeited),
        ):
            yield from _moved(person, component, about, kind, amount)
    yield from _moved(person, DRAW, period, "forgiven", moved.forgiven)
    yield from _drawn(person, period, draws, after.advances - before.advances + moved.forgiven)


def _drawn(person: str, period: str, draws: Mapping[str, Decimal], change: Decimal) -> Iterator[Posting]:
    """Draws of earlier periods, corrected, and of this one; what no balance will ever recover is earned."""
    earlier = {about: amount for about, amount in draws.items() if about != period}
    for about, amount in sorted(earlier.items()):
        yield from _moved(person, DRAW, about, "drawn", amount)
    balance = change - sum(earlier.values(), ZERO)
    yield from _moved(person, DRAW, period, "earned", draws.get(period, ZERO) - balance)
    yield from _moved(person, DRAW, period, "drawn", balance)


def _moved(person: str, component: str, about: str, kind: str, amount: Decimal) -> Iterator[Posting]:
    if amount < 0 and kind in _BACK:
        yield Posting(person, component, about, _BACK[kind], -amount)
    elif amount:
        yield Posting(person, component, about, kind, abs(amount), amount < 0)


def _started(person: str, period: str, opened: Balances, was: Balances) -> Iterator[Posting]:
    """What somebody without entries brings along; `was` is then what it comes to."""
    yield from _moved(person, DRAW, period, "opening", opened.advances)
    for (component, about), amount in sorted(opened.later.items()):
        yield from _moved(person, component, about, "opening_later", amount)
    was.advances, was.later = opened.advances, dict(opened.later)


def _balances(state: Opening, person: str, before: bool = False) -> Balances:
    """Where somebody stands. before: before a hand wrote off any of it."""
    later: Sums = defaultdict(Decimal)
    for part in (*state.instalments.get(person, ()), *state.held.get(person, ())):
        later[part.component, part.for_period] += part.amount
    advances = sum((sum_ for (who, _), sum_ in state.draws.items() if who == person), ZERO)
    return Balances(dict(later), advances + (state.forgiven.get(person, ZERO) if before else ZERO))


def _moves(register: Register, run: Run, adjusted: Mapping[str, str]) -> Iterator[tuple[str, Moves]]:
    """Of every person what stands between the pieces of the period and what is paid."""
    results = register.results(run)
    for line in results.lines:
        if not line.startswith("person\t") or line.split("\t", 4)[3]:
            continue
        row = row_of(line, results.sheets)
        moved = Moves()
        for about, node, _group, _unit, value in dict.fromkeys(row.further):
            amount = Decimal(value) if value else ZERO
            kind, _, rest = node.partition(".")
            if node == "paid":
                moved.paid, moved.held = amount, not value
            elif node == "draw.forgiven":
                moved.forgiven = amount
            elif kind in ("released", "freed"):
                moved.released[rest.partition(".")[0], about] += amount
            elif kind == "forfeited":
                moved.forfeited[rest.partition(".")[0], about] += amount
            elif kind == "difference":
                moved.further[rest, about] += amount
            elif kind == "adjustment":
                moved.further[adjusted.get(rest) or kind, about] += amount
        yield row.subject, moved


def _prove(person: str, found: Iterable[Posting], paid: Decimal, run: Run) -> None:
    owed = balances(found)["owed"]
    if owed != paid:
        values = {"person": person, "period": run.period, "owed": owed, "paid": paid}
        raise Faulty(Fault("fault.ledger.unequal", values))


def balances(found: Iterable[Posting]) -> dict[str, Decimal]:
    """What entries credit to each account, less what they debit; the sum over all accounts is zero."""
    sums = dict.fromkeys(ACCOUNTS, ZERO)
    for each in found:
        sums[each.credit] += each.amount
        sums[each.debit] -= each.amount
    return sums
