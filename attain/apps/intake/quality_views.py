"""The board of data quality: months of each table, what is missing, what names nothing, and what to do."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain.apps.house.api import rules_now, store
from attain.apps.intake import tasks
from attain.apps.intake.models import Brought, Measured
from attain.apps.intake.showing import title_of
from attain.engine.facts import Table
from attain.engine.faults import Faulty
from attain.engine.store import Snapshot, told_of, written_at
from attain.shell.permissions import allowed, permits
from attain.shell.work.asking import asked
from attain.wording import Wording

#: Where something is done about a finding, by the page's name.
ACTIONS = {"facts:quarantine": "intake.do.waiting", "facts:load": "intake.do.load"}


@permits("fact:read")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """How good the facts are, as last measured."""
    wording = request.wording
    try:
        snapshot, tables = store().snapshot(), rules_now().tables
    except Faulty:
        snapshot, tables = None, {}
    kept = None
    if snapshot is not None:
        kept = (
            Measured.objects.filter(snapshot=snapshot.id).first() or Measured.objects.order_by("-at").first()
        )
    given: dict[str, Any] = {
        "kept": kept,
        "may_load": _may(request, "fact:load"),
        "has_store": snapshot is not None,
    }
    if kept is not None and snapshot is not None:
        content = kept.content
        last = last_loads(snapshot)
        given |= {
            "stale": kept.snapshot != snapshot.id,
            "day": date.fromisoformat(content["day"]) if content["day"] else None,
            "months": content["months"],
            "facts": [_row(each, tables, last, wording) for each in content["tables"] if each["months"]],
            "others": [_row(each, tables, last, wording) for each in content["tables"] if not each["months"]],
            "findings": [
                {
                    **each,
                    "text": wording.say(each["message"], **each["values"]),
                    "action": wording.say(ACTIONS[each["url"]]) if each["url"] else "",
                    "url": reverse(each["url"]) if each["url"] else "",
                }
                for each in findings(content, tables, wording)
            ],
        }
    return render(request, "intake/quality.html", given)


@permits("fact:read")
@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Has the facts measured anew."""
    work, _ = asked(request, tasks.MEASURE, {"snapshot": store().snapshot().id})
    return redirect("work:one", work.pk)


def last_loads(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Table → its last load: file, when, by whom."""
    entries = snapshot.manifest.loads[-400:]
    names = dict(Brought.objects.filter(load__in=[e.load_id for e in entries]).values_list("load", "by_name"))
    found: dict[str, dict[str, Any]] = {}
    for entry in reversed(entries):
        try:
            told = told_of(snapshot, entry.load_id)
        except Faulty:
            continue
        if told["table"] not in found:
            found[told["table"]] = {
                "file": told["form"]["file"],
                "at": written_at(snapshot, entry.load_id),
                "by": names.get(entry.load_id, ""),
            }
    return found


def _row(
    told: dict[str, Any], tables: dict[str, Table], last: dict[str, Any], wording: Wording
) -> dict[str, Any]:
    table = tables.get(told["name"])
    cells = [
        {
            **each,
            "told": wording.say(
                f"intake.month.{each['look']}", month=wording.period(each["month"]), rows=each["rows"]
            ),
        }
        for each in told["months"]
    ]
    return {
        **told,
        "title": title_of(table, wording) if table else told["name"],
        "cells": cells,
        "newest": date.fromisoformat(told["newest"]) if told["newest"] else None,
        "last": last.get(told["name"]),
    }


def findings(content: dict[str, Any], tables: dict[str, Table], wording: Wording) -> list[dict[str, Any]]:
    """What is amiss, the gravest first, each with where to do something about it."""

    def title(name: str) -> str:
        return title_of(tables[name], wording) if name in tables else name

    found: list[dict[str, Any]] = []
    waiting = sum(each["waiting"] for each in content["tables"])
    if waiting:
        found.append(_finding("bad", "waiting", "facts:quarantine", count=waiting))
    late = [
        title(each["name"]) for each in content["tables"] if any(m["look"] == "late" for m in each["months"])
    ]
    if late:
        found.append(_finding("bad", "late", "facts:load", count=len(late), tables=late))
    for each in content["tables"]:
        if each.get("ahead"):
            day = date.fromisoformat(each["newest"])
            found.append(_finding("warn", "ahead", "", table=title(each["name"]), day=day))
    for each in content["unknown"]:
        values = {"count": each["keys"], "rows": each["rows"], "examples": list(each["examples"])}
        names = {"table": title(each["table"]), "column": each["column"], "there": title(each["references"])}
        found.append(_finding("warn", "unknown", "facts:load", **values, **names))
    for name in ("uncovered", "unaimed"):
        if content[name]["count"]:
            values = {"count": content[name]["count"], "examples": content[name]["first"]}
            found.append(_finding("warn", name, "", **values))
    share = _uncredited(content.get("uncredited") or {})
    if share is not None:
        period = content["uncredited"]["period"]
        found.append(_finding("warn", "uncredited", "", share=share, period=period))
    return found


def _finding(look: str, name: str, url: str, **values: Any) -> dict[str, Any]:
    return {"look": look, "message": f"intake.finding.{name}", "values": values, "url": url}


def _uncredited(told: dict[str, Any]) -> Decimal | None:
    """The share of what the newest run could credit to nobody; None where there is nothing."""
    try:
        lost, everything = Decimal(told["uncredited"]), Decimal(told["all"])
    except (KeyError, ArithmeticError):
        return None
    return lost / everything if lost and everything else None


def _may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))
