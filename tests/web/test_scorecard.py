"""The scorecard page: what was published, how far the next step is, and nobody else's."""

import re
from decimal import Decimal

import pytest

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.scorecards import api as scorecards
from attain.shell.languages import wording_for
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def manager():
    return User.objects.get(username="account_manager").person


@pytest.fixture
def run():
    return results.runs()[0]


@pytest.fixture
def card(manager, run):
    (found,) = scorecards.cards_of(manager, run, results.runs(), wording_for("en", currency="EUR"))
    return found


def test_the_page_shows_every_line_with_its_published_points(signed_in, manager, run, card):
    page = signed_in("account_manager").get(f"/people/{manager}/scorecard/").content.decode()
    (sheet,) = results.sheets_of(manager, run)
    assert len(card.lines) > 3
    for line in card.lines:
        assert line.told.title in page
        assert line.result.points == sheet.number(f"{card.name}.{line.kpi}.points")
        assert line.told.points in page
    assert f">{card.total:.2f}<" in page


def test_lines_and_extras_add_up_to_the_total(card):
    points = sum((line.result.points for line in card.lines if line.result.points is not None), Decimal(0))
    extras = sum((extra.points for extra in card.extras), Decimal(0))
    assert abs(points + extras - card.total) <= Decimal("0.05")  # each line is rounded


def test_the_story_on_the_page_is_that_of_the_explanation(signed_in, manager, run, card):
    address = f"/people/{manager}/scorecard/{card.name}/story/?run={run.key}"
    told = signed_in("account_manager").get(address).content.decode()
    with results.explaining(run.key) as held:
        node = held.tree(manager, card.name)
    stories = [child for child in node.children if child.id.startswith("scorecard.story.")]
    assert stories
    assert "<p>" in told
    assert "statement.story" not in told


@pytest.mark.parametrize(("actual", "of", "by", "corner"), [("0.8", "80", "100", "1")])
def test_the_next_step_reached_is_the_next_step(card, run, manager, actual, of, by, corner):
    """With just so much more of the measure, the KPI stands on the corner; with a unit less it does not."""
    (sheet,) = results.sheets_of(manager, run)
    rules = results.rules_of(run.bundle)
    told = [line for line in card.lines if line.kpi == "sales_plan_fulfilment" and line.reach]
    for line in told:
        sales, target = sheet.number("sales_amount"), sheet.number("target.sales_amount")
        away = Decimal(re.sub(r"[^\d.]", "", line.reach.split(" more")[0].split(" less")[0]))
        corners = {point.x for point in (line.result.line.steps or line.result.line.curve).points}
        reached = (sales + away) / target if "more" in line.reach else (sales - away) / target
        assert min(abs(reached - x) for x in corners) < Decimal("0.01") / target * 2
    assert rules.kpi("sales_plan_fulfilment", run.last_day) is not None
    assert told or all(line.kpi != "sales_plan_fulfilment" or not line.told.next for line in card.lines)


def test_a_card_that_the_person_does_not_have_is_not_there(signed_in, manager, run):
    address = f"/people/{manager}/scorecard/no_such_card/story/?run={run.key}"
    assert signed_in("account_manager").get(address).status_code == 404


def test_a_colleague_s_scorecard_is_not_for_account_managers(signed_in, manager, run):
    others = results.people_sheets(run, None, "account_manager").exclude(subject=manager)
    stranger = others.values_list("subject", flat=True)[0]
    assert signed_in("account_manager").get(f"/people/{stranger}/scorecard/").status_code == 403
    assert signed_in("operations").get(f"/people/{stranger}/scorecard/").status_code == 200


def test_a_leader_sees_their_own_people_alone(signed_in, run):
    leader = User.objects.get(username="team_leader")
    (grant,) = leader.grants.all()
    below = people.units_below([grant.unit])
    own = set(results.people_sheets(run, below).values_list("subject", flat=True))
    others = set(results.people_sheets(run, None).values_list("subject", flat=True)) - own - {leader.person}
    client = signed_in("team_leader")
    assert own
    assert others
    assert {client.get(f"/people/{key}/scorecard/").status_code for key in sorted(own)[:5]} == {200}
    assert {client.get(f"/people/{key}/scorecard/").status_code for key in sorted(others)[:5]} == {403}


def test_a_period_that_was_never_computed_is_not_there(signed_in, manager):
    client = signed_in("account_manager")
    assert client.get(f"/people/{manager}/scorecard/?period=1999-01").status_code == 404


def test_the_page_takes_the_same_queries_whatever_the_company_s_size(
    signed_in, manager, django_assert_max_num_queries
):
    client = signed_in("account_manager")
    client.get(f"/people/{manager}/scorecard/")
    with django_assert_max_num_queries(12):
        client.get(f"/people/{manager}/scorecard/")


@pytest.mark.parametrize(
    ("user", "title"), [("account_manager", "My scorecard · "), ("auditor", "Scorecard · ")]
)
def test_the_browser_s_tab_says_whose_scorecard_of_which_period_it_is(signed_in, manager, run, user, title):
    page = signed_in(user).get(f"/people/{manager}/scorecard/?period={run.period}").content.decode()
    period = wording_for("en").period(run.period)
    assert re.search(rf"<title>{title}[^<]+ · {period} · Attain</title>", page)
