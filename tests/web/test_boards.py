"""Boards: sums that agree with the ledger, budgets that are rows, and what each reader may see."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from attain.apps.boards import accruing
from attain.apps.boards import costs as summing
from attain.apps.boards.accruing import accrual
from attain.apps.boards.budgets import budgets
from attain.apps.boards.costs import costs
from attain.apps.boards.models import Cost, Costed
from attain.apps.ledger import api as ledger
from attain.apps.people.models import Unit
from attain.apps.results import api as results
from attain.apps.results.models import StoredRun
from attain.engine.money import rounded
from attain.runs.causes import between
from attain.shell.models import AuditEntry
from tests.runs.small_company import LATE_ORDER, load_text
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

MARCH, APRIL = "2026-03", "2026-04"


@pytest.fixture
def closed(small, tmp_path):  # noqa: F811
    """March closed and posted; April computed with a late order of March, and open."""
    register = results.register()
    register.close(register.latest(MARCH))
    ledger.catch_up()
    load_text(small, tmp_path, "order_lines", LATE_ORDER, "order_lines-late")
    run(small, APRIL)
    return results.register()


def test_costs_are_the_ledgers_and_of_an_open_month_those_it_would_have(closed):
    april, march = results.runs()
    first, second = costs([march, april])
    (batch,) = ledger.batches()
    assert (first.posted, first.total()) == (True, -batch.sums["cost"])
    assert (second.posted, second.share) == (False, 1)
    assert second.sums(0)[MARCH] > 0  # what the late order adds is for March
    expected = second.total()
    closed.close(closed.get(april.key))
    newest = ledger.post(APRIL)
    (posted,) = costs([april])
    assert posted.posted
    assert posted.total() == -newest.sums["cost"] == expected
    assert sum(posted.sums(1).values()) == sum(posted.sums(2).values()) == expected


def test_costs_are_summed_once(closed, django_assert_num_queries):
    costs(results.runs())
    counted = Costed.objects.count(), Cost.objects.count()
    runs = results.runs()
    with django_assert_num_queries(3):
        costs(runs)
    assert (Costed.objects.count(), Cost.objects.count()) == counted


def test_a_period_that_was_posted_is_summed_already_when_a_board_opens(closed, by, monkeypatch):  # noqa: F811
    april = results.runs()[0]
    summing.after_run(APRIL)
    closed.close(closed.get(april.key))
    ledger.post(APRIL)
    monkeypatch.delattr(summing, "_make")
    assert by("fin").get("/boards/").status_code == 200
    assert [each.posted for each in costs(results.runs())] == [True, True]


def test_of_two_who_sum_at_once_one_keeps_its_sums(closed, monkeypatch):
    april, plain = results.runs()[0], summing._summed

    def meanwhile(*given):
        monkeypatch.setattr(summing, "_summed", plain)
        costs([april])  # another one is done first
        return plain(*given)

    monkeypatch.setattr(summing, "_summed", meanwhile)
    (found,) = costs([april])
    assert Costed.objects.filter(run=april.key).count() == 1
    assert found.total() == costs([april])[0].total() != 0


def test_a_month_that_runs_is_forecast_by_its_working_days(closed, by):  # noqa: F811
    """Orders, of which March and April have most, reach Friday the tenth: 8 of 22 working days."""
    StoredRun.objects.filter(period=APRIL).update(published_at=datetime(2026, 4, 12, tzinfo=UTC))
    (april,) = costs(results.runs()[:1])
    assert april.share == Decimal(363636) / 1_000_000  # kept in parts per million
    late, own = april.sums(0)[MARCH], april.sums(0)[APRIL]
    found = by("ops").get("/boards/").context["found"].month
    assert (found.actual, found.expected.fixed, found.expected.variable) == (late + own, late, own)
    more = own / april.share - own
    assert found.expected.likely == rounded(late + own + more, 2)
    assert (found.expected.low, found.expected.known) == (late + own, 0)
    assert found.expected.high == rounded(late + own + 2 * more, 2)


def test_the_accrual_report_is_equal_to_the_ledger_and_marks_estimates(closed, by):  # noqa: F811
    april, march = results.runs()
    found = accrual(april, results.runs())
    assert found.equal
    assert found.control["cost"][0] == -ledger.batches()[0].sums["cost"]
    assert (found.columns, found.estimated) == ((MARCH, APRIL), {APRIL})
    assert found.total.cost == sum(row.cost for row in found.rows)
    before = accrual(march, results.runs())
    assert (before.columns, before.estimated) == ((MARCH,), frozenset())
    closed.close(closed.get(april.key))
    ledger.post(APRIL)
    after = accrual(april, results.runs())
    assert (after.estimated, after.total.cost) == (frozenset(), found.total.cost)
    assert after.equal
    page = by("fin").get("/boards/accrual/").content.decode()
    assert "equal to the ledger" in page
    file = b"".join(by("fin").get("/boards/accrual/?export=csv").streaming_content).decode()
    assert len(file.strip().splitlines()) == len(after.cells) + 1 == 4


def test_a_database_that_adds_inexactly_raises_no_alarm(closed, monkeypatch):
    """SQLite adds in binary: 0.1 + 0.2 is not 0.3 there."""
    exact = accrual(results.runs()[0], results.runs())

    class Inexact(Sum):
        def convert_value(self, value, *_):
            return None if value is None else Decimal(str(value)) + Decimal("0.000000001")

        def get_db_converters(self, connection):
            return [*super().get_db_converters(connection), self.convert_value]

    monkeypatch.setattr(accruing, "Sum", Inexact)
    found = accrual(results.runs()[0], results.runs())
    assert found.equal
    assert found.total.sums == exact.total.sums


def test_budgets_are_rows_of_the_store_and_the_board_compares_with_them(closed, by):  # noqa: F811
    client = by("ops")
    assert "No budget is set" in client.get("/boards/").content.decode()
    typed = {f"b--{APRIL}": "10,000.50", "reason": "plan of the year"}
    reply = client.post("/boards/budgets/", typed)
    assert reply.status_code == 302, reply.content.decode()[-2000:]
    assert budgets([APRIL]) == {("", "", APRIL): Decimal("10000.50")}
    assert "€10,000.50" in client.get("/boards/").content.decode()
    client.post("/boards/budgets/", typed)
    assert AuditEntry.objects.filter(what="budgets_set").count() == 1
    reply = client.post("/boards/budgets/", {f"b--{APRIL}": "many"})
    assert reply.status_code == 422
    assert 'value="many"' in reply.content.decode()
    client.post("/boards/budgets/", {f"b--{APRIL}": ""})
    assert budgets([APRIL]) == {}


def test_a_budget_is_no_cause_of_anybodys_pay(closed, by):  # noqa: F811
    before = closed.store.snapshot()
    by("fin").post("/boards/budgets/", {f"b--{APRIL}": "5", "reason": "x"})
    after = closed.store.snapshot()
    assert before.id != after.id
    assert between(before, after, rules=False, state=False) == ()


def test_a_person_sees_the_own_pay_as_it_was_known(closed, by):  # noqa: F811
    client, address = by("ana"), "/people/P1/statement/known/"
    page = client.get(f"{address}?period={MARCH}").content.decode()
    assert "Closed: binding from here on" in page
    assert "Corrected in April" not in page
    old = client.get(f"{address}?period={MARCH}&on=2020-01-01").content.decode()
    assert "not computed yet by then" in old
    closed.close(closed.latest(APRIL))
    page = client.get(f"{address}?period={MARCH}").content.decode()
    assert "Corrected in April 2026" in page
    assert client.get(f"{address}?on=someday").status_code == 404
    assert client.get("/people/P2/statement/known/").status_code == 403


def test_units_as_they_were_known_sum_to_the_whole(closed, by):  # noqa: F811
    given = by("boss").get(f"/boards/known/?period={MARCH}").context
    assert given["whole"].line.now == sum(unit.line.now for unit in given["units"]) > 0
    assert given["whole"].line.then == given["whole"].line.now


@pytest.mark.parametrize("page", ["", "known/"])
def test_a_board_asks_as_often_however_many_units_there_are(signed_in, page):
    client, asked = signed_in("operations"), []
    client.get(f"/boards/{page}")
    top = Unit.objects.get(depth=0)
    for number in range(2):
        with CaptureQueriesContext(connection) as found:
            reply = client.get(f"/boards/{page}")
        asked.append((len(found), len(reply.context["place"].around.below)))
        for more in range(10):
            key = f"MORE{number}{more}"
            told = {"title": key, "parent": top.key, "path": f"{top.path}{key}/", "depth": 1}
            Unit.objects.create(key=key, **told)
    assert asked[1] == (asked[0][0], asked[0][1] + 10)


@pytest.mark.parametrize("page", ["", "performance/", "spread/", "known/"])
def test_a_leader_sees_the_own_units_and_no_other(signed_in, page):
    client = signed_in("team_leader")
    assert client.get(f"/boards/{page}").status_code == 200
    assert client.get(f"/boards/{page}?unit=COMPANY").status_code == 404
    for other in ("account_manager", "administrator"):
        assert signed_in(other).get(f"/boards/{page}").status_code == 403


def test_a_leader_sets_no_budgets_and_reads_no_accrual(signed_in):
    client = signed_in("team_leader")
    assert client.post("/boards/budgets/", {}).status_code == 403
    assert client.get("/boards/accrual/").status_code == 403
    assert signed_in("auditor").post("/boards/budgets/", {}).status_code == 403
