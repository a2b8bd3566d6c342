"""Who leaves, and what is still to be done about it: every line follows from facts, none is ticked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from attain.apps.approvals import api as approvals
from attain.apps.balances.queries import now, standings
from attain.apps.clients import api as clients
from attain.apps.house.api import rules_now
from attain.apps.ledger import api as ledger
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.runs.standing import Standing
from attain.shell.permissions import Reach

ZERO, DAY = Decimal(0), timedelta(days=1)

#: So far back and ahead somebody's last day may lie.
BACK, AHEAD = timedelta(days=92), timedelta(days=92)

#: How far somebody's leaving is.
STATES = ("leaves", "left", "settled")

#: More are not shown at a time.
MOST = 200


@dataclass(frozen=True)
class Leaver:
    """Somebody whose last post ends. last: the last day at work.

    clients: how many nobody has taken over. later, lost: what is still to come, and what of it leaving loses
    if nobody decides otherwise. owed: of draws. held: pay on hold. asked: proposals about them that wait.
    pay: the run of the period of the last day, None before it was computed. unpaid: owed or handed over, but
    not paid yet; pays_out: whether the ledger knows at all what is paid out.
    """

    key: str
    post: str
    unit: str
    last: date
    clients: int
    later: Decimal
    waiting: Decimal
    lost: Decimal
    owed: Decimal
    held: Decimal
    asked: int
    pay: results.RunView | None
    unpaid: Decimal
    gone: bool
    pays_out: bool = False

    @property
    def paid(self) -> bool:
        """Whether the last pay is final."""
        return self.pay is not None and self.pay.state == "closed"

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be done: the last pay is final, and nothing is owed either way."""
        left = (self.clients, self.later, self.waiting, self.owed, self.held, self.asked)
        unpaid = self.pays_out and self.unpaid
        return self.gone and self.paid and not unpaid and not any(left)

    @property
    def state(self) -> str:
        if self.settled:
            return "settled"
        return "left" if self.gone else "leaves"


def leavers(reach: Reach, today: date) -> tuple[list[Leaver], int]:
    """Who left in the last months or leaves in the next ones, the first to leave first; and how many more.

    Of many, those whose last day is nearest to today.
    """
    every = people.leavers(reach, today - BACK, today + AHEAD)
    near = sorted(every, key=lambda key: abs(every[key].until - today))[:MOST]
    found = {key: every[key] for key in sorted(near, key=lambda key: (every[key].until, key))}
    at, months = now(), results.runs("month")
    states = standings([*found], at) if at is not None else {}
    held = _sums("held", found)
    owed, handed = _sums("owed", found), _sums("approved", found)
    pays_out = ledger.entries().filter(credit="approved").exists()
    asked = Counter(each.about for each in approvals.proposals(states=("waiting",), most=100_000))
    covered = _clients(found, today)
    listed = [
        Leaver(
            key=key,
            post=post.post,
            unit=post.unit,
            last=post.until - DAY,
            gone=post.until <= today,
            clients=covered.get(key, 0),
            **_amounts(states.get(key), post.until),
            held=held[key],
            asked=asked[key],
            pay=next((run for run in months if run.start < post.until <= run.end), None),
            unpaid=owed[key] + handed[key],
            pays_out=pays_out,
        )
        for key, post in found.items()
    ]
    return listed, len(every) - len(listed)


def _amounts(found: Standing | None, until: date) -> dict[str, Decimal]:
    """What comes later and what waits, what of it leaving loses, and what is owed of draws."""
    if found is None:
        return dict.fromkeys(("later", "waiting", "lost", "owed"), ZERO)
    calendar = rules_now().calendar
    parts = [part for part in found.parts if part.terms == "employed" and not part.lost]
    lost = [part.amount for part in parts if calendar.period(part.due).last_day >= until]
    return {
        "later": found.later,
        "waiting": found.waiting,
        "lost": sum(lost, ZERO),
        "owed": found.owed,
    }


def _sums(account: str, keys: Iterable[str]) -> dict[str, Decimal]:
    """Person → what an account of the ledger stands at. One query."""
    found = dict.fromkeys(keys, ZERO)
    for cell, amount in ledger.cells(account, found).items():
        found[cell[0]] += amount
    return found


def _clients(found: Mapping[str, people.AssignmentView], today: date) -> dict[str, int]:
    """How many clients each still has on the day after the last one, or has today if that is past."""
    return clients.covered_by({key: max(post.until, today) for key, post in found.items()})
