"""One's own plan: read, accepted, asked about; and what was accepted before, word for word."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain.apps.acceptance import actions
from attain.apps.acceptance.contracts import OwnPlan
from attain.apps.acceptance.models import Accepted, Question
from attain.apps.acceptance.plans import fingerprint, own_plans, restored, worded
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.engine.faults import Faulty
from attain.runs.plan_versions import Told
from attain.shell.languages import wording_for
from attain.shell.permissions import permits
from attain.wording import Wording
from attain.wording.rules import Change, Sentence, difference


@dataclass(frozen=True)
class Document:
    """A document of a plan as it is shown. changes: against what was accepted before, by part."""

    kind: str
    name: str
    title: str
    parts: tuple[tuple[str, tuple[Change, ...]], ...]

    @property
    def changed(self) -> "Document":
        """With what differs alone."""
        found = [(part, tuple(c for c in changes if c.kind != "same")) for part, changes in self.parts]
        return replace(self, parts=tuple((part, changes) for part, changes in found if changes))


@dataclass(frozen=True)
class Shown:
    """A plan on the page. documents: all of it; changed: those that differ from what was accepted before."""

    own: OwnPlan
    title: str
    documents: tuple[Document, ...]
    changed: tuple[Document, ...]
    fingerprint: str
    future: bool
    questions: tuple[Question, ...]


@permits("plan:read")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The plans of the reader, those to be accepted first."""
    return _mine(request)


@permits("plan:accept")
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Accepts what was read."""
    try:
        new = actions.accept(request, request.POST.get("digest", ""), request.POST.get("read", ""))
    except actions.Refused as refused:
        return _mine(request, [request.wording.say(refused.args[0])])
    if new:
        messages.success(request, request.wording.say("acceptance.done"))
    return redirect("acceptance:mine")


@permits("plan:accept")
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Sends a question to the leader and to operations."""
    text = request.POST.get("text", "")
    try:
        new = actions.ask(request, request.POST.get("digest", ""), text)
    except actions.Refused as refused:
        return _mine(request, [request.wording.say(refused.args[0])], text)
    if new:
        messages.success(request, request.wording.say("acceptance.asked"))
    return redirect("acceptance:mine")


def _mine(request: HttpRequest, errors: list[str] | None = None, typed: str = "") -> HttpResponse:
    person = request.user.person
    given = {"errors": errors or (), "typed": typed, "person": person}
    try:
        own = own_plans(person) if person else []
    except Faulty as error:
        faulty = [request.wording.fault(each) for each in error.faults[:3]]
        return render(request, "acceptance/mine.html", {**given, "plans": (), "faulty": faulty})
    asked = list(Question.objects.select_related("answered_by").filter(person=person).order_by("asked_at"))
    today = timezone.localdate()
    shown = [_shown(each, request.wording, asked, today) for each in own]
    given["plans"] = sorted(shown, key=lambda each: each.own.accepted is not None)
    return render(request, "acceptance/mine.html", given, status=422 if errors else 200)


def _shown(own: OwnPlan, wording: Wording, asked: list[Question], today: date) -> Shown:
    text = worded(own, wording)
    documents = _documents(None, text)
    changed: tuple[Document, ...] = ()
    if own.accepted is None and own.before is not None:
        # A text in another language is compared with the new one in that language.
        same = own.before.language == wording.language
        now = text if same else worded(own, wording_for(own.before.language))
        changed = tuple(each.changed for each in _documents(own.before.text, now) if each.changed.parts)
    key = own.version.plan, own.version.digest
    return Shown(
        own,
        wording.title(rules_now().title(own.version.plan), own.version.plan.replace("_", " ")),
        documents,
        changed,
        fingerprint(text),
        own.from_day > today,
        tuple(each for each in asked if (each.plan, each.digest) == key),
    )


def _documents(before: Iterable[Told] | None, after: list[Told]) -> tuple[Document, ...]:
    """Documents with what is gone and has come since `before`; as they are where that is None."""
    was = {(each.kind, each.name): each for each in (after if before is None else before)}
    now = {(each.kind, each.name): each for each in after}
    found = []
    for key in {**now, **was}:
        each = now.get(key) or was[key]
        changes = difference(_sentences(was.get(key)), _sentences(now.get(key)))
        parts = groupby(changes, lambda change: change.sentence.part)
        found.append(Document(*key, each.title, tuple((part, tuple(own)) for part, own in parts)))
    return tuple(found)


def _sentences(told: Told | None) -> list[Sentence]:
    return [Sentence(text, (), part, depth) for text, part, depth in told.lines] if told else []


@permits("acceptance:read")
@require_GET
def person(request: HttpRequest, key: str) -> HttpResponse:
    """What somebody has accepted: each version in the words in which it was read."""
    today = timezone.localdate()
    if not people.works_within(request.reach, key, today, date.max):
        raise PermissionDenied(key)
    view = people.person(key)
    if view is None:
        raise Http404
    rows = Accepted.objects.filter(person=key).order_by("-made_at", "-pk")
    found = [(row, _documents(None, list(restored(row.text)))) for row in rows]
    given = {"key": key, "whose": view.shown(request.wording), "found": found}
    return render(request, "acceptance/person.html", given)
