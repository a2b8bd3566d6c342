"""What is typed for a new adjustment."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from attain.apps.adjusting.periods import Choice, components, period_of
from attain.apps.adjusting.proposing import faults
from attain.engine.decide.rules import Rules
from attain.engine.faults import Fault
from attain.shell.languages import in_currency
from attain.wording import Wording
from attain.wording.typed import parsed, typed

#: The longest reason.
LONGEST = 500


@dataclass(frozen=True)
class Typed:
    """person: a key. amount: None where what was typed is no number; written: as the field shows it again:
    as it was understood, or as it was typed where that is no number."""

    person: str
    component: str
    for_period: str
    period: str
    written: str
    amount: Decimal | None
    reason: str

    def faults(self) -> list[Fault]:
        """What is wrong, each with its field."""
        return faults(self.person, self.component, self.for_period, self.period, self.amount, self.reason)


def read(given: Mapping[str, str], opened: Choice, rules: Rules, wording: Wording) -> Typed:
    """What was typed; what was not is as most want it: the newest open period, the first component."""
    text = {name: given.get(name, "").strip() for name in ("component", "for_period", "period", "amount")}
    person = given.get("person", "").strip()[:200]
    period = text["period"] or (opened.open[0] if opened.open else "")
    about = text["for_period"] or period
    found = period_of(about, rules)
    names = components(person, found, rules) if found and person else ()
    component = text["component"] or (names[0] if len(names) == 1 else "")
    worded = in_currency(wording, rules.settings.currency)
    try:
        amount = parsed(text["amount"], worded, "money")
    except ValueError:
        amount = None
    return Typed(
        person,
        component,
        about,
        period,
        text["amount"][:40] if amount is None else typed(amount, worded, "money"),
        amount,
        given.get("reason", "").strip()[:LONGEST],
    )
