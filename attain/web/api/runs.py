"""Runs: listed, started, their files asked for."""

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Status

from attain.apps.results import api as results
from attain.shell.api.access import permitted
from attain.shell.api.interface import PROBLEMS
from attain.shell.api.lists import Key, Limit, Listed, Offset, Text, listed
from attain.shell.permissions import allowed
from attain.shell.work.asking import asked
from attain.web.api.schemas import ExportAsked, RunAsked, RunOut, WorkOut
from attain.web.api.work import shown

router = Router(tags=["runs"])


@router.get("runs", response={200: Listed[RunOut], **PROBLEMS})
@permitted("run:read")
def list_runs(
    request: HttpRequest,
    period: Text = "",
    current: bool | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, object]:
    """Runs, the newest period first. Permission: run:read."""
    pay = _sees_pay(request)
    return listed(request, results.all_runs(period, current), limit, offset, lambda run: _run(run, pay))


@router.get("runs/{run}", response={200: RunOut, **PROBLEMS})
@permitted("run:read")
def get_run(request: HttpRequest, run: Key) -> dict[str, object]:
    """A run. Permission: run:read."""
    return _run(known(run), _sees_pay(request))


@router.post("runs", response={202: WorkOut, **PROBLEMS})
@permitted("run:start")
def start_run(request: HttpRequest, body: RunAsked) -> Status[dict[str, object]]:
    """Computes a period in the background. Permission: run:start."""
    work, _ = asked(request, results.RUN, {"period": body.period}, body.period)
    return Status(202, shown(work, request))


@router.post("runs/{run}/exports", response={202: WorkOut, **PROBLEMS})
@permitted("run:export")
def export_run(request: HttpRequest, run: Key, body: ExportAsked) -> Status[dict[str, object]]:
    """Makes files of a run in the background. Permission: run:export."""
    found = known(run)
    work, _ = asked(request, results.EXPORT, {"run": found.key, "kind": body.kind}, found.period)
    return Status(202, shown(work, request))


def known(key: str) -> results.RunView:
    """The run. Raises Http404 where there is none."""
    found = results.run_by_key(key)
    if found is None:
        raise Http404
    return found


def asked_run(run: str, period: str) -> results.RunView:
    """The run of that key, else of that period, else the newest. Raises Http404 where there is none."""
    if run:
        return known(run)
    found = results.run(period) if period else next(iter(results.runs()), None)
    if found is None:
        raise Http404
    return found


def _sees_pay(request: HttpRequest) -> bool:
    token = getattr(request, "token", None)
    held = request.user.held_roles(on=timezone.localdate())
    return allowed("statement:read", held) and (token is None or "statement:read" in token.scopes)


def _run(run: results.RunView, pay: bool) -> dict[str, object]:
    return {
        "key": run.key,
        "period": run.period,
        "cycle": run.cycle,
        "first_day": run.start,
        "last_day": run.last_day,
        "state": run.state,
        "current": run.current,
        "rulebook": run.bundle,
        "snapshot": run.snapshot,
        "facts_until": run.facts_until,
        "people": run.people,
        "counts": dict(run.counts),
        "control": dict(run.control) if pay else {},
    }
