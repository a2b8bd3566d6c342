"""What happens while signing in, as entries of the audit trail."""

from typing import Any

from allauth.account import signals as account
from allauth.core import context
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from attain.shell.audit import Actor, actor_of, record
from attain.shell.models import User


def _own(request: HttpRequest | None, user: User, what: str, **after: Any) -> None:
    """An entry of a user about themselves; while signing in, the request doesn't know them yet."""
    source = actor_of(request).source if request is not None else ""
    record(Actor(user.pk, user.get_username(), source), what, "user", user.pk, after=after)


@receiver(auth.user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    how = [each.get("method") for each in request.session.get("account_authentication_methods", [])]
    _own(request, user, "signed_in", **({"by": how} if how else {}))


@receiver(auth.user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _own(request, user, "signed_out")


@receiver(auth.user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """The name that was tried, if a user has it: what else was typed may be a password."""
    tried = credentials.get("username") or credentials.get("email") or ""
    known = User.objects.filter(Q(username=tried) | Q(email__iexact=tried)) if tried else User.objects.none()
    found = known.first()
    by = actor_of(request) if request is not None else None
    record(by, "sign_in_refused", "user", found.pk if found else "")


@receiver(factors.authentication_failed)
def second_factor_refused(request: HttpRequest, user: User, **_: Any) -> None:
    record(request, "second_factor_refused", "user", user.pk)


@receiver([account.password_set, account.password_changed])
def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    _own(request, user, "password_changed")


@receiver(account.password_reset)
def password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    _own(request, user, "password_reset")


@receiver(post_save, sender=Authenticator)
def factor_added(instance: Authenticator, created: bool, **_: Any) -> None:
    """Told where it is written: allauth's own signal comes after the transaction."""
    if created:
        _own(context.request, instance.user, "second_factor_added", type=str(instance.type))


@receiver(factors.authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    _own(request, user, "second_factor_removed", type=str(authenticator.type))


@receiver(factors.authenticator_reset)
def factor_reset(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    _own(request, user, "second_factor_renewed", type=str(authenticator.type))
