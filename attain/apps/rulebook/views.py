"""The rulebook as readers see it: the rules of their own pay, all documents, one with its versions."""

from collections.abc import Callable, Sequence
from functools import wraps
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.approvals import api as approvals
from attain.apps.rulebook.contracts import KINDS, Row
from attain.apps.rulebook.listing import grouped, url
from attain.apps.rulebook.queries import first_run_with, now, posts_of
from attain.apps.rulebook.reading import (
    page,
    page_versions,
    post_title,
    rows,
    rules_for_post,
    told,
    versions_of,
    without_dates,
)
from attain.apps.rulebook.texts import archive, files_now, lines_of, text_of
from attain.apps.rulebook.trying import count_of
from attain.apps.rulebook.trying import trials as tried
from attain.engine.faults import Faulty
from attain.runs.workplace import Unsound
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table
from attain.wording import Wording
from attain.wording.rules import Change, difference

View = Callable[..., HttpResponseBase]

STATES = ("now", "planned", "ended", "always")


def found_in_sentences(found: Sequence[Row], text: str) -> list[Row]:
    """Rows whose title, meaning, key or a sentence of the version that counts has the text."""
    sought = text.casefold()
    return [row for row in found if any(sought in each.casefold() for each in row.words())]


DOCUMENTS = Table(
    "rulebook",
    "rulebook.title",
    (
        Column("title", "rulebook.document", order="title", link=url),
        Column(
            "kind",
            "rulebook.kind",
            value=lambda row: f"rulebook.kind.{row.kind}",
            unit="message",
            order="kind",
        ),
        Column("meaning", "rulebook.meaning"),
        Column("post", "rulebook.post", value="post_title", order="post"),
        Column(
            "state",
            "rulebook.state",
            value=lambda row: f"rulebook.state.{row.state}",
            unit="message",
            order="state",
        ),
        Column("starts", "rulebook.starts", unit="date", order="starts"),
        Column("versions", "rulebook.versions.count", unit="number", order="versions", visible=False),
        Column(
            "origin",
            "rulebook.origin",
            value=lambda row: f"rulebook.origin.{'standard' if row.standard else 'own'}",
            unit="message",
            order="standard",
        ),
        Column("name", "rulebook.key", order="name", visible=False),
    ),
    search=found_in_sentences,
    empty="rulebook.empty",
)


def of_sound_rules(view: View) -> View:
    """Shows the faults of the rulebook where it has some, in place of the page."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **given)
        except Faulty as error:
            if isinstance(error, Unsound) and error.missing:
                given = {"may_begin": may(request, "rulebook:propose")}
                return render(request, "rulebook/missing.html", given)
            faults = [request.wording.fault(each) for each in error.faults]
            return render(request, "rulebook/faulty.html", {"faults": faults, "tab": ""})

    return shown


def may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))


def framed(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What every page of the rulebook needs: its tabs, and figures in the rulebook's currency."""
    loaded = now().loaded
    assert loaded.rules is not None
    request.wording = in_currency(request.wording, loaded.rules.settings.currency)
    posts = posts_of(request.user.person, timezone.localdate())
    return {
        "tab": tab,
        "wording": request.wording,
        "own": bool(posts),
        "may_check": may(request, "rulebook:check"),
        "may_export": may(request, "rulebook:export"),
        "may_propose": may(request, "rulebook:propose"),
        "may_see_proposals": may(request, "rulebook:propose") or may(request, "rulebook:approve"),
    }


@permits("rulebook:read")
@require_GET
@of_sound_rules
def start(request: HttpRequest) -> HttpResponseBase:
    """A payee sees first the rules of the own pay; everybody else all documents."""
    if posts_of(request.user.person, timezone.localdate()) and not may(request, "rulebook:check"):
        return mine(request)
    return documents(request)


@permits("rulebook:read")
@require_GET
@of_sound_rules
def mine(request: HttpRequest) -> HttpResponseBase:
    """What the reader's post is paid and judged by: in force today, and what changes when."""
    today, loaded = timezone.localdate(), now().loaded
    given = framed(request, "mine")
    found = [
        (
            post_title(loaded, post, request.wording),
            rules_for_post(loaded, post, today, request.wording, traits),
        )
        for post, traits in posts_of(request.user.person, today).items()
    ]
    return render(request, "rulebook/mine.html", {**given, "posts": found, "today": today})


@permits("rulebook:read")
@require_GET
@of_sound_rules
def documents(request: HttpRequest) -> HttpResponseBase:
    """All documents, to search and to narrow by kind, post, origin and whether they hold today."""
    given = framed(request, "documents")
    every = rows(now().loaded, request.wording, timezone.localdate())
    asked = {name: request.GET.get(name, "") for name in ("kind", "post", "origin", "state")}
    posts = sorted({(each.post, each.post_title) for each in every if each.post}, key=lambda each: each[1])
    found = [
        row
        for row in every
        if asked["kind"] in ("", row.kind)
        and asked["post"] in ("", row.post)
        and asked["origin"] in ("", "standard" if row.standard else "own")
        and asked["state"] in ("", row.state)
    ]
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in every)]
    states = [state for state in STATES if any(row.state == state for row in every)]
    choices = {"kinds": kinds, "posts": posts, "states": states, "asked": asked}
    searched = request.GET.get("q", "").strip() or request.GET.get("page")
    if not searched and not asked["kind"]:
        choices["groups"] = grouped(found)
    return DOCUMENTS.response(request, found, "rulebook/documents.html", {**given, **choices})


