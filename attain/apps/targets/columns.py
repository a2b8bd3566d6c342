"""The columns of the sheet: the year's months, after them quarters and halves that a name is judged by."""

from collections.abc import Iterable, Sequence
from datetime import date

from attain.engine.decide.rules import Rules
from attain.engine.formulas import names
from attain.engine.period import CYCLES, Period
from attain.rulebook.sites import sites

#: Between a month and a year, which has a column of its own.
BETWEEN = ("quarter", "half_year")


def columns_of(
    rules: Rules, name: str, months: Sequence[Period], posts: Sequence[str], stored: Iterable[str]
) -> list[Period]:
    """Months, each followed by the longer periods that end with it.

    Those by which a scorecard of one of the posts judges the name, and those with targets (stored: keys).
    """
    calendar, year = rules.calendar, int(months[0].key[:4])
    there = set(stored)
    longer: list[Period] = []
    for cycle in BETWEEN:
        periods = calendar.periods_of_year(year, cycle)
        judged = cycle in _judged(rules, name, months[-1].start, frozenset(posts))
        if judged or any(period.key in there for period in periods):
            longer += periods
    every = [*months, *longer]
    return sorted(every, key=lambda each: (each.end, CYCLES.index(each.cycle)))


def _judged(rules: Rules, name: str, on: date, posts: frozenset[str]) -> frozenset[str]:
    """The cycles of the scorecards whose KPIs are the name or reckon with it; kept for these rules."""
    key = (name, on, posts)
    if not _KEPT or _KEPT[0][0] is not rules:
        _KEPT[:] = [(rules, {})]
    kept = _KEPT[0][1]
    if key not in kept:
        kept[key] = _found(rules, name, on, posts)
    return kept[key]


_KEPT: list[tuple[Rules, dict[tuple[str, date, frozenset[str]], frozenset[str]]]] = []


def _found(rules: Rules, name: str, on: date, posts: frozenset[str]) -> frozenset[str]:
    return frozenset(
        card.cycle
        for card in rules.in_force("scorecard", on)
        if (not posts or card.post in posts) and any(_reads(rules, line.kpi, name, on) for line in card.lines)
    )


def _reads(rules: Rules, kpi: str, name: str, on: date) -> bool:
    if kpi == name:
        return True
    rule = rules.kpi(kpi, on)
    return rule is not None and any(name in names(site.formula.tree) for site in sites(rule))
