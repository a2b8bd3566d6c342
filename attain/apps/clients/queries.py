"""Reading: which clients a reader may see, narrowed by what is asked for, and who looks after them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from attain.apps.clients.contracts import ClientView, CoverView
from attain.apps.clients.models import Client, Copied, Cover
from attain.apps.people import api as people
from attain.shell.permissions import Reach

#: So long a manager sees a client that went to somebody else.
FORMER = timedelta(days=365)

#: Up to so many people of a leader are named to the database one by one, by which it plans well.
NAMED = 5_000


@dataclass(frozen=True)
class Asked:
    """What of the list is asked for; "" is no condition. cover: "none", state: "closed" or "all"."""

    klass: str = ""
    market_type: str = ""
    segment: str = ""
    unit: str = ""
    manager: str = ""
    key_account: str = ""
    cover: str = ""
    state: str = ""


def visible(reach: Reach, on: date) -> "QuerySet[Client]":
    """Clients that a reader may see: all; those of the units they lead; the own ones, also former ones."""
    rows = Client.objects.all()
    if reach.everywhere:
        return rows
    seen: list[QuerySet[Cover]] = []
    if reach.units:
        around = people.surroundings(Reach(units=reach.units))
        if around is not None and around.keys is None:  # the whole company: clients of no unit are theirs too
            return rows
        led = people.units_below(reach.units)
        here = Reach(units=reach.units)
        theirs: QuerySet | list[str] = people.within(here, on).order_by().values_list("key", flat=True)
        few = list(theirs[: NAMED + 1])
        theirs = few if len(few) <= NAMED else theirs
        seen.append(Cover.objects.filter(person__in=theirs, since__lte=on, until__gt=on))
    if reach.person:
        seen.append(Cover.objects.filter(person=reach.person, until__gt=on - FORMER))
    if not seen:
        return rows.none()
    covered = [each.values("client") for each in seen]
    if reach.units:
        covered.append(Client.objects.filter(unit__in=led).values("key"))
    first, *others = covered
    return rows.filter(key__in=first.union(*others, all=True) if others else first)


def narrowed(rows: "QuerySet[Client]", asked: Asked, reach: Reach, on: date) -> "QuerySet[Client]":
    """The rows that are asked for, as of a day. reach: whose names the reader may type for a manager."""
    same = {"klass": asked.klass, "market_type": asked.market_type, "segment": asked.segment}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if asked.unit:
        rows = rows.filter(unit__in=people.units_below([asked.unit]))
    if asked.manager:
        meant = people.all_meant(asked.manager, reach, on)
        theirs = Cover.objects.filter(person__in=meant, since__lte=on, until__gt=on)
        rows = rows.filter(key__in=theirs.values("client"))
    if asked.key_account:
        rows = rows.filter(key_account=True)
    if asked.cover == "none":
        rows = uncovered(rows, on)
    if asked.state == "closed":
        return rows.filter(closed__isnull=False, closed__lte=on)
    return rows if asked.state == "all" else rows.filter(Q(closed__isnull=True) | Q(closed__gt=on))


def uncovered(rows: "QuerySet[Client]", on: date) -> "QuerySet[Client]":
    """Those of the clients whom nobody looks after on a day."""
    maybe = Q(covered_until__isnull=True) | Q(covered_until__lte=on) | Q(covered_since__gt=on)
    somebody = Cover.objects.filter(client=OuterRef("key"), since__lte=on, until__gt=on)
    return rows.filter(maybe).filter(Q(covered_again=False) | ~Exists(somebody))


def client(key: str) -> ClientView | None:
    found = Client.objects.filter(key=key).first()
    return viewed(found) if found else None


def known(keys: Iterable[str]) -> dict[str, ClientView]:
    """Those of the keys that are clients."""
    wanted = list(keys)
    found = (Client.objects.filter(key__in=wanted[at : at + 500]) for at in range(0, len(wanted), 500))
    return {row.key: viewed(row) for rows in found for row in rows}


def covers(keys: Iterable[str], on: date | None = None) -> dict[str, list[CoverView]]:
    """Who looks after each of the clients, on a day or ever; the latest first."""
    rows = Cover.objects.filter(client__in=list(keys))
    if on is not None:
        rows = rows.filter(since__lte=on, until__gt=on)
    found: dict[str, list[CoverView]] = {}
    for row in rows.order_by("-since", "-share", "person"):
        found.setdefault(row.client, []).append(
            CoverView(row.client, row.person, row.role, row.since, row.until, row.share)
        )
    return found


def covered_by(days: Mapping[str, date]) -> dict[str, int]:
    """How many clients each of the people looks after on their day; who has none is not among them.

    One query, however many people and days.
    """
    people: dict[date, list[str]] = {}
    for key, day in days.items():
        people.setdefault(day, []).append(key)
    wanted = Q(pk__in=[])
    for day, keys in people.items():
        wanted |= Q(person__in=keys, since__lte=day, until__gt=day)
    rows = Cover.objects.filter(wanted)
    return dict(rows.values_list("person").annotate(Count("client", distinct=True)).order_by())


def choices() -> Mapping[str, Sequence[str]]:
    """What classes, market types and segments there are."""
    held = Copied.objects.filter(source="clients").first()
    return held.choices if held else {}


def viewed(row: Client) -> ClientView:
    return ClientView(
        row.key,
        row.name,
        row.address,
        row.phone,
        row.klass,
        row.market_type,
        row.unit,
        row.segment,
        row.opened,
        row.closed,
        row.key_account,
        row.own,
    )
