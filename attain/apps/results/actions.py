"""Writing: a run's published numbers into the database, whole or not at all."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from attain.apps.results.models import Sheet, StoredRun
from attain.engine.decide.publish import Published
from attain.engine.decide.rules import Rules
from attain.engine.period import Period
from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import from_bundle
from attain.runs.compute import Computation, Progress, quiet
from attain.runs.records import Records
from attain.runs.register import Register, Run
from attain.runs.writing import origin_of

#: So many sheets go to the database at a time.
BATCH = 1_000

#: What people are chosen and compared by, of an assignment.
TRAITS = ("post", "unit_id", "class", "market_type")


def publish(store: Store, run: Run, progress: Progress = quiet) -> None:
    """Makes a run the one that its period is shown by, unless another one has closed the period.

    Publishing it again changes nothing.
    """
    known = Register(store)
    here = StoredRun.objects.filter(key=run.id, state=known.state(run), current=_shows(known, run))
    if here.exists():
        return
    rules = from_bundle(store.place.read(f"bundles/{run.bundle}.json")).rules
    with DuckEngine() as engine:
        snapshot = store.snapshot(run.snapshot)
        engine.register(snapshot, rules.tables)
        calendared, period = Computation(engine, snapshot).period(rules, run.period)
        traits = _traits(Records(engine, calendared))
        origin = origin_of(store, engine, run, rules, period)
    with transaction.atomic():
        # Whoever closes it writes so before publishing: with the rows taken first, nobody comes between.
        list(StoredRun.objects.select_for_update().filter(period=run.period).order_by("pk"))
        shows = _shows(known, run)
        if shows:
            others = StoredRun.objects.filter(period=run.period, current=True).exclude(key=run.id)
            others.update(current=False)
        row, made = StoredRun.objects.get_or_create(
            key=run.id,
            defaults={
                "period": run.period,
                "cycle": period.cycle,
                "start": period.start,
                "end": period.end,
                "bundle": run.bundle,
                "snapshot": run.snapshot,
                "state": origin.state,
                "facts_until": origin.facts_until,
                "people": run.counts["people"],
                "control": dict(run.control),
                "counts": dict(run.counts),
            },
        )
        row.state, row.current = origin.state, shows
        row.save(update_fields=["state", "current"])
        if made:
            _write(known, run, row, rules, period, traits, progress)


def _shows(known: Register, run: Run) -> bool:
    """Whether its period is shown by this run: no other one has closed it."""
    return known.state(run) == "closed" or known.closed(run.period) is None


def _write(
    register: Register,
    run: Run,
    row: StoredRun,
    rules: Rules,
    period: Period,
    traits: Mapping[tuple[str, str], Mapping[str, str]],
    progress: Progress,
) -> None:
    waiting: list[Sheet] = []
    for done, sheets in enumerate(_by_subject(register, run, row), 1):
        for sheet in sheets:
            _described(sheet, rules, period, traits)
        waiting += sheets
        if len(waiting) >= BATCH:
            Sheet.objects.bulk_create(waiting)
            waiting.clear()
            progress("run.step.publish", min(done / max(run.counts["people"], 1), 1))
    Sheet.objects.bulk_create(waiting)
    progress("run.step.publish", 1)


def _by_subject(register: Register, run: Run, row: StoredRun) -> Iterator[list[Sheet]]:
    """The sheets of one subject after the other; what is paid once a person joins the last spell."""
    found: dict[str, Sheet] = {}
    whole: list[Published] = []
    before = ("", "")
    for node in register.results(run):
        if (node.kind, node.subject) != before:
            if before[0]:
                yield _joined(found, whole, row, *before)
            found, whole, before = {}, [], (node.kind, node.subject)
        if node.kind == "person" and not node.spell:
            whole.append(node)
            continue
        sheet = found.get(node.spell)
        if sheet is None:
            sheet = found[node.spell] = Sheet(
                run=row, kind=node.kind, subject=node.subject, spell=node.spell, values={}, further={}
            )
        _put(sheet, node, run.period)
    if before[0]:
        yield _joined(found, whole, row, *before)


def _joined(
    found: dict[str, Sheet], whole: list[Published], row: StoredRun, kind: str, subject: str
) -> list[Sheet]:
    if not found:
        found[""] = Sheet(run=row, kind=kind, subject=subject, values={}, further={})
    last = found[max(found)]
    for node in whole:
        _put(last, node, row.period)
        if node.node == "paid" and node.for_period == row.period:
            last.paid = Decimal(node.value) if node.value else None
    return list(found.values())


def _put(sheet: Sheet, node: Published, period: str) -> None:
    name = f"{node.node}|{node.group}" if node.group else node.node
    if node.for_period == period:
        sheet.values[name] = node.value
    else:
        sheet.further[f"{node.for_period}|{node.node}|{node.group}"] = node.value


def _described(
    sheet: Sheet, rules: Rules, period: Period, traits: Mapping[tuple[str, str], Mapping[str, str]]
) -> None:
    """Gives a sheet its traits and its scorecard's total."""
    if sheet.kind == "unit":
        sheet.unit = sheet.subject
        return
    if sheet.kind != "person":
        return
    own = traits.get((sheet.subject, sheet.spell)) or traits.get((sheet.subject, ""), {})
    sheet.traits = dict(own)
    sheet.post, sheet.unit = own.get("post", ""), own.get("unit", "")
    cards = rules.scorecards(sheet.post, period.cycle, period.last_day)
    for card in cards:
        if card.scorecard in sheet.values:
            sheet.card = card.scorecard
            text = sheet.values[card.scorecard]
            sheet.total = Decimal(text) if text else None
            sheet.grade = sheet.values.get(f"{card.scorecard}.grade", "")
            break


def _traits(records: Records) -> dict[tuple[str, str], dict[str, str]]:
    """(person, spell) → traits; (person, "") → those of the last assignment."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    rows: list[Mapping[str, Any]] = sorted(records.of("assignments"), key=lambda row: row["from"])
    for row in rows:
        own = {name.removesuffix("_id"): str(row[name]) for name in TRAITS if row.get(name)}
        found[row["person_id"], row["from"].isoformat()] = own
        found[row["person_id"], ""] = own
    return dict(found)
