"""Who asks an operation, and whether they may."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from attain.shell.api import tokens
from attain.shell.languages import language_of, wording_for
from attain.shell.permissions import TABLE, allowed, reach

Operation = TypeVar("Operation", bound=Callable[..., Any])


class Token(HttpBearer):
    """Authorization: Bearer attain_…"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = tokens.found(token)
        if found is None:
            return None
        request.user, request.token = found.user, found
        request.wording = wording_for(language_of(request), found.user.locale)
        return found.user


class Session(SessionAuth):
    """Whoever is signed in to the pages; what changes something needs the page's X-CSRFToken."""

    def _get_key(self, request: HttpRequest) -> str | None:
        if not request.user.is_authenticated:  # no session to misuse
            return None
        return super()._get_key(request)


def permitted(permission: str) -> Callable[[Operation], Operation]:
    """Declares which line of the table an operation stands under; asked before it runs, with request.reach.

    A token needs the permission among its scopes as well. Raises KeyError for an unknown permission.
    """
    TABLE[permission]

    def declared(operation: Operation) -> Operation:
        @functools.wraps(operation)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            allow(request, permission)
            return operation(request, *args, **kwargs)

        asked.permission = permission  # type: ignore[attr-defined]
        return asked  # type: ignore[return-value]

    return declared


def allow(request: HttpRequest, permission: str) -> None:
    """Sets request.reach. Raises PermissionDenied where roles or the token's scopes do not have it."""
    held = request.user.held_roles(on=timezone.localdate())
    token = getattr(request, "token", None)
    if not allowed(permission, held) or (token is not None and permission not in token.scopes):
        raise PermissionDenied(permission)
    request.reach = reach(permission, held, request.user.person)
