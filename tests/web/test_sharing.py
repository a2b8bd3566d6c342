"""A pool shared by hand: drafted, proposed once, approved by somebody else, and entered once."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest

from attain.apps.approvals import api as approvals
from attain.apps.approvals.models import Proposal
from attain.apps.house.api import store
from attain.apps.results import api as results
from attain.apps.sharing import actions, queries
from attain.apps.sharing import api as sharing
from attain.apps.sharing.models import Sharing
from attain.runs.workplace import Workplace
from attain.shell.models import RoleGrant, User
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

PERIOD = "2026-03"
URL = f"/pools/{PERIOD}/hand_pool/C/"

RULES = """\
pool: hand_pool
title: {en: Hand pool}
from: 2026-01-01
kind: company
amount: 1000.01
---
plan: hand_pay
title: {en: Hand pay}
post: account_manager
from: 2026-01-01
components:
  - {component: hand_part, shape: share, pool: hand_pool, by: hand, most: 60%}
"""


@pytest.fixture
def shared(small, settings):  # noqa: F811
    """The small company with a pool of 1 000.01 that its leader shares between P1 and P2 by hand."""
    (settings.ATTAIN_RULEBOOK / "hand.yaml").write_text(RULES, encoding="utf-8")
    place = Workplace.open(settings.ATTAIN_RULEBOOK, settings.ATTAIN_STORE)
    run(place, PERIOD)
    return place


def people():
    (pool,) = sharing.open_pools(results.run(PERIOD))
    assert (pool.pool, pool.unit) == ("hand_pool", "C")
    return pool.people


def form(client, do, **more):
    """What the sheet's form would send. more: person → weight."""
    page = client.get(URL).context
    typed = {f"weight-{line.person}": line.weight for line in page["lines"]}
    typed |= {f"reason-{line.person}": line.reason for line in page["lines"]}
    typed |= {f"weight-{name}": weight for name, weight in more.items()}
    typed |= {f"reason-{name}": "Opened 14 new shops" for name in more}
    return {"do": do, "basis": page["basis"], "version": page["version"], **typed}


def proposed(client, **more):
    reply = client.post(URL, form(client, "submit", **more))
    assert reply.status_code == 302, reply.content.decode()[-2000:]
    return Proposal.objects.get(kind="sharing", state="waiting")


def decided(client, proposal, do="approve", note=""):
    return client.post(f"/approvals/{proposal.pk}/decide/", {"do": do, "note": note})


def weights():
    return {row.person: row.weight for row in queries.rows_by_hand(PERIOD)}


def test_a_leader_shares_a_second_person_approves_and_the_run_pays_what_the_sheet_showed(shared, by):  # noqa: F811
    leader = by("boss")
    assert people() == ("P1", "P2")
    assert "waits to be shared" in leader.get("/pools/").content.decode()
    assert "to be shared by you" in leader.get("/").content.decode()
    proposal = proposed(leader, P1="3", P2="1")
    assert weights() == {}
    assert sharing.open_pools(results.run(PERIOD))[0].state == "waiting"
    assert decided(leader, proposal).status_code == 422  # nobody approves what they have proposed
    told = by("fin").get(f"/approvals/{proposal.pk}/")
    assert "Opened 14 new shops" in told.content.decode()
    shown = {line.person: line.part for line in told.context["part"]["lines"]}
    # 3 : 1 would be 750.01 and 250.00; 60 % of 1 000.01 is 600.01
    assert shown == {"P1": Decimal("600.01"), "P2": Decimal("400.00")}
    assert decided(by("fin"), proposal).status_code == 302
    first, _ = queries.rows_by_hand(PERIOD)
    assert (first.unit, first.weight, first.reason, first.made_by) == ("C", 3, "Opened 14 new shops", "P3")
    assert sharing.open_pools(results.run(PERIOD)) == []
    assert leader.get(URL).context["stale"]  # approved, but the run has not computed with it
    run(shared, PERIOD)
    assert not leader.get(URL).context["stale"]
    found = {name: results.sheets_of(name, results.run(PERIOD))[0] for name in shown}
    assert {name: each.number("hand_part") for name, each in found.items()} == shown
    assert all(each.paid is not None for each in found.values())


def test_an_approval_that_was_stopped_is_made_again_and_enters_nothing_twice(shared, by):  # noqa: F811
    proposal = proposed(by("boss"))
    assert decided(by("fin"), proposal).status_code == 302
    after, request = store().snapshot().id, SimpleNamespace(user=User.objects.get(username="fin"))
    assert actions.apply(approvals.proposal(proposal.pk), request) == {"people": 2}
    assert store().snapshot().id == after


def test_the_same_proposal_sent_again_waits_once_and_a_draft_overwrites_nobody(shared, by):  # noqa: F811
    leader = by("boss")
    typed = form(leader, "save", P1="150")
    assert leader.post(URL, typed).status_code == 302
    assert sharing.open_pools(results.run(PERIOD))[0].state == "draft"
    assert leader.get(URL).context["lines"][0].weight == "150"
    reply = by("ops").post(URL, {**typed, "weight-P1": "10"})
    assert reply.status_code == 422  # saved from what they saw before somebody else had saved
    assert b"Somebody else has saved" in reply.content
    assert Sharing.objects.get().weights["P1"] == ["150", "Opened 14 new shops"]
    typed = form(leader, "submit")
    assert leader.post(URL, typed).status_code == 302
    assert leader.post(URL, typed).status_code == 422
    (proposal,) = Proposal.objects.filter(kind="sharing")
    assert decided(by("fin"), proposal, "refuse", "Why 150?").status_code == 302
    assert leader.get(URL).context["state"] == "draft"  # what was typed is there to be mended


