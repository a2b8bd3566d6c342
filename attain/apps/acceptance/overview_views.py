"""Who has accepted which plan, who has not, and what people ask."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain.apps.acceptance import actions
from attain.apps.acceptance.contracts import Row
from attain.apps.acceptance.models import Accepted, Question
from attain.apps.acceptance.plans import accepted_digests, paid_posts, versions_of
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.engine.declare import OPEN_END
from attain.engine.faults import Faulty
from attain.runs.plan_versions import PlanVersion
from attain.shell.permissions import allowed, permits, reach
from attain.shell.tables import Column, Table
from attain.wording import Wording

#: Whom the list shows.
SHOWN = ("waiting", "accepted", "all")

#: So many open questions are shown.
MOST = 100

TABLE = Table(
    "acceptance",
    "acceptance.title",
    (
        Column("name", "acceptance.person", order="name", link=lambda row: _page(row.key)),
        Column("posts", "acceptance.post"),
        Column("plans", "acceptance.plan"),
        Column("versions", "acceptance.version"),
        Column("state", "acceptance.state", unit="message"),
        Column("waits_since", "acceptance.waits_since", unit="date"),
        Column("accepted_at", "acceptance.accepted_at"),
        Column("questions", "acceptance.questions", unit="number", decimals=0, visible=False),
    ),
    first="name",
    search=("name", "key"),
    empty="acceptance.none",
    most=100_000,
)


def _page(key: str) -> str:
    return reverse("acceptance:person", args=[key])


@permits("acceptance:read")
@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    """The people of the reader's units who are paid by a plan, with what they have accepted."""
    today = timezone.localdate()
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else SHOWN[0]
    try:
        by_post = {post: own for post in paid_posts() if (own := versions_of(post, today))}
    except Faulty as error:
        faulty = [request.wording.fault(each) for each in error.faults[:3]]
        return render(request, "acceptance/overview.html", {"faulty": faulty, "shown": shown})
    units = None if request.reach.everywhere else people.units_below(request.reach.units)
    rows = {name: _people(by_post, units, today, name) for name in SHOWN}
    counts = {name: each.count() for name, each in rows.items()}
    held = request.user.held_roles(on=today)
    given = {
        "shown": shown,
        "tabs": [(name, f"acceptance.show.{name}", name == shown, counts[name]) for name in SHOWN],
        "questions": _questions(units, today, request.wording),
        "may_answer": allowed("acceptance:answer", held),
    }
    wording = request.wording

    def prepare(page: Sequence[Any]) -> list[Row]:
        return _rows(page, by_post, today, wording)

    return TABLE.response(request, rows[shown], "acceptance/overview.html", given, prepare)


def _people(
    by_post: dict[str, list[PlanVersion]], units: list[str] | None, today: date, shown: str
) -> "QuerySet[Any]":
    """People at work today in posts that a plan pays: all, or those who have accepted all, or not all."""
    tomorrow = today + timedelta(days=1)
    everyone = people.at_work(today, tomorrow, units, list(by_post) or ["-"])
    if shown == "all":
        return everyone
    lacking = Q(pk__in=[])
    for post, own in by_post.items():
        there = people.at_work(today, tomorrow, units, [post]).order_by().values("key")
        for digest in dict.fromkeys(each.digest for each in own):
            done = Accepted.objects.filter(digest=digest).values("person")
            lacking |= Q(key__in=there) & ~Q(key__in=done)
    return everyone.filter(lacking) if shown == "waiting" else everyone.exclude(lacking)


def _rows(
    page: Sequence[Any], by_post: dict[str, list[PlanVersion]], today: date, wording: Wording
) -> list[Row]:
    """The people of a page with their plans: a fixed number of queries."""
    keys = [each.key for each in page]
    posts = people.posts_between(keys, today, today + timedelta(days=1))
    views, accepted = people.people(keys), accepted_digests(keys)
    asked: dict[str, int] = {}
    for who in Question.objects.filter(person__in=keys, answered_at=None).values_list("person", flat=True):
        asked[who] = asked.get(who, 0) + 1
    rules = rules_now()
    found = []
    for key in keys:
        own = [each for post in posts.get(key, ()) for each in by_post.get(post, ())]
        done = accepted.get(key, {})
        lacks = [each for each in own if (each.plan, each.digest) not in done]
        moments = [done[each.plan, each.digest].made_at for each in own if (each.plan, each.digest) in done]
        titles = dict.fromkeys(wording.title(rules.title(each.plan), each.plan) for each in own)
        names = [
            wording.title(rules.posts.get(post, {}), post.replace("_", " ").capitalize())
            for post in posts.get(key, ())
        ]
        found.append(
            Row(
                key=key,
                name=views[key].shown(wording) if key in views else key,
                posts=wording.list(names),
                plans=wording.list(titles),
                versions=wording.list(wording.date(each.since, "medium") for each in own),
                open=len(lacks),
                of=len(own),
                accepted_at=max(moments, default=None),
                waits_since=_waits_since(lacks, views.get(key)),
                questions=asked.get(key, 0),
            )
        )
    return found


def _waits_since(lacks: list[PlanVersion], view: people.PersonView | None) -> date | None:
    """Since when the first of these could be accepted: it holds, and the person is here."""
    if not lacks:
        return None
    joined = view.joined_on if view else None
    first = min(each.since for each in lacks)
    return max(first, joined) if joined else first


def _questions(units: Iterable[str] | None, today: date, wording: Wording) -> list[dict[str, Any]]:
    """Questions without an answer by people of these units, the oldest first."""
    rows = list(Question.objects.filter(answered_at=None).order_by("asked_at", "pk")[: MOST * 10])
    if units is not None:
        mine = people.assigned_within({row.person for row in rows}, units, today, OPEN_END)
        rows = [row for row in rows if row.person in mine]
    known = people.people({row.person for row in rows[:MOST]})
    rules = rules_now()
    return [
        {
            "question": row,
            "name": known[row.person].shown(wording) if row.person in known else row.person,
            "plan": wording.title(rules.title(row.plan), row.plan.replace("_", " ")),
        }
        for row in rows[:MOST]
    ]


@permits("acceptance:answer")
@require_POST
def answer(request: HttpRequest, question: int) -> HttpResponse:
    """Answers a question of somebody of the reader's units; one's own is answered by another."""
    row = Question.objects.filter(pk=question).first()
    if row is None:
        raise Http404
    today = timezone.localdate()
    far = reach("acceptance:answer", request.user.held_roles(on=today), "")
    if row.person == request.user.person or not people.works_within(far, row.person, today, OPEN_END):
        raise PermissionDenied(question)
    try:
        actions.answer(request, question, request.POST.get("answer", ""))
    except actions.Refused as refused:
        messages.error(request, request.wording.say(refused.args[0]))
    else:
        messages.success(request, request.wording.say("acceptance.answered"))
    return redirect("acceptance:overview")
