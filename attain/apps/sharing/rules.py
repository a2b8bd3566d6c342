"""What is asked of weights that a hand sets. Pure: no database, no store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from attain.engine.money import rounded
from attain.wording import Wording
from attain.wording.typed import parsed, typed

#: Weights are kept with so many decimals.
DECIMALS = 6

#: No weight is as much as this.
MOST = Decimal(10) ** 9

#: More of a pool than this for one person is remarked on.
MUCH = Decimal("0.5")


@dataclass(frozen=True)
class Typed:
    """Weights as they were typed. weights: those that are numbers. errors: person → message ids."""

    weights: Mapping[str, Decimal]
    texts: Mapping[str, str]
    reasons: Mapping[str, str]
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def weight_of(text: str, wording: Wording) -> Decimal | None:
    """The weight that a text is, as the reader's language writes it, from 0; None for anything else."""
    try:
        value = parsed(text, wording, most=MOST, places=None)
    except ValueError:
        return None
    return rounded(value, DECIMALS) if value is not None and value >= 0 else None


def written(value: Decimal) -> str:
    """A weight as machines read it: 1.2, 80, 0."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(text: str, wording: Wording) -> str:
    """A kept weight as the reader's field shows it; as it is where it is no number."""
    try:
        return typed(Decimal(text), wording)
    except ArithmeticError:
        return text


def checked(
    people: Iterable[str],
    texts: Mapping[str, str],
    reasons: Mapping[str, str],
    suggested: Mapping[str, Decimal],
    whole: bool,
    wording: Wording,
) -> Typed:
    """What was typed, with what is wrong about it. whole: whether it is to be proposed, not only looked at.

    A weight that departs from the suggestion needs a reason; without a suggestion, every weight does.
    """
    weights: dict[str, Decimal] = {}
    errors: dict[str, tuple[str, ...]] = {}
    for person in people:
        text = texts.get(person, "").strip()
        weight = weight_of(text, wording) if text else None
        if weight is not None:
            weights[person] = weight
        found = []
        if weight is None and (text or whole):
            found.append("sharing.wrong.weight")
        departs = weight is not None and moved(weight, suggested.get(person))
        if whole and departs and not reasons.get(person, "").strip():
            found.append("sharing.wrong.reason")
        if found:
            errors[person] = tuple(found)
    if whole and weights and not errors and not any(weights.values()):
        errors[next(iter(weights))] = ("sharing.wrong.nobody",)
    return Typed(weights, dict(texts), dict(reasons), errors)


def moved(weight: Decimal, suggested: Decimal | None) -> bool:
    return suggested is None or weight != suggested


def remarks(parts: Sequence[Decimal], decimals: int) -> tuple[str, ...]:
    """What a second person should look at: message ids. parts: everybody's money, of so many decimals."""
    whole = sum(parts)
    if len(parts) < 3 or whole <= 0:
        return ()
    found = []
    if max(parts) - min(parts) <= Decimal(1).scaleb(-decimals):
        found.append("sharing.remark.alike")
    if max(parts) > MUCH * whole:
        found.append("sharing.remark.half")
    return tuple(found)
