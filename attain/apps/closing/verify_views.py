"""The page of verified periods: what was proved, when and by which version; and having it proved again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain import __version__
from attain.apps.closing.verifying import VERIFY, of_ledger, proofs
from attain.engine.faults import Faulty
from attain.shell.permissions import allowed, permits
from attain.shell.work.asking import asked
from attain.wording import Wording


@permits("closing:read")
@require_GET
def verified(request: HttpRequest) -> HttpResponse:
    """Each closed period with what verifying it last found, and the ledger."""
    try:
        found = proofs()
    except Faulty:
        found = []
    held = request.user.held_roles(on=timezone.localdate())
    ledger = of_ledger()
    given = {
        "proofs": found,
        "due": sum(1 for each in found if each.due),
        "version": __version__,
        "ledger": ledger,
        "ledger_told": _told(ledger.why, ledger.period, request.wording) if ledger and ledger.why else "",
        "may_verify": allowed("closing:verify", held) and bool(found),
    }
    return render(request, "closing/verified.html", given)


@permits("closing:verify")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Has all closed periods and the ledger verified; leads to the work."""
    work, new = asked(request, VERIFY, {})
    if not new:
        messages.info(request, request.wording.say("runs.on_its_way"))
    return redirect("work:one", work.pk)


def _told(why: str, period: str, wording: Wording) -> str:
    return f"{wording.period(period)}: {wording.say(why)}" if period else wording.say(why)
