"""What a hand-over of some people, or of all, would have: read from the ledger, and the file made of it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from attain.apps.house.api import rules_of, store
from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import Owed
from attain.apps.payroll.holds import active, rules_of_holds
from attain.apps.payroll.mappings import numbers
from attain.apps.payroll.models import HandOver
from attain.apps.payroll.whom import Whom, keys
from attain.engine.decide.publish import canonical
from attain.engine.decide.rules import Rules
from attain.engine.faults import Fault, Faulty
from attain.runs import paying
from attain.runs.payroll_file import About, PayrollFile, payroll_file
from attain.runs.payroll_mapping import PayrollMapping
from attain.runs.payroll_people import payees
from attain.wording import Wording

ZERO = Decimal(0)

EVERYBODY = Whom()


def owed(chosen: Whom = EVERYBODY) -> Owed | None:
    """What can be handed over now, as it stands once holds are seen to; None before the first close."""
    newest = ledger.newest()
    if newest is None:
        return None
    wanted = keys(chosen, newest.last)
    due, held = ledger.cells("owed", wanted), ledger.cells("held", wanted)
    for each in paying.holding(due, held, rules_of_holds(active())):
        cell = each.person, each.component, each.for_period, each.in_period
        amount = -each.amount if (each.kind == "held") != each.reversed else each.amount
        due[cell] = due.get(cell, ZERO) + amount
        held[cell] = held.get(cell, ZERO) - amount
    found = paying.payable({cell: amount for cell, amount in due.items() if amount})
    on_hold: dict[str, Decimal] = {}
    for (person, *_), amount in held.items():
        on_hold[person] = on_hold.get(person, ZERO) + amount
    on_hold = {person: amount for person, amount in sorted(on_hold.items()) if amount}
    return Owed(
        newest.period,
        newest.first,
        newest.last,
        newest.bundle,
        found.lines,
        on_hold,
        found.carried,
        digest_of(found.lines),
    )


def digest_of(lines: Mapping[paying.Cell, Decimal]) -> str:
    """SHA-256 of cells and their amounts."""
    told = [[*cell, canonical(amount)] for cell, amount in sorted(lines.items())]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def next_number(period: str) -> int:
    return HandOver.objects.filter(period=period).count() + 1


def file_of(mapping: PayrollMapping, found: Owed, number: int, pay_date: date) -> PayrollFile:
    """The file that would be made of this. Raises Faulty with what stands against it."""
    posted = ledger.newest()
    if posted is None:
        raise Faulty(Fault("fault.payroll.changed", {"period": found.period}))
    whose, names = sorted({cell[0] for cell in found.lines}), {cell[1] for cell in found.lines}
    return payroll_file(mapping, found.lines, about_of(mapping, posted, number, pay_date, whose, names))


def about_of(
    mapping: PayrollMapping,
    posted: ledger.BatchView,
    number: int,
    pay_date: date,
    whose: Sequence[str],
    names: set[str],
) -> About:
    """What a file of these people and components is of, up to a posted period."""
    rules, house = rules_of(posted.bundle), store()
    last_day = posted.last - timedelta(days=1)
    known = payees(house, house.snapshot(), rules, mapping, whose, last_day, numbers(whose))
    money, titles = rules.settings, _titles(rules, names)
    return About(posted.period, number, money.currency, money.currency_decimals, pay_date, known, titles)


def _titles(rules: Rules, names: set[str]) -> dict[str, str]:
    """Components' titles in the first language of the rulebook: a file does not change with its reader."""
    wording = Wording(rules.settings.languages[0])
    return {name: ledger.component_title(name, rules, wording) for name in names}
