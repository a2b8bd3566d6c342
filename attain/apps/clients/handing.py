"""Hand-overs as proposals: what is proposed, done when a second person approves, and taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals.api import Kind, ProposalView, add
from attain.apps.clients import queries
from attain.apps.clients.models import Handed
from attain.apps.house.api import changed, enter, register, rules_now, workplace
from attain.apps.people import api as people
from attain.engine.faults import Fault, Faulty
from attain.engine.store import Store, steps
from attain.runs.handover import HandOver, Moved, Spell, Transfer, moved, transfer_entry
from attain.runs.portfolio import Effects, Portfolio
from attain.runs.workplace import Workplace
from attain.shell.languages import in_currency
from attain.shell.permissions import reach
from attain.wording import Wording

HANDOVER = "handover"

#: The background work that approves one of many clients.
HAND_OVER = "hand_over"

#: What is called so takes back what a stopped approval has left behind.
DROPPED = " dropped"

#: So many clients are named on a proposal's page.
NAMED = 100

#: A hand-over of more clients takes longer than a page may: it is looked at and done as background work.
LONG = 500


def long(given: Mapping[str, Any]) -> bool:
    return len(given.get("clients", ())) > LONG


def asked(given: Mapping[str, Any]) -> HandOver:
    """The hand-over that a proposal's content asks for."""
    return HandOver(
        tuple(given["clients"]), given["receiver"], date.fromisoformat(given["day"]), given.get("giver", "")
    )


def transfers(given: Mapping[str, Any], name: str = "transfers") -> list[Transfer]:
    """The transfers of targets that go with it; "reckoned": those that were proposed to its maker."""
    found = (Transfer(*key, Decimal(value)) for *key, value in given.get(name) or ())
    return [each for each in found if each.value]


def listed(moving: Sequence[Transfer]) -> list[list[str]]:
    """Transfers as a proposal's content has them."""
    return [[*each.key, f"{each.value:f}"] for each in moving]


def content(given: HandOver, parts: Moved, effects: Effects, snapshot: str) -> dict[str, Any]:
    """A proposal's content: whoever decides sees what whoever proposes saw. No name stands in it."""
    return {
        "clients": list(given.clients),
        "receiver": given.receiver,
        "giver": given.giver,
        "day": given.day.isoformat(),
        "givers": sorted({giver for _, giver in parts.handed if giver}),
        "new": sum(1 for _, giver in parts.handed if not giver),
        "snapshot": snapshot,
        "transfers": listed(effects.transfers),
        "reckoned": listed(effects.transfers),
        "worth": f"{sum(effects.worth.values(), Decimal(0)):f}",
        "recent": f"{sum(effects.recent.values(), Decimal(0)):f}",
        "open": dict(effects.open),
        "sizes": {person: list(sizes) for person, sizes in effects.sizes.items()},
        "followed": [[each.period, each.name, f"{each.value:f}"] for each in effects.followed],
    }


