"""Decisions on balances: typed, checked, tried, proposed, and entered once a second person approves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from attain.apps.approvals import api as approvals
from attain.apps.balances import queries
from attain.apps.balances.queries import BALANCE, Now
from attain.apps.house.api import Entry, changed, enter, register, rules_now, workplace
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.by_hand import DRAW, RECOVER
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.world import Setting
from attain.engine.faults import Fault, Faulty
from attain.runs import standing as standings
from attain.runs.rows_back import rows_there
from attain.runs.standing import Part, Standing
from attain.runs.workplace import Workplace
from attain.shell.languages import in_currency
from attain.shell.models import User
from attain.wording import Wording
from attain.wording.typed import parsed
from attain.wording.typed import typed as shown

TABLE = "openings"

#: The longest reason.
LONGEST = 500

#: What can be decided about what comes later, and about a draw; which of them need an amount or a period.
LATER = ("pay", "forfeit", "keep", "move")
OWED = ("recover", "write_off", "correct")
WITH_AMOUNT = ("keep", "recover", "correct")


@dataclass(frozen=True)
class Typed:
    """what: one of LATER or OWED. name: by which the state is set. amount: None where none was typed.

    written: as the field shows it again: as it was understood, or as it was typed where it is none.
    """

    name: str
    what: str = ""
    written: str = ""
    amount: Decimal | None = None
    due: str = ""
    reason: str = ""

    @property
    def asked(self) -> Decimal | None:
        """The amount, where what is decided needs one."""
        return self.amount if self.what in WITH_AMOUNT else None

    @property
    def choices(self) -> tuple[str, ...]:
        return OWED if self.name == DRAW else LATER


@dataclass(frozen=True)
class Tried:
    """The pay of the open period without the decision and with it, and where it leaves the person."""

    before: PersonPay
    after: PersonPay
    left: Standing

    @property
    def change(self) -> Decimal | None:
        if self.before.paid is None or self.after.paid is None:
            return None
        return self.after.paid - self.before.paid


def read(given: Mapping[str, str], wording: Wording) -> Typed:
    text = {name: given.get(name, "").strip() for name in ("name", "what", "amount", "due")}
    reason = " ".join(given.get("reason", "").split())[:LONGEST]
    worded = in_currency(wording, rules_now().settings.currency)
    try:
        amount = parsed(text["amount"], worded, "money")
    except ValueError:
        amount = None
    written = text["amount"][:40] if amount is None else shown(amount, worded, "money")
    return Typed(text["name"] or DRAW, text["what"], written, amount, text["due"], reason)


def setting(person: str, typed: Typed, at: Now, found: Standing) -> Setting:
    """What is typed as a row that would hold. Raises Faulty with a fault for each wrong field."""
    wrong: list[Fault] = []

    def at_field(field: str, name: str, **values: object) -> None:
        wrong.append(Fault(f"fault.balances.{name}", {"field": field, **values}))

    amount = typed.amount if typed.what in WITH_AMOUNT else Decimal(0)
    most = _most(typed, found)
    decimals = rules_now().settings.currency_decimals
    if typed.what not in typed.choices:
        at_field("what", "what")
    elif amount is None or amount < 0:
        at_field("amount", "amount")
    elif amount != round(amount, decimals):
        at_field("amount", "decimals", decimals=decimals)
    elif most is not None and amount > most:
        at_field("amount", "most", most=most)
    if typed.what == "move" and typed.due not in later_periods(at):
        at_field("due", "due")
    if not typed.reason:
        at_field("reason", "reason")
    if wrong:
        raise Faulty(*wrong)
    name = RECOVER if typed.what == "recover" else typed.name
    value = _brought(name, found) if typed.what in ("pay", "move") else amount
    due = {"pay": at.period, "move": typed.due}.get(typed.what, "")
    return Setting(person, name, value, due, typed.reason, "?", "??")


def _brought(name: str, found: Standing) -> Decimal | None:
    """The amount that the row of the same name brings along, in whose place the decision comes."""
    return next((each.value for each in found.settings if each.name == name and not each.decided), None)


def _most(typed: Typed, found: Standing) -> Decimal | None:
    """What can be kept or taken back is no more than there is; a draw may be corrected to any amount."""
    if typed.what == "recover":
        return found.owed
    part = found.part(typed.name)
    return part.amount if typed.what == "keep" and part is not None else None


def later_periods(at: Now, most: int = 12) -> list[str]:
    """The periods to which something can be moved."""
    calendar = rules_now().calendar
    first = calendar.period(at.period)
    return [calendar.after(first, number).key for number in range(1, most + 1)]


def tried(at: Now, found: Standing, new: Setting) -> Tried | None:
    """What the decision makes of the pay, by the open period's run; None where it was not computed."""
    if at.run is None:
        return None
    with results.explaining(at.run.key) as held:
        before, _ = standings.decided(held.computed, found)
        after, left = standings.decided(held.computed, found, [new])
    return Tried(before, after, left)


