"""Clients move from one manager to another on the 12th: ticked, looked at, proposed to a second person."""

import re
from datetime import date

import pytest

from attain.apps.clients.models import Cover
from attain.apps.people import api as people

pytestmark = pytest.mark.django_db


#: When they move: a day of the last month that has targets.
DAY = date(2026, 10, 12)


def giver_and_receiver() -> tuple[str, str, list[str]]:
    """Who has the most clients of long standing; somebody else with a post on the day; those clients."""
    there = Cover.objects.filter(until__year=2100)
    later = set(there.filter(since__gte=DAY).values_list("client", flat=True))
    by: dict[str, list[str]] = {}
    for person, client in there.values_list("person", "client"):
        by.setdefault(person, []).append(client)
    plain = [person for person, clients in by.items() if not later & set(clients)]
    giver = max(plain, key=lambda person: (len(by[person]), person))
    holding = [
        person
        for person in sorted(by)
        if person != giver and any(each.since <= DAY < each.until for each in people.assignments(person))
    ]
    return giver, holding[0], by[giver]


def test_clients_are_ticked_handed_over_and_the_proposal_waits_for_somebody_else(reader):
    person, to, clients = giver_and_receiver()
    somebody = reader()
    somebody.sign_in("operations")
    page = somebody.page
    somebody.go(f"/clients/?manager={person}&state=all&size=100")
    boxes = page.locator("input[name=client][type=checkbox]")
    count = min(boxes.count(), 40)
    for at in range(count):
        boxes.nth(at).check()
    assert page.locator("[data-count]").inner_text() == str(count)
    # what was ticked stays ticked on another page of the list
    page.locator("input[type=search]").fill("no such client")
    page.locator(".empty").wait_for()
    assert page.locator("[data-count]").inner_text() == str(count)
    assert somebody.violations() == []
    with page.expect_navigation():
        page.locator("button[value=chosen]").click()
    page.locator("#receiver").fill(to)
    page.locator("#day").fill(str(DAY))
    page.locator("#reason").fill("Route 7 changes hands")
    with page.expect_navigation():
        page.locator("button[value=look]").click()
    assert page.locator(".notice.bad, .errors").all_inner_texts() == []
    page.locator("#effects").wait_for()
    assert page.locator(".sizes tbody tr").count() >= 2
    assert somebody.violations() == []
    first = page.locator("input.amount").first
    first.fill("0")
    with page.expect_navigation():
        page.locator("button[value=propose]").click()
    assert re.search(r"/approvals/\d+/(#\w+)?$", page.url)
    assert not page.locator("button[value=approve]").count()  # a second person decides
    assert somebody.violations() == []
    with page.expect_navigation():
        page.locator("button[value=withdraw]").click()
    assert not Cover.objects.filter(client__in=clients, since=DAY, person=to).exists()
    assert somebody.troubles == []