def apply(proposal: ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Enters the spells and transfers, all or none. What is there already is not entered again.

    Raises Faulty where somebody has changed who looks after these clients since it was proposed.
    """
    given, back = proposal.given, bool(proposal.given.get("back"))
    house, over, moving = workplace(), asked(given), transfers(given)
    at = _standing(house, proposal)
    if at.found == at.start:
        _entered(house, at.parts, moving, at.there, proposal, request)
    elif landed(house.store, proposal):
        changed({"coverage"})  # whoever was stopped after entering it told nobody
    else:
        raise Faulty(Fault("fault.handover.changed", {"count": len({*at.found} ^ {*at.start})}))
    with transaction.atomic():
        if back:
            Handed.objects.filter(proposal=proposal.takes_back).update(undone=proposal.id)
        else:
            rows = (
                Handed(client=client, giver=giver, receiver=over.receiver, day=over.day, proposal=proposal.id)
                for client, giver in at.parts.handed
            )
            Handed.objects.bulk_create(rows, 1_000)
    return {"clients": len(over.clients), "transfers": len(moving)}


def dropped(proposal: ProposalView, request: HttpRequest) -> None:
    """Takes back by a new entry what an approval left behind when it was stopped halfway.

    Raises Faulty where somebody has changed these clients since: then it can only be approved.
    """
    house = workplace()
    if proposal.state != "waiting" or not landed(house.store, proposal):
        return
    at = _standing(house, proposal)
    if at.found != at.end:
        raise Faulty(Fault("fault.handover.entered", {"count": len({*at.found} ^ {*at.end})}))
    _entered(house, at.parts, transfers(proposal.given), at.there, proposal, request, DROPPED)


@dataclass(frozen=True)
class Standing:
    """Where a hand-over stands. start, end: its clients' spells before and after it. found: as they are.

    there: values that are stored under the keys of its transfers.
    """

    parts: Moved
    start: list[Spell]
    end: list[Spell]
    found: list[Spell]
    there: Mapping[tuple[str, str, str, str], Decimal]


def _standing(house: Workplace, proposal: ProposalView) -> Standing:
    given, over = proposal.given, asked(proposal.given)
    with house.engine() as engine:
        then = Portfolio(engine, house.store.snapshot(given["snapshot"]), house.rules).spells(over.clients)
        parts = moved(over, then)
        now = Portfolio(engine, house.store.snapshot(), house.rules)
        ends = sorted(then), parts.done(then)
        start, end = reversed(ends) if given.get("back") else ends
        return Standing(parts, start, end, sorted(now.spells(over.clients)), now.stored(transfers(given)))


def landed(place: Store, proposal: ProposalView) -> bool:
    """Whether the store has what a hand-over enters, by the names of the loads since it was proposed."""
    own = f"hand-over {proposal.id}"
    names = {f"{own}.csv": True, f"{own}{DROPPED}.csv": False}
    for step in steps(place):
        if step.id == proposal.given["snapshot"]:
            break
        for load in step.loads:
            if (file := load["form"].get("file", "")) in names:
                return names[file]
    return False


def _entered(
    house: Workplace,
    parts: Moved,
    moving: Sequence[Transfer],
    there: Mapping[tuple[str, str, str, str], Decimal],
    proposal: ProposalView,
    request: HttpRequest,
    drops: str = "",
) -> None:
    """drops: DROPPED where what it entered is taken back."""
    back = bool(proposal.given.get("back")) != bool(drops)
    by = request.user.person if people.person(request.user.person) else ""
    name = f"hand-over {proposal.id}{drops}"
    entries = [parts.back() if back else parts.entry()]
    if moving:
        entries.append(transfer_entry(moving, there, name, by, back))
    enter(house, entries, name)
    changed({entry.table for entry in entries})


def undo(proposal: ProposalView) -> Mapping[str, Any] | None:
    """The same once more, backwards; what took something back is not taken back itself."""
    return None if proposal.given.get("back") else {**proposal.given, "back": True}


def may_approve(proposal: ProposalView, request: HttpRequest) -> bool:
    """Whose people give or receive, on the day or today; or who reaches everywhere."""
    held = request.user.held_roles(on=timezone.localdate())
    far = reach("handover:approve", held, "")
    if far.everywhere:
        return True
    given = proposal.given
    day = min(date.fromisoformat(given["day"]), timezone.localdate())
    both = (given["receiver"], *given.get("givers", ())[:NAMED])
    return any(people.works_within(far, person, day, day + timedelta(days=1)) for person in both)


def summary(proposal: ProposalView, wording: Wording) -> str:
    given = proposal.given
    if not given.get("receiver") or not given.get("day"):
        return wording.say("clients.handover.draft", count=len(given.get("clients", ())))
    known = people.person(given["receiver"])
    return wording.say(
        "clients.handover.summary_back" if given.get("back") else "clients.handover.summary",
        count=len(given["clients"]),
        name=known.shown(wording) if known else given["receiver"],
        day=date.fromisoformat(given["day"]),
    )


def context(proposal: ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """What the page of a proposal shows of it; the same is shown to who proposes."""
    given = proposal.given
    if not given.get("receiver") or "snapshot" not in given:
        return {"draft": True, "count": len(given.get("clients", ()))}
    return told(given, request)


def told(given: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    rules = rules_now()
    wording = in_currency(request.wording, rules.settings.currency)
    names = named([given["receiver"], *given["givers"]], request.wording)
    known = queries.known(given["clients"][:NAMED])
    day = date.fromisoformat(given["day"])
    return {
        "wording": wording,
        "back": bool(given.get("back")),
        "day": day,
        "receiver": names[given["receiver"]],
        "givers": [names[key] for key in given["givers"]],
        "count": len(given["clients"]),
        "new": given.get("new", 0),
        "clients": [(key, known[key].shown if key in known else key) for key in given["clients"][:NAMED]],
        "more": max(len(given["clients"]) - NAMED, 0),
        "worth": Decimal(given["worth"]),
        "recent": Decimal(given["recent"]),
        "open": [
            (rules.facts[name].title, name, count)
            for name, count in given["open"].items()
            if name in rules.facts
        ],
        "sizes": [(names.get(key, key), *sizes) for key, sizes in given["sizes"].items()],
        "followed": [
            (period, rules.title(name), name, Decimal(value), _unit(rules, name, day))
            for period, name, value in given["followed"]
        ],
        "transfers": [
            {
                "period": each.period,
                "title": rules.title(each.name),
                "name": each.name,
                "giver": names.get(each.giver, each.giver),
                "receiver": names.get(each.receiver, each.receiver),
                "value": each.value,
                "unit": _unit(rules, each.name, day),
            }
            for each in transfers(given)
        ],
        "closed": closed_periods(day, rules),
    }


def named(keys: Iterable[str], wording: Wording) -> dict[str, str]:
    """What people are called; those who are not known by key."""
    wanted = list(keys)
    known = people.people(wanted)
    return {key: known[key].shown(wording) if key in known else key for key in wanted}


def closed_periods(day: date, rules: Any) -> list[str]:
    """The closed periods that a change from a day on reaches into: it comes to them as a difference."""
    return [key for key in register().closed_periods() if rules.calendar.period(key).end > day]


def _unit(rules: Any, name: str, day: date) -> str:
    word = rules.unit_word(name, day)
    return word if word in ("money", "percent") else "number"


def add_kind() -> None:
    """Makes hand-overs known to the approvals."""
    add(
        Kind(
            HANDOVER,
            "clients.handover.kind",
            propose="handover:propose",
            approve="handover:approve",
            apply=apply,
            template="clients/handover_proposal.html",
            context=context,
            summary=summary,
            may_approve=may_approve,
            undo=undo,
            dropped=dropped,
            work=HAND_OVER,
            later=lambda proposal: long(proposal.given),
        )
    )
