"""What if: up to four changes on the same period, side by side."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.approvals.api import ProposalView
from attain.apps.house.api import loaded_now
from attain.apps.results import api as results
from attain.apps.rulebook.changing import change_of, considered
from attain.apps.rulebook.preview import Group, Line, Names, Preview, kept
from attain.apps.rulebook.proposal_views import address, visible
from attain.apps.rulebook.proposals import summary
from attain.apps.rulebook.tasks import BESIDE
from attain.apps.rulebook.uploads import FORMS, uploaded
from attain.engine.faults import Fault, Faulty
from attain.runs.proposing import Change
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table
from attain.shell.work.asking import asked
from attain.shell.work.models import Work
from attain.wording import Wording

#: So many changes can stand side by side.
MOST = 4

#: States of proposals that may be chosen.
STATES = ("draft", "waiting", "approved")

_PERIOD = re.compile(r"[\w.-]{1,20}")


@dataclass(frozen=True)
class Choice:
    """A change that can be chosen."""

    proposal: ProposalView
    title: str
    state: str
    chosen: bool


@dataclass(frozen=True)
class Side:
    """One of the changes side by side. letter: by what columns call it."""

    letter: str
    title: str
    preview: Preview
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A person's pay without a change, and by how much each of the changes moves it."""

    person: str
    post: str
    unit: str
    before: Decimal | None
    changes: tuple[Decimal, ...]


@dataclass(frozen=True)
class GroupRow:
    """A post or a unit, and what each of the changes does to it."""

    title: str
    people: int
    before: Decimal
    groups: Sequence[Group | None]


@permits("rulebook:preview")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which changes, on which period; then they are computed in the background."""
    chosen = set(request.POST.getlist("proposal") or request.GET.getlist("proposal"))
    offered = [each for each in visible(request) if each.state in STATES][:30]
    periods = [run.period for run in results.runs()]
    period = request.POST.get("period", periods[0] if periods else "")
    wrong: list[str] = []
    if request.method == "POST":
        changes, wrong = _changes(request, [each for each in offered if str(each.id) in chosen])
        if not wrong and _PERIOD.fullmatch(period):
            work, _ = asked(request, BESIDE, {"changes": changes, "period": period}, period)
            return redirect("work:one", work.pk)
    wording = request.wording
    choices = [
        Choice(each, summary(each, wording), f"approvals.state.{each.state}", str(each.id) in chosen)
        for each in offered
    ]
    given = {"choices": choices, "periods": periods, "period": period, "wrong": wrong}
    return render(
        request, "rulebook/whatif.html", given | {"forms": ",".join(FORMS)}, status=422 if wrong else 200
    )


def _changes(request: HttpRequest, chosen: Sequence[ProposalView]) -> tuple[list[dict[str, Any]], list[str]]:
    """What is compared, as the work is given it; what is wrong with the choice."""
    say = request.wording.say
    found = [_given(summary(each, request.wording), change_of(each.given), address(each)) for each in chosen]
    try:
        for file in request.FILES.getlist("file"):
            name = str(file.name)
            found.append(_given(name, Change(uploaded(name, file.read(), loaded_now())), ""))
    except Faulty as error:
        return [], [request.wording.fault(fault) for fault in error.faults]
    if not found:
        return [], [say("rule.beside.none")]
    if len(found) > MOST:
        return found, [say("rule.beside.many", most=MOST)]
    faulty = [(each["title"], _faults(each)) for each in found]
    return found, [f"{title}: {request.wording.fault(faults[0])}" for title, faults in faulty if faults]


def _faults(given: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a change by itself; that it is in force already is no fault here."""
    change = Change(given["text"], tuple(tuple(one) for one in given["removes"]))
    return [each for each in considered(change).errors if each.id != "fault.proposal.nothing"]


def _given(title: str, change: Change, url: str) -> dict[str, Any]:
    removes = [list(one) for one in change.removes]
    return {
        "title": title[:120],
        "text": change.text,
        "removes": removes,
        "digest": change.digest,
        "url": url,
    }


@permits("rulebook:preview")
@require_GET
def beside(request: HttpRequest, work: int) -> HttpResponseBase:
    """The changes side by side, as the work has found them."""
    found = get_object_or_404(Work, pk=work, kind=BESIDE)
    sides = list(_sides(found))
    if not sides:
        raise Http404
    wording = request.wording = in_currency(request.wording, sides[0].preview.currency)
    persons = {line.person for side in sides for line in side.preview.changed}
    names = Names(persons, loaded_now().rules, wording)
    given = {
        "sides": sides,
        "period": found.given["period"],
        "wording": wording,
        "before": sides[0].preview.before,
        "by_post": _grouped(sides, "post", names.posts),
        "by_unit": _grouped(sides, "unit", names.units),
    }

    def prepared(page: Sequence[Row]) -> Sequence[Row]:
        names.load(row.person for row in page)
        return page

    shown = _table(sides, names, wording)
    return shown.response(request, _rows(sides), "rulebook/beside.html", given, prepared)


def _sides(work: Work) -> Sequence[Side]:
    found = []
    for at, each in enumerate(work.given["changes"]):
        preview = kept(each["digest"], work.given["period"])
        if preview is not None:
            found.append(Side("ABCD"[at], each["title"], preview, each["url"]))
    return found


def _rows(sides: Sequence[Side]) -> list[Row]:
    """Everybody whom one of the changes moves."""
    lines: dict[str, dict[str, Line]] = {}
    for side in sides:
        for line in side.preview.changed:
            lines.setdefault(line.person, {})[side.letter] = line
    rows = []
    for own in lines.values():
        first = next(iter(own.values()))
        changes = tuple(own[s.letter].change if s.letter in own else Decimal(0) for s in sides)
        rows.append(Row(first.person, first.post, first.unit, first.before, changes))
    return rows


def _table(sides: Sequence[Side], names: Names, wording: Wording) -> Table:
    columns = [
        Column("name", "rule.person", value=lambda row: names.person(row.person), order="name"),
        Column("post", "rule.post", value=lambda row: names.post(row.post), order="post"),
        Column("unit", "rule.unit", value=lambda row: names.unit(row.unit), order="unit"),
        Column("before", "rule.before", unit="money", order="before"),
    ]
    for at, side in enumerate(sides):
        title = {"": wording.say("rule.side", letter=side.letter)}
        columns.append(
            Column(
                side.letter.lower(),
                "rule.change",
                value=lambda row, at=at: row.changes[at],
                unit="money",
                order=side.letter,
                titles=title,
            )
        )
    return Table(
        "rules_beside", "rule.beside", tuple(columns), "-a", ("name", "post", "unit"), "rule.preview.same"
    )


def _grouped(sides: Sequence[Side], by: str, titles: Mapping[str, str]) -> list[GroupRow]:
    """Posts or units that any of the changes moves."""
    found = [{group.key: group for group in side.preview.groups(by, titles)} for side in sides]
    keys = dict.fromkeys(key for own in found for key in own)
    rows = []
    for key in keys:
        first = next(own[key] for own in found if key in own)
        rows.append(GroupRow(first.title, first.people, first.before, [own.get(key) for own in found]))
    return rows
