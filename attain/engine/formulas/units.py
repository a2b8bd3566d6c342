"""Units: what numbers are of, so that money is never added to days."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce

#: Words for plain counts and ratios: they fit each other.
DIMENSIONLESS = ("percent", "ratio", "number", "points", "pieces")
TIMES = ("days", "hours", "minutes", "months")
DIMENSIONS = ("money", *TIMES)
KINDS = ("date", "text", "boolean")

#: Every word that `unit:` of a declaration may be, or joined by / and * ("money/hours").
UNIT_WORDS = (*DIMENSIONLESS, *DIMENSIONS, *KINDS)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a value is of.

    kind: "number", "literal" (a plain number in a formula: fits anything), "date", "text", "boolean".
    powers: exponents of the dimensions of a number: (("hours", -1), ("money", 1)) is money/hours.
    scaled: a literal took part as a factor, so that its author may have meant any unit.
    label: the declared word, where it is still the true one ("percent", "pieces").
    """

    kind: str = "number"
    powers: tuple[tuple[str, int], ...] = ()
    scaled: bool = field(default=False, compare=False)
    label: str = field(default="", compare=False)

    @property
    def word(self) -> str:
        """The unit as a word: "money", "days", "percent", "money/hours", "text", …"""
        if self.kind != "number":
            return "number" if self.kind == "literal" else self.kind
        if not self.powers:
            return self.label or "number"
        above = [name for name, power in self.powers for _ in range(power)]
        below = [name for name, power in self.powers for _ in range(-power)]
        return "/".join(["*".join(above) or "number", *below])

    @property
    def numeric(self) -> bool:
        return self.kind in ("number", "literal")


NUMBER = Unit()
LITERAL = Unit("literal")
DAYS = Unit(powers=(("days", 1),))
DATE = Unit("date")
TEXT = Unit("text")
BOOLEAN = Unit("boolean")


@lru_cache(maxsize=1024)
def unit(word: str) -> Unit:
    """The unit that a declared word means; ValueError if it is none of UNIT_WORDS or their compounds."""
    if word in KINDS:
        return Unit(word)
    above, *below = [part.split("*") for part in word.replace(" ", "").split("/")]
    result = _product(above)
    for factors in below:
        result = divided(result, _product(factors))
    return result


def is_unit(word: str) -> bool:
    """Whether a declaration may say `unit: word`."""
    try:
        unit(word)
    except ValueError:
        return False
    return True


def multiplied(left: Unit, right: Unit) -> Unit:
    """The unit of left × right, both numeric."""
    return _combined(left, right, 1)


def divided(left: Unit, right: Unit) -> Unit:
    """The unit of left ÷ right, both numeric."""
    return _combined(left, right, -1)


def common(left: Unit, right: Unit) -> Unit | None:
    """The unit that both share in + - MIN comparisons and branches, or None. A literal adapts."""
    if left.kind == "literal" and right.numeric:
        return right
    if right.kind == "literal" and left.numeric:
        return left
    if left != right:
        return None
    label = left.label if left.label == right.label else ""
    return replace(left, label=label, scaled=left.scaled and right.scaled)


def fits(declared: str, found: Unit) -> bool:
    """Whether a formula of unit `found` may be declared as `declared`.

    Dimensionless results may be shown as any dimensionless word, and as days, hours, minutes or
    months (receivables / sales * 365). Money stays money; a plain number, or a count times one
    (visits * 2), may be declared as money. Nothing else changes its unit.
    """
    wanted = unit(declared)
    if not wanted.numeric or not found.numeric:
        return wanted == found
    if found.kind == "literal" or found.powers == wanted.powers:
        return True
    return not found.powers and (declared in TIMES or (found.scaled and declared == "money"))


def _combined(left: Unit, right: Unit, sign: int) -> Unit:
    if left.kind == right.kind == "literal":
        return LITERAL
    powers = dict(left.powers)
    for name, power in right.powers:
        powers[name] = powers.get(name, 0) + sign * power
    kept = tuple(sorted((name, power) for name, power in powers.items() if power))
    literal = "literal" in (left.kind, right.kind)
    return Unit(powers=kept, scaled=literal or left.scaled or right.scaled)


def _product(words: Iterable[str]) -> Unit:
    return reduce(multiplied, map(_single, words))


def _single(word: str) -> Unit:
    if word in DIMENSIONS:
        return Unit(powers=((word, 1),))
    if word in DIMENSIONLESS:
        return Unit(label=word)
    raise ValueError("fault.unit")
