"""Which periods an adjustment may be for and paid in, and what of a plan it may adjust."""

from dataclasses import dataclass

from attain.apps.house.api import register, rules_now
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.period import Period, PeriodFault

#: So many periods back an adjustment may be for.
BACK = 24


@dataclass(frozen=True)
class Choice:
    """open: the periods that may pay, the newest first; every: those that it may be for."""

    open: tuple[str, ...]
    every: tuple[str, ...]


def choice() -> Choice:
    """The open periods that have a run, and the one after the newest closed one; the newest first."""
    known, runs = register(), results.runs()
    closed = set(known.closed_periods())
    found = {run.period: run.start for run in runs if run.period not in closed}
    months = [run for run in runs if run.cycle == "month"]
    newest = max((run.end for run in months if run.period in closed), default=None)
    if newest is not None and newest not in {run.start for run in months}:
        following = rules_now().calendar.containing(newest, "month")
        found[following.key] = following.start
    long = {run.period for run in runs if run.cycle != "month"}
    opened = sorted(found, key=lambda key: (found[key], key not in long), reverse=True)
    every = dict.fromkeys((*opened, *(run.period for run in runs[:BACK])))
    return Choice(tuple(opened), tuple(sorted(every, reverse=True)))


def period_of(key: str, rules: Rules) -> Period | None:
    try:
        return rules.calendar.period(key)
    except PeriodFault:
        return None


def components(person: str, period: Period, rules: Rules) -> tuple[str, ...]:
    """The components of the plans that pay the person's posts in a period, in the order of the plans."""
    posts = people.posts_between([person], period.start, period.end).get(person, ())
    plans = (plan for post in posts for plan in rules.plans(post, period.last_day))
    return tuple(dict.fromkeys(part.component for plan in plans for part in plan.components))
