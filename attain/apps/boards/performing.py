"""Pay against performance, and how scores are spread: of everybody of a post in a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from attain.apps.boards.costs import fixed_components
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.teams import api as teams
from attain.runs.judging import FEW, SOUND, Marks, Spread, bins, follows, marks_of, outliers, spread

ZERO = Decimal(0)

#: So many people are read; so many dots are drawn.
MOST, DOTS = 20_000, 1_500

#: The drawings' sizes, and the frames inside them.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 56, 16, 12, 34

#: Leaders that are compared.
LEADERS = 60


@dataclass(frozen=True)
class One:
    """A person of the post. total: points of the scorecard; pay: what is not fixed of the period's pay."""

    person: str
    unit: str
    total: Decimal
    pay: Decimal


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    person: str
    far: bool


@dataclass(frozen=True)
class Tick:
    at: str
    value: Decimal


@dataclass(frozen=True)
class Far:
    """Somebody whose pay is far from what the score says. more: paid more than scored."""

    person: str
    name: str
    total: Decimal
    pay: Decimal
    more: bool


@dataclass(frozen=True)
class Scatter:
    """correlation: of ranks, −1 to 1; None where people are few. few: fewer than are judged."""

    people: int
    correlation: Decimal | None
    verdict: str
    dots: tuple[Dot, ...]
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]
    far: tuple[Far, ...]
    left_out: int


@dataclass(frozen=True)
class Bar:
    """A step of the histogram. x, y, width, height: where it stands."""

    low: Decimal
    count: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Group:
    """The people of one unit. dots: where each score stands."""

    unit: str
    title: str
    leader: str
    spread: Spread
    dots: tuple[str, ...]


@dataclass(frozen=True)
class Scores:
    """marks: name → (score, where it stands). sound: mark → (part that reaches it, from, to)."""

    spread: Spread
    marks: Marks
    bars: tuple[Bar, ...]
    lines: tuple[tuple[str, Decimal, str], ...]
    sound: tuple[tuple[str, Decimal, Decimal, Decimal], ...]
    groups: tuple[Group, ...]
    groups_left_out: int


def everybody(place: teams.Place) -> list[One]:
    """The people of the chosen post who have a score, and what their pay beside fixed sums is."""
    fixed = fixed_components(place.rules, place.run)
    names = [
        part.component
        for plan in place.rules.plans(place.post, place.run.last_day)
        for part in plan.components
        if part.component not in fixed
    ]
    rows = results.people_sheets(place.run, place.around.keys, place.post).exclude(total=None)
    found = []
    for row in results.viewed(rows.order_by("subject", "spell")[:MOST], place.run):
        pay = sum((row.number(name) or ZERO for name in names), ZERO)
        found.append(One(row.subject, row.unit, row.total or ZERO, pay))
    return found


