"""The first steps of a company that has computed nothing yet: what is done, what comes next, and where."""

from dataclasses import dataclass

from django.urls import reverse

from attain.apps.house import api as house
from attain.engine.facts import BUILTIN
from attain.engine.faults import Faulty


@dataclass(frozen=True)
class Step:
    """id: its message; told: one that says more. next: whether it is the first that is not done."""

    id: str
    told: str
    url: str
    done: bool
    next: bool = False


def steps() -> tuple[Step, ...]:
    """From the rulebook to the first run, in the order in which they can be done."""
    rules, full = _rules(), _filled()
    load = reverse("facts:load")
    found = (
        ("rules", reverse("rulebook:start"), rules),
        ("people", load, {"people", "assignments"} <= full),
        ("clients", load, {"clients", "coverage"} <= full),
        ("facts", load, bool(full - set(BUILTIN))),
        ("targets", reverse("targets:grid"), "targets" in full),
        ("run", reverse("runs:start"), False),
    )
    first = next(name for name, _, done in found if not done)
    return tuple(
        Step(f"home.first.{name}", f"home.first.{name}.told", url, done, name == first)
        for name, url, done in found
    )


def _rules() -> bool:
    return bool(house.bundle_now())


def _filled() -> set[str]:
    """The tables that have rows."""
    try:
        snapshot = house.store().snapshot()
    except Faulty:
        return set()
    return {name for name in snapshot.tables() if snapshot.rows(name)}
