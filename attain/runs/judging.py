"""Whether scores are spread as sound ones are, and whether pay follows them; of many people only."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.pay.curve import CurvePay
from attain.engine.scoring.declaration import Scorecard

ZERO, FULL = Decimal(0), Decimal(100)

#: Fewer people are not judged.
FEW = 8

#: The sound shares (from, to): who reaches the threshold, the target, excellence.
SOUND = {
    "threshold": (Decimal("0.85"), Decimal("1")),
    "target": (Decimal("0.55"), Decimal("0.75")),
    "excellence": (Decimal("0.03"), Decimal("0.2")),
}

#: Scores whose middle half lies within so many points of each other are all alike.
ALIKE = Decimal(5)

#: From this correlation on pay follows scores; below the second it does not.
FOLLOWS, HARDLY = Decimal("0.7"), Decimal("0.4")


@dataclass(frozen=True)
class Marks:
    """Scores from which on somebody has reached the threshold, the target, excellence."""

    threshold: Decimal
    target: Decimal
    excellence: Decimal
    #: Whether they are those of what is paid by the scorecard; else of its grades.
    of_pay: bool = False


@dataclass(frozen=True)
class Spread:
    """shares: mark → part of the people who reach it, none for few. warnings: what is not as it should be."""

    count: int
    low: Decimal
    middle: Decimal
    high: Decimal
    shares: dict[str, Decimal]
    warnings: tuple[str, ...]

    @property
    def judged(self) -> bool:
        return bool(self.shares)


def marks_of(card: Scorecard, rules: Rules, day: date) -> Marks:
    """What a scorecard's pay curve begins at, pays in full at and ends at; else its grades, and 100."""
    for plan in rules.plans(card.post, day):
        for part in plan.components:
            if isinstance(part, CurvePay) and part.of.text == card.scorecard:
                found = _of_curve([(point.x, point.at) for point in (part.curve or part.steps).points])
                if found:
                    return found
    bounds = sorted(bound for _, bound in card.grades if bound > 0)
    return Marks(bounds[0] if bounds else Decimal(60), FULL, FULL * Decimal("1.1"))


def _of_curve(points: Sequence[tuple[Decimal, Decimal]]) -> Marks | None:
    """None for a curve that never pays in full, or falls."""
    none = [x for x, at in points if at <= 0]
    full = [x for x, at in points if at >= 1]
    if not full or points[0][1] >= points[-1][1]:
        return None
    best = points[-1][0] if points[-1][0] > full[0] else full[0] * Decimal("1.1")
    return Marks(max(none, default=points[0][0]), full[0], best, of_pay=True)


def spread(scores: Sequence[Decimal], marks: Marks) -> Spread | None:
    """How scores lie; None for none."""
    if not scores:
        return None
    found = sorted(scores)
    count = len(found)
    low, middle, high = found[0], found[count // 2], found[-1]
    if count < FEW:
        return Spread(count, low, middle, high, {}, ())
    shares = {
        name: Decimal(sum(1 for each in found if each >= getattr(marks, name))) / count for name in SOUND
    }
    return Spread(count, low, middle, high, shares, tuple(_warnings(found, shares)))


def _warnings(found: Sequence[Decimal], shares: dict[str, Decimal]) -> list[str]:
    warnings = []
    quarter = len(found) // 4
    if found[-1 - quarter] - found[quarter] < ALIKE:
        warnings.append("alike")
    if shares["target"] == 1:
        warnings.append("all_above")
    elif shares["target"] > SOUND["target"][1]:
        warnings.append("too_many_above")
    elif shares["target"] < SOUND["target"][0]:
        warnings.append("too_few_above")
    if shares["threshold"] < SOUND["threshold"][0]:
        warnings.append("too_many_below")
    if shares["excellence"] > SOUND["excellence"][1]:
        warnings.append("much_excellence")
    return warnings


def bins(scores: Sequence[Decimal], width: int = 5, most: int = 24) -> list[tuple[Decimal, int]]:
    """(from, how many) of every step of `width` points that scores lie in, with the empty ones between."""
    if not scores:
        return []
    while (max(scores) - min(scores)) / width > most:
        width *= 2
    counted = Counter(int(each // width) for each in scores)
    first, last = min(counted), max(counted)
    return [(Decimal(at * width), counted.get(at, 0)) for at in range(first, last + 1)]


def ranks(values: Sequence[Decimal]) -> list[Decimal]:
    """The rank of each value, the least 1; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=lambda at: values[at])
    found = [ZERO] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for each in order[at : end + 1]:
            found[each] = Decimal(at + end + 2) / 2
        at = end + 1
    return found


def follows(first: Sequence[Decimal], second: Sequence[Decimal]) -> Decimal | None:
    """Spearman's correlation of ranks, −1 to 1; None for few pairs, or where one side is all alike."""
    count = len(first)
    if count < FEW:
        return None
    a, b = ranks(first), ranks(second)
    mean = Decimal(count + 1) / 2
    both = sum(((x - mean) * (y - mean) for x, y in zip(a, b, strict=True)), ZERO)
    one = sum(((x - mean) ** 2 for x in a), ZERO)
    other = sum(((y - mean) ** 2 for y in b), ZERO)
    if not one or not other:
        return None
    return both / (one * other).sqrt()


def outliers(
    keys: Sequence[Hashable], scores: Sequence[Decimal], pays: Sequence[Decimal], most: int = 8
) -> list[tuple[Hashable, Decimal]]:
    """Those whose rank by pay is furthest from that by score: (key, part of the group between the two ranks).

    Above zero: more pay than the score says. Only from a third of the group on; none of few people.
    """
    count = len(keys)
    if count < FEW:
        return []
    away = [(pay - score) / count for score, pay in zip(ranks(scores), ranks(pays), strict=True)]
    far = [(key, each) for key, each in zip(keys, away, strict=True) if abs(each) >= Decimal(1) / 3]
    return sorted(far, key=lambda each: -abs(each[1]))[:most]
