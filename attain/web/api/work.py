"""Background work: how far it is, cancel, retry, what it left."""

from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from ninja import Path, Router, Status

from attain.shell.api.access import allow, permitted
from attain.shell.api.interface import PROBLEMS
from attain.shell.api.lists import Key, Limit, Listed, Offset, listed
from attain.shell.audit import record
from attain.shell.work import asking
from attain.shell.work.job import folder_of
from attain.shell.work.kinds import kind
from attain.shell.work.models import Work
from attain.shell.work.views import fault, outcome
from attain.web.api.schemas import WorkOut

router = Router(tags=["work"])

Number = Annotated[int, Path(ge=1, le=2**53)]


@router.get("work", response={200: Listed[WorkOut], **PROBLEMS})
@permitted("work:read")
def list_work(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, object]:
    """My work, or all for who looks after it; the newest first. Permission: work:read."""
    rows = asking.visible(request.reach, request.user).order_by("-made_at", "-pk")
    return listed(request, rows, limit, offset, lambda row: shown(row, request))


@router.get("work/{number}", response={200: WorkOut, **PROBLEMS})
@permitted("work:read")
def get_work(request: HttpRequest, number: Number) -> dict[str, object]:
    """A piece of work. Permission: work:read."""
    return shown(_own(request, number), request)


@router.post("work/{number}/cancel", response={202: WorkOut, **PROBLEMS})
@permitted("work:cancel")
def cancel_work(request: HttpRequest, number: Number) -> Status[dict[str, object]]:
    """Cancels it; what has ended stays as it is. Permission: work:cancel."""
    found = _own(request, number)
    if asking.cancel(found.pk):
        record(request, "work_cancelled", "work", found.pk)
    return Status(202, shown(_own(request, number), request))


@router.post("work/{number}/retry", response={202: WorkOut, **PROBLEMS})
@permitted("work:cancel")
def retry_work(request: HttpRequest, number: Number) -> Status[dict[str, object]]:
    """Asks again for what failed or was cancelled. Permission: work:cancel, and that of its kind."""
    found = _own(request, number)
    _of_kind(request, found)
    if asking.retry(found.pk):
        record(request, "work_retried", "work", found.pk)
    return Status(202, shown(_own(request, number), request))


@router.get("work/{number}/files/{name}", response={200: Any, **PROBLEMS})
@permitted("work:read")
def work_file(request: HttpRequest, number: Number, name: Key) -> HttpResponseBase:
    """A file that it left. Permission: work:read, and that of its kind."""
    found = _own(request, number)
    _of_kind(request, found)
    path = folder_of(found.pk) / name
    if name not in found.files or not path.is_file():
        raise Http404
    record(request, "file_taken", "work", found.pk, after={"file": name})
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def shown(work: Work, request: HttpRequest) -> dict[str, object]:
    wording = request.wording
    return {
        "id": work.pk,
        "kind": work.kind,
        "about": work.about,
        "state": str(work.state),
        "part": None if work.known_part is None else format(work.known_part, "f"),
        "asked_by": work.asked_by.get_username() if work.asked_by else "",
        "asked_at": work.made_at,
        "started_at": work.started_at,
        "ended_at": work.ended_at,
        "attempts": work.attempts,
        "told": "" if work.faults else outcome(work, wording),
        "faults": [fault(each, wording) for each in work.faults],
        "files": list(work.files),
    }


def _own(request: HttpRequest, number: int) -> Work:
    """The piece of work. Raises Http404 where there is none, PermissionDenied where it is another's."""
    found = Work.objects.select_related("asked_by").filter(pk=number).first()
    if found is None:
        raise Http404
    if not request.reach.everywhere and found.asked_by_id != request.user.pk:
        raise PermissionDenied(number)
    return found


def _of_kind(request: HttpRequest, work: Work) -> None:
    """Raises PermissionDenied where who asks could not have asked for it."""
    try:
        allow(request, kind(work.kind).permission)
    except KeyError:
        raise PermissionDenied(work.kind) from None
