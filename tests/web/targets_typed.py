"""What tests of targets share: whose they are, what the store has, and saving as the page does."""

from attain.apps.house import api as house
from attain.apps.people.models import Assignment
from attain.runs.target_grid import Named, read
from attain.shell.models import User

SALES = "target=sales_amount&year=2026"


def team():
    """The demo leader's unit and, of its people, one that is not the leader."""
    user = User.objects.get(username="team_leader")
    unit = user.grants.get().unit
    rows = Assignment.objects.filter(unit=unit, post="account_manager", until__year=2100)
    return unit, rows.exclude(person=user.person).order_by("person").first().person


def stored(who, period, named="sales_amount", year=2026):
    """A target as the store itself has it."""
    opened = house.store()
    with opened.engine() as engine:
        grid = read(engine, opened.snapshot(), house.rules_now(), Named.of(named), year, [who])
    found = grid.stored(who, period)
    return found.value if found else None


def grid(client, unit, query=SALES):
    return client.get(f"/targets/?{query}&unit={unit}")


def cells(page):
    return {
        c.mark: c
        for row in (*page.context["shown"].own, *page.context["shown"].rows)
        for c in (*row.cells, row.year)
    }


def saved(client, unit, values, page=None, reason="Plan", query=SALES):
    """Saves cells as the page does: with what it had shown."""
    page = page or grid(client, unit, query)
    given = {f"c:{mark}": text for mark, text in values.items()}
    given |= {"stored": page.context["stored"], "reason": reason}
    return client.post(f"/targets/save/?{query}&unit={unit}", given)
