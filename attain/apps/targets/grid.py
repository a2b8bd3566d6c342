"""The grid of a page: which name, year, unit and people; their targets; sums against the unit's own."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils import timezone

from attain.apps.house.api import rules_now, store
from attain.apps.people import api as people
from attain.apps.targets.api import actuals
from attain.apps.targets.cells import row_of
from attain.apps.targets.columns import columns_of
from attain.apps.targets.people import Sorted, sorted_people
from attain.apps.targets.shown import Asked, Shown
from attain.engine.decide.rules import Rules
from attain.engine.store import Snapshot, reader
from attain.runs.target_grid import Grid, Named, Used, Who, read, sums, used, wanted_names
from attain.shell.languages import in_currency
from attain.shell.permissions import Reach, reach
from attain.shell.words import unindexed

#: So many people are counted and paged; of larger companies the page says "more than".
MOST = 10_000

#: So many people stand on a page.
ON_A_PAGE = 50

VIEWS = ("people", "units")


def asked_of(request: HttpRequest, given: Any, rules: Rules, names: Sequence[Used]) -> Asked:
    """What a query asks for; else the most frequent name, this year and the highest unit."""
    rows: dict[str, int] = {}
    for each in names:
        rows[each.named.name] = rows.get(each.named.name, 0) + each.rows
    whole = [each for each in names if not each.named.group] or names
    most = max(whole, key=lambda each: (len(each.kinds), rows[each.named.name]), default=None)
    named = Named.of(given.get("target", "")) if given.get("target") else most.named if most else Named("")
    if not named.name:
        named = Named(next(iter(wanted_names(rules)), ""))
    if rules.kind_of(named.name) not in ("measure", "kpi") and named not in [each.named for each in names]:
        raise Http404
    year = given.get("year", "")
    this = int(rules.calendar.containing(timezone.localdate(), "year").key)
    return Asked(
        named,
        int(year) if year.isascii() and year.isdecimal() and 1990 <= int(year) < 2100 else this,
        given.get("unit", "")[:200],
        given.get("post", "")[:200],
        given.get("q", "").replace("\0", "").strip()[:200],
        given.get("view", "") if given.get("view", "") in VIEWS else VIEWS[0],
        max(1, int(given.get("page", "1"))) if given.get("page", "1").isdecimal() else 1,
    )


def setting(request: HttpRequest) -> Reach:
    """How far the reader may set targets."""
    held = request.user.held_roles(on=timezone.localdate())
    return reach("target:set", held, request.user.person)


class Pages(Paginator):
    """Pages of the first MOST people, as keys. more: whether there are others."""

    def __init__(self, keys: Any, found: int) -> None:
        super().__init__(keys, ON_A_PAGE)
        self.count, self.more = min(found, MOST), found > MOST  # type: ignore[misc]


def paged(rows: Any, everybody: bool) -> Pages:
    """The people's pages. everybody: whether they may be the whole company, whose names an index has sorted.

    Others are found first, and sorted then by what no index has: else all names are walked in their order
    until enough of them are found.
    """
    keys = rows.values_list("pk", flat=True)
    if everybody:
        return Pages(keys, keys.order_by()[: MOST + 1].count())
    first, *others = rows.query.order_by
    found = list(keys.order_by(unindexed(first), *others)[: MOST + 1])
    return Pages(found, len(found))


class Rights:
    """Whose targets somebody may set: of their units' people, not their own, and of units below theirs."""

    def __init__(self, request: HttpRequest, year_start: date, year_end: date) -> None:
        self.far, self.person = setting(request), request.user.person
        self._units = set(people.units_below(self.far.units)) if self.far.units else set()
        self._days = year_start, year_end

    def __bool__(self) -> bool:
        return self.far.everywhere or bool(self.far.units)

    def of(self, whos: Sequence[Who]) -> set[Who]:
        """Those of the subjects whose targets may be set."""
        if self.far.everywhere:
            return {who for who in whos if who[0] != "client"}
        mine = {who for who in whos if who[0] == "unit" and who[1] in self._units - set(self.far.units)}
        keys = [key for kind, key in whos if kind == "person" and key != self.person]
        inside = people.assigned_within(keys, self._units, *self._days) if keys else set()
        return mine | {("person", key) for key in inside}


