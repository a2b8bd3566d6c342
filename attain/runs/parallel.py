"""The same period paid the old way and by Attain, side by side, and every difference named.

Certain causes are named here: a cent of rounding, somebody or a component on one side only, a total that is
the same in other components, an adjustment, pay that comes later. All others wait for a name. What
is named and what is not always come to new − old, whatever the names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from attain.engine.money import rounded
from attain.runs.postings import postings_of
from attain.runs.register import Register, Run

ZERO = Decimal(0)

#: (person, component) → money; component "" where only a person's total is known.
Amounts = Mapping[tuple[str, str], Decimal]

#: Causes that are found, and those that people choose from.
FOUND = (
    "rounding",
    "only_old",
    "only_new",
    "shifted",
    "adjustment",
    "later",
    "component_old",
    "component_new",
)
CHOICES = ("old_wrong", "rule_changed", "facts_differ", "coverage", "target", "agreed", "ours_wrong", "other")


@dataclass(frozen=True)
class Difference:
    """Where the two ways differ. old, new: None where a side has no such line. cause: "" until it is named.

    found: whether the cause was found here rather than chosen by somebody.
    """

    person: str
    component: str
    old: Decimal | None
    new: Decimal | None
    cause: str = ""
    found: bool = False
    note: str = ""

    @property
    def amount(self) -> Decimal:
        return (self.new or ZERO) - (self.old or ZERO)

    @property
    def named(self) -> bool:
        return bool(self.cause)


@dataclass(frozen=True)
class Name:
    """A cause that somebody gave a difference of this amount."""

    amount: Decimal
    cause: str
    note: str = ""


@dataclass(frozen=True)
class Compared:
    """Both sides in one view. people: of either; alike: of whom nothing differs."""

    differences: tuple[Difference, ...]
    people: int
    alike: int
    old: Decimal
    new: Decimal

    @property
    def named(self) -> list[Difference]:
        return [each for each in self.differences if each.named]

    @property
    def unnamed(self) -> list[Difference]:
        return [each for each in self.differences if not each.named]

    @property
    def amount(self) -> Decimal:
        """new − old."""
        return self.new - self.old

    @property
    def away(self) -> Decimal:
        """All differences without their signs."""
        return sum((abs(each.amount) for each in self.differences), ZERO)


def compare(
    old: Amounts,
    new: Amounts,
    decimals: int = 2,
    adjusted: Amounts | None = None,
    later: Amounts | None = None,
) -> Compared:
    """Line by line; of people without components in `old`, their totals.

    decimals: of money; a difference of one unit of the last is rounding. adjusted: amounts that a hand added.
    later: what is earned and paid in later periods.
    """
    totals = {person for person, component in old if not component}
    was, is_ = _by_person(old, totals), _by_person(new, totals)
    hand, ahead = _by_person(adjusted or {}, totals), _by_person(later or {}, totals)
    components = {name for _, name in old}, {name for _, name in new}
    found: list[Difference] = []
    people = sorted({*was, *is_})
    alike = 0
    for person in people:
        lines = _lines(person, was.get(person), is_.get(person))
        alike += not lines
        if lines:
            causes = _Causes(
                Decimal(1).scaleb(-decimals), hand.get(person, {}), ahead.get(person, {}), components
            )
            found += causes.of(lines, person in was, person in is_)
    return Compared(tuple(found), len(people), alike, sum(old.values(), ZERO), sum(new.values(), ZERO))


def _by_person(amounts: Amounts, totals: set[str]) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = {}
    for (person, component), amount in amounts.items():
        own = found.setdefault(person, {})
        name = "" if person in totals else component
        own[name] = own.get(name, ZERO) + amount
    return found


def _lines(
    person: str, old: Mapping[str, Decimal] | None, new: Mapping[str, Decimal] | None
) -> list[Difference]:
    """A person's lines that differ; nothing and zero are the same."""
    names = dict.fromkeys([*(old or {}), *(new or {})])
    lines = [Difference(person, name, (old or {}).get(name), (new or {}).get(name)) for name in names]
    return [line for line in lines if line.amount]


