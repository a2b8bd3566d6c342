"""A hand-over in the making: to whom, from when on, what it brings about; then a second person decides."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.clients import handing, queries, tasks
from attain.apps.house.api import rules_now, store
from attain.apps.people import api as people
from attain.engine.faults import Fault, Faulty
from attain.runs.handover import HandOver, Transfer, moved
from attain.runs.portfolio import Portfolio
from attain.shell.permissions import permits


@permits("handover:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """To whom, from when on, why; what that brings about; and the proposal of it."""
    found = _own_draft(request, draft)
    typed = _typed(request, found)
    do = request.POST.get("do", "")
    if do == "drop":
        approvals.withdraw(request, found.id)
        messages.success(request, request.wording.say("clients.handover.dropped"))
        return redirect("clients:list")
    errors = _errors(request, typed) if request.method == "POST" else {}
    look: dict[str, Any] = {}
    if not errors and typed["receiver"]:
        before = found.given
        same = all(str(before.get(name, "")) == str(typed[name]) for name in tasks.ASKED)
        if handing.long(before) and _has_to_wait(before, same, do):
            if request.method == "POST":
                return redirect("work:one", tasks.look_later(request, found, typed))
            return render(request, "clients/draft.html", {**_form(request, found, typed), "errors": {}})
        look = _looked(request, found, typed, same)
        if do == "without" and look.get("faults"):
            return _without(request, found, typed, look)
        errors = look.pop("errors", {})
        if not look.get("faults") and not errors and request.method == "POST":
            submit = do == "propose" and same
            proposal = approvals.redraft(
                request, found.id, look["content"], typed["reason"], typed["day"], submit=submit
            )
            if submit:
                messages.success(request, request.wording.say("clients.handover.proposed"))
                return redirect(approvals.url(proposal))
            return redirect(f"{reverse('clients:draft', args=[found.id])}#effects")
    given = {**_form(request, found, typed), **look, "errors": errors}
    return render(request, "clients/draft.html", given, status=422 if errors else 200)


def _has_to_wait(given: Mapping[str, Any], same: bool, do: str) -> bool:
    """Whether what many clients bring about has to be worked out (again) as background work."""
    known = same and ("snapshot" in given or "faulty" in given)
    if do == "look":
        return not known or given.get("snapshot") != store().snapshot().id
    return not known


def _own_draft(request: HttpRequest, number: int) -> approvals.ProposalView:
    found = approvals.proposal(number)
    if found is None or found.kind != handing.HANDOVER or found.state != "draft":
        raise Http404
    if found.made_by != request.user.pk:
        raise PermissionDenied(number)
    return found


def _typed(request: HttpRequest, found: approvals.ProposalView) -> dict[str, Any]:
    """What the form has: as typed, else as drafted."""
    posted = request.POST
    if "receiver" not in posted:
        given = found.given
        return {
            "receiver": given.get("receiver", ""),
            "giver": given.get("giver", ""),
            "day": found.from_day,
            "reason": found.reason,
        }
    try:
        day = parse_date(posted.get("day", ""))
    except ValueError:
        day = None
    return {
        "receiver": people.meant(posted.get("receiver", ""), request.reach, timezone.localdate()),
        "giver": posted.get("giver", "").strip()[:200],
        "day": day,
        "reason": posted.get("reason", "").strip()[:500],
    }


def _errors(request: HttpRequest, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    say, found = request.wording.say, {}
    day = typed["day"]
    if day is None:
        found["day"] = [say("clients.handover.no_day")]
    known = people.person(typed["receiver"]) if typed["receiver"] else None
    if known is None:
        text = typed["receiver"]
        several = say("organisation.several", text=text) if _several(request, text) else ""
        found["receiver"] = [several or say("clients.handover.no_receiver")]
    elif day and not any(each.since <= day < each.until for each in people.assignments(known.key)):
        found["receiver"] = [say("clients.handover.no_post", day=day)]
    if request.POST.get("do") == "propose" and not typed["reason"]:
        found["reason"] = [say("clients.handover.no_reason")]
    return found


def _several(request: HttpRequest, text: str) -> list[tuple[str, str]]:
    """The people to choose from where what was typed fits more than one."""
    return people.offered(text, request.reach, timezone.localdate(), request.wording)


def _looked(
    request: HttpRequest, found: approvals.ProposalView, typed: Mapping[str, Any], same: bool
) -> dict[str, Any]:
    """What the hand-over brings about, with the transfers as typed, else as reckoned; or why it can't be.

    same: whether the draft was looked at for the same people and day; what was found then is true as long as
    the store is the same.
    """
    rules, house = rules_now(), store()
    snapshot = house.snapshot()
    if same and "faulty" in found.given:
        return _kept_faults(request, found.given)
    if same and (found.given.get("snapshot") == snapshot.id or handing.long(found.given)):
        content = dict(found.given)
    else:
        over = HandOver(tuple(found.given["clients"]), typed["receiver"], typed["day"], typed["giver"])
        with house.engine() as engine:
            portfolio = Portfolio(engine, snapshot, rules)
            try:
                parts = moved(over, portfolio.spells(over.clients))
            except Faulty as error:
                return _told_faults(request, error)
            effects = portfolio.effects(over, parts, timezone.localdate())
        content = handing.content(over, parts, effects, snapshot.id)
        if same and request.method != "POST":  # another store since: what was typed stays
            content["transfers"] = found.given.get("transfers", content["transfers"])
    reckoned = handing.transfers(content, "reckoned")
    moving = {each.key: each for each in handing.transfers(content)}
    errors: dict[str, list[str]] = {}
    if same and "transfers" in request.POST:
        typed_moving, errors = _transfers_typed(request, request.POST, reckoned)
        moving = {each.key: each for each in typed_moving}
        content["transfers"] = handing.listed(typed_moving)
    told = handing.told(content, request)
    told["transfers"] = _rows(moving, reckoned, rules, request)
    return {"part": told, "content": content, "errors": errors}


def _told_faults(request: HttpRequest, error: Faulty) -> dict[str, Any]:
    return {
        "faults": [request.wording.fault(each) for each in error.faults[: tasks.TOLD]],
        "faulty": {str(each.values["client"]) for each in error.faults},
        "more_faults": max(len(error.faults) - tasks.TOLD, 0),
    }


def _kept_faults(request: HttpRequest, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a draft that was looked at as background work."""
    days = ("day", "from")
    faults = [
        Fault(each["id"], {k: parse_date(v) if k in days else v for k, v in each["values"].items()})
        for each in given["faults"]
    ]
    return {
        "faults": [request.wording.fault(each) for each in faults],
        "faulty": set(given["faulty"]),
        "more_faults": max(len(given["faulty"]) - len(faults), 0),
    }


