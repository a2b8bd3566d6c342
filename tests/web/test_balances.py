"""What is to come and what is owed: shown, decided by two people, paid once; and people who leave."""

# ruff: noqa: F811 - fixtures are arguments

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from attain.apps.adjusting.periods import choice
from attain.apps.approvals import api as approvals
from attain.apps.approvals.models import Proposal
from attain.apps.balances import deciding
from attain.apps.balances import queries as balances
from attain.apps.balances.leaving import Leaver
from attain.apps.boards.accruing import accrual
from attain.apps.ledger import api as ledger
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.runs.records import Records
from attain.runs.register import Register
from tests.runs.small_company import load_text
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

PAGE = "/people/P1/balances/"
DRAW, BROUGHT = "draw.balance", "commission.deferred.2026-02"


@pytest.fixture
def april(small, tmp_path):
    """March closed and posted, April computed. P1 brings along a draw of 400.00, and 600.00 due in June."""
    openings = f"P1,{DRAW},2026-03,400.00,\nP1,{BROUGHT},2026-04,600.00,2026-06\n"
    load_text(small, tmp_path, "openings", f"person_id,name,period,value,due\n{openings}")
    run(small, "2026-03")
    close(small, "2026-03")
    run(small, "2026-04")
    return small


def close(place, period):
    register = Register(place.store)
    register.close(register.latest(period))
    results.publish(place.store, register.latest(period))
    ledger.catch_up()


def owed(person="P1"):
    return balances.standing(person, balances.now()).owed


def decide(client, what, name=DRAW, do="propose", **other):
    typed = {"name": name, "what": what, "reason": "Agreed with the leader", "do": do, **other}
    return client.post(f"{PAGE}decide/", typed)


def approve(client, number=None):
    number = number or Proposal.objects.latest("pk").pk
    return client.post(f"/approvals/{number}/decide/", {"do": "approve", "note": "as told"})


def rows(place):
    """name → value and due of April, as the store has them."""
    with place.engine() as engine:
        engine.register(place.store.snapshot(), {"openings": place.rules.tables["openings"]})
        found = Records(engine, place.rules).of("openings")
        return {row["name"]: (row["value"], row["due"]) for row in found if row["period"] == "2026-04"}


def pay(period="2026-04"):
    with results.explaining(results.run(period).key) as held:
        return held.computed.pays["P1"]


def kinds(period):
    found = ledger.entries(["P1"], period)
    return {(each.kind, each.component): each.amount for each in found}


def test_a_draw_is_written_off_by_two_people_and_is_cost_and_no_pay(april, by):
    debt = owed()
    assert debt > 0
    paid = pay().paid
    page = by("ana").get(PAGE).content.decode()
    assert f"{debt:,.2f}" in page
    assert "decide/?name" not in page
    look = decide(by("ops"), "write_off", do="look")
    tried = look.context["tried"]
    assert (tried.change, tried.left.owed) == (0, 0)
    assert rows(april) == {BROUGHT: (Decimal(600), "2026-06")}
    decide(by("ops"), "write_off")
    assert approve(by("ops")).status_code == 422
    assert approve(by("ops2")).status_code == 302
    assert rows(april)[DRAW] == (Decimal(0), None)
    assert owed() == 0
    run(april, "2026-04")
    told = pay()
    assert (told.paid, told.forgiven) == (paid, debt)
    assert "Agreed with the leader" in by("ana").get("/people/P1/statement/").content.decode()
    close(april, "2026-04")
    posted = kinds("2026-04")
    assert posted["forgiven", "draw"] == debt
    sums = ledger.accounts(ledger.entries(["P1"]))
    assert sum(sums.values()) == 0
    assert -sums["advances"] == told.draw.balance
    report = accrual(results.run("2026-04"), results.runs())
    assert report.equal
    assert report.total.sums["forgiven"] == debt
    assert sums["owed"] == paid + Decimal(results.sheets_of("P1", results.run("2026-03"))[-1].paid)


def test_a_quarter_beside_months_leaves_what_months_have_lent_and_what_can_be_decided(april):
    before, at = ledger.totals(), balances.now()
    assert before["advances"]
    run(april, "2026-Q1")
    close(april, "2026-Q1")
    assert ledger.batches()[0].period == "2026-Q1"
    after = ledger.totals()
    assert (after["advances"], after["cost"]) == (before["advances"], before["cost"])
    assert balances.now() == at
    run(april, "2026-Q2")
    assert choice().open == ("2026-04", "2026-Q2")


def test_what_comes_later_is_paid_at_once_and_its_decision_taken_back(april, by):
    before = pay()
    tried = decide(by("ops"), "pay", BROUGHT, do="look").context["tried"]
    assert tried.after.released[0].amount == 600
    assert (tried.before.paid, tried.left.later) == (before.paid, 0)
    decide(by("ops"), "pay", BROUGHT)
    proposal = Proposal.objects.latest("pk").pk
    assert decide(by("ops"), "forfeit", BROUGHT).status_code == 422  # one waits already
    approve(by("fin"), proposal)
    assert rows(april)[BROUGHT] == (Decimal(600), "2026-04")
    run(april, "2026-04")
    assert pay().paid == tried.after.paid
    by("ops").post(f"/approvals/{proposal}/decide/", {"do": "undo", "note": "a mistake"})
    approve(by("fin"))
    assert rows(april) == {BROUGHT: (Decimal(600), "2026-06")}
    run(april, "2026-04")
    assert pay().paid == before.paid