def test_a_weight_that_departs_needs_its_reason_and_looking_stores_nothing(shared, by):  # noqa: F811
    leader = by("boss")
    typed = form(leader, "submit", P1="300")
    reply = leader.post(URL, {**typed, "reason-P1": " "})
    assert reply.status_code == 422
    assert b"Say why it departs" in reply.content
    assert re.findall(r'name="([a-z]+-P\d)"[^>]*aria-invalid', reply.content.decode()) == ["reason-P1"]
    wrong = leader.post(URL, {**typed, "do": "look", "weight-P1": "much"})
    assert wrong.context["lines"][0].errors
    alike = leader.post(URL, {**typed, "do": "alike"})
    assert [line.part for line in alike.context["lines"]] == [Decimal("500.01"), Decimal("500.00")]
    part = leader.post(URL, {**typed, "do": "look"}, headers={"hx-request": "true", "hx-target": "sums"})
    assert b'id="money-0"' in part.content
    assert b"<html" not in part.content
    assert part.context["lines"][0].moves > 0  # what the rule's limit gives to the other
    assert part.context["sheet"].given == Decimal("1000.01")
    assert not Sharing.objects.exists()
    assert not Proposal.objects.exists()


def test_who_gets_a_part_does_not_approve_and_a_leader_of_the_unit_itself_neither(shared, by):  # noqa: F811
    proposal = proposed(by("boss"))
    User.objects.filter(username="fin").update(person="P1")
    assert decided(by("fin"), proposal).status_code in (403, 422)
    RoleGrant.objects.create(user=User.objects.create(username="beside"), role="leader", unit="C")
    assert decided(by("beside"), proposal).status_code in (403, 422)
    assert weights() == {}


def test_weights_that_others_changed_and_those_of_a_closed_period_are_refused(shared, by):  # noqa: F811
    leader = by("boss")
    proposal = proposed(leader)
    before = {row[0]: "3" for row in proposal.given["rows"]}
    Proposal.objects.filter(pk=proposal.pk).update(given={**proposal.given, "before": before})
    assert b"were changed since" in decided(by("fin"), proposal).content
    Proposal.objects.filter(pk=proposal.pk).update(given=proposal.given)
    assert decided(by("fin"), proposal).status_code == 302
    run(shared, PERIOD)
    again = proposed(leader, P1="7")
    known = results.register()
    known.close(known.latest(PERIOD))
    assert b"is closed" in decided(by("fin"), again).content
    assert weights()["P1"] != 7
    results.publish(shared.store, known.latest(PERIOD))
    assert leader.post(URL, {"do": "submit"}).status_code == 403
    assert not leader.get(URL).context["edits"]
    assert sharing.open_pools(results.run(PERIOD)) == []


def test_a_leader_sees_the_pools_of_their_units_and_no_others(shared, by):  # noqa: F811
    RoleGrant.objects.filter(user__username="boss").update(unit="N")
    client = by("boss")
    assert [row.cells[1].text for row in client.get("/pools/").context["table"].body] == ["North"]
    page = client.get(f"/pools/{PERIOD}/branch_pool/N/")
    assert (page.status_code, page.context["state"], page.context["edits"]) == (200, "rule", False)
    assert client.get(f"/pools/{PERIOD}/branch_pool/S/").status_code == 403
    assert client.get(URL).status_code == 403


def test_everybody_sees_their_own_part_and_no_name_beside_it(shared, by):  # noqa: F811
    page = by("ana").get(f"/people/P1/pool/branch_part/?period={PERIOD}")
    (own,) = page.context["found"]
    (published,) = results.sheets_of("P1", results.run(PERIOD))
    assert (own["own"].person, own["own"].part) == ("P1", published.number("branch_part"))
    assert own["url"] == ""
    assert by("ana").get(f"/people/P2/pool/branch_part/?period={PERIOD}").status_code == 403
    waiting = by("ana").get(f"/people/P1/pool/hand_part/?period={PERIOD}")
    assert b"has not shared this pool yet" in waiting.content


def test_of_two_who_propose_at_once_one_is_told_that_it_waits(shared, by, monkeypatch):  # noqa: F811
    leader, other, plain = by("boss"), by("ops"), actions.tried
    typed, found = form(leader, "submit"), []

    def meanwhile(*given):
        monkeypatch.setattr(actions, "tried", plain)
        found.append(other.post(URL, typed).status_code)  # another one is done first
        return plain(*given)

    monkeypatch.setattr(actions, "tried", meanwhile)
    found.append(leader.post(URL, typed).status_code)
    assert found == [302, 422]
    assert Proposal.objects.filter(kind="sharing").count() == 1


def test_a_draft_means_the_same_in_every_language(shared, by):  # noqa: F811
    leader = by("boss")
    leader.cookies["attain_language"] = "es"
    assert leader.post(URL, form(leader, "save", P1="1.250,5")).status_code == 302
    assert leader.get(URL).context["lines"][0].weight == "1.250,5"
    leader.cookies["attain_language"] = "en"
    assert leader.get(URL).context["lines"][0].weight == "1,250.5"
    proposal = proposed(leader)
    assert [row[1] for row in proposal.given["rows"] if row[0] == "P1"] == ["1250.5"]
