"""One file into one table: read, check, land, and say what was done. What is named is written before."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path

from attain.engine.facts.mapping import Mapping as FileMapping
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.currency import convert
from attain.engine.store.intake.form import SourceForm
from attain.engine.store.intake.joining import joined_file
from attain.engine.store.intake.raw import regular_file
from attain.engine.store.intake.repairing import Repair
from attain.engine.store.intake.report import LoadReport
from attain.engine.store.intake.rows import TypedSource, read_rows
from attain.engine.store.intake.settings import IntakeSettings
from attain.engine.store.intake.soundness import (
    check_control,
    check_duplicates,
    check_ranges,
    check_references,
)
from attain.engine.store.intake.text import file_digest
from attain.engine.store.intake.totals import check_totals
from attain.engine.store.landing import Landing, land_facts
from attain.engine.store.landing_tables import land_table
from attain.engine.store.manifest import LoadEntry, Manifest
from attain.engine.store.passed_by import passed_by
from attain.engine.store.quarantine import first_faults, rows_of, write_quarantine
from attain.engine.store.repairs_kept import Repairs, keep_repairs, narrow, repairs_of, rows_named
from attain.engine.store.snapshot import Snapshot

Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Loading:
    """A load that was asked for. told: called with the name of each step and how far it is.

    leaving: of an entered change, the file with the keys of rows that are gone; None for a file's load, whose
    bad rows go to quarantine, where a change with a bad row is refused as a whole.
    repairs: cells put right and rows left out, of those that are loaded for the first time or wait.
    """

    tables: Mapping[str, Table]
    path: Path
    table: Table
    mapping: FileMapping | None
    settings: IntakeSettings
    told: Told
    leaving: Path | None = None
    repairs: tuple[Repair, ...] = ()

    def source(self, snapshot: Snapshot) -> str:
        """Hash of all that decides what the rows become: the files, the mapping, the table, the rates."""
        joins = self.mapping.join if self.mapping else ()
        files = [self.path, *(joined_file(join, self.path) for join in joins)]
        rates = snapshot.parts("exchange_rates") if self.mapping and self.mapping.currency else ()
        deciding = {
            "files": [file_digest(file) for file in files],
            "mapping": self.mapping.model_dump(mode="json", by_alias=True) if self.mapping else None,
            "table": [
                self.table.name,
                *(f"{n}: {k}" for n, k in self.table.columns.items()),
                *self.table.key,
            ],
            "rates": [part.file for part in rates],
            "settings": [self.settings.currency, self.settings.decimals, self.settings.time_zone],
        }
        if self.leaving is not None:  # the same change may be made again later
            deciding["change"] = [snapshot.id, file_digest(self.leaving)]
        return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()[:24]


def prepared(
    tables: Mapping[str, Table],
    file: Path | str,
    into: str | FileMapping,
    settings: IntakeSettings,
    told: Told,
) -> Loading:
    """The load, if there is such a file and such a table. Raises Faulty if not."""
    mapping = into if isinstance(into, FileMapping) else None
    name = into.into if isinstance(into, FileMapping) else into
    path = regular_file(file)
    if name not in tables:
        values = {"table": name, "nearest": nearest(name, dict(tables)), "known": ", ".join(tables)}
        raise Faulty(Fault("fault.table_unknown", values, str(path)))
    table = tables[name]
    if mapping and mapping.whole and table.date is not None:
        raise Faulty(Fault("fault.whole_facts", {"table": name, "mapping": mapping.mapping}, str(path)))
    return Loading(tables, path, table, mapping, settings, told)


def load(
    loading: Loading, snapshot: Snapshot, workspace: Path, engine: DuckEngine | None
) -> tuple[LoadReport, Manifest]:
    """The report and the manifest after the load; the snapshot's own if nothing changed."""
    source = loading.source(snapshot)
    earlier = [entry for entry in snapshot.manifest.loads if entry.source == source]
    load_id = source if not earlier else f"{source}.{len(earlier) + 1}"
    if earlier and not earlier[-1].quarantined:
        return _as_recorded(loading, snapshot, earlier), snapshot.manifest
    only = rows_of(snapshot.place.path(f"quarantine/{earlier[-1].load_id}.csv")) if earlier else None
    with ExitStack() as kept:
        if engine is not None:
            kept.enter_context(engine.apart())
            own = engine
        else:
            settings = loading.settings
            own = kept.enter_context(DuckEngine(settings.memory_limit, settings.threads, spill=workspace))
        waiting = rows_named(loading.repairs, only, own)
        repairs = repairs_of(snapshot.place, earlier, loading.repairs, waiting)
        return _load(own, loading, snapshot, workspace, load_id, only, repairs)


