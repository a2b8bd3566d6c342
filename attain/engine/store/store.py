"""The fact store: immutable files under a manifest that is replaced at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from attain.engine.facts.builtin import BUILTIN
from attain.engine.facts.mapping import Mapping as FileMapping
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store import manifests
from attain.engine.store.changing import Change, entered
from attain.engine.store.checking import check_snapshot
from attain.engine.store.damage import damaged, told, undamaged
from attain.engine.store.engine import DuckEngine
from attain.engine.store.erasing import personal_rows, without_person
from attain.engine.store.intake.repairing import Repair
from attain.engine.store.intake.report import LoadReport
from attain.engine.store.intake.settings import IntakeSettings
from attain.engine.store.loading import Told, load, prepared
from attain.engine.store.manifest import Manifest, NewerFormat
from attain.engine.store.memory import MEMORY
from attain.engine.store.place import Place
from attain.engine.store.previewing import Preview, preview
from attain.engine.store.snapshot import Snapshot
from attain.engine.store.spark import Cluster
from attain.engine.store.sweeping import sweep_unnamed
from attain.engine.store.taking_back import TakenBack, without_load

if TYPE_CHECKING:
    from attain.engine.store.spark.engine import SparkEngine

#: What a store that was killed while it was made has; making it again is no harm. HEAD comes last.
LEFT_BY_A_KILL = ("LOCK", "tmp", "manifests")

#: Seconds to wait while another process makes the same store, which takes it a moment.
CREATING = 10


def _quiet(step: str, part: float) -> None:
    """Nobody is told."""


class Store:
    """A folder of facts. Readers never wait; one writer at a time."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @classmethod
    def create(cls, path: Path | str, crash_at: Callable[[str], None] | None = None) -> "Store":
        """A new, empty store. Raises Faulty if the folder has something else in it."""
        root = Path(path)
        taken = Faulty(Fault("fault.store_not_empty", {"store": str(root)}, str(root)))
        with told(root):
            if root.is_file() or (
                root.is_dir() and any(child.name not in LEFT_BY_A_KILL for child in root.iterdir())
            ):
                raise taken
            root.mkdir(parents=True, exist_ok=True)
        store = cls(Place(root, crash_at))
        store.place.patience = CREATING
        with store.place.locked():
            if store.place.exists("HEAD"):
                raise taken
            store._publish(Manifest())
        store.place.patience = 0
        return store

    @classmethod
    def open(cls, path: Path | str, crash_at: Callable[[str], None] | None = None) -> "Store":
        """The store that is there. Raises Faulty if there is none."""
        place = Place(path, crash_at)
        if not place.exists("HEAD"):
            if place.exists("manifests") and any(map(place.exists, ("tables", "facts"))):
                raise damaged(place.path("HEAD"))
            raise Faulty(Fault("fault.store_missing", {"store": str(path)}, str(path)))
        return cls(place)

    @classmethod
    def at(cls, path: Path | str) -> "Store":
        """The store that is there, or a new one. Raises Faulty if the folder has something else in it."""
        if not Place(path).exists("HEAD"):
            try:
                return cls.create(path)
            except Faulty:
                if not Place(path).exists("HEAD"):  # else another process was quicker
                    raise
        return cls.open(path)

    def patient(self, seconds: int, waiting: Callable[[int], None]) -> Self:
        """This store, waiting so long where another process writes. waiting: told, once, when it has to."""
        self.place.patience, self.place.waiting = seconds, waiting
        return self

    def engine(self, memory_limit: str = MEMORY, threads: int | None = None) -> DuckEngine:
        """An engine that spills to the store's own disk, or where temporary files go if it may not there."""
        spill, kept = self._spill()
        return DuckEngine(memory_limit, threads, spill, closing=kept.close)

    def spark_engine(self, cluster: Cluster, memory_limit: str = MEMORY) -> "SparkEngine":
        """An engine on a Spark cluster. Raises Faulty where Spark cannot be had."""
        from attain.engine.store.spark.engine import SparkEngine

        spill, kept = self._spill()
        return SparkEngine(cluster, memory_limit, spill=spill, closing=kept.close)

    def _spill(self) -> tuple[Path | None, ExitStack]:
        """A folder of an engine's own, and what removes it."""
        kept = ExitStack()
        try:
            spill = kept.enter_context(self.place.workspace())
        except OSError:
            spill = None  # the engine looks for a place among the machine's temporary files
        return spill, kept

    def snapshot(self, id: str | None = None) -> Snapshot:
        """The store as it is now, or as it was at a snapshot. Raises Faulty for an unknown one."""
        wanted = id or self._head()
        name = manifests.named(wanted)
        if not wanted.isalnum() or not self.place.exists(name):
            if id is None:  # one of both is not as it was
                raise Faulty(*(f for file in ("HEAD", name) for f in damaged(self.place.path(file)).faults))
            raise Faulty(Fault("fault.snapshot_unknown", {"snapshot": wanted}, str(self.place.root)))
        try:
            manifest = manifests.read(self.place, wanted)
        except NewerFormat as newer:
            values = {"store": str(self.place.root), "found": newer.found, "known": manifests.APART}
            raise Faulty(Fault("fault.store_newer", values, str(self.place.root))) from None
        return Snapshot(wanted, manifest, self.place)

    def _head(self) -> str:
        with undamaged(self.place.path("HEAD")):
            return self.place.read("HEAD").decode().strip()

    def load(
        self,
        tables: Mapping[str, Table],
        file: Path | str,
        into: str | FileMapping,
        settings: IntakeSettings | None = None,
        progress: Told | None = None,
        engine: DuckEngine | None = None,
        repairs: Iterable[Repair] = (),
    ) -> LoadReport:
        """Loads a file into a table, by name or by a mapping. The same file twice changes nothing.

        tables: the rulebook's tables by name (see `all_tables`); built-in ones need not be in it.
        progress: called with ("reading" | "checking" | "landing" | "writing", how far from 0 to 1).
        engine: one that has registered nothing, for many files; else each load opens its own.
        repairs: cells put right before they are read and rows left out, if they are new or wait; the source
        stays the same one, and what was repaired is kept beside it.
        Bad rows go to quarantine, good rows land. Raises Faulty, with nothing changed, if the file as a
        whole can't be read or mapped, misses its control totals, or would make a table contradict itself.
        """
        known = {**BUILTIN, **tables}
        loading = prepared(known, file, into, settings or IntakeSettings(), progress or _quiet)
        loading = replace(loading, repairs=tuple(repairs))
        with self._writing() as workspace:
            snapshot = self.snapshot()
            report, manifest = load(loading, snapshot, workspace, engine)
            if manifest is not snapshot.manifest:
                self._publish(manifest)
        return report

    def preview(
        self,
        tables: Mapping[str, Table],
        file: Path | str,
        into: str | FileMapping,
        settings: IntakeSettings | None = None,
        progress: Told | None = None,
    ) -> Preview:
        """What loading a file would do: all of it read and checked, nothing landed, nobody kept from writing.

        Raises Faulty where a load would, control totals aside: the preview tells those.
        """
        known = {**BUILTIN, **tables}
        loading = prepared(known, file, into, settings or IntakeSettings(), progress or _quiet)
        with self.place.workspace() as workspace:
            return preview(loading, self.snapshot(), workspace)

    def source_of(
        self, tables: Mapping[str, Table], file: Path | str, into: str | FileMapping, settings: IntakeSettings
    ) -> str:
        """The name that the manifest would give to this file loaded this way."""
        known = {**BUILTIN, **tables}
        return prepared(known, file, into, settings, _quiet).source(self.snapshot())

    def change(
        self, tables: Mapping[str, Table], changes: Iterable[Change], name: str, settings: IntakeSettings
    ) -> tuple[str, list[LoadReport]]:
        """Rows of built-in tables entered, corrected and taken away, all or none; the snapshot that has them.

        name: what the loads are called. Raises Faulty, with nothing changed, for a bad cell, an unknown key
        or tables that would contradict themselves.
        """
        with self._writing() as workspace, self.engine(settings.memory_limit, settings.threads) as engine:
            before = self.snapshot()
            after, reports = entered(
                {**BUILTIN, **tables}, changes, name, settings, before, workspace, engine
            )
            if after is not before:
                self._publish(after.manifest)
        return after.id, reports

    def take_back(self, tables: Mapping[str, Table], load: str) -> TakenBack:
        """The tables as they were before a load or change, in a new snapshot; its file can be loaded again.

        What was entered at once is taken back at once. Raises Faulty, with nothing changed, for an unknown
        load and where later loads have changed the same months or tables: those are taken back first.
        """
        with self._writing() as workspace:
            taken, manifest = without_load(self.snapshot(), load, {**BUILTIN, **tables}, workspace)
            self._publish(manifest)
        return replace(taken, snapshot=manifest.hash)

    def check(self, tables: Mapping[str, Table]) -> list[Fault]:
        """What the stored tables say against each other: keys that name nothing, overlaps, circles."""
        return check_snapshot(self.snapshot(), {**BUILTIN, **tables})

    def erase_person(self, person_id: str) -> bool:
        """Removes a person's name and contacts for good; keys and sums stay. False if there were none."""
        with self._writing() as workspace:
            snapshot = self.snapshot()
            manifest = without_person(snapshot, person_id, workspace)
            if manifest is None:
                return False
            self._publish(replace(manifest, parent=snapshot.id))
        return True

    def personal(self, table: str, people: Collection[str] | None = None) -> list[dict[str, Any]]:
        """The personal columns of a table as they are now, with their key; kept apart from snapshots.

        people: those who are asked about; None for all.
        """
        return personal_rows(self.snapshot(), table, people)

    @contextmanager
    def _writing(self) -> Iterator[Path]:
        """The lock and a workspace. Files that end up named by no manifest are swept: at once where the work
        fails, by the next writer where it was killed."""
        with self.place.locked() as lock, self.place.workspace() as workspace:
            if lock.unfinished and sweep_unnamed(self.place):
                lock.end()
            try:
                yield workspace
            except BaseException:
                if lock.unfinished and sweep_unnamed(self.place):
                    lock.end()
                raise
            lock.end()

    def _publish(self, manifest: Manifest) -> None:
        """From here on, readers see `manifest`; replaced personal files are gone for good."""
        self.place.begin()
        manifests.keep(self.place, manifest)
        self.place.write("HEAD", manifest.hash.encode())
        named = {part.file for part in manifest.personal.values()}
        for file in self.place.names("personal"):
            if file not in named:
                self.place.remove(file)