def about(found: Standing, name: str) -> Part | None:
    """What can be decided about by a name; None for nothing."""
    part = found.part(name)
    return None if part is None or (part.lost and not part.by) else part


def propose(request: HttpRequest, person: str, typed: Typed, at: Now) -> approvals.ProposalView:
    """Proposes the decision. Raises Faulty with a fault for each wrong field."""
    found = queries.standing(person, at)
    new = setting(person, typed, at, found)
    same = new.name, at.period
    if any((each.given["name"], each.given["period"]) == same for each in queries.waiting(person)):
        raise Faulty(Fault("fault.balances.waits", {"field": "what"}))
    given = {
        "person": person,
        "name": new.name,
        "period": at.period,
        "value": "" if new.value is None else f"{new.value:f}",
        "due": new.due,
        "what": typed.what,
        "before": row_there(workplace(), person, new.name, at.period),
    }
    first = rules_now().calendar.period(at.period).start
    return approvals.propose(request, BALANCE, person, given, typed.reason, first)


def row_there(house: Workplace, person: str, name: str, period: str) -> dict[str, str]:
    """The row of the store by which a hand has set the same already; {} for none."""
    key = {"person_id": person, "name": name, "period": period}
    with house.engine() as engine:
        snapshot = house.store.snapshot()
        if TABLE not in snapshot.tables():
            return {}
        return rows_there(engine, snapshot, house.rules.tables, [Entry(TABLE, [key])], 2)[0][2]


def name_of(user: int | None) -> str:
    """Who a user is in the store: the person's key where they are one, else the user's name."""
    row = User.objects.filter(pk=user).first()
    if row is None:
        return ""
    return row.person if row.person and people.person(row.person) else row.username


def row_of(proposal: approvals.ProposalView, approved_by: str) -> dict[str, str]:
    """The row of `openings` that an approved proposal is."""
    given = proposal.given
    return {
        "person_id": given["person"],
        "name": given["name"],
        "period": given["period"],
        "value": given["value"],
        "due": given["due"],
        "reason": proposal.reason,
        "made_by": name_of(proposal.made_by),
        "approved_by": approved_by,
    }


def apply(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Enters the row, or puts back what was there before it; the same again changes nothing.

    Raises Faulty where the period is closed, where something else has been decided meanwhile, or where maker
    and approver are one person by two users.
    """
    given, house = proposal.given, workplace()
    key = {"person_id": given["person"], "name": given["name"], "period": given["period"]}
    there = row_there(house, *key.values())
    row = dict(given["to"]) if given.get("back") else row_of(proposal, name_of(request.user.pk))
    if row and not given.get("back") and row["made_by"] == row["approved_by"]:
        raise Faulty(Fault("fault.balances.same_person"))
    if _same(there, row):
        return {"row": key}
    if given["period"] in register().closed_periods():
        raise Faulty(Fault("fault.balances.closed", {"period": given["period"]}))
    if not _same(there, given["before"]):
        raise Faulty(Fault("fault.balances.changed"))
    enter(house, [Entry(TABLE, [row] if row else [], [] if row else [key])], f"balance {proposal.id}")
    changed({TABLE})
    return {"row": key}


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two rows set the same, whoever approved it."""
    value = [Decimal(row["value"]) if row.get("value") else None for row in (one, other)]
    told = [[row.get(name, "") for name in ("due", "reason", "made_by")] for row in (one, other)]
    return bool(one) == bool(other) and value[0] == value[1] and told[0] == told[1]


def undo(proposal: approvals.ProposalView) -> Mapping[str, Any] | None:
    """What was set before, while the period is open; what undoes is not undone itself."""
    given = proposal.given
    if given.get("back") or given["period"] in register().closed_periods():
        return None
    first = rules_now().calendar.period(given["period"]).start
    now = {**row_of(proposal, ""), "approved_by": name_of(proposal.decided_by)}
    return {**given, "before": now, "to": given["before"], "back": True, "from": first.isoformat()}


def dropped(proposal: approvals.ProposalView, request: HttpRequest) -> None:
    """Takes the row away that an approval left behind when it was stopped halfway."""
    given = proposal.given
    if given.get("back"):
        return
    house = workplace()
    key = {"person_id": given["person"], "name": given["name"], "period": given["period"]}
    there = row_there(house, *key.values())
    if not there or not _same(there, row_of(proposal, "")):
        return
    if given["period"] in register().closed_periods():
        raise Faulty(Fault("fault.balances.closed", {"period": given["period"]}))
    before = dict(given["before"])
    entry = Entry(TABLE, [before] if before else [], [] if before else [key])
    enter(house, [entry], f"balance {proposal.id} dropped")
    changed({TABLE})


def may_approve(proposal: approvals.ProposalView, request: HttpRequest) -> bool:
    """Nobody decides on their own balances."""
    return not request.user.person or request.user.person != proposal.given["person"]