def _as_recorded(loading: Loading, snapshot: Snapshot, earlier: list[LoadEntry]) -> LoadReport:
    """The report of a file that is wholly in already: nothing is read, nothing changes.

    Where later loads have changed what it brought, that is told: whoever loads it may want it back.
    """
    told = [json.loads(snapshot.place.read(f"loads/{entry.load_id}.json")) for entry in earlier]
    first, left_out = told[0], sum(each.get("left_out", 0) for each in told)
    lists = {key: tuple(first["form"][key]) for key in ("header", "stated")}
    whole = loading.mapping is not None and loading.mapping.whole
    return LoadReport(
        earlier[-1].load_id,
        loading.table.name,
        SourceForm(**{**first["form"], **lists, "file": str(loading.path)}),
        rows_read=first["rows_read"],
        rows_skipped=first["rows_skipped"],
        left_out=left_out,
        unchanged=first["rows_read"] - first["rows_skipped"] - left_out,
        before=snapshot.id,
        after=snapshot.id,
        repeated=True,
        columns=first["columns"],
        unused=tuple(first["unused"]),
        warnings=passed_by(snapshot, earlier[-1], loading.table.name, whole, str(loading.path)),
    )


def _load(
    engine: DuckEngine,
    loading: Loading,
    snapshot: Snapshot,
    workspace: Path,
    load_id: str,
    only: str | None,
    repairs: Repairs,
) -> tuple[LoadReport, Manifest]:
    table, mapping, told = loading.table, loading.mapping, loading.told
    told("reading", 0.0)
    read = read_rows(engine, loading.path, table, mapping, loading.settings, workspace, only, repairs.all)
    told("checking", 0.0)
    control = {}
    if mapping and only is None:
        decimals, file = loading.settings.decimals, str(loading.path)
        control = check_control(engine, table, mapping, read.rows, decimals, file)
    extras = convert(engine, loading.tables, table, mapping, loading.settings, snapshot, str(loading.path))
    warnings = check(engine, loading, snapshot, only)
    if loading.leaving is not None and (faults := first_faults(engine, table.name, loading.path.name)):
        raise Faulty(*(replace(fault, severity="error") for fault in faults))
    part_good(engine, table, extras, load_id)
    told("landing", 0.0)
    landing = Landing(table, loading.settings.decimals, read.feeds.absent, extras)
    report = _report(engine, loading, snapshot, read, load_id, only, control, warnings)
    report, manifest = _land(engine, landing, loading, snapshot, workspace, report)
    return _finished(engine, loading, snapshot, workspace, report, manifest, repairs)


def check(engine: DuckEngine, loading: Loading, snapshot: Snapshot, only: str | None) -> list[Fault]:
    """Rows against each other (those that landed earlier too) and against what is known; warnings."""
    check_duplicates(engine, loading.table)
    check_totals(engine, loading.table)
    narrow(engine, only)
    check_ranges(engine, loading.table)
    if loading.mapping and loading.mapping.references == "accept":
        return []
    return check_references(engine, loading.table, loading.tables, snapshot)


