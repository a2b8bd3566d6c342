"""The door of the app: who works here, where, since when, and whom a reader may see."""

from attain.apps.people.actions import sync
from attain.apps.people.contracts import AssignmentView, PersonView, Surroundings, UnitView
from attain.apps.people.queries import (
    assignments,
    found_people,
    led_units,
    people,
    person,
    reachable_units,
    surroundings,
    unit,
    units,
    units_below,
    units_named,
    within,
    works_within,
)

__all__ = [
    "AssignmentView",
    "PersonView",
    "Surroundings",
    "UnitView",
    "assignments",
    "found_people",
    "led_units",
    "people",
    "person",
    "reachable_units",
    "surroundings",
    "sync",
    "unit",
    "units",
    "units_below",
    "units_named",
    "within",
    "works_within",
]
