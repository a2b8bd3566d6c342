"""Whom a hand-over holds: all who are owed, or those of a post and a unit; and what that comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from attain.apps.house.api import rules_of
from attain.apps.ledger import api as ledger
from attain.apps.people import api as people
from attain.wording import Wording

ZERO = Decimal(0)

#: So many people are named on a page.
NAMED = 100


@dataclass(frozen=True)
class Whom:
    """post, unit: of these alone, "" for any; a unit stands for those below it, too.

    A person's post is the newest one by the end of the newest posted period: it is one, so nobody is in two.
    """

    post: str = ""
    unit: str = ""

    @property
    def everybody(self) -> bool:
        return not (self.post or self.unit)

    def document(self) -> dict[str, str]:
        return {"post": self.post, "unit": self.unit}


@dataclass(frozen=True)
class Sums:
    """What can be handed over, how many people and how much; and who is left out: on hold, below zero.

    components: of what can be handed over.
    """

    people: int = 0
    total: Decimal = ZERO
    held_people: int = 0
    held: Decimal = ZERO
    carried_people: int = 0
    carried: Decimal = ZERO
    components: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """By what a form says which figures it was filled in beside."""
        return f"{self.people}:{self.total}"


def whom(given: Mapping[str, Any]) -> Whom:
    """Of a form, an address or a document."""
    return Whom(str(given.get("post") or ""), str(given.get("unit") or ""))


def keys(chosen: Whom, last: date) -> "QuerySet[Any] | None":
    """Rows of the people's keys; None for everybody. last: the day after the newest posted period."""
    if chosen.everybody:
        return None
    return people.placed(last - timedelta(days=1), chosen.post, chosen.unit)


def sums(chosen: Whom, last: date) -> Sums:
    """What it comes to as the ledger stands: a few queries, however many people there are."""
    return _all(ledger.last_digest(), last) if chosen.everybody else _sums(chosen, last)


@lru_cache(maxsize=8)
def _all(_upto: str, last: date) -> Sums:
    """Of everybody: the same until anything more is posted, wherever people work."""
    return _sums(Whom(), last)


def _sums(chosen: Whom, last: date) -> Sums:
    wanted = keys(chosen, last)
    owed, held = ledger.by_person("owed", wanted), ledger.by_person("held", wanted)
    above, below = Q(total__gt=0), Q(total__lt=0)
    found = owed.aggregate(
        people=Count("person", filter=above),
        owed=Sum("total", filter=above),
        carried_people=Count("person", filter=below),
        carried=Sum("total", filter=below),
    )
    waits = held.aggregate(people=Count("person"), held=Sum("total"))
    above_zero = owed.filter(above).order_by().values("person")
    return Sums(
        found["people"],
        ledger.exact(found["owed"]),
        waits["people"],
        ledger.exact(waits["held"]),
        found["carried_people"],
        ledger.exact(found["carried"]),
        ledger.by_component("owed", above_zero) if found["people"] else {},
    )


def left_out(chosen: Whom, last: date) -> tuple[list[tuple[str, Decimal]], list[tuple[str, Decimal]]]:
    """The first who are on hold, and the first below zero, with what of each."""
    wanted = keys(chosen, last)
    held = ledger.by_person("held", wanted)[:NAMED]
    carried = ledger.by_person("owed", wanted).filter(total__lt=0)[:NAMED]
    first, second = (
        [(row["person"], ledger.exact(row["total"])) for row in rows] for rows in (held, carried)
    )
    return first, second


def overlap(one: Whom, other: Whom) -> bool:
    """Whether somebody could be in both."""
    if one.post and other.post and one.post != other.post:
        return False
    if not (one.unit and other.unit):
        return True
    below = people.units_below_each({one.unit, other.unit})
    first, second = (below.get(each, frozenset({each})) for each in (one.unit, other.unit))
    return other.unit in first or one.unit in second


def posts(last: date, bundle: str, wording: Wording) -> list[tuple[str, str]]:
    """The posts that can be chosen, with their titles in the reader's language."""
    titles = rules_of(bundle).posts
    found = people.posts_begun(last - timedelta(days=1))
    return sorted(
        ((key, wording.title(titles.get(key) or {}, key)) for key in found), key=lambda each: each[1]
    )


def told(chosen: Whom, bundle: str, wording: Wording) -> str:
    """Whom it holds, in words."""
    if chosen.everybody:
        return wording.say("payroll.whom.all")
    parts = []
    if chosen.post:
        parts.append(wording.title(rules_of(bundle).posts.get(chosen.post) or {}, chosen.post))
    if chosen.unit:
        parts.append(people.unit_titles([chosen.unit]).get(chosen.unit, chosen.unit))
    return " · ".join(parts)
