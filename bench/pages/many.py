"""Many people from few: the demo's published sheets, handed to people in units of ten, in the database."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from attain.apps.people.models import Assignment, Person, Unit
from attain.apps.results.models import Sheet, StoredRun

#: People of a team; teams of an area; areas of a region.
TEAM, AREA, REGION = 10, 10, 10
BATCH = 2_000
MANAGER = "account_manager"


def multiply(people: int) -> None:
    """Puts so many account managers beside those that are there, in every run that is shown.

    People are put there each time, because start-up writes them anew from the store; their sheets once.
    """
    with transaction.atomic():
        _organisation(people)
        if Sheet.objects.filter(subject=person(people - 1)).exists():
            return
        runs = list(StoredRun.objects.filter(current=True))
        for run in runs:
            models = list(Sheet.objects.filter(run=run, kind="person", post=MANAGER))
            places = list(Sheet.objects.filter(run=run, kind="unit")[:1])
            _bulk(Sheet, _sheets(run, models, people))
            _bulk(Sheet, _unit_sheets(run, places, people))
            run.people += people
            run.save(update_fields=["people"])


def person(number: int) -> str:
    return f"Z{number:06}"


def team(number: int) -> str:
    return f"ZT{number // TEAM:05}"


def area(number: int) -> str:
    return f"ZA{number // (TEAM * AREA):04}"


def region(number: int) -> str:
    return f"ZR{number // (TEAM * AREA * REGION):03}"


def _organisation(people: int) -> None:
    if Assignment.objects.filter(person=person(people - 1)).exists():
        return
    root = Unit.objects.order_by("depth").first()
    top, kinds = root.path, ((region, "region"), (area, "area"), (team, "team"))
    units: dict[str, Unit] = {}
    for number in range(0, people, TEAM):
        path, parent = top, root.key
        for depth, (name, kind) in enumerate(kinds, 1):
            key = name(number)
            path += f"{key}/"
            units.setdefault(
                key, Unit(key=key, title=f"{kind} {key}", parent=parent, kind=kind, path=path, depth=depth)
            )
            parent = key
    _bulk(Unit, iter(units.values()))
    _bulk(
        Person,
        (
            Person(
                key=person(n),
                name=f"Given {n} Family {n % 997}",
                given_name=f"Given {n}",
                family_name=f"Family {n % 997}",
                language="en",
            )
            for n in range(people)
        ),
    )
    since, until = _days()
    _bulk(
        Assignment,
        (
            Assignment(person=person(n), post=MANAGER, unit=team(n), since=since, until=until)
            for n in range(people)
        ),
    )


def _days():
    found = Assignment.objects.filter(post=MANAGER).order_by("-until").first()
    return found.since, found.until


def _sheets(run: StoredRun, models: list[Sheet], people: int) -> Iterator[Sheet]:
    for n in range(people):
        model = models[n % len(models)]
        yield Sheet(
            run=run,
            kind="person",
            subject=person(n),
            spell=model.spell,
            post=model.post,
            unit=team(n),
            card=model.card,
            total=model.total,
            grade=model.grade,
            paid=model.paid,
            traits={**model.traits, "unit": team(n)},
            values=model.values,
            further=model.further,
        )


def _unit_sheets(run: StoredRun, models: list[Sheet], people: int) -> Iterator[Sheet]:
    for model in models:
        keys = {name(n) for n in range(0, people, TEAM) for name in (region, area, team)}
        for key in sorted(keys):
            yield Sheet(
                run=run, kind="unit", subject=key, unit=key, values=model.values, further=model.further
            )


def _bulk(model, rows) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model.objects.bulk_create(batch, ignore_conflicts=model in (Person, Unit))
