"""The trail as a page: found by who, what, object and day; exported; nothing of it can be changed here."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from attain.shell.audit.entries import AuditEntry
from attain.shell.audit.telling import change_words
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table
from attain.wording import Wording


def _who(entry: AuditEntry, wording: Wording) -> str:
    if entry.actor == "system" and entry.user is None:
        return wording.say("audit.system")
    return entry.actor or wording.say("audit.nobody")


def _change(entry: AuditEntry) -> str:
    """role: – → auditor; unit: U1 → U2"""
    told = (f"{name}: {_text(before)} → {_text(after)}" for name, before, after in entry.changes())
    return "; ".join(told)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value in (None, "") else str(value)


def _change_drawn(entry: AuditEntry, wording: Wording) -> str:
    """The same in words; a long file name or reason breaks where it must."""
    return format_html('<span class="breaks">{}</span>', change_words(entry, wording))


def _object(entry: AuditEntry) -> str:
    return f"{entry.kind} {getattr(entry, 'called', '') or entry.key}".strip()


def _object_words(entry: AuditEntry, wording: Wording) -> str:
    """The same with what it is in the reader's language."""
    id = f"audit.kind.{entry.kind}"
    kind = wording.say(id) if wording.knows(id) else entry.kind
    return f"{kind} {getattr(entry, 'called', '') or entry.key}".strip()


def _called(entries: Sequence[AuditEntry]) -> Sequence[AuditEntry]:
    """Users are told by their names for signing in."""
    keys = {entry.key for entry in entries if entry.kind == "user" and entry.key.isdecimal()}
    names = dict(get_user_model().objects.filter(pk__in=keys).values_list("pk", "username"))
    for entry in entries:
        if entry.kind == "user" and entry.key.isdecimal():
            entry.called = names.get(int(entry.key), "")
    return entries


TABLE = Table(
    "audit",
    "audit.title",
    (
        Column(
            "number", "audit.number", order="number", value=lambda entry: str(entry.number), visible=False
        ),
        Column("at", "audit.at", unit="date", order="at"),
        Column("who", "audit.who", value="actor", order="actor", shown=_who),
        Column("source", "audit.source", order="source"),
        Column(
            "what", "audit.what", unit="message", value=lambda entry: f"audit.did.{entry.what}", order="what"
        ),
        Column("object", "audit.object", value=_object, shown=_object_words),
        Column("change", "audit.change", value=_change, shown=_change_drawn),
    ),
    first="-at",
    search=("actor", "source", "what", "kind", "key", "before", "after"),
    empty="audit.empty",
)


@permits("audit:read")
@require_GET
def trail(request: HttpRequest) -> HttpResponseBase:
    """The entries that are asked for, the newest first. Taking them away as a file is an entry itself."""
    asked = {name: request.GET.get(name, "").strip() for name in ("who", "what", "from", "until")}
    whats = AuditEntry.objects.order_by("what").values_list("what", flat=True).distinct()
    given = {
        "asked": asked,
        "whats": sorted((request.wording.say(f"audit.did.{what}"), what) for what in whats),
    }
    return TABLE.response(request, found(asked), "audit/trail.html", given, _called)


def found(asked: dict[str, str]) -> QuerySet[AuditEntry]:
    """The entries of this person, kind and these days, in the reader's time zone."""
    entries = AuditEntry.objects.all()
    if asked["who"]:
        entries = entries.filter(Q(actor__icontains=asked["who"]) | Q(source=asked["who"]))
    if asked["what"]:
        entries = entries.filter(what=asked["what"])
    if (start := _day(asked["from"])) is not None:
        entries = entries.filter(at__gte=_midnight(start))
    if (end := _day(asked["until"])) is not None:
        entries = entries.filter(at__lt=_midnight(end + timedelta(days=1)))
    return entries


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
