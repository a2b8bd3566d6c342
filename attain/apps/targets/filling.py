"""Cells that a spread or a copy proposes: for the people of a unit, or for the unit's own targets."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attain.apps.house.api import store
from attain.apps.people import api as people
from attain.apps.targets.api import actuals
from attain.apps.targets.figures import decimals_of
from attain.apps.targets.shown import Shown
from attain.engine.period import Period
from attain.runs.target_entry import Cell, of_grid
from attain.runs.target_grid import Grid, Who, read
from attain.runs.target_spread import month_weights, raised, spread

#: A spread or copy goes to so many people at most; more go through a file.
MOST_PEOPLE = 4_000


class Unfillable(Exception):
    """Nothing can be spread: the id of a message that says why."""


def chosen(shown: Shown, first: str, last: str) -> tuple[Period, ...]:
    """The months from first to last. Raises Unfillable for none."""
    found = tuple(month for month in shown.months if first <= month.key <= last)
    if not found:
        raise Unfillable("targets.fill.no_months")
    return found


def own_of(shown: Shown) -> Who:
    """Whose target the unit's own is: the company's where the unit is the whole and the company has one."""
    return shown.own[0].who


def staff(shown: Shown, months: Sequence[Period]) -> list[str]:
    """The people of the unit who have such targets, at work in the months. Raises Unfillable for too many."""
    assert shown.around is not None
    posts = [shown.asked.post] if shown.asked.post else [post for post, _ in shown.posts]
    rows = people.at_work(months[0].start, months[-1].end, shown.around.keys, posts)
    keys = list(rows.values_list("key", flat=True)[: MOST_PEOPLE + 1])
    if len(keys) > MOST_PEOPLE:
        raise Unfillable("targets.fill.too_many")
    if not keys:
        raise Unfillable("targets.fill.nobody")
    return keys


def grids(shown: Shown, whos: Sequence[Who]) -> tuple[Grid, Grid]:
    """The subjects' targets of the year and of the year before."""
    with store().engine() as engine:
        of = (engine, shown.snapshot, shown.rules, shown.asked.named)
        return read(*of, shown.asked.year, whos), read(*of, shown.asked.year - 1, whos)


def over_months(
    shown: Shown, amount: Decimal, months: Sequence[Period], how: str, weights: Sequence[Decimal]
) -> list[Cell]:
    """The unit's own amount over months."""
    who = own_of(shown)
    now, before = grids(shown, [who])
    past = _past(shown, [who], months, before).get(who, {})
    try:
        parts = spread(
            amount, month_weights(how, months, shown.rules.calendar, past, weights), _places(shown)
        )
    except ValueError:
        raise Unfillable("targets.fill.weights") from None
    return [of_grid(now, who, month.key, parts[month.key]) for month in months]


def over_people(
    shown: Shown, months: Sequence[Period], how: str, weights: Mapping[str, Decimal]
) -> list[Cell]:
    """Each month of the unit's own target over its people."""
    keys = staff(shown, months)
    own = own_of(shown)
    whos: list[Who] = [("person", key) for key in keys]
    now, before = grids(shown, [own, *whos])
    shares = _shares(shown, how, months, keys, before, weights)
    cells = []
    for month in months:
        amount = now.of(own, month).value
        if amount is None:
            continue
        parts = spread(amount, shares, _places(shown))
        cells += [of_grid(now, ("person", key), month.key, parts[key]) for key in keys]
    if not cells:
        raise Unfillable("targets.fill.no_own")
    return cells


def copied(shown: Shown, months: Sequence[Period], source: str, percent: Decimal, whom: str) -> list[Cell]:
    """Targets of the month before the first, or of the same months of last year, so many per cent higher."""
    whos: list[Who] = [each.who for each in shown.own] if whom == "own" else []
    if whom == "people":
        whos = [("person", key) for key in staff(shown, months)]
    now, before = grids(shown, whos)
    calendar = shown.rules.calendar
    cells = []
    for month in months:
        past = calendar.year_before(month) if source == "last_year" else calendar.before(months[0])
        grid = now if past in now.months else before
        for who in whos:
            value = grid.of(who, past).value
            if value is not None:
                cells.append(of_grid(now, who, month.key, raised(value, percent, _places(shown))))
    if not cells:
        raise Unfillable("targets.fill.no_source")
    return cells


def _places(shown: Shown) -> int:
    return decimals_of(shown.unit_word, shown.rules.settings.currency_decimals)


def _past(
    shown: Shown, whos: Sequence[Who], months: Sequence[Period], before: Grid
) -> dict[Who, dict[str, Decimal]]:
    """By subject and month of this year: last year's actual, else last year's target."""
    calendar = shown.rules.calendar
    years = {calendar.year_before(month).key: month.key for month in months}
    named = shown.asked.named
    told: dict[Who, dict[str, Decimal]] = {}
    for (who, period), value in actuals(named.name, named.group, whos, years).items():
        if period in years:
            told.setdefault(who, {})[years[period]] = value
    for who in whos:
        if who not in told:
            values = {years[key]: before.of(who, calendar.period(key)).value for key in years}
            told[who] = {key: value for key, value in values.items() if value is not None}
    return told


def _shares(
    shown: Shown,
    how: str,
    months: Sequence[Period],
    keys: Sequence[str],
    before: Grid,
    weights: Mapping[str, Decimal],
) -> dict[str, Decimal]:
    """Each person's weight."""
    if how == "evenly":
        return dict.fromkeys(keys, Decimal(1))
    if how == "last_year":
        past = _past(shown, [("person", key) for key in keys], months, before)
        return {key: max(Decimal(0), sum(past["person", key].values(), Decimal(0))) for key in keys}
    if how == "clients":
        counted = _portfolios(shown, months[0])
        return {key: Decimal(counted.get(key, 0)) for key in keys}
    if how == "weights" and any(weights.get(key, 0) for key in keys):
        return {key: weights.get(key, Decimal(0)) for key in keys}
    raise Unfillable("targets.fill.weights")


def _portfolios(shown: Shown, month: Period) -> dict[str, int]:
    """How many clients each person looks after on the month's first day."""
    relation = shown.snapshot.relation(shown.rules.tables["coverage"])
    with store().engine() as engine:
        rows = engine.query(
            f"SELECT person_id, count(DISTINCT client_id) FROM ({relation})"
            ' WHERE "from" <= ? AND "to" > ? GROUP BY person_id',
            [month.start, month.start],
        )
    return dict(rows)
