"""Links lead somewhere: no page offers a reader what is then refused."""

import re
from html import unescape

import pytest

from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data]

LINK = re.compile(r'href="(/[^"#]*)')

#: Pages that speak of people of whom not every role may see everything.
PAGES = (
    "/people/{person}/",
    "/people/{person}/statement/",
    "/targets/?target=sales_amount",
    "/boards/performance/",
    "/closing/",
    "/organisation/",
)


@pytest.mark.parametrize("user", ["finance", "sales_administrator", "auditor"])
def test_no_page_offers_a_link_that_is_refused(signed_in, user):
    client, person = signed_in(user), User.objects.get(username="account_manager").person
    pages = [each for each in (page.format(person=person) for page in PAGES) if _opens(client, each)]
    assert len(pages) >= 2
    found = {}
    for page in pages:
        content = client.get(page).content.decode().split("<main")[1]
        for link in {unescape(each).partition("?")[0] for each in LINK.findall(content)}:
            found.setdefault(_kind(link), (page, link))
    assert [each for each in found.values() if _answer(client, each[1]) == 403] == []


def _answer(client, link: str) -> int:
    reply = client.get(link)
    if reply.streaming:
        list(reply.streaming_content)
    return reply.status_code


def _opens(client, page: str) -> bool:
    return _answer(client, page) == 200


def _kind(link: str) -> str:
    """One link of each kind is enough: /people/…/scorecard/."""
    return re.sub(r"/[A-Za-z]*\d[^/]*", "/…", link)