@permits("rulebook:read")
@require_GET
@of_sound_rules
def document(request: HttpRequest, kind: str, name: str) -> HttpResponseBase:
    """A document in sentences, its versions, its text, what it names and what names it."""
    given, today = framed(request, "documents"), timezone.localdate()
    loaded, links, *_ = now()
    found = page(loaded, links, kind, name, today, request.wording)
    if found is None:
        raise Http404
    of_day = {each.starts: each for each in versions_of(loaded, kind, name)}
    chosen = of_day[found.shown.starts]
    given |= {
        "page": found,
        "today": today,
        "lines": lines_of(loaded, chosen),
        "cases": count_of(loaded, kind, name, chosen.library),
        "first_runs": first_run_with(kind, "" if kind == "rulebook" else name),
        "proposals": [(each, approvals.url(each)) for each in _proposals(kind, name)]
        if given["may_see_proposals"]
        else (),
    }
    return render(request, "rulebook/document.html", given)


def _proposals(kind: str, name: str) -> list[approvals.ProposalView]:
    """Changes that were asked for, drafts not."""
    found = approvals.proposals(kind="rule", about=f"{kind}/{name}", most=20)
    return [each for each in found if each.state != "draft"]


@permits("rulebook:read")
@require_GET
@of_sound_rules
def trials(request: HttpRequest, kind: str, name: str) -> HttpResponseBase:
    """The document's worked cases, tried now: a part of its page that comes after it."""
    framed(request, "documents")
    loaded = now().loaded
    known = versions_of(loaded, kind, name)
    if not known:
        raise Http404
    found = tried(loaded, kind, name, known[-1].library, request.wording)
    return render(request, "rulebook/trials.html", {"trials": found})


@permits("rulebook:read")
@require_GET
@of_sound_rules
def compare(request: HttpRequest, kind: str, name: str) -> HttpResponseBase:
    """Two versions of a document side by side: those asked for, else the last two."""
    given, loaded = framed(request, "documents"), now().loaded
    own = page_versions(loaded, kind, name, request.wording, timezone.localdate())
    if len(own) < 2:
        raise Http404
    by_day = {str(version.starts): (found, version) for found, version in own}
    days = list(by_day)
    before, after = (request.GET.get(which, "") for which in ("before", "after"))
    after = after if after in by_day else days[-1]
    before = before if before in by_day else days[max(days.index(after) - 1, 0)]
    sides = [without_dates(told(by_day[day][0], loaded, request.wording)) for day in (before, after)]
    given |= {
        "kind": kind,
        "name": name,
        "title": page_title(loaded, kind, name, request.wording),
        "versions": [(day, version) for day, (_, version) in by_day.items()],
        "before": by_day[before][1],
        "after": by_day[after][1],
        "chosen": (before, after),
        "pairs": side_by_side(difference(*sides)),
    }
    return render(request, "rulebook/compare.html", given)


def page_title(loaded: Any, kind: str, name: str, wording: Wording) -> str:
    found = versions_of(loaded, kind, name)[-1]
    return wording.title(getattr(found.rule, "title", None) or {}, name.replace("_", " "))


def side_by_side(changes: Sequence[Change]) -> list[tuple[Change | None, Change | None]]:
    """Sentences in pairs: the same beside itself, what is gone beside what has come in its place."""
    found: list[tuple[Change | None, Change | None]] = []
    gone: list[Change] = []
    come: list[Change] = []
    for each in changes:
        if each.kind == "same":
            found += [*zip_longest(gone, come), (each, each)]
            gone, come = [], []
        else:
            (gone if each.kind == "gone" else come).append(each)
    return [*found, *zip_longest(gone, come)]


@permits("rulebook:export")
@require_GET
@of_sound_rules
def text(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """A document's YAML, all its versions, as a file."""
    loaded = now().loaded
    found = versions_of(loaded, kind, name)
    if not found:
        raise Http404
    written = "---\n".join(text_of(loaded, each) for each in found)
    answer = HttpResponse(written, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{_file_name(name)}.yaml"'
    return answer


@permits("rulebook:export")
@require_GET
@of_sound_rules
def export(request: HttpRequest) -> HttpResponse:
    """The whole rulebook as an archive of its files; what it takes from the standard stands in a folder."""
    loaded, version = now().loaded, now().hash
    answer = HttpResponse(archive(files_now(loaded)), content_type="application/zip")
    today = timezone.localdate()
    name = f"rulebook-{today:%Y-%m-%d}-{version[:8]}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _file_name(name: str) -> str:
    """The name as a header may carry it."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "_-") else "-" for each in name)
    return plain.strip("-") or "document"