def grid_of(request: HttpRequest, given: Any, typed: Mapping[str, str] | None = None) -> Shown:
    """The page's grid. typed: what stands in fields that were not saved. Raises Http404 beyond the reach."""
    rules, opened = rules_now(), store()
    snapshot = opened.snapshot()
    with reader() as engine:
        names = used(engine, snapshot, rules, timezone.localdate())
        asked = asked_of(request, given, rules, names)
        shown = _place(request, asked, rules, snapshot, names)
        first, last = shown.months[0].start, shown.months[-1].end
        rights = Rights(request, first, last)
        shown.may_set = bool(rights)
        found, own = _whos(request, shown, first, last)
        grid = read(engine, snapshot, rules, asked.named, asked.year, [each.who for each in (*own, *found)])
        stored = {period for _, period in grid.rows}
        posts = [asked.post] if asked.post else [post for post, _ in shown.posts]
        shown.columns = columns_of(rules, asked.named.name, shown.months, posts, stored)
        if shown.around is not None and shown.additive:
            shown.totals = _totals(engine, shown, grid, found)
    whos = [each.who for each in (*own, *found)]
    may = rights.of(whos)
    achieved = _achieved(shown, whos)
    made = {
        each.who: row_of(shown, grid, each, each.who in may, achieved, typed or {}) for each in (*own, *found)
    }
    shown.own, shown.rows = [made[each.who] for each in own], [made[each.who] for each in found]
    return shown


def _place(
    request: HttpRequest, asked: Asked, rules: Rules, snapshot: Snapshot, names: Sequence[Used]
) -> Shown:
    months = rules.calendar.periods_of_year(asked.year, "month")
    around = None
    if request.reach.everywhere or request.reach.units:
        around = people.surroundings(request.reach, asked.unit)
        if around is None and asked.unit:
            raise Http404
    elif asked.unit:
        raise Http404
    wording = in_currency(request.wording, rules.settings.currency)
    unit_word = rules.unit_word(asked.named.name, months[0].start)
    shown = Shown(
        asked,
        wording,
        rules,
        snapshot,
        tuple(names),
        months,
        months,
        unit_word,
        rules.additive(asked.named.name, months[0].start),
        around,
    )
    this = int(rules.calendar.containing(timezone.localdate(), "year").key)
    shown.years = sorted({asked.year, *range(this - 2, this + 2)})
    titles = {post: wording.title(title or {}, post) for post, title in rules.posts.items()}
    posts = next((each.posts for each in names if each.named == asked.named), ())
    shown.posts = [(post, titles.get(post, post)) for post in posts]
    return shown


def _whos(request: HttpRequest, shown: Shown, first: date, last: date) -> tuple[list[Sorted], list[Sorted]]:
    """Whose rows the page has, and whose stand above them: the unit's own, the company's."""
    asked, around = shown.asked, shown.around
    own: list[Sorted] = []
    if around is not None:
        if around.keys is None:
            own.append(Sorted(("company", ""), shown.wording.say("targets.company")))
        own.append(Sorted(("unit", around.unit.key), around.unit.title))
    if asked.view == "units" and around is not None:
        return [Sorted(("unit", each.key), each.title, note=each.kind) for each in around.below], own
    posts = [asked.post] if asked.post else [post for post, _ in shown.posts]
    rows = sorted_people(request.reach, around, first, last, posts, asked.text)
    page = paged(rows, around is not None and around.keys is None and not asked.text).get_page(asked.page)
    shown.page = page
    return people_rows(shown, list(page.object_list), first, last), own


def people_rows(shown: Shown, keys: Sequence[str], first: date, last: date) -> list[Sorted]:
    """The people with their names and posts."""
    known, posts = people.people(keys), people.posts_between(keys, first, last)
    titles = {p: shown.wording.title(t or {}, p) for p, t in shown.rules.posts.items()}
    return [
        Sorted(
            ("person", key),
            known[key].shown(shown.wording) if key in known else key,
            ", ".join(titles.get(post, post) for post in posts.get(key, ())),
        )
        for key in keys
    ]


def _totals(engine: Any, shown: Shown, grid: Grid, found: Sequence[Sorted]) -> Mapping[str, Decimal]:
    """What the rows' targets come to by period: of all people of the unit, or of the units below."""
    asked, around = shown.asked, shown.around
    if asked.view == "units":
        of = {
            m.key: sum((grid.of(each.who, m).value or Decimal(0) for each in found), Decimal(0))
            for m in shown.columns
        }
        return {**of, shown.year_key: sum((of[m.key] for m in shown.months), Decimal(0))}
    assert around is not None
    posts = [asked.post] if asked.post else []
    longer = [period for period in shown.columns if period.cycle != "month"]
    return sums(engine, shown.snapshot, shown.rules, asked.named, asked.year, around.keys, posts, longer)


def _achieved(shown: Shown, whos: Sequence[Who]) -> dict[Who, tuple[Decimal | None, Decimal | None]]:
    """By subject: last year's actual in all, and this year's to date."""
    if not shown.additive:
        return {}
    calendar = shown.rules.calendar
    past = {calendar.year_before(month).key for month in shown.months}
    these = {month.key for month in shown.months}
    found = actuals(shown.asked.named.name, shown.asked.named.group, whos, [*past, *these])
    told: dict[Who, list[Decimal | None]] = {}
    for (who, period), value in found.items():
        pair = told.setdefault(who, [None, None])
        at = 0 if period in past else 1
        pair[at] = (pair[at] or Decimal(0)) + value
    return {who: (pair[0], pair[1]) for who, pair in told.items()}
