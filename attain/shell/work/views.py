"""Pages of background work: my work, its progress, cancel, retry, what it left."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attain.engine.faults import Fault
from attain.shell.audit import record
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table
from attain.shell.work import asking
from attain.shell.work.job import folder_of
from attain.shell.work.kinds import kind
from attain.shell.work.models import State, Work
from attain.shell.work.performing import restored
from attain.wording import Wording

#: So many faults are told on a page.
MOST = 50


def title(work: Work, wording: Wording) -> str:
    """What is done, and about what."""
    try:
        name = wording.say(kind(work.kind).title)
    except KeyError:
        name = work.kind
    about = " → ".join(wording.period(each) for each in work.about.split(" → "))
    return f"{name} · {about}" if work.about else name


def outcome(work: Work, wording: Wording) -> str:
    """What came of it in words; what is being done while it runs."""
    if work.faults:
        return fault(work.faults[0], wording)
    if work.outcome:
        values = restored(work.outcome["values"])
        told = in_currency(wording, values["currency"]) if "currency" in values else wording
        return told.say(work.outcome["message"], **values)
    return wording.say(work.step) if work.step and not work.ended else ""


def fault(given: dict[str, Any], wording: Wording) -> str:
    return wording.fault(
        Fault(given["id"], restored(given["values"]), given.get("file", ""), given.get("line", 0))
    )


WORK = Table(
    "work",
    "work.title",
    (
        Column(
            "title",
            "work.what",
            value=lambda work: work.kind,
            shown=title,
            link=lambda work: reverse("work:one", args=[work.pk]),
        ),
        Column(
            "state",
            "work.state",
            value=lambda work: f"work.state.{work.state}",
            unit="message",
            order="state",
        ),
        Column("part", "work.part", value="known_part", unit="percent", decimals=0),
        Column("by", "work.by", value=lambda work: work.asked_by.shown_name if work.asked_by else ""),
        Column("made", "work.made", value="made_at", unit="moment", order="made_at"),
        Column("ended", "work.ended", value="ended_at", unit="moment", order="ended_at"),
        Column("outcome", "work.outcome", value=lambda work: work.kind, shown=outcome),
    ),
    first="-made",
    search=("kind", "about", "asked_by__username", "asked_by__first_name", "asked_by__last_name"),
    empty="work.empty",
    exports=False,
)


@permits("work:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """My work; everybody's for those who look after it."""
    return WORK.response(request, _visible(request), "work/list.html")


@permits("work:read")
@require_GET
def one(request: HttpRequest, work: int) -> HttpResponse:
    """A piece of work, with its progress while it is on its way."""
    return render(request, "work/one.html", _told(request, _own(request, work)))


@permits("work:read")
@require_GET
def progress(request: HttpRequest, work: int) -> HttpResponse:
    """The part of the page that moves; asked for again and again until the work has ended."""
    return render(request, "work/progress.html", _told(request, _own(request, work)))


@permits("work:cancel")
@require_http_methods(["GET", "HEAD", "POST"])
def cancelled(request: HttpRequest, work: int) -> HttpResponse:
    """Asks whether it shall be cancelled, then does it."""
    found = _own(request, work)
    if request.method != "POST":
        return render(request, "work/cancel.html", _told(request, found))
    done = asking.cancel(found.pk)
    if done:
        record(request, "work_cancelled", "work", found.pk)
    said = "work.cancelled" if done else "work.over"
    messages.info(request, request.wording.say(said))
    return redirect("work:one", found.pk)


@permits("work:cancel")
@require_POST
def retried(request: HttpRequest, work: int) -> HttpResponse:
    """Asks again for what failed; who may not ask for this kind may not ask for it again."""
    found = _own(request, work)
    _may_ask(request, found)
    done = asking.retry(found.pk)
    if done:
        record(request, "work_retried", "work", found.pk)
    messages.info(request, request.wording.say("work.retried" if done else "work.over"))
    return redirect("work:one", found.pk)


@permits("work:read")
@require_GET
def file(request: HttpRequest, work: int, name: str) -> HttpResponseBase:
    """A file that the work left, for those who may ask for such work."""
    found = _own(request, work)
    _may_ask(request, found)
    path = folder_of(found.pk) / name
    if name not in found.files or not path.is_file():
        raise Http404
    record(request, "file_taken", "work", found.pk, after={"file": name})
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _visible(request: HttpRequest) -> "QuerySet[Work]":
    return asking.visible(request.reach, request.user)


def _own(request: HttpRequest, key: int) -> Work:
    """The piece of work. Raises Http404 where there is none, PermissionDenied where it is another's."""
    found = get_object_or_404(Work.objects.select_related("asked_by"), pk=key)
    if not request.reach.everywhere and found.asked_by_id != request.user.pk:
        raise PermissionDenied(key)
    return found


def _may(request: HttpRequest, work: Work) -> bool:
    try:
        return allowed(kind(work.kind).permission, request.user.held_roles(on=timezone.localdate()))
    except KeyError:
        return False


def _may_ask(request: HttpRequest, work: Work) -> None:
    if not _may(request, work):
        raise PermissionDenied(work.kind)


def _told(request: HttpRequest, work: Work) -> dict[str, Any]:
    wording, held = request.wording, request.user.held_roles(on=timezone.localdate())
    may_cancel, may_ask = allowed("work:cancel", held), _may(request, work)
    return {
        "work": work,
        "title": title(work, wording),
        "state": f"work.state.{work.state}",
        "look": {State.DONE: "ok", State.FAILED: "bad", State.CANCELLED: "warn"}.get(work.state, "soft"),
        "outcome": "" if work.faults else outcome(work, wording),
        "faults": [fault(each, wording) for each in work.faults[:MOST]],
        "files": work.files if may_ask else (),
        "url": work.outcome.get("url", "") if work.outcome and may_ask else "",
        "may_cancel": may_cancel and not work.ended and not work.cancel_asked,
        "may_retry": may_cancel and may_ask and work.state in (State.FAILED, State.CANCELLED),
    }
