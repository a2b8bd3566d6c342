"""Every address × every role × an own and a foreign object, against the one table of permissions.

The addresses come from the resolver, so a new page is walked without being named here (addresses.py says how
a page with parameters of its own adds its sample).
"""

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from attain.shell.models import User
from attain.shell.permissions import PAY, TABLE, permits
from attain.shell.roles import Role, Scope
from tests.web.addresses import SOMETIMES, asker, parameters

pytestmark = pytest.mark.django_db

ASKERS = (
    "account_manager",
    "team_leader",
    "general_director",
    "sales_administrator",
    "operations",
    "finance",
    "auditor",
    "administrator",
)
REFUSED = (403, 404)


def guarded(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """The full url name and pattern of every page that stands under a line of the table."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            if each.app_name != "ninja" and not str(each.pattern).startswith(
                "api/"
            ):  # the API has its own walk
                yield from guarded(each, f"{space}{each.namespace}:" if each.namespace else space)
        elif hasattr(each.callback, "permission"):
            yield f"{space}{each.name}", each


def address(name: str, pattern: URLPattern, user: User, foreign: bool) -> str | None:
    """The page's address for this user's own object or a foreign one; None where there is no such object."""
    given = parameters(name, str(pattern.pattern), asker(user, pattern.callback.permission), foreign)
    return None if given is None else reverse(name, kwargs=given)


def answered(client: Client, url: str) -> int:
    """The status of the page; where it can't be read, that of an empty form sent there."""
    reply = client.get(url)
    if reply.streaming:
        list(reply.streaming_content)  # read to its end, it is closed
    return client.post(url).status_code if reply.status_code == 405 else reply.status_code


def breaches(signed_in: Callable[[str], Client], name: str) -> list[str]:
    """What a user's answers have that the table has not."""
    user = User.objects.get(username=name)
    role = Role(user.grants.get().role)
    user.set_password("known")  # so that allauth's pages ask for it once more rather than for nothing
    user.save()
    client = _proved(signed_in(name))
    found = []
    for page, pattern in guarded():
        far = TABLE[pattern.callback.permission].get(role, Scope.NONE)
        for foreign in (False, True):
            try:
                url = address(page, pattern, user, foreign)
            except LookupError as error:
                found.append(str(error))
                break
            if url is None:
                continue
            status = answered(client, url)
            if "_auth_user_id" not in client.session:  # the page signed them out
                client = _proved(signed_in(name))
            if far == Scope.NONE:
                fits = status == 403
            elif foreign:
                fits = status in REFUSED
            else:
                fits = status < 500 and (status not in REFUSED or page in SOMETIMES)
            if not fits:
                whose = "foreign" if foreign else "own"
                found.append(f"{url} ({whose}, {pattern.callback.permission}: {far.name}) → {status}")
    return found


def _proved(client: Client) -> Client:
    """Who has just typed their password once more, as pages of the account ask for."""
    client.post("/account/again/", {"password": "known"})
    return client


@pytest.mark.parametrize("name", ASKERS)
def test_a_role_opens_what_the_table_gives_it_and_nothing_else(signed_in, name):
    found = breaches(signed_in, name)
    assert not found, "\n".join(found)


def test_every_role_is_walked():
    walked = {grant.role for user in User.objects.filter(username__in=ASKERS) for grant in user.grants.all()}
    assert walked == set(Role)


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_by_every_guarded_address():
    anyone = User.objects.get(username="auditor")
    for page, pattern in guarded():
        url = address(page, pattern, anyone, False)
        if url is not None:
            reply = Client().get(url)
            assert (reply.status_code, reply.headers.get("Location", "")[:15]) == (302, "/sign-in/?next="), (
                url
            )


@permits("scorecard:read")
def leaking(request, person):
    """Shows everyone to everyone."""
    return HttpResponse(person)


@permits("user:manage")
def breaking(request):
    """Refuses even those who may."""
    return HttpResponse(status=403)


def test_the_walk_notices_a_page_that_does_not_narrow_and_one_that_refuses_too_much(settings, signed_in):
    addresses = ModuleType("addresses")
    addresses.urlpatterns = [
        path("leaking/<str:person>/", leaking, name="leaking"),
        path("breaking/", breaking, name="breaking"),
    ]
    settings.ROOT_URLCONF = addresses
    for name in ("account_manager", "team_leader"):
        (found,) = breaches(signed_in, name)
        assert "leaking" in found
        assert "foreign" in found
        assert "→ 200" in found
    (found,) = breaches(signed_in, "administrator")
    assert "breaking" in found
    assert "→ 403" in found


def test_a_page_whose_parameter_has_no_sample_fails_the_walk(settings, signed_in):
    addresses = ModuleType("addresses")
    addresses.urlpatterns = [path("odd/<str:oddity>/", breaking, name="odd")]
    settings.ROOT_URLCONF = addresses
    (found,) = breaches(signed_in, "administrator")
    assert "<oddity> has no sample" in found


def test_an_administrator_has_no_line_that_shows_pay():
    assert all(Role.ADMINISTRATOR not in TABLE[permission] for permission in PAY)
