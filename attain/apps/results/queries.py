"""Reading runs and sheets: each function is a fixed number of queries, whatever the size of the company."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Q, QuerySet

from attain.apps.house.api import bundle_now, store
from attain.apps.results.contracts import RunView, SheetView
from attain.apps.results.models import Sheet, StoredRun
from attain.engine.decide.subject import COMPANY
from attain.engine.faults import Faulty


def runs(cycle: str | None = None) -> list[RunView]:
    """The current run of every period, the newest period first."""
    rows = StoredRun.objects.filter(current=True)
    rows = rows.filter(cycle=cycle) if cycle else rows
    return [_run(row) for row in rows.order_by("-end", "period")]


def all_runs(period: str = "", current: bool | None = None) -> list[RunView]:
    """Every run that pages know, replaced ones as well, the newest period first."""
    rows = StoredRun.objects.order_by("-end", "period", "-published_at")
    rows = rows.filter(period=period) if period else rows
    rows = rows if current is None else rows.filter(current=current)
    return [_run(row) for row in rows]


def run(period: str) -> RunView | None:
    """The current run of a period."""
    row = StoredRun.objects.filter(period=period, current=True).first()
    return _run(row) if row else None


def before(run: RunView) -> RunView | None:
    """What a run is compared with: the one shown before it for its period, else that of the period before."""
    return next(iter(earlier(run)), None)


def earlier(run: RunView) -> list[RunView]:
    """The one that was shown before it for its period, and that of the period before: those there are."""
    same = StoredRun.objects.filter(period=run.period, published_at__lt=run.published_at)
    past = StoredRun.objects.filter(current=True, cycle=run.cycle, end__lte=run.start)
    rows = same.order_by("-published_at").first(), past.order_by("-end").first()
    return [_run(row) for row in rows if row is not None]


def run_by_key(key: str) -> RunView | None:
    row = StoredRun.objects.filter(key=key).first()
    return _run(row) if row else None


def sheets_of(subject: str, run: RunView, kind: str = "person") -> list[SheetView]:
    """A subject's sheets in a run: one a spell, in the order of time."""
    rows = Sheet.objects.filter(run=run.key, kind=kind, subject=subject).order_by("spell")
    return [_sheet(row, run.period) for row in rows]


def history(subject: str, runs: Sequence[RunView], kind: str = "person") -> list[SheetView]:
    """A subject's last sheet in each of the runs, in their order."""
    periods = {each.key: each.period for each in runs}
    rows = Sheet.objects.filter(run__in=list(periods), kind=kind, subject=subject).order_by("spell")
    last = {row.run_id: _sheet(row, periods[row.run_id]) for row in rows}
    return [last[each.key] for each in runs if each.key in last]


def histories(
    subjects: Iterable[str], runs: Sequence[RunView], kind: str = "person"
) -> dict[str, list[SheetView]]:
    """The same for many subjects in one query."""
    periods = {each.key: each.period for each in runs}
    order = {each.key: at for at, each in enumerate(runs)}
    rows = Sheet.objects.filter(run__in=list(periods), kind=kind, subject__in=list(subjects))
    found: dict[str, dict[int, SheetView]] = {}
    for row in rows.order_by("spell"):
        found.setdefault(row.subject, {})[order[row.run_id]] = _sheet(row, periods[row.run_id])
    return {subject: [own[at] for at in sorted(own)] for subject, own in found.items()}


def people_sheets(run: RunView, units: Iterable[str] | None, post: str = "") -> "QuerySet[Sheet]":
    """People's sheets of a run as rows to sort and cut: in these units (None: all), of this post."""
    rows = Sheet.objects.filter(run=run.key, kind="person")
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    return rows.filter(post=post) if post else rows


def viewed(rows: "Iterable[Sheet]", run: RunView) -> list[SheetView]:
    """Rows of `people_sheets` as sheets."""
    return [_sheet(row, run.period) for row in rows]


def peers(sheet: SheetView, traits: Iterable[str], node: str, limit: int = 5_000) -> list[tuple[str, str]]:
    """(subject, text) of a node for all people of the run who share these traits with the sheet's."""
    wanted = {f"traits__{name}": sheet.traits.get(name, "") for name in traits}
    rows = Sheet.objects.filter(run=sheet.run, kind="person", **wanted)
    return [(who, text) for who, text in rows.values_list("subject", f"values__{node}")[:limit] if text]


def _run(row: StoredRun) -> RunView:
    return RunView(
        key=row.key,
        period=row.period,
        cycle=row.cycle,
        start=row.start,
        end=row.end,
        bundle=row.bundle,
        snapshot=row.snapshot,
        state=row.state,
        facts_until=row.facts_until,
        people=row.people,
        control=row.control,
        counts=row.counts,
        current=row.current,
        published_at=row.published_at,
    )


def _sheet(row: Sheet, period: str) -> SheetView:
    return SheetView(
        run=row.run_id,
        period=period,
        kind=row.kind,
        subject=row.subject,
        spell=row.spell,
        post=row.post,
        unit=row.unit,
        card=row.card,
        total=row.total,
        grade=row.grade,
        paid=row.paid,
        traits=row.traits,
        values=row.values,
        further=row.further,
    )


def actuals(
    name: str, group: str, subjects: Sequence[tuple[str, str]], periods: Iterable[str]
) -> dict[tuple[tuple[str, str], str], Decimal]:
    """(kind, key) and period → what the current runs have published of a name, a person's spells together."""
    node = f"{name}|{group}" if group else name
    wanted: dict[str, list[str]] = {}
    for kind, key in subjects:
        wanted.setdefault(kind, []).append(key or COMPANY)
    among = Q()
    for kind, keys in wanted.items():
        among |= Q(kind=kind, subject__in=keys)
    rows = Sheet.objects.filter(among, run__current=True, run__period__in=list(periods)) if wanted else ()
    found: dict[tuple[tuple[str, str], str], Decimal] = {}
    told = rows.values_list("kind", "subject", "run__period", f"values__{node}") if wanted else ()
    for kind, subject, period, text in told:
        if text:
            key = ((kind, "" if kind == "company" else subject), period)
            found[key] = found.get(key, Decimal(0)) + Decimal(text)
    return found


def overtaken(run: RunView) -> tuple[str, ...]:
    """What has changed since an open period was computed: "facts" (all tables), "rules"."""
    if run.state == "closed":
        return ()
    try:
        newest = store().snapshot().id
    except Faulty:
        return ()
    bundle = bundle_now()
    facts, rules = newest != run.snapshot, bool(bundle) and bundle != run.bundle
    return tuple(name for name, changed in (("facts", facts), ("rules", rules)) if changed)