@dataclass(frozen=True)
class _Causes:
    """What may explain a person's differences."""

    cent: Decimal
    adjusted: Mapping[str, Decimal]
    later: Mapping[str, Decimal]
    components: tuple[set[str], set[str]]

    def of(self, lines: Sequence[Difference], in_old: bool, in_new: bool) -> list[Difference]:
        if not in_old or not in_new:
            return [_named(line, "only_new" if in_new else "only_old") for line in lines]
        lines = [_named(line, "rounding") if abs(line.amount) <= self.cent else line for line in lines]
        left = [line for line in lines if not line.named]
        if len(left) > 1 and not sum((line.amount for line in left), ZERO):
            return [line if line.named else _named(line, "shifted") for line in lines]
        return [line if line.named else self._one(line) for line in lines]

    def _one(self, line: Difference) -> Difference:
        name = line.component
        if name in self.adjusted and line.amount == self.adjusted[name]:
            return _named(line, "adjustment")
        if name in self.later and line.amount == -self.later[name]:
            return _named(line, "later")
        if name and name not in self.components[1]:
            return _named(line, "component_old")
        if name and name not in self.components[0]:
            return _named(line, "component_new")
        return line


def _named(line: Difference, cause: str) -> Difference:
    return replace(line, cause=cause, found=True)


def with_names(compared: Compared, names: Mapping[tuple[str, str], Name]) -> Compared:
    """The same with the causes that people gave, where the difference is still the one that they named."""

    def told(line: Difference) -> Difference:
        name = names.get((line.person, line.component))
        if line.named or name is None or name.amount != line.amount:
            return line
        return replace(line, cause=name.cause, note=name.note)

    return replace(compared, differences=tuple(told(line) for line in compared.differences))


def reopened(compared: Compared, names: Mapping[tuple[str, str], Name]) -> list[Difference]:
    """Differences that somebody had named and that are other ones now."""
    return [
        line
        for line in compared.differences
        if not line.named
        and (name := names.get((line.person, line.component))) is not None
        and name.amount != line.amount
    ]


def paid(
    register: Register, run: Run, adjusted: Mapping[str, str]
) -> tuple[dict[tuple[str, str], Decimal], dict[tuple[str, str], Decimal]]:
    """(person, component) → what a run pays, and what of it comes later. adjusted: adjustment → component."""
    due: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    later: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in postings_of(register, run, {}, adjusted):
        key = each.person, each.component
        for account, sign in ((each.credit, 1), (each.debit, -1)):
            if account == "owed":
                due[key] += sign * each.amount
            elif account == "later" and "opening" not in (each.debit, each.credit):
                later[key] += sign * each.amount
    return {k: v for k, v in due.items() if v}, {k: v for k, v in later.items() if v}


def alike(old: Amounts, new: Amounts) -> dict[str, str]:
    """The old way's component → ours that pays half of its people, and at least two, the same sums."""
    ours: dict[tuple[str, Decimal], list[str]] = defaultdict(list)
    for (person, component), amount in new.items():
        ours[person, amount].append(component)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    people: Counter[str] = Counter()
    for (person, name), amount in old.items():
        if name and amount:
            people[name] += 1
            counted[name].update(ours.get((person, amount), ()))
    found: dict[str, str] = {}
    for name, each in counted.items():
        best = sorted(each.items(), key=lambda pair: (-pair[1], pair[0]))[:1]
        if best and best[0][1] >= 2 and 2 * best[0][1] >= people[name]:
            found[name] = best[0][0]
    return found


def summed(lines: Iterable[tuple[str, str, Decimal]], decimals: int) -> dict[tuple[str, str], Decimal]:
    """Lines of a file: those of one person and component are added, and have the decimals of money."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for person, component, amount in lines:
        found[person, component] += rounded(amount, decimals)
    return dict(found)
