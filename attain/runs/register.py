"""Runs as kept in a store: immutable, named by what they read, found again by period; closed ones bind.

runs/<id>/run.json       what it read (bundle, snapshot, state) and its counts and control sums
runs/<id>/results.gz     every published number (attain.runs.results), from which the canonical export is made
runs/<id>/opening.gz     the state it started from, by person; closing.gz the state it left
runs/<id>/pieces.gz      what each component paid each person
runs/<id>/NAME.json      the index of NAME.gz (attain.runs.blocks)
runs/<id>/differences.json  what earlier periods gave; pools.json the accepted weights of every pool
runs/closed/<period>     the id of the run that closed a period: written once, never replaced
moments/<period>/…       when its runs were made and it was closed (attain.runs.moments)
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from attain.engine.decide.world import Difference, Opening
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import Snapshot, Store, damaged, undamaged
from attain.runs import moments
from attain.runs.blocks import Blocks, unescaped
from attain.runs.moments import Moment
from attain.runs.opening import from_lines
from attain.runs.pays import Totals
from attain.runs.results import Results
from attain.runs.sweep import CLOSING, OPENING, PIECES, RESULTS, Swept

#: What a period's key may be as the name of a file: nothing in it leaves the folder.
_KEY = re.compile(r"[^/\\.][^/\\]*")


@dataclass(frozen=True)
class Run:
    """A stored run. id: hash of period, bundle, snapshot and opening state: same input, same run."""

    id: str
    period: str
    bundle: str
    snapshot: str
    opening: str
    after: str
    results: str
    counts: Mapping[str, int]
    control: Mapping[str, str]
    version: str
    engine: str


def run_id(period: str, bundle: str, snapshot: str, opening: str, differences: object) -> str:
    """The name of the run that this input makes. opening: the digest of the state before it."""
    late = json.dumps(differences, sort_keys=True)
    parts = [period, bundle, snapshot, opening, late]
    return sha256(b"\0".join(part.encode() for part in parts)).hexdigest()[:16]


class Register:
    """The runs of one store."""

    def __init__(self, store: Store) -> None:
        self.store, self.place = store, store.place

    def add(self, run: Run, swept: Swept, differences: list[dict[str, Any]], made: Path) -> Run:
        """Keeps a run for good; the manifest comes last, so that a killed write leaves no run.

        made: the folder in which the sweep has written its files.
        """
        folder = f"runs/{run.id}"
        if self.place.exists(f"{folder}/run.json"):
            moments.keep_first(self.store, run.period, run.id)
            self._newest(run)
            return self.get(run.id)
        for name, index in swept.files.items():
            self.place.move(made / f"{name}.gz", f"{folder}/{name}.gz")
            self.place.write(f"{folder}/{name}.json", index.to_json())
        self.place.write(f"{folder}/pools.json", _json(swept.pools))
        self.place.write(f"{folder}/differences.json", _json(differences))
        manifest = json.dumps(asdict(run), ensure_ascii=False, indent=1, sort_keys=True)
        self.place.write(f"{folder}/run.json", manifest.encode())
        self._newest(run)
        return run

    def _newest(self, run: Run) -> None:
        self.place.write(f"runs/latest/{run.period}", run.id.encode())
        moments.keep(self.store, run.period, run.id)

    def all(self) -> Iterator[Run]:
        """Every run, by id."""
        for name in self.place.names("runs"):
            if name.endswith("/run.json"):
                yield self._manifest(name)

    def _manifest(self, name: str) -> Run:
        with undamaged(self.place.path(name)):
            return Run(**json.loads(self.place.read(name)))

    def get(self, id: str) -> Run:
        """A run by its id or by its beginning. Raises Faulty for an unknown or ambiguous one."""
        known = {run.id: run for run in self.all()}
        found = [run for key, run in known.items() if key.startswith(id)] if id else []
        if len(found) != 1:
            values = {"run": id, "nearest": nearest(id, known) or next(iter(sorted(known)), "")}
            raise Faulty(Fault("fault.run.ambiguous" if found else "fault.run.unknown", values))
        return found[0]

    def latest(self, period: str) -> Run | None:
        """The run that closed the period, else the newest one of it."""
        if not _KEY.fullmatch(period):
            return None
        for pointer in (f"runs/closed/{period}", f"runs/latest/{period}"):
            if self.place.exists(pointer):
                return self._pointed(pointer)
        return self._only(period)

    def _only(self, period: str) -> Run | None:
        """The run of a period that no pointer names, as after a kill. Raises Faulty for several."""
        found = [run for run in self.all() if run.period == period]
        if len(found) > 1:
            raise damaged(self.place.path(f"runs/latest/{period}"))
        return found[0] if found else None

    def newest(self) -> Run | None:
        """The latest period's run: the one that closed it, else its newest."""
        pointers = [*self.place.names("runs/latest"), *self.place.names("runs/closed")]
        periods = {run.period for run in self.all()} | {name.rsplit("/", 1)[1] for name in pointers}
        found = [run for period in periods if (run := self.latest(period)) is not None]
        return max(found, key=lambda run: (len(run.period), run.period), default=None)

    def closed(self, period: str) -> Run | None:
        """The run that closed the period, if it is closed."""
        pointer = f"runs/closed/{period}"
        return self._pointed(pointer) if self.place.exists(pointer) else None

    def _pointed(self, pointer: str) -> Run:
        """The run that a pointer names. Raises Faulty where the pointer or the run's manifest is damaged."""
        with undamaged(self.place.path(pointer)):
            id = self.place.read(pointer).decode()
        if not id.isalnum() or not self.place.exists(f"runs/{id}"):
            raise damaged(self.place.path(pointer))
        return self._manifest(f"runs/{id}/run.json")

    def closed_periods(self) -> list[str]:
        """The keys of all closed periods, sorted."""
        return sorted(name.rsplit("/", 1)[1] for name in self.place.names("runs/closed"))

    def state(self, run: Run) -> str:
        """closed: its period is closed by this run; otherwise calculated."""
        binding = self.closed(run.period)
        return "closed" if binding is not None and binding.id == run.id else "calculated"

    def mark(self) -> str:
        """What is another text once rows are loaded, a run is made or a period is closed."""
        pointers = [name for folder in ("latest", "closed") for name in self.place.names(f"runs/{folder}")]
        return "\n".join(f"{name} {self.place.read(name).decode().strip()}" for name in ("HEAD", *pointers))

    def close(self, run: Run, check: Callable[[], None] | None = None) -> None:
        """Makes the run binding for its period. Raises Faulty if another one closed it before.

        check: called while nobody else can write; what it raises keeps the period open.
        """
        with self.place.locked():
            before = self.closed(run.period)
            if before is not None and before.id != run.id:
                raise Faulty(Fault("fault.run.closed", {"period": run.period, "run": before.id}))
            held = [person for person, _, value in self.results(run).column("paid") if value == ""]
            if held:
                values = {"period": run.period, "count": len(held), "person": held[0]}
                raise Faulty(Fault("fault.run.held", values))
            if before is None:
                if check is not None:
                    check()
                self.place.write(f"runs/closed/{run.period}", run.id.encode())
                moments.keep(self.store, run.period, run.id, closed=True)

    def results(self, run: Run) -> Results:
        """Every number that the run published. Raises Faulty where they are not what it wrote."""
        found = self._blocks(run, RESULTS)
        if found.index.digest != run.results:
            raise damaged(str(found.path))
        return Results(found)

    def totals(self, run: Run, held: Sequence[str] | None = None) -> Totals:
        """What all pay of the run comes to. held: whose pay waits, where that is known already."""
        if held is None:
            held = [person for person, _, value in self.results(run).column("paid") if value == ""]
        sums = {name: Decimal(run.control[name]) for name in ("earned", "paid")}
        numbers = {name: run.counts[name] for name in ("people", "results", "differences")}
        return Totals(**numbers, **sums, held=tuple(held))

    def results_as_they_are(self, run: Run) -> Results:
        """The same without a proof that nobody has changed them."""
        return Results(replace(self._blocks(run, RESULTS), proven=False))

    def snapshot(self, run: Run) -> Snapshot:
        """The facts that the run read."""
        return self.store.snapshot(run.snapshot)

    def opening(self, run: Run) -> Opening:
        """The state that the run started from."""
        return self._state(run, OPENING)

    def closing(self, run: Run) -> Opening:
        """The state that the run left."""
        return self._state(run, CLOSING)

    def state_of(self, run: Run, person: str, left: bool = True) -> Opening:
        """One person's part of the state that the run left, or started from."""
        kept = self._blocks(run, CLOSING if left else OPENING)
        with undamaged(str(kept.path)):
            return from_lines(kept.of((person,)))

    def accepted_weights(self, run: Run) -> dict[tuple[str, str], Decimal]:
        """(pool, member) → weight as the run shared its pools."""
        with self._read(run, "pools") as found:
            return {(p["pool"], m): Decimal(w) for p in found for m, w in p["weights"].items()}

    def pieces(self, run: Run) -> dict[tuple[str, str], Decimal]:
        """(person, component) → what the run paid for its own period."""
        kept = self._blocks(run, PIECES)
        with undamaged(str(kept.path)):
            rows = (line.split("\t") for lines in kept for line in lines)
            return {(unescaped(who), unescaped(component)): Decimal(sum) for who, component, sum in rows}

    def pieces_of(self, run: Run, person: str) -> dict[str, Decimal]:
        """Component → what the run paid one person for its own period."""
        rows = (line.split("\t") for line in self._blocks(run, PIECES).of((person,)))
        return {unescaped(component): Decimal(sum) for _, component, sum in rows}

    def moments(self, period: str) -> list[Moment]:
        """When runs of the period were made and it was closed, the earliest first."""
        runs = [run.id for run in self.all() if run.period == period]
        return moments.moments(self.store, period, runs)

    def closed_at(self, period: str) -> datetime:
        """When a closed period was closed. Raises StopIteration for an open one."""
        return next(each.at for each in moments.moments(self.store, period) if each.closed)

    def differences(self, run: Run) -> tuple[Difference, ...]:
        """The differences for earlier periods that the run pays."""
        with self._read(run, "differences") as found:
            return tuple(_difference(row) for row in found)

    def _state(self, run: Run, name: str) -> Opening:
        kept = self._blocks(run, name)
        with undamaged(str(kept.path)):
            return from_lines(line for lines in kept for line in lines)

    def _blocks(self, run: Run, name: str) -> Blocks:
        return Blocks.open(Path(self.place.path(f"runs/{run.id}/{name}.gz")))

    @contextmanager
    def _read(self, run: Run, name: str) -> Iterator[Any]:
        """What a run keeps under a name, while it is taken apart."""
        file = f"runs/{run.id}/{name}.json"
        with undamaged(self.place.path(file)):
            yield json.loads(self.place.read(file))


def _difference(found: dict[str, Any]) -> Difference:
    sums = {name: Decimal(found[name]) for name in ("amount", "was", "now")}
    return Difference(**{**found, **sums, "causes": tuple(found["causes"])})


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
