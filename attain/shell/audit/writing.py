"""Writing an entry of the trail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.shell.audit.entries import AuditEntry, AuditHead
from attain.shell.origin import address_of


@dataclass(frozen=True)
class Actor:
    """Who does something. user: None for the system or for nobody who is known."""

    user: int | None = None
    name: str = ""
    source: str = ""


#: What the application does of itself, or somebody at its command line.
SYSTEM = Actor(name="system")


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, and from where."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return Actor(user.pk if known else None, user.get_username() if known else "", address_of(request))


def record(
    by: HttpRequest | Actor | None,
    what: str,
    kind: str = "",
    key: object = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Writes an entry, in the transaction that is open or in one of its own.

    by: the request that asks for the change, or who makes it; None for the system. what: a word that
    audit.did.… tells of. kind, key: the object. before, after: its changed fields, JSON or texts of them; no
    secret, no name. Writers wait for one another until their transactions end: write the entry last.
    """
    actor = by if isinstance(by, Actor) else SYSTEM if by is None else actor_of(by)
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get(pk=1)
        entry = AuditEntry(
            number=head.number + 1,
            at=timezone.now(),
            user=actor.user,
            actor=actor.name[:200],
            source=actor.source,
            what=what,
            kind=kind,
            key=str(key)[:300],
            before=_text(before),
            after=_text(after),
            previous=head.hash,
        )
        entry.hash = entry.counted()
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(number=entry.number, hash=entry.hash)
    return entry


def _text(fields: Mapping[str, Any] | None) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, default=str) if fields else ""
