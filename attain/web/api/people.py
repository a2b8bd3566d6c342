"""Who asks, people, units."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from attain.apps.people import api as people
from attain.shell.api.access import permitted
from attain.shell.api.interface import PROBLEMS
from attain.shell.api.lists import Key, Limit, Listed, Offset, Text, listed
from attain.shell.api.tokens import permissions_of
from attain.web.api.schemas import Me, PersonDetail, PersonOut, UnitOut

router = Router()

#: Assignments without an end have this one in the tables.
OPEN = 2100


@router.get("me", response={200: Me, **PROBLEMS}, tags=["account"])
@permitted("account:manage")
def me(request: HttpRequest) -> dict[str, object]:
    """Who I am, and what this token or session may ask. Permission: account:manage."""
    token = getattr(request, "token", None)
    own = permissions_of(request.user)
    scopes = own if token is None else [each for each in token.scopes if each in own]
    return {"name": request.user.get_username(), "person": request.user.person, "scopes": scopes}


@router.get("people", response={200: Listed[PersonOut], **PROBLEMS}, tags=["people"])
@permitted("person:read")
def list_people(
    request: HttpRequest, search: Text = "", unit: Text = "", limit: Limit = 50, offset: Offset = 0
) -> dict[str, object]:
    """People whom I may see, by name; of a unit and all below it, or all. Permission: person:read."""
    rows = people.within(request.reach, timezone.localdate(), search, unit)
    return listed(request, rows, limit, offset, _person)


@router.get("people/{key}", response={200: PersonDetail, **PROBLEMS}, tags=["people"])
@permitted("person:read")
def get_person(request: HttpRequest, key: Key) -> dict[str, object]:
    """A person with all their posts. Permission: person:read."""
    found, posts = people.person(key), people.assignments(key)
    reach = request.reach
    if not reach.everywhere and key != reach.person:
        today = timezone.localdate()
        if not people.within(reach, today).filter(key=key).exists():
            raise PermissionDenied(key)
    if found is None:
        raise Http404
    spells = [
        {
            "post": each.post,
            "unit": each.unit,
            "since": each.since,
            "until": None if each.until.year >= OPEN else each.until,
        }
        for each in posts
    ]
    return {**_person(found), "assignments": spells}


@router.get("units", response={200: Listed[UnitOut], **PROBLEMS}, tags=["people"])
@permitted("unit:read")
def list_units(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, object]:
    """Units that I may see, parents before their children. Permission: unit:read."""
    return listed(request, people.reachable_units(request.reach), limit, offset, lambda row: row)


def _person(row: people.PersonView) -> dict[str, object]:
    return {
        "key": row.key,
        "name": row.name,
        "given_name": row.given_name,
        "family_name": row.family_name,
    }
