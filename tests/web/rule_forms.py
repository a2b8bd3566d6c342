"""What tests of changed rules send: the forms of pages as a browser would, a raised rate, approvals."""

import re
from html.parser import HTMLParser

from attain.shell.work.models import State, Work
from attain.shell.work.performing import performed

PLAN = "/rulebook/propose/plan/sales_manager_pay/"
TIERS = "components/1/tiers"


def files(book):
    return {path.relative_to(book).as_posix(): path.read_text("utf-8") for path in book.rglob("*.yaml")}


class Fields(HTMLParser):
    """What the form of a page would send: names with all their values."""

    def __init__(self, page):
        super().__init__()
        self.found, self.area = {}, ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "input" and given.get("name") not in (None, "csrfmiddlewaretoken"):
            self.found.setdefault(given["name"], []).append(given.get("value", ""))
        self.area = given.get("name", "") if tag == "textarea" else ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area] = [data.removeprefix("\n")]

    def handle_endtag(self, tag):
        self.area = ""


def form(client, address, **changes):
    """What the page's form would send, with other values for some of its names."""
    return {**Fields(client.get(address).content.decode()).found, **changes}


def rates(*rows):
    """The tiers of the commission as they are sent: (up to, rate, row of the old)."""
    return {
        f"{TIERS}:row": [origin for _, _, origin in rows],
        f"{TIERS}:to": [to for to, _, _ in rows],
        f"{TIERS}:rate": [rate for _, rate, _ in rows],
    }


#: The first slice pays 1.2 % instead of 1 %.
RAISED = rates(("100000", "1.2%", "0"), ("250000", "1.5%", "1"), ("", "2%", "2"), ("", "", ""))


def number_of(answer):
    """Which proposal a page led to."""
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return int(re.search(r"proposals/(\d+)/", answer.headers["Location"])[1])


def worked(answer):
    """The work that a page led to, after the worker had its turn."""
    work = Work.objects.get(pk=int(answer.headers["Location"].strip("/").rpartition("/")[2]))
    performed(work.pk, work.task)
    work.refresh_from_db()
    assert work.state == State.DONE, work.faults
    return work


def drafted(client, starts="2026-12-01", **more):
    """The number of a checked draft of a raised rate."""
    sent = form(client, PLAN) | {"from": starts} | RAISED | {"do": "check"} | more
    return number_of(client.post(PLAN, sent))


def proposed(client, starts="2026-12-01", **more):
    number = drafted(client, starts, **more)
    address = f"/rulebook/proposals/{number}/"
    answer = client.post(address, {**form(client, address), "do": "propose", "reason": "Middle deals"})
    assert answer.headers["Location"] == f"/approvals/{number}/"
    return number


def approve(client, number):
    return client.post(f"/approvals/{number}/decide/", {"do": "approve"})
