"""The door of the app: who works here, where, since when, and whom a reader may see."""

from attain.apps.people.actions import sync
from attain.apps.people.contracts import AssignmentView, PersonView, Surroundings, UnitView
from attain.apps.people.organisation import leaders
from attain.apps.people.queries import (
    assigned_within,
    assignments,
    at_work,
    found_people,
    led_units,
    people,
    people_by_name,
    person,
    person_names,
    posts_between,
    reachable_units,
    surroundings,
    unit,
    unit_titles,
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
    "assigned_within",
    "assignments",
    "at_work",
    "found_people",
    "leaders",
    "led_units",
    "people",
    "people_by_name",
    "person",
    "person_names",
    "posts_between",
    "reachable_units",
    "surroundings",
    "sync",
    "unit",
    "unit_titles",
    "units",
    "units_below",
    "units_named",
    "within",
    "works_within",
]
