"""Clients that go from one person to another from a day on: what is written, and how it is taken back.

Nothing before the day changes. On every day each client's shares come to what they came to before: what the
givers had from the day on, the receiver has, in the same roles and until the same days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from attain.engine.declare import OPEN_END
from attain.engine.faults import Fault, Faulty
from attain.engine.money import PPM
from attain.runs.entries import Entry


@dataclass(frozen=True)
class HandOver:
    """clients: keys. receiver: who gets them. day: from when on. giver: whose part alone moves; "" = all."""

    clients: tuple[str, ...]
    receiver: str
    day: date
    giver: str = ""


@dataclass(frozen=True, order=True)
class Spell:
    """Who looks after a client in [since, until), in a role. share: parts per million."""

    client: str
    person: str
    role: str
    since: date
    until: date
    share: int

    @property
    def key(self) -> tuple[str, str, str, date]:
        return (self.client, self.person, self.role, self.since)

    def holds(self, day: date) -> bool:
        return self.since <= day < self.until


@dataclass(frozen=True)
class Moved:
    """before: the spells that give way. after: what stands in their place.

    handed: (client, giver) of each part that moves; the giver is "" where nobody had the client.
    """

    before: tuple[Spell, ...]
    after: tuple[Spell, ...]
    handed: tuple[tuple[str, str], ...]

    def entry(self) -> Entry:
        """What is entered into coverage."""
        return _entry(self.before, self.after)

    def done(self, spells: Iterable[Spell]) -> list[Spell]:
        """These spells of the clients as they are afterwards."""
        return sorted({*spells} - {*self.before} | {*self.after})

    def back(self) -> Entry:
        """What is entered to have everything as it was."""
        return _entry(self.after, self.before)


@dataclass(frozen=True)
class Transfer:
    """A part of a person's target that goes to another person."""

    period: str
    name: str
    giver: str
    receiver: str
    value: Decimal

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.period, self.name, self.giver, self.receiver)


def moved(given: HandOver, spells: Iterable[Spell]) -> Moved:
    """What a hand-over makes of the spells of its clients.

    Raises Faulty, with a fault a client, where one is planned for somebody from a later day on already, or
    where nothing of it would move.
    """
    by_client: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_client[spell.client].append(spell)
    before: list[Spell] = []
    after: list[Spell] = []
    handed: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for client in dict.fromkeys(given.clients):
        own = by_client.get(client, [])
        going = [each for each in own if each.holds(given.day) and _gives(given, each)]
        roles = {each.role for each in going} or {""}
        planned = min((s.since for s in own if s.since > given.day and s.role in roles), default=None)
        if planned is not None:
            facts = {"client": client, "day": planned, "from": given.day}
            faults.append(Fault("fault.handover.planned", facts))
        elif going:
            for role in sorted(roles):
                parted = _parted(given, client, role, own)
                before += parted[0]
                after += parted[1]
            handed += sorted({(client, each.person) for each in going})
        elif given.giver or any(each.holds(given.day) for each in own):
            known = "fault.handover.has_it" if not given.giver else "fault.handover.not_theirs"
            facts = {"client": client, "person": given.giver or given.receiver, "day": given.day}
            faults.append(Fault(known, facts))
        else:
            after.append(Spell(client, given.receiver, "", given.day, OPEN_END, PPM))
            handed.append((client, ""))
    if faults:
        raise Faulty(*faults)
    return Moved(tuple(sorted(before)), tuple(sorted(after)), tuple(handed))


def _gives(given: HandOver, spell: Spell) -> bool:
    return spell.person != given.receiver and given.giver in ("", spell.person)


def _parted(given: HandOver, client: str, role: str, own: Sequence[Spell]) -> tuple[list[Spell], list[Spell]]:
    """The spells of one role that give way, and what they are parted into."""
    here = [each for each in own if each.role == role and each.holds(given.day)]
    old = [each for each in here if _gives(given, each) or each.person == given.receiver]
    new = [replace(each, until=given.day) for each in old if each.since < given.day]
    since = given.day
    for until in sorted({each.until for each in old}):
        share = sum(each.share for each in old if each.until >= until)
        new.append(Spell(client, given.receiver, role, since, until, share))
        since = until
    return old, new


def _entry(old: Sequence[Spell], new: Sequence[Spell]) -> Entry:
    stays = {each.key for each in new}
    gone = [_row(each) for each in old if each.key not in stays]
    return Entry("coverage", [_row(each) for each in new], gone)


def _row(spell: Spell) -> dict[str, str]:
    """As a file of the table would have it."""
    return {
        "client_id": spell.client,
        "person_id": spell.person,
        "role": spell.role,
        "from": spell.since.isoformat(),
        "to": "" if spell.until >= OPEN_END else spell.until.isoformat(),
        "share": f"{Decimal(spell.share).scaleb(-4):f}%",
    }


def transfer_entry(
    transfers: Sequence[Transfer],
    there: Mapping[tuple[str, str, str, str], Decimal],
    reason: str,
    approved_by: str,
    back: bool = False,
) -> Entry:
    """What is entered into target_transfers, beside what has moved between the two already.

    there: the values that are stored under the transfers' keys. back: they are taken away again.
    """
    rows, gone = [], []
    for each in transfers:
        value = there.get(each.key, Decimal(0)) + (-each.value if back else each.value)
        row = {
            "period": each.period,
            "name": each.name,
            "from_kind": "person",
            "from_id": each.giver,
            "to_kind": "person",
            "to_id": each.receiver,
        }
        if value:
            more = {"reason": reason, "approved_by": approved_by}
            rows.append({**row, "value": f"{value:f}", **(more if not back else {})})
        elif each.key in there:
            gone.append(row)
    return Entry("target_transfers", rows, gone)


__all__ = ["HandOver", "Moved", "Spell", "Transfer", "moved", "transfer_entry"]
