"""Every change of a user: checked, made and told to the audit trail in one transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from attain.shell.audit import Actor, record
from attain.shell.models import OPEN_END, RoleGrant, User
from attain.shell.roles import Role
from attain.shell.users.directory import DIRECTORY

By = HttpRequest | Actor


class Refused(Exception):
    """A change that can't be made. args[0]: the message that says why."""


@dataclass(frozen=True)
class Details:
    """What is told of a user. person: the key of the payee they are, "" for none."""

    username: str
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    person: str = ""
    language: str = ""


def add(by: By, details: Details) -> User:
    """A new user without a password: they set one by the link of their invitation."""
    with transaction.atomic():
        _check(details, None)
        user = User(username=details.username)
        user.set_unusable_password()
        _put(user, details)
        user.save()
        record(by, "user_added", "user", user.pk, after=_told(user))
    return user


def change(by: By, user: User, details: Details) -> None:
    with transaction.atomic():
        _check(details, user)
        before = _told(user)
        user.username = details.username
        _put(user, details)
        user.save()
        after = _told(user)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            old, new = ({name: told[name] for name in changed} for told in (before, after))
            record(by, "user_changed", "user", user.pk, old, new)


def give_role(by: By, user: User, role: Role, unit: str, since: date, until: date | None) -> RoleGrant:
    """A role in [since, until); None: without an end. Only a leader has a unit."""
    end = until or OPEN_END
    if end <= since:
        raise Refused("users.refused.days")
    if (role == Role.LEADER) != bool(unit):
        raise Refused("users.refused.unit")
    if unit and unit not in DIRECTORY.units([unit]):
        raise Refused("users.refused.unknown_unit")
    if role in (Role.MANAGER, Role.BACK_OFFICE) and not user.person:
        raise Refused("users.refused.person")
    with transaction.atomic():
        same = user.grants.filter(role=role, unit=unit, since__lt=end, until__gt=since)
        if same.exists():
            raise Refused("users.refused.has_it")
        grant = RoleGrant.objects.create(user=user, role=role, unit=unit, since=since, until=end)
        record(by, "role_given", "user", user.pk, after=_of_grant(grant))
    return grant


def end_role(by: By, grant: RoleGrant) -> None:
    """Ends a role today; one that has not lasted a day is taken away."""
    user, today = grant.user, timezone.localdate()
    with transaction.atomic():
        if grant.role == Role.ADMINISTRATOR and not _administrators(without=grant):
            raise Refused("users.refused.last")
        before = _of_grant(grant)
        if grant.since < today:
            grant.until = min(today, grant.until)
            grant.save()
        else:
            grant.delete()
        record(by, "role_ended", "user", user.pk, before, {"until": str(today)})


def switch(by: By, user: User, on: bool) -> None:
    """Lets a user sign in or not; a user who is switched off is signed out at once."""
    with transaction.atomic():
        if not on and isinstance(by, HttpRequest) and by.user.pk == user.pk:
            raise Refused("users.refused.self")
        if not on and user.is_active and not _administrators(without_user=user):
            raise Refused("users.refused.last")
        if user.is_active != on:
            user.is_active = on
            user.save(update_fields=["is_active"])
            record(by, "user_switched_on" if on else "user_switched_off", "user", user.pk)


def reset_second_factor(by: By, user: User) -> int:
    """Takes away all second factors of somebody who lost them; how many there were."""
    with transaction.atomic():
        factors = Authenticator.objects.filter(user=user)
        types = sorted(str(factor.type) for factor in factors)
        factors.delete()
        if types:
            record(by, "second_factor_reset", "user", user.pk, {"types": types})
    return len(types)


def invite(by: By, user: User, base: str) -> str:
    """Sends the link by which a user sets a password. base: https://host.

    "", or the link itself where no e-mail is set up (ATTAIN_EMAIL): the administrator hands it over.
    """
    if not user.is_active:
        raise Refused("users.refused.off")
    link = password_link(user, base)
    sent = bool(settings.ATTAIN_EMAIL)
    if sent and not user.email:
        raise Refused("users.refused.email")
    with transaction.atomic():
        record(by, "user_invited", "user", user.pk, after={"by": "e-mail" if sent else "link"})
    if sent:
        given = {"user": user, "username": user.username, "password_reset_url": link}
        get_adapter().send_mail("account/email/invitation", user.email, given)
    return "" if sent else link


def password_link(user: User, base: str) -> str:
    """The address at which a user sets a password: works once, for three days."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    given = {"uidb36": user_pk_to_url_str(user), "key": key}
    return base + reverse("account_reset_password_from_key", kwargs=given)


def _check(details: Details, user: User | None) -> None:
    others = User.objects.exclude(pk=user.pk if user else None)
    if others.filter(username__iexact=details.username).exists():
        raise Refused("users.refused.name")
    if details.email and others.filter(email__iexact=details.email).exists():
        raise Refused("users.refused.same_email")
    if details.person and details.person not in DIRECTORY.people([details.person]):
        raise Refused("users.refused.unknown_person")
    if details.person and others.filter(person=details.person).exists():
        raise Refused("users.refused.same_person")


def _put(user: User, details: Details) -> None:
    user.email, user.person, user.language = details.email, details.person, details.language
    user.first_name, user.last_name = details.given_name, details.family_name


def _told(user: User) -> dict[str, Any]:
    """What the trail says of a user: no name and no whole address, so that a person can be erased."""
    name, _, host = user.email.partition("@")
    return {
        "username": user.username,
        "email": f"{name[:1]}…@{host}" if user.email else "",
        "named": bool(user.first_name or user.last_name),
        "person": user.person,
        "language": user.language,
    }


def _of_grant(grant: RoleGrant) -> dict[str, str]:
    until = "" if grant.until == OPEN_END else str(grant.until)
    return {"role": str(grant.role), "unit": grant.unit, "since": str(grant.since), "until": until}


def _administrators(without: RoleGrant | None = None, without_user: User | None = None) -> bool:
    """Whether somebody else can still manage users."""
    today = timezone.localdate()
    left = RoleGrant.objects.filter(
        role=Role.ADMINISTRATOR, user__is_active=True, since__lte=today, until__gt=today
    )
    left = left.exclude(pk=without.pk) if without else left
    return (left.exclude(user=without_user) if without_user else left).exists()