def test_an_approval_that_was_stopped_halfway_is_made_again_without_a_second_row(april, by, rf):
    decide(by("ops"), "recover", amount="40")
    waits = approvals.proposal(Proposal.objects.latest("pk").pk)
    request = rf.post("/")
    request.user = people_user("fin")
    deciding.apply(waits, request)
    entered = april.store.snapshot().id
    assert approve(by("ops2"), waits.id).status_code == 302
    assert april.store.snapshot().id == entered
    assert rows(april)["draw.recover"] == (Decimal(40), None)


def people_user(name):
    from attain.shell.models import User

    return User.objects.get(username=name)


def test_what_was_decided_otherwise_meanwhile_or_is_closed_can_not_be_approved(april, by, tmp_path):
    decide(by("ops"), "correct", amount="5")
    number = Proposal.objects.latest("pk").pk
    other = "person_id,name,period,value\nP1,draw.balance,2026-04,70.00\n"
    load_text(april, tmp_path, "openings", other, "other")
    assert approve(by("fin"), number).status_code == 422
    assert rows(april)[DRAW][0] == 70
    close(april, "2026-04")
    decide(by("ops"), "correct", amount="6")
    assert Proposal.objects.latest("pk").given["period"] == "2026-05"
    assert approve(by("fin"), number).status_code == 422
    assert rows(april)[DRAW][0] == 70


WRONG = [
    ("", DRAW, {}, "what"),
    ("pay", DRAW, {}, "what"),
    ("keep", BROUGHT, {"amount": "600.01"}, "amount"),
    ("keep", BROUGHT, {"amount": "-1"}, "amount"),
    ("correct", DRAW, {"amount": "1.005"}, "amount"),
    ("move", BROUGHT, {"due": "2026-03"}, "due"),
    ("forfeit", BROUGHT, {"reason": " "}, "reason"),
]


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_proposed(april, by):
    for what, name, other, field in WRONG:
        answer = decide(by("ops"), what, name, **other)
        assert (answer.status_code, list(answer.context["errors"])) == (422, [field])
    assert not Proposal.objects.exists()


def test_who_sees_whose_balances_and_who_decides(april, by):
    for name, status in (("ana", 200), ("wei", 403), ("boss", 200), ("fin", 200), ("aud", 200), ("ops", 200)):
        assert by(name).get(PAGE).status_code == status
    for name in ("ana", "boss", "fin", "aud"):
        assert by(name).get(f"{PAGE}decide/").status_code == 403
        assert decide(by(name), "write_off").status_code == 403
    assert by("ops").get(f"{PAGE}decide/?name=bonus.deferred.2026-01").status_code == 404


def test_somebody_who_leaves_is_settled_when_nothing_is_left(april, by, tmp_path):
    today = timezone.localdate()
    last = today - timedelta(days=20)
    text = f"person_id,post,unit_id,from,to,market_type\nP1,account_manager,N,2025-01-01,{last},city\n"
    load_text(april, tmp_path, "assignments", text, "leaves")
    people.sync(april.store, april.rules)
    assert by("ana").get("/leaving/").status_code == 403
    for name in ("ops", "fin", "aud", "boss"):
        (found,) = by(name).get("/leaving/").context["rows"]
    assert (found.key, found.later, found.lost, found.state) == ("P1", 600, 0, "left")
    assert (found.owed, found.paid) == (owed(), False)
    decide(by("ops"), "write_off")
    (found,) = by("ops").get("/leaving/").context["rows"]
    assert found.asked == 1
    approve(by("fin"))
    decide(by("ops"), "forfeit", BROUGHT)
    approve(by("fin"))
    (found,) = by("ops").get("/leaving/").context["rows"]
    assert (found.later, found.owed, found.asked) == (0, 0, 0)
    assert by("ops").get("/leaving/?state=settled").context["rows"] == []


LEFT = Leaver(
    key="P1", post="account_manager", unit="N", last=date(2026, 3, 31), clients=0, later=Decimal(0),
    waiting=Decimal(0), lost=Decimal(0), owed=Decimal(0), held=Decimal(0), asked=0, pay=None,
    unpaid=Decimal(0), gone=True,
)  # fmt: skip


def test_settled_is_who_is_gone_with_a_final_pay_and_nothing_open(april):
    paid = replace(LEFT, pay=results.run("2026-03"), unpaid=Decimal(5))
    assert paid.state == "settled"
    for left in ("clients", "later", "waiting", "owed", "held", "asked"):
        assert replace(paid, **{left: 1}).state == "left"
    assert replace(paid, pays_out=True).state == "left"
    assert replace(paid, pay=results.run("2026-04")).state == "left"
    assert replace(paid, gone=False).state == "leaves"
