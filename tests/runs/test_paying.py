"""Holding, handing over, paying: whatever happens in whatever order, nothing is made, lost or paid twice."""

from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from attain.runs.paying import (
    Hold,
    compared,
    given_back,
    handed_over,
    holding,
    paid_out,
    payable,
)
from attain.runs.postings import Posting, balances

ZERO = Decimal(0)
PEOPLE, COMPONENTS, PERIODS = ("A", "B"), ("salary", "bonus"), ("2026-01", "2026-02", "2026-03")


def cell(person="A", component="bonus", period="2026-01"):
    return person, component, period, period


class Ledger:
    """Entries, and what accounts hold by cell."""

    def __init__(self):
        self.entries = []

    def post(self, found):
        self.entries += found
        return found

    def cells(self, account):
        sums = defaultdict(Decimal)
        for each in self.entries:
            key = each.person, each.component, each.for_period, each.in_period
            if each.credit == account:
                sums[key] += each.amount
            if each.debit == account:
                sums[key] -= each.amount
        return {key: amount for key, amount in sums.items() if amount}

    def of(self, account, person):
        return sum((amount for key, amount in self.cells(account).items() if key[0] == person), ZERO)

    def earn(self, person, component, period, amount):
        kind = "earned" if amount > 0 else "clawed_back"
        if amount:
            self.post([Posting(person, component, period, kind, abs(amount), False, period)])


def hold(person="A", component="", first="2026-01"):
    return Hold(person, component, frozenset(period for period in PERIODS if period >= first))


def test_a_hold_takes_what_is_owed_from_its_period_on_and_gives_it_back():
    ledger = Ledger()
    for period, amount in zip(PERIODS, ("10", "20", "-5"), strict=True):
        ledger.earn("A", "bonus", period, Decimal(amount))
    ledger.post(holding(ledger.cells("owed"), {}, [hold(first="2026-02")]))
    assert (ledger.of("owed", "A"), ledger.of("held", "A")) == (10, 15)
    assert payable(ledger.cells("owed")).lines == {cell(): Decimal(10)}
    assert holding(ledger.cells("owed"), ledger.cells("held"), [hold(first="2026-02")]) == []
    ledger.post(holding(ledger.cells("owed"), ledger.cells("held"), []))
    assert (ledger.of("owed", "A"), ledger.of("held", "A")) == (25, 0)


def test_a_debt_is_never_put_on_hold():
    ledger = Ledger()
    ledger.earn("A", "salary", "2026-01", Decimal(100))
    ledger.earn("A", "bonus", "2026-01", Decimal(-30))
    assert holding(ledger.cells("owed"), {}, [hold(component="bonus")]) == []
    assert payable(ledger.cells("owed")).total == 70
    ledger.post(holding(ledger.cells("owed"), {}, [hold()]))
    assert ledger.of("held", "A") == 70


def test_who_is_below_zero_is_carried_on():
    found = payable({cell("A"): Decimal(10), cell("B"): Decimal(-4)})
    assert (found.lines, found.carried) == ({cell("A"): Decimal(10)}, {"B": Decimal(-4)})


def test_what_is_paid_in_part_pays_the_earliest_first_and_debts_as_a_whole():
    ledger = Ledger()
    for period, component, amount in (
        ("2026-01", "bonus", "60"),
        ("2026-02", "bonus", "-20"),
        ("2026-02", "salary", "100"),
    ):
        ledger.earn("A", component, period, Decimal(amount))
    ledger.post(handed_over(payable(ledger.cells("owed")).lines))
    assert [each.kind for each in compared(ledger.cells("approved"), {"A": Decimal(90)})] == ["less"]
    ledger.post(paid_out(ledger.cells("approved"), {"A": Decimal(90)}))
    assert ledger.of("bank", "A") == 90
    assert ledger.cells("approved") == {cell("A", "salary", "2026-02"): Decimal(50)}
    ledger.post(given_back(ledger.cells("approved")))
    assert ledger.cells("owed") == {cell("A", "salary", "2026-02"): Decimal(50)}


def test_differences_are_named_by_person():
    handed = {cell("A"): Decimal(10), cell("B"): Decimal(5)}
    found = compared(handed, {"A": Decimal(12), "X": Decimal(1)})
    assert [(each.person, each.kind, each.handed, each.paid) for each in found] == [
        ("A", "more", 10, 12),
        ("B", "unpaid", 5, 0),
        ("X", "unknown", 0, 1),
    ]
    assert sum(each.amount for each in paid_out(handed, {"A": Decimal(12), "X": Decimal(1)})) == 10


AMOUNT = st.integers(-500, 900).map(lambda cents: Decimal(cents) / 100)
CHOICE = st.sampled_from(PEOPLE), st.sampled_from(("", *COMPONENTS)), st.sampled_from(PERIODS)
STEPS = st.one_of(
    st.tuples(st.just("close"), st.sampled_from(PERIODS), st.lists(AMOUNT, min_size=4, max_size=4)),
    st.tuples(st.just("hold"), *CHOICE),
    st.tuples(st.just("release"), st.integers(0, 3)),
    st.tuples(st.just("hand over")),
    st.tuples(st.just("pay"), st.integers(0, 150), st.integers(0, 150)),
    st.tuples(st.just("give back"), st.sampled_from(PEOPLE)),
)


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=14))
def test_whatever_happens_accounts_are_zero_and_nobody_gets_more_than_was_earned(steps):
    ledger, holds = Ledger(), []
    earned = defaultdict(Decimal)
    for name, *parts in steps:
        if name == "close":
            period, amounts = parts
            places = [(person, component) for person in PEOPLE for component in COMPONENTS]
            for (person, component), amount in zip(places, amounts, strict=True):
                ledger.earn(person, component, period, amount)
                earned[person] += amount
        elif name == "hold":
            holds.append(hold(*parts))
        elif name == "release":
            holds = [each for at, each in enumerate(holds) if at != parts[0]]
        elif name == "hand over":
            ledger.post(holding(ledger.cells("owed"), ledger.cells("held"), holds))
            owed = {person: ledger.of("owed", person) for person in PEOPLE}
            found = payable(ledger.cells("owed"))
            before = {person: ledger.of("approved", person) for person in PEOPLE}
            ledger.post(handed_over(found.lines))
            for person in PEOPLE:
                assert ledger.of("approved", person) - before[person] == max(owed[person], ZERO)
                assert found.carried.get(person, ZERO) == min(owed[person], ZERO)
            assert payable(ledger.cells("owed")).lines == {}
        elif name == "pay":
            rest = {person: ledger.of("approved", person) for person in PEOPLE}
            shares = dict(zip(PEOPLE, parts, strict=True))
            paid = {who: (rest[who] * share / 100).quantize(Decimal("0.01")) for who, share in shares.items()}
            ledger.post(paid_out(ledger.cells("approved"), paid))
            for person in PEOPLE:
                assert ledger.of("approved", person) == rest[person] - min(paid[person], rest[person])
        else:
            ledger.post(given_back(ledger.cells("approved"), parts))
            assert ledger.of("approved", parts[0]) == 0
        ledger.post(holding(ledger.cells("owed"), ledger.cells("held"), holds))
        assert holding(ledger.cells("owed"), ledger.cells("held"), holds) == []
        sums = balances(ledger.entries)
        assert sum(sums.values()) == 0
        for person in PEOPLE:
            places = [ledger.of(account, person) for account in ("owed", "held", "approved", "bank")]
            assert sum(places) == earned[person]
            assert ledger.of("approved", person) >= 0
            assert ledger.of("bank", person) >= 0
