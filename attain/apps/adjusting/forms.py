"""What is typed for a new adjustment."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from attain.apps.adjusting.periods import Choice, components, period_of
from attain.apps.adjusting.proposing import faults
from attain.engine.decide.rules import Rules
from attain.engine.faults import Fault

#: The longest reason.
LONGEST = 500


@dataclass(frozen=True)
class Typed:
    """person: a key. amount: None where what was typed is no number; written: as it was typed."""

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


def read(given: Mapping[str, str], opened: Choice, rules: Rules) -> Typed:
    """What was typed; what was not is as most want it: the newest open period, the first component."""
    text = {name: given.get(name, "").strip() for name in ("component", "for_period", "period", "amount")}
    person = given.get("person", "").partition(" · ")[0].strip()[:200]
    period = text["period"] or (opened.open[0] if opened.open else "")
    about = text["for_period"] or period
    found = period_of(about, rules)
    names = components(person, found, rules) if found and person else ()
    component = text["component"] or (names[0] if len(names) == 1 else "")
    return Typed(
        person,
        component,
        about,
        period,
        text["amount"][:40],
        number(text["amount"]),
        given.get("reason", "").strip()[:LONGEST],
    )


def number(text: str) -> Decimal | None:
    """A number as people type it: 1234.50, −45, 12,50; None where it is none."""
    plain = text.replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 30 else None
