"""Units side by side, and why two periods or two units differ."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def branches():
    return [unit for unit in people.units() if unit.kind == "branch"]


def test_a_director_sees_every_branch_on_the_same_kpi_and_periods(signed_in, branches):
    side = signed_in("general_director").get("/units/").context["side"]
    assert {chart.unit.key for chart in side.charts} == {unit.key for unit in branches}
    now = results.runs()[0]
    for chart in side.charts:
        (sheet,) = results.sheets_of(chart.unit.key, now, "unit")
        assert chart.last == sheet.number(side.kpi)
        assert [period for period, _ in chart.values] == ["2026-09", "2026-10"]


def test_another_kpi_can_be_chosen_and_an_unknown_one_gives_way(signed_in):
    client = signed_in("general_director")
    assert client.get("/units/?kpi=retention").context["side"].kpi == "retention"
    first = client.get("/units/").context["side"].kpi
    assert client.get("/units/?kpi=nothing_like_it").context["side"].kpi == first


def test_causes_add_up_to_the_difference_of_every_kpi_and_branch(signed_in, branches):
    client = signed_in("general_director")
    side = client.get("/units/").context["side"]
    looked = 0
    for head in side.heads:
        for unit in branches[:2]:
            why = client.get(f"/units/why/?unit={unit.key}&kpi={head.kpi}").context["why"]
            for split in why.splits if why else ():
                looked += 1
                assert sum(cause.effect for cause in split.causes) == why.change == split.total
    assert looked > 10


def test_two_branches_are_compared_by_the_teams_of_one(signed_in, branches):
    first, second = branches[:2]
    address = f"/units/why/?unit={first.key}&against={second.key}&kpi=visit_coverage"
    why = signed_in("general_director").get(address).context["why"]
    run = results.runs()[0]
    sheets = [results.sheets_of(unit.key, run, "unit")[0] for unit in (second, first)]
    values = [sheet.number("visit_coverage") for sheet in sheets]
    assert [why.before, why.after] == values
    teams = {unit.key for unit in people.units() if unit.parent == first.key}
    (split,) = why.splits
    assert {cause.subject for cause in split.causes if cause.subject} == teams
    assert sum(cause.effect for cause in split.causes) == values[1] - values[0]


def test_a_leader_compares_nothing_beyond_the_own_units(signed_in, branches):
    client = signed_in("team_leader")
    own = User.objects.get(username="team_leader").grants.get().unit
    other = next(unit.key for unit in branches)
    assert client.get(f"/units/?unit={own}").status_code == 200
    assert client.get(f"/units/?unit={other}").status_code == 404
    assert client.get(f"/units/why/?kpi=retention&against={other}").status_code == 403


def test_an_unknown_kpi_is_not_there(signed_in):
    assert signed_in("general_director").get("/units/why/?kpi=nothing").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_units(signed_in, branches):
    client = signed_in("general_director")
    client.get("/units/")

    def counted(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    whole = people.units()[0].key
    assert counted(f"/units/?unit={whole}") <= counted(f"/units/?unit={branches[0].key}") + 1
    assert len(branches) > 2