def part_good(engine: DuckEngine, table: Table, extras: Mapping[str, str], load_id: str) -> None:
    """`good`: the rows of `typed` without the bad ones; the texts that they were are no longer needed."""
    columns = sql.names([*table.columns, *extras])
    engine.execute("DROP VIEW numbered; DROP VIEW bared; DROP VIEW texts; DROP TABLE raw")
    engine.execute("DELETE FROM typed WHERE _row IN (SELECT _row FROM bad)")
    engine.execute(f"CREATE VIEW good AS SELECT {columns}, {sql.text(load_id)} AS _load, _row FROM typed")


def _report(
    engine: DuckEngine,
    loading: Loading,
    snapshot: Snapshot,
    read: TypedSource,
    load_id: str,
    only: str | None,
    control: Mapping[str, Decimal],
    warnings: list[Fault],
) -> LoadReport:
    (quarantined,) = engine.query("SELECT count(DISTINCT _row) FROM bad")[0]
    return LoadReport(
        load_id,
        loading.table.name,
        read.form,
        rows_read=read.rows,
        rows_skipped=read.skipped,
        left_out=read.left_out,
        quarantined=quarantined,
        control=control,
        before=snapshot.id,
        repeated=only is not None,
        columns=read.feeds.named,
        unused=read.unused,
        quarantine=first_faults(engine, loading.table.name, str(loading.path)),
        warnings=tuple(warnings),
    )


def _land(
    engine: DuckEngine,
    landing: Landing,
    loading: Loading,
    snapshot: Snapshot,
    workspace: Path,
    report: LoadReport,
) -> tuple[LoadReport, Manifest]:
    if landing.table.date is None:
        whole = bool(loading.mapping and loading.mapping.whole) and not report.repeated
        counts, manifest = land_table(engine, landing, snapshot, workspace, whole, loading.leaving)
        return _counted(report, *counts, ()), manifest
    landed = land_facts(engine, landing, snapshot, workspace, loading.told)
    report = _counted(report, landed.new, landed.unchanged, landed.corrected, tuple(sorted(landed.months)))
    manifest = snapshot.manifest
    return report, manifest.with_facts(landing.table.name, landed.months) if landed.months else manifest


def _counted(
    report: LoadReport, new: int, unchanged: int, corrected: int, months: tuple[str, ...]
) -> LoadReport:
    return replace(report, rows_loaded=new, unchanged=unchanged, corrected=corrected, partitions=months)


def _finished(
    engine: DuckEngine,
    loading: Loading,
    snapshot: Snapshot,
    workspace: Path,
    report: LoadReport,
    manifest: Manifest,
    repairs: Repairs,
) -> tuple[LoadReport, Manifest]:
    """Quarantine and record written; the manifest names the load, unless there is nothing to tell."""
    nothing = not report.quarantined or _as_before(report, snapshot)
    if manifest is snapshot.manifest and nothing and not repairs.new:
        return replace(report, after=snapshot.id), manifest
    place = snapshot.place
    keep_repairs(repairs, loading.table, report.columns, workspace, place, report.load_id)
    if report.quarantined:
        target = workspace / "quarantine.csv"
        write_quarantine(engine, target)
        name = f"quarantine/{report.load_id}.csv"
        place.move(target, name)
        report = replace(report, quarantine_file=place.path(name))
    entry = LoadEntry(report.load_id, report.load_id.partition(".")[0], report.quarantined)
    manifest = replace(manifest, loads=(*manifest.loads, entry), parent=snapshot.id)
    report = replace(report, after=manifest.hash)
    place.write(f"loads/{report.load_id}.json", _recorded(report))
    return report, manifest


def _as_before(report: LoadReport, snapshot: Snapshot) -> bool:
    """Whether a repeated load left the same rows in quarantine."""
    return report.repeated and not report.rows_loaded and not report.corrected


def _recorded(report: LoadReport) -> bytes:
    """The report as JSON, without cells (they are in quarantine) and without local paths."""
    content = asdict(
        replace(
            report,
            quarantine=(),
            quarantine_file="",
            form=replace(report.form, file=Path(report.form.file).name),
        )
    )
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
