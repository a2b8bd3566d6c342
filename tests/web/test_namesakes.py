"""A name that several people have: lists show what any of them has, forms offer them to choose from."""

# ruff: noqa: F811 - fixtures are arguments

import re

import pytest

from attain.apps.adjusting.models import Adjustment
from attain.apps.people.models import Person, Reporting
from tests.web.small_pay import by, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def ruiz(small):
    """P1 is Ana Ruiz; P2 is Eva Ruiz now, and P3 reports to her."""
    Person.objects.filter(key="P2").update(name="Eva Ruiz", given_name="Eva", family_name="Ruiz")
    Reporting.objects.filter(person="P1").update(manager="P1")
    Reporting.objects.filter(person="P2").update(manager="P2")


def test_people_are_those_of_any_leader_who_has_the_name(ruiz, by):
    def listed(leader):
        rows = by("ops").get("/people/", {"leader": leader, "state": "all"}).context["table"].rows
        return {row.key for row in rows}

    assert listed("Ruiz") == {"P1", "P2"}
    assert listed("Ana Ruiz") == {"P1"}
    assert listed("Nobody of this name") == set()


def test_adjustments_are_those_of_anybody_who_has_the_name(ruiz, by):
    def listed(person):
        rows = by("fin").get("/adjustments/", {"person": person}).context["table"].rows
        return {row.person for row in rows}

    for at, key in enumerate(("P1", "P2", "P3")):
        row = Adjustment.objects.first() or Adjustment(component="commission", period="2026-03")
        row.pk, row.key, row.person, row.amount = None, f"T{at}", key, 1
        row.for_period = row.period
        row._state.adding = True
        row.save()
    Adjustment.objects.exclude(key__startswith="T").delete()
    assert listed("ruiz") == {"P1", "P2"}
    assert listed("P3") == {"P3"}
    assert listed("Nobody of this name") == set()


@pytest.mark.parametrize(
    ("address", "send"),
    [("/adjustments/new/", "get"), ("/payroll/holds/new/", "post")],
)
def test_who_is_meant_is_chosen_among_those_who_have_the_name(ruiz, by, address, send):
    def page(person):
        return getattr(by("ops"), send)(address, {"person": person}).content.decode()

    told = page("Ruiz")
    assert "Several people fit “Ruiz”" in told
    offered = re.findall(r'<option value="(P\d)">(.*?)</option>', told)
    assert offered == [
        ("P1", "Ana Ruiz · account_manager, North"),
        ("P2", "Eva Ruiz · account_manager, South"),
    ]
    assert "Several people" not in page("Eva Ruiz")
    assert "Several people" not in page("P1")
