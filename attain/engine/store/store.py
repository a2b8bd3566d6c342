"""The fact store: immutable files under a manifest that is replaced at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from attain.engine.facts.builtin import BUILTIN
from attain.engine.facts.mapping import Mapping as FileMapping
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store.checking import check_snapshot
from attain.engine.store.damage import undamaged
from attain.engine.store.engine import DuckEngine
from attain.engine.store.erasing import personal_rows, without_person
from attain.engine.store.intake.report import LoadReport
from attain.engine.store.intake.settings import IntakeSettings
from attain.engine.store.loading import Told, load, prepared
from attain.engine.store.manifest import FORMAT, Manifest, NewerFormat, read_manifest
from attain.engine.store.place import Place
from attain.engine.store.snapshot import Snapshot

#: What a store that was killed while it was made has; making it again is no harm. HEAD comes last.
LEFT_BY_A_KILL = ("LOCK", "tmp", "manifests")


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
        if root.is_file() or (
            root.is_dir() and any(child.name not in LEFT_BY_A_KILL for child in root.iterdir())
        ):
            raise Faulty(Fault("fault.store_not_empty", {"store": str(root)}, str(root)))
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Faulty(Fault("fault.file_unreadable", {"why": str(error)}, str(root))) from None
        store = cls(Place(root, crash_at))
        with store.place.locked():
            if store.place.exists("HEAD"):
                raise Faulty(Fault("fault.store_not_empty", {"store": str(root)}, str(root)))
            store._publish(Manifest())
        return store

    @classmethod
    def open(cls, path: Path | str, crash_at: Callable[[str], None] | None = None) -> "Store":
        """The store that is there. Raises Faulty if there is none."""
        place = Place(path, crash_at)
        if not place.exists("HEAD"):
            raise Faulty(Fault("fault.store_missing", {"store": str(path)}, str(path)))
        return cls(place)

    def snapshot(self, id: str | None = None) -> Snapshot:
        """The store as it is now, or as it was at a snapshot. Raises Faulty for an unknown one."""
        wanted = id or self.place.read("HEAD").decode().strip()
        name = f"manifests/{wanted}.json"
        if not wanted.isalnum() or not self.place.exists(name):
            raise Faulty(Fault("fault.snapshot_unknown", {"snapshot": wanted}, str(self.place.root)))
        try:
            with undamaged(self.place.path(name)):
                return Snapshot(wanted, read_manifest(self.place.read(name)), self.place)
        except NewerFormat as newer:
            values = {"store": str(self.place.root), "found": newer.found, "known": FORMAT}
            raise Faulty(Fault("fault.store_newer", values, str(self.place.root))) from None

    def load(
        self,
        tables: Mapping[str, Table],
        file: Path | str,
        into: str | FileMapping,
        settings: IntakeSettings | None = None,
        progress: Told | None = None,
        engine: DuckEngine | None = None,
    ) -> LoadReport:
        """Loads a file into a table, by name or by a mapping. The same file twice changes nothing.

        tables: the rulebook's tables by name (see `all_tables`); built-in ones need not be in it.
        progress: called with ("reading" | "checking" | "landing" | "writing", how far from 0 to 1).
        engine: one that has registered nothing, for many files; else each load opens its own.
        Bad rows go to quarantine, good rows land. Raises Faulty, with nothing changed, if the file as a
        whole can't be read or mapped, misses its control totals, or would make a table contradict itself.
        """
        known = {**BUILTIN, **tables}
        loading = prepared(known, file, into, settings or IntakeSettings(), progress or _quiet)
        with self.place.locked(), self.place.workspace() as workspace:
            snapshot = self.snapshot()
            report, manifest = load(loading, snapshot, workspace, engine)
            if manifest is not snapshot.manifest:
                self._publish(manifest)
        return report

    def check(self, tables: Mapping[str, Table]) -> list[Fault]:
        """What the stored tables say against each other: keys that name nothing, overlaps, circles."""
        return check_snapshot(self.snapshot(), {**BUILTIN, **tables})

    def erase_person(self, person_id: str) -> bool:
        """Removes a person's name and contacts for good; keys and sums stay. False if there were none."""
        with self.place.locked(), self.place.workspace() as workspace:
            snapshot = self.snapshot()
            manifest = without_person(snapshot, person_id, workspace)
            if manifest is None:
                return False
            self._publish(replace(manifest, parent=snapshot.id))
        return True

    def personal(self, table: str) -> list[dict[str, Any]]:
        """The personal columns of a table as they are now, with their key; kept apart from snapshots."""
        return personal_rows(self.snapshot(), table)

    def _publish(self, manifest: Manifest) -> None:
        """From here on, readers see `manifest`; replaced personal files are gone for good."""
        self.place.write(f"manifests/{manifest.hash}.json", manifest.content)
        self.place.write("HEAD", manifest.hash.encode())
        named = {part.file for part in manifest.personal.values()}
        for file in self.place.names("personal"):
            if file not in named:
                self.place.remove(file)
