"""Making, finding and revoking tokens."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.shell.api.known import INTERFACES
from attain.shell.api.models import ApiToken
from attain.shell.audit import record
from attain.shell.models import User
from attain.shell.permissions import TABLE, allowed

#: What every token begins with, so that scanners for leaked secrets know it.
PREFIX = "attain_"

#: The last use is noted once in so long.
NOTED = timedelta(minutes=1)

#: The longest that a token lives, and what is offered, in days.
LIVES = (30, 90, 365)


def permissions_of(user: User) -> tuple[str, ...]:
    """The permissions that a user's roles have today, in the order of the table."""
    held = user.held_roles(on=timezone.localdate())
    return tuple(name for name in TABLE if allowed(name, held))


def offered(user: User) -> tuple[str, ...]:
    """Those of them that an operation asks for."""
    asked = {operation.view_func.permission for each in INTERFACES for _, operation in each.operations}
    return tuple(name for name in permissions_of(user) if name in asked)


def make(request: HttpRequest, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """A new token of the user who asks, and its text, which no one can learn again.

    Raises ValueError for scopes that the user does not have, or none, and for a life that is not offered.
    """
    wanted = tuple(dict.fromkeys(scopes))
    if not wanted or not set(wanted) <= set(offered(request.user)) or days not in LIVES:
        raise ValueError("scopes or days")
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=request.user,
            name=name[:100],
            digest=digest(text),
            hint=text[: len(PREFIX) + 4],
            scopes=list(wanted),
            expires_at=timezone.now() + timedelta(days=days),
        )
        record(request, "token_made", "token", token.pk, after={"scopes": list(wanted), "days": days})
    return token, text


def revoke(request: HttpRequest, token: ApiToken) -> None:
    """From now on it opens nothing. Revoking it again changes nothing."""
    if token.revoked_at is None:
        with transaction.atomic():
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            record(request, "token_revoked", "token", token.pk)


def found(text: str) -> ApiToken | None:
    """The valid token of an active user that has this text; its use is noted."""
    if not text.startswith(PREFIX) or len(text) > 200:
        return None
    token = ApiToken.objects.select_related("user").filter(digest=digest(text)).first()
    now = timezone.now()
    if token is None or not token.valid(now) or not token.user.is_active:
        return None
    if token.used_at is None or now - token.used_at > NOTED:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
    return token


def digest(text: str) -> str:
    """A token has 256 random bits: a plain hash cannot be guessed back."""
    return sha256(text.encode()).hexdigest()
