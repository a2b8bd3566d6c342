"""Runs as kept in a store: immutable, named by what they read, found again by period; closed ones bind.

runs/<id>/run.json       what it read (bundle, snapshot, state) and its counts and control sums
runs/<id>/results.csv    every published number, sorted: the canonical export
runs/<id>/opening.json   the state it started from; closing.json the state it left
runs/<id>/pieces.json    what each component paid each person; differences.json what earlier periods gave
runs/<id>/pools.json     accepted weights of every pool
runs/closed/<period>     the id of the run that closed a period: written once, never replaced
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from hashlib import sha256
from typing import Any

from attain.engine.decide.opening import closing
from attain.engine.decide.publish import Published
from attain.engine.decide.world import Difference, Opening
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import Snapshot, Store, damaged, undamaged
from attain.runs.compute import Computed
from attain.runs.opening import from_json, to_json
from attain.runs.pieces import pieces

COLUMNS = tuple(f.name for f in fields(Published))


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


def run_id(period: str, bundle: str, snapshot: str, opening: bytes, differences: bytes) -> str:
    """The name of the run that this input makes."""
    parts = [period.encode(), bundle.encode(), snapshot.encode(), opening, differences]
    return sha256(b"\0".join(parts)).hexdigest()[:16]


def results_csv(published: Iterable[Published]) -> bytes:
    """The canonical export: one line a number, in the total order of its keys."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(node.cells for node in published)
    return text.getvalue().encode()


def parsed(content: bytes) -> list[Published]:
    """The numbers of a canonical export."""
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    next(rows)
    return [Published(*row) for row in rows]


class Register:
    """The runs of one store."""

    def __init__(self, store: Store) -> None:
        self.store, self.place = store, store.place

    def add(self, run: Run, computed: Computed, opening: Opening, content: bytes) -> Run:
        """Keeps a run for good; the manifest comes last, so that a killed write leaves no run."""
        folder = f"runs/{run.id}"
        if self.place.exists(f"{folder}/run.json"):
            self.place.write(f"runs/latest/{run.period}", run.id.encode())
            return self.get(run.id)
        after = closing(computed.rules.calendar, computed.period, computed.pays, opening)
        self.place.write(f"{folder}/results.csv", content)
        self.place.write(f"{folder}/opening.json", to_json(opening))
        self.place.write(f"{folder}/closing.json", to_json(after))
        self.place.write(f"{folder}/pools.json", _pools(computed))
        self.place.write(f"{folder}/differences.json", _differences(computed))
        self.place.write(f"{folder}/pieces.json", _pieces(computed))
        manifest = json.dumps(asdict(run), ensure_ascii=False, indent=1, sort_keys=True)
        self.place.write(f"{folder}/run.json", manifest.encode())
        self.place.write(f"runs/latest/{run.period}", run.id.encode())
        return run

    def all(self) -> Iterator[Run]:
        """Every run, by id."""
        for name in self.place.names("runs"):
            if name.endswith("/run.json"):
                with undamaged(self.place.path(name)):
                    found = Run(**json.loads(self.place.read(name)))
                yield found

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
                return self.get(self.place.read(pointer).decode())
        return None

    def newest(self) -> Run | None:
        """The latest period's run: the one that closed it, else its newest."""
        periods = {run.period for run in self.all()}
        found = [run for period in periods if (run := self.latest(period)) is not None]
        return max(found, key=lambda run: (len(run.period), run.period), default=None)

    def closed(self, period: str) -> Run | None:
        """The run that closed the period, if it is closed."""
        pointer = f"runs/closed/{period}"
        return self.get(self.place.read(pointer).decode()) if self.place.exists(pointer) else None

    def closed_periods(self) -> list[str]:
        """The keys of all closed periods, sorted."""
        return sorted(name.rsplit("/", 1)[1] for name in self.place.names("runs/closed"))

    def close(self, run: Run) -> None:
        """Makes the run binding for its period. Raises Faulty if another one closed it before."""
        with self.place.locked():
            before = self.closed(run.period)
            if before is not None and before.id != run.id:
                raise Faulty(Fault("fault.run.closed", {"period": run.period, "run": before.id}))
            held = [n for n in self.results(run) if n.node == "paid" and n.value == ""]
            if held:
                values = {"period": run.period, "count": len(held), "person": held[0].subject}
                raise Faulty(Fault("fault.run.held", values))
            if before is None:
                self.place.write(f"runs/closed/{run.period}", run.id.encode())

    def results(self, run: Run) -> list[Published]:
        """Every number that the run published. Raises Faulty where they are not what it wrote."""
        name = f"runs/{run.id}/results.csv"
        content = self.place.read(name)
        if sha256(content).hexdigest() != run.results:
            raise damaged(self.place.path(name))
        return parsed(content)

    def snapshot(self, run: Run) -> Snapshot:
        """The facts that the run read."""
        return self.store.snapshot(run.snapshot)

    def opening(self, run: Run) -> Opening:
        """The state that the run started from."""
        return self._state(run, "opening")

    def closing(self, run: Run) -> Opening:
        """The state that the run left."""
        return self._state(run, "closing")

    def accepted_weights(self, run: Run) -> dict[tuple[str, str], Decimal]:
        """(pool, member) → weight as the run shared its pools."""
        with self._read(run, "pools") as found:
            return {(p["pool"], m): Decimal(w) for p in found for m, w in p["weights"].items()}

    def pieces(self, run: Run) -> list[dict[str, str]]:
        """What the run paid for its own period, by person and component."""
        with self._read(run, "pieces") as found:
            return [{name: row[name] for name in ("person", "component", "amount")} for row in found]

    def differences(self, run: Run) -> tuple[Difference, ...]:
        """The differences for earlier periods that the run pays."""
        with self._read(run, "differences") as found:
            return tuple(_difference(row) for row in found)

    def _state(self, run: Run, name: str) -> Opening:
        file = f"runs/{run.id}/{name}.json"
        with undamaged(self.place.path(file)):
            return from_json(self.place.read(file))

    @contextmanager
    def _read(self, run: Run, name: str) -> Iterator[Any]:
        """What a run keeps under a name, while it is taken apart."""
        file = f"runs/{run.id}/{name}.json"
        with undamaged(self.place.path(file)):
            yield json.loads(self.place.read(file))


def _difference(found: dict[str, Any]) -> Difference:
    sums = {name: Decimal(found[name]) for name in ("amount", "was", "now")}
    return Difference(**{**found, **sums, "causes": tuple(found["causes"])})


def _pools(computed: Computed) -> bytes:
    found = [
        {
            "pool": shared.pool.pool,
            "unit": shared.unit,
            "amount": None if shared.amount is None else str(shared.amount),
            "weights": {member: str(weight) for member, weight in sorted(shared.weights.items())},
            "parts": {member: str(part) for member, part in sorted(shared.parts.items())},
            "left": str(shared.left),
        }
        for shared in computed.payroll.pools.distributions()
    ]
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _pieces(computed: Computed) -> bytes:
    found = [
        {"person": person, "component": component, "amount": str(amount)}
        for person, pay in sorted(computed.pays.items())
        for component, amount in sorted(pieces(pay).items())
    ]
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _differences(computed: Computed) -> bytes:
    found = [asdict(part) for pay in computed.pays.values() for part in pay.differences]
    return json.dumps(found, ensure_ascii=False, indent=1, default=str).encode()
