"""The page of one pool with its people, to be shared or looked at."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.sharing import actions, queries
from attain.apps.sharing.rules import Typed, checked, shown, written
from attain.apps.sharing.sheets import Basis, basis, left_words, lines_of, remarks_on, rule_words, tried
from attain.apps.sharing.split_views import split_page
from attain.engine.faults import Faulty
from attain.runs import sharing
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits, reach

LOOKS = {"rule": "", "open": "warn", "draft": "warn", "waiting": "warn", "approved": "ok"}


@permits("sharing:read")
@require_http_methods(["GET", "HEAD", "POST"])
def pool(request: HttpRequest, period: str, pool: str, unit: str) -> HttpResponse:
    """One pool: who gets what by which weight; to be shared where a hand shares it."""
    run = queries.chosen(period)
    unit = queries.unit_of(unit, people.unit_titles([unit]))
    if run is None:
        raise Http404
    if not queries.visible(request.reach)(unit):
        raise PermissionDenied(unit)
    found = basis(run, pool, unit)
    if found is None:
        page = None if unit or request.method == "POST" else split_page(request, run, pool)
        if page is None:
            raise Http404
        return page
    own = queries.sharing(period, pool, unit)
    waiting = queries.waiting_for([own]).get(own.pk) if own else None
    may = _may_share(request, found, waiting)
    if request.method == "POST":
        if not may:
            raise PermissionDenied(pool)
        return _posted(request, found, own)
    how, texts, reasons = _begun(found, own, waiting, may)
    texts = {name: shown(text, request.wording) for name, text in texts.items()}
    typed = checked(found.names, texts, reasons, found.suggested[how], False, request.wording)
    return _page(request, found, own, waiting, may, how, typed)


def _may_share(request: HttpRequest, found: Basis, waiting: approvals.ProposalView | None) -> bool:
    """Whether the reader may set weights: of an open period, in their own units, while nothing waits."""
    held = request.user.held_roles(on=timezone.localdate())
    if not found.sheet.by_hand or found.run.state == "closed" or not allowed("sharing:share", held):
        return False
    far = reach("sharing:share", held, request.user.person)
    return queries.visible(far)(found.sheet.unit)


def _begun(
    found: Basis, own: Any, waiting: approvals.ProposalView | None, may: bool
) -> tuple[str, dict[str, str], dict[str, str]]:
    """What the sheet opens with: what waits, else the draft, else what is set, else what is suggested."""
    if waiting is not None:
        rows = waiting.given["rows"]
        texts, reasons = {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
        return waiting.given["basis"], texts, reasons
    if may and own is not None and own.weights:
        texts = {name: text for name, (text, _) in own.weights.items()}
        return own.basis or found.first(), texts, {name: why for name, (_, why) in own.weights.items()}
    how = found.first()
    if found.stored or not may:
        pool, rows = found.sheet.pool.pool, queries.rows_by_hand(found.run.period)
        reasons = {row.person: row.reason for row in rows if row.pool in (pool, "")}
        return how, {name: written(weight) for name, weight in found.stored.items()}, reasons
    return how, {name: written(weight) for name, weight in found.suggested[how].items()}, {}


def _posted(request: HttpRequest, found: Basis, own: Any) -> HttpResponse:
    """Looks, saves or proposes; a suggestion replaces what was typed."""
    do, how = request.POST.get("do", "look"), request.POST.get("basis", "")
    how = how if how in found.suggested else found.first()
    texts = {name: request.POST.get(f"weight-{name}", "")[:40] for name in found.names}
    reasons = {name: request.POST.get(f"reason-{name}", "")[:500] for name in found.names}
    if do in found.suggested:
        how = do
        given = found.suggested[how].items()
        texts = {name: shown(written(weight), request.wording) for name, weight in given}
    typed = checked(found.names, texts, reasons, found.suggested[how], do == "submit", request.wording)
    waiting, errors = None, []
    if do in ("save", "submit") and not (do == "submit" and typed.errors):
        try:
            version = int(request.POST.get("version", "0") or 0)
            if do == "submit":
                made = actions.submit(request, found, typed, how, version)
                messages.success(request, request.wording.say("sharing.proposed"))
                return redirect(approvals.url(made))
            actions.save(request, found, typed, how, version)
        except (approvals.Refused, ValueError) as refused:
            known = isinstance(refused, approvals.Refused)
            errors = [request.wording.say(refused.args[0] if known else "sharing.refused.changed")]
        else:
            messages.success(request, request.wording.say("sharing.saved"))
            return redirect(request.path)
    return _page(request, found, own, waiting, True, how, typed, errors)


def _page(
    request: HttpRequest,
    found: Basis,
    own: Any,
    waiting: approvals.ProposalView | None,
    may: bool,
    how: str,
    typed: Typed,
    errors: list[str] | None = None,
) -> HttpResponse:
    part = told(request, found, how, typed)
    state = queries.state_of(own, waiting, found.shared) if found.sheet.by_hand else "rule"
    edits = may and waiting is None
    held = request.user.held_roles(on=timezone.localdate())
    given = {
        **part,
        "sharing": own,
        "version": own.version if own else 0,
        "state": state,
        "look": LOOKS[state],
        "edits": edits,
        "waiting": waiting,
        "waiting_url": approvals.url(waiting) if waiting else "",
        "suggestions": [each for each in sharing.SUGGESTED if found.suggested[each]],
        "stale": state == "approved" and not found.computed_with and found.run.state != "closed",
        "may_run": allowed("run:start", held),
        "page_errors": errors or (),
    }
    wrong = bool(errors) or (request.method == "POST" and bool(typed.errors))
    moving = bool(request.htmx and request.POST.get("do") == "look")
    return render(
        request,
        "sharing/moving.html" if moving else "sharing/pool.html",
        given,
        status=_status(wrong, moving),
    )


def _status(wrong: bool, moving: bool) -> int:
    return 422 if wrong and not moving else 200


def told(request: HttpRequest, found: Basis, how: str, typed: Typed) -> dict[str, Any]:
    """What the sheet shows of these weights; the page of a proposal shows the same."""
    run, rules = found.run, results.rules_of(found.run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    sheet = tried(found, typed.weights) if found.sheet.by_hand else found.sheet
    unit = sheet.unit
    unit_title = people.unit_titles([unit]).get(unit, unit) if unit else wording.say("sharing.company")
    suggested = found.suggested[how]
    lines = lines_of(
        sheet, wording, rules, typed.texts, suggested, typed.reasons, typed.errors, request.user.person
    )
    missing = [name for name in found.names if name not in typed.weights]
    return {
        "run": run,
        "sheet": sheet,
        "lines": lines,
        "wording": wording,
        "decimals": rules.settings.currency_decimals,
        "title": wording.title(sheet.pool.title, sheet.pool.pool.replace("_", " ")),
        "unit_title": unit_title,
        "rule": rule_words(sheet.shares, rules, wording),
        "basis": how,
        "missing": len(missing),
        "held": wording.say(sheet.held.id, **sheet.held.facts) if sheet.held and not missing else "",
        "remarks": remarks_on(sheet, rules),
        "all_weights": wording.number(sheet.weights) if not sheet.held else "–",
        "left_words": left_words(sheet, unit_title, wording),
        "spread": bool(lines) and any(line.part is not None for line in lines),
    }


def proposal_told(proposal: approvals.ProposalView, request: HttpRequest) -> dict[str, Any]:
    """What the page of a proposal shows: the sheet with its weights in the newest run of the period."""
    given = proposal.given
    run = results.run(given["period"])
    found = None
    if run is not None:
        try:
            found = basis(run, given["pool"], given["unit"])
        except Faulty:
            found = None
    texts = {row[0]: shown(row[1], request.wording) for row in given["rows"]}
    if found is None or set(found.names) != set(texts):
        return {"gone": True, "rows": given["rows"]}
    how, reasons = given["basis"], {row[0]: row[2] for row in given["rows"]}
    typed = checked(found.names, texts, reasons, found.suggested[how], False, request.wording)
    part = told(request, found, how, typed)
    return {
        **part,
        "own_part": next((line for line in part["lines"] if line.person == given["made_by"]), None),
        "was": given["amount"] != str(part["sheet"].amount),
        "was_amount": None if given["amount"] == "None" else Decimal(given["amount"]),
        "url": reverse("sharing:pool", args=[given["period"], given["pool"], queries.word_of(given["unit"])]),
        "stale": proposal.state == "approved" and found.run.state != "closed" and not found.computed_with,
    }
