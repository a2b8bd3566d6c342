"""Who answers which dispute, by when, and what may follow what. Pure: no database, no store."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from attain.engine.period import Calendar

#: A dispute is answered within so many working days. The one place that says so.
DUE_DAYS = 5

#: A decision that its person neither confirms nor disputes for so many working days may be settled without.
QUIET_DAYS = 10

#: So many days of one search for a working day; a calendar without any would have none.
FAR = 400


class Kind(StrEnum):
    """What somebody thinks is wrong."""

    FACTS = "facts"
    MISSING = "missing"
    COVERAGE = "coverage"
    TARGET = "target"
    SCORE = "score"
    RULE = "rule"
    CALCULATION = "calculation"
    OTHER = "other"


class Desk(StrEnum):
    LEADER = "leader"
    OPERATIONS = "operations"
    FINANCE = "finance"


class State(StrEnum):
    """OPEN waits for the desk, QUESTION for the person's reply, DECIDED for their word on the answer."""

    OPEN = "open"
    QUESTION = "question"
    DECIDED = "decided"
    SETTLED = "settled"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"


#: What a leader knows best: who looks after whom, what happened, what was agreed.
OF_LEADERS = frozenset({Kind.FACTS, Kind.MISSING, Kind.COVERAGE, Kind.TARGET})

#: What may be done in a state, by the one who answers and by the person.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    State.OPEN: ("ask", "decide", "hand"),
    State.QUESTION: ("decide", "hand"),
    State.DECIDED: (),
    State.SETTLED: (),
}
PERSONS: Mapping[str, tuple[str, ...]] = {
    State.OPEN: ("reply",),
    State.QUESTION: ("reply",),
    State.DECIDED: ("confirm", "reopen"),
    State.SETTLED: (),
}


def desk_of(kind: str) -> Desk:
    """Where a dispute of a kind is answered first, if there is a leader who is not the person."""
    return Desk.LEADER if kind in OF_LEADERS else Desk.OPERATIONS


def escalated(desk: str) -> Desk:
    """Where it goes when the person is not content: to operations, from there to finance."""
    return Desk.OPERATIONS if desk == Desk.LEADER else Desk.FINANCE


def due_on(opened: date, calendar: Calendar, days: int = DUE_DAYS) -> date:
    """The last of so many working days after a day."""
    day, left = opened, days
    for _ in range(FAR):
        day += timedelta(days=1)
        left -= calendar.working_days(day, day + timedelta(days=1))
        if not left:
            return day
    return opened + timedelta(days=days)


def working_days(since: date, until: date, calendar: Calendar) -> int:
    """Working days after `since` up to and with `until`: 0 on the same day."""
    return calendar.working_days(since + timedelta(days=1), until + timedelta(days=1))


def lateness(due: date, today: date, calendar: Calendar) -> str:
    """The word "late" after the day, "soon" on it and the working day before, else ""."""
    if today > due:
        return "late"
    return "soon" if working_days(today, due, calendar) <= 1 else ""
