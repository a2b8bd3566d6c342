"""A load taken back: what it brought goes, what it corrected comes again, in a new snapshot."""

from itertools import islice

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attain.apps.house.api import changed, workplace
from attain.apps.intake.showing import title_of
from attain.engine.faults import Faulty
from attain.engine.store import Step, Store, steps
from attain.shell.audit import record
from attain.shell.permissions import permits

#: So far back the step of a load is looked for.
FURTHEST = 2_000


@permits("fact:take_back")
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, load: str) -> HttpResponse:
    """Says what taking back a load does, then does it."""
    try:
        house = workplace()
    except Faulty:
        raise Http404 from None
    step = _step(house.store, load)
    if step is None:
        raise Http404
    faults: list[str] = []
    if request.method == "POST":
        try:
            taken = house.take_back(load)
        except Faulty as error:
            faults = [request.wording.fault(fault) for fault in error.faults]
        else:
            record(request, "load_taken_back", "load", load, after={"tables": list(taken.tables)})
            changed(set(taken.tables))
            messages.success(request, request.wording.say("intake.undo.done", rows=taken.rows))
            return redirect("facts:snapshots")
    tables = house.rules.tables
    given = {
        "step": step,
        "loads": [told.get("form", {}).get("file", "") or told["load_id"] for told in step.loads],
        "rows": [
            (title_of(tables[name], request.wording) if name in tables else name, -more)
            for name, more in step.rows.items()
        ],
        "faults": faults,
    }
    return render(request, "intake/take_back.html", given, status=422 if faults else 200)


def _step(store: Store, load: str) -> Step | None:
    """The step that brought a load which the newest snapshot still has."""
    if load not in {entry.load_id for entry in store.snapshot().manifest.loads}:
        return None
    for step in islice(steps(store), FURTHEST):
        if load in {told["load_id"] for told in step.loads}:
            return step
    return None
