"""Everybody's pay, worked out when it is asked for; and what it comes to in all."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from attain.engine.decide.payroll import Payroll
from attain.engine.decide.settlement import PersonPay, settle

#: The pay of so many people is remembered: of a company of this size or less, everybody's.
MOST = 1_000


class Pays(Mapping[str, PersonPay]):
    """Person → pay, in order of key. The same person's pay is the same however often it is worked out."""

    def __init__(self, payroll: Payroll, people: Iterable[str]) -> None:
        self._payroll = payroll
        self._people = dict.fromkeys(sorted(people))
        self._known: OrderedDict[str, PersonPay] = OrderedDict()

    def __getitem__(self, person: str) -> PersonPay:
        if person in self._known:
            self._known.move_to_end(person)
            return self._known[person]
        if person not in self._people:
            raise KeyError(person)
        found = self._known[person] = settle(self._payroll, person)
        if len(self._known) > MOST:
            self._payroll.forget(self._known.popitem(last=False)[0])
        return found

    def __contains__(self, person: object) -> bool:
        return person in self._people

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of some people or of all. held: whose pay waits, in order of key. differences: how many there are.

    results: how many numbers are published (0 where nobody counted).
    """

    people: int = 0
    results: int = 0
    differences: int = 0
    earned: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    held: tuple[str, ...] = ()

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.people + other.people,
            self.results + other.results,
            self.differences + other.differences,
            self.earned + other.earned,
            self.paid + other.paid,
            tuple(sorted((*self.held, *other.held))),
        )


def totals(pays: Iterable[PersonPay]) -> Totals:
    """What the pay of these people comes to; held pay counts as nothing yet."""
    people, differences, earned, paid = 0, 0, Decimal(0), Decimal(0)
    held: list[str] = []
    for pay in pays:
        people += 1
        differences += len(pay.differences)
        earned += pay.earned or 0
        if pay.paid is None:
            held.append(pay.person)
        else:
            paid += pay.paid
    return Totals(people, 0, differences, earned, paid, tuple(sorted(held)))