def _transfers_typed(
    request: HttpRequest, posted: Any, reckoned: Iterable[Transfer]
) -> tuple[list[Transfer], dict[str, list[str]]]:
    found, wrong = [], {}
    for at, each in enumerate(reckoned):
        text = posted.get(f"transfer-{at}", "").strip() or "0"
        try:
            value = Decimal(text)
            if not value.is_finite() or value < 0 or value >= 10**12:
                raise InvalidOperation
        except InvalidOperation:
            wrong["transfers"] = [request.wording.say("clients.handover.no_number")]
            value = each.value
        found.append(Transfer(*each.key, round(value, 6)))
    return found, wrong


def _rows(
    moving: Mapping[tuple[str, ...], Transfer], reckoned: Sequence[Transfer], rules: Any, request: HttpRequest
) -> list[dict[str, Any]]:
    names = handing.named({each.giver for each in reckoned}, request.wording)
    rows = []
    for at, each in enumerate(reckoned):
        value = moving[each.key].value if each.key in moving else Decimal(0)
        rows.append(
            {
                "at": at,
                "period": each.period,
                "title": rules.title(each.name),
                "name": each.name,
                "giver": names[each.giver],
                "value": value,
                "typed": f"{value.normalize():f}",
                "reckoned": each.value,
            }
        )
    return rows


def _without(
    request: HttpRequest, found: approvals.ProposalView, typed: Mapping[str, Any], look: Mapping[str, Any]
) -> HttpResponse:
    """Leaves out the clients that can't be handed over."""
    left = [key for key in found.given["clients"] if key not in look["faulty"]]
    if not left:
        messages.error(request, request.wording.say("clients.handover.nobody"))
        return redirect("clients:draft", found.id)
    given = {
        "clients": left,
        "receiver": typed["receiver"],
        "giver": typed["giver"],
        "day": typed["day"].isoformat(),
    }
    approvals.redraft(request, found.id, given, typed["reason"], typed["day"])
    return redirect("clients:draft", found.id)


def _form(request: HttpRequest, found: approvals.ProposalView, typed: Mapping[str, Any]) -> dict[str, Any]:
    keys = found.given["clients"]
    on = typed["day"] or timezone.localdate()
    givers: dict[str, int] = {}
    for at in range(0, len(keys), 500):
        for covers in queries.covers(keys[at : at + 500], on).values():
            for person in {each.person for each in covers}:
                givers[person] = givers.get(person, 0) + 1
    names = handing.named([*givers, *([typed["receiver"]] if typed["receiver"] else [])], request.wording)
    first = queries.known(keys[: handing.NAMED])
    receiver = typed["receiver"]
    shown = f"{receiver} · {names[receiver]}" if receiver and names[receiver] != receiver else receiver
    return {
        "proposal": found,
        "typed": typed,
        "receiver": shown,
        "several": _several(request, receiver),
        "count": len(keys),
        "clients": [(key, first[key].shown if key in first else key) for key in keys[: handing.NAMED]],
        "more": max(len(keys) - handing.NAMED, 0),
        "long": handing.long(found.given),
        "work": found.given["work"] if tasks.is_looked_at(found.given) else 0,
        "givers": sorted(((key, names[key], n) for key, n in givers.items()), key=lambda each: -each[2]),
    }