def scatter(found: Sequence[One], place: teams.Place) -> Scatter:
    """Score across, pay up; those far from the others are named."""
    scores, pays = [each.total for each in found], [each.pay for each in found]
    correlation = follows(scores, pays)
    far = outliers(range(len(found)), scores, pays)
    names = people.people({found[at].person for at, _ in far})
    x, y = _scale(scores, LEFT, WIDTH - RIGHT), _scale([*pays, ZERO], HEIGHT - BOTTOM, TOP)
    away = {at for at, _ in far}
    step = max(len(found) // DOTS, 1)
    shown = [at for at in range(len(found)) if at % step == 0 or at in away]
    return Scatter(
        people=len(found),
        correlation=correlation,
        verdict=_verdict(correlation, len(found)),
        dots=tuple(
            Dot(x.at(found[at].total), y.at(found[at].pay), found[at].person, at in away) for at in shown
        ),
        xs=x.ticks(),
        ys=y.ticks(),
        far=tuple(_far(found[at], part, names, place) for at, part in far),
        left_out=len(found) - len(shown),
    )


def _far(one: One, part: Decimal, names: dict[str, people.PersonView], place: teams.Place) -> Far:
    name = names[one.person].shown(place.wording) if one.person in names else one.person
    return Far(one.person, name, one.total, one.pay, part > 0)


def _verdict(correlation: Decimal | None, count: int) -> str:
    if count < FEW:
        return "boards.follows.few"
    if correlation is None:
        return "boards.follows.alike"
    for least, name in ((Decimal("0.7"), "well"), (Decimal("0.4"), "partly"), (Decimal("-0.1"), "hardly")):
        if correlation >= least:
            return f"boards.follows.{name}"
    return "boards.follows.against"


def scores(found: Sequence[One], place: teams.Place) -> Scores | None:
    """How the scores of the post lie, of all and of each leader's people; None where there are none."""
    card = place.card
    if card is None or not found:
        return None
    marks = marks_of(card, place.rules, place.run.last_day)
    totals = [each.total for each in found]
    judged = spread(totals, marks)
    assert judged is not None
    counted = bins(totals)
    width = counted[1][0] - counted[0][0] if len(counted) > 1 else Decimal(5)
    ends = [counted[0][0], counted[-1][0] + width, marks.threshold, marks.target]
    x = _scale(ends, 24, WIDTH - 24, nice=False)
    most = max(count for _, count in counted)
    bars = tuple(_bar(low, count, width, most, x) for low, count in counted)
    sound = tuple((name, part, *SOUND[name]) for name, part in judged.shares.items())
    lines = [(name, getattr(marks, name)) for name in ("threshold", "target", "excellence")]
    shown = tuple((name, at, x.at(at)) for name, at in lines if x.low <= at <= x.high)
    groups, left = _groups(found, marks, x, place)
    return Scores(judged, marks, bars, shown, sound, groups, left)


def _bar(low: Decimal, count: int, width: Decimal, most: int, x: "_Scale") -> Bar:
    height = Decimal(150) * count / most
    left, right = x.place(low), x.place(low + width)
    wide = max(right - left - 2, Decimal(1))
    return Bar(low, count, f"{left + 1:.1f}", f"{170 - height:.1f}", f"{wide:.1f}", f"{height:.1f}")


def _groups(
    found: Sequence[One], marks: Marks, x: "_Scale", place: teams.Place
) -> tuple[tuple[Group, ...], int]:
    by_unit: dict[str, list[Decimal]] = {}
    for each in found:
        by_unit.setdefault(each.unit, []).append(each.total)
    if len(by_unit) < 2:
        return (), 0
    keys = sorted(by_unit, key=lambda unit: -len(by_unit[unit]))[:LEADERS]
    titles = people.unit_titles(keys)
    led = people.leaders(keys, place.run.last_day)
    groups = []
    for key in keys:
        judged = spread(by_unit[key], marks)
        assert judged is not None
        leader = ", ".join(each.shown(place.wording) for each in led.get(key, ())[:2])
        dots = tuple(x.at(each) for each in sorted(by_unit[key])[:200])
        groups.append(Group(key, titles.get(key, key), leader, judged, dots))
    return tuple(sorted(groups, key=lambda group: -group.spread.middle)), len(by_unit) - len(keys)


@dataclass(frozen=True)
class _Scale:
    """From values to places of a drawing."""

    low: Decimal
    high: Decimal
    start: int
    end: int
    step: Decimal = Decimal(1)

    def place(self, value: Decimal) -> Decimal:
        spread = self.high - self.low
        return self.start + (value - self.low) * (self.end - self.start) / spread

    def at(self, value: Decimal) -> str:
        return f"{self.place(value):.1f}"

    def ticks(self) -> tuple[Tick, ...]:
        """At every whole step; both ends have one."""
        count = int((self.high - self.low) / self.step)
        return tuple(
            Tick(self.at(at), at) for at in (self.low + self.step * each for each in range(count + 1))
        )


def _scale(values: Sequence[Decimal], start: int, end: int, nice: bool = True) -> _Scale:
    """One that all values stand on; its ends are whole multiples of a round step."""
    low, high = min(values, default=ZERO), max(values, default=Decimal(1))
    if not nice:
        return _Scale(low, max(high, low + 1), start, end)
    step = _round((high - low) / 5 or Decimal(1))
    first = (low / step).to_integral_value(ROUND_FLOOR) * step
    last = (high / step).to_integral_value(ROUND_CEILING) * step
    return _Scale(first, max(last, first + step), start, end, step)


def _round(step: Decimal) -> Decimal:
    """The next of 1, 2, 2.5 and 5 times a power of ten."""
    power = Decimal(1).scaleb(step.adjusted())
    return next(power * each for each in (1, 2, Decimal("2.5"), 5, 10) if power * each >= step)
