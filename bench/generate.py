"""Makes the company of a size: its store, and one more day of orders beside it. What is made stays."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from attain.engine.facts.builtin import BUILTIN
from attain.engine.facts.table import Table
from attain.engine.store import Store
from attain.engine.store.manifest import Manifest, Part
from attain.runs.workplace import sound_rulebook
from bench import chance, fieldwork, making, orders, organisation
from bench.making import Maker
from bench.places import RULEBOOK, WORK
from bench.size import PERIOD, Size

#: What of a store is the company itself; all else was computed from it.
KEPT = ("facts", "tables", "manifests")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A company on disk. lines: order lines of its month; next_lines: those of the day after."""

    size: Size
    folder: Path
    lines: int
    next_lines: int
    seconds: float

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def copy(self, name: str) -> Path:
        """A store of its own over the same immutable files, without anything computed. Costs no disk."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        for kept in KEPT:
            shutil.copytree(self.store / kept, target / kept, copy_function=os.link)
        shutil.copy(self.store / "HEAD", target / "HEAD")
        return target

    def add_next_day(self, copy: Path) -> None:
        """The copy has one more day of orders: one more file, and a snapshot that names it."""
        store = Store.open(copy)
        found = json.loads((self.folder / "next.json").read_text())
        with store.place.locked(), store.place.workspace() as workspace:
            file = workspace / "part.parquet"
            os.link(self.folder / "next.parquet", file)
            name = store.place.adopt(file, f"facts/order_lines/{PERIOD}", ".parquet")
            part = Part(name, found["rows"], found["columns"])
            now = store.snapshot()
            months = {PERIOD: (*now.partitions("order_lines")[PERIOD], part)}
            manifest = now.manifest.with_facts("order_lines", months)
            making.publish(store, replace(manifest, parent=now.id))


def version() -> str:
    """Changes whenever the same size would give other rows."""
    some = Size(1_000_000)
    stretches = (*orders.HISTORY, orders.OCTOBER, orders.THE_NEXT_DAY)
    texts = [*chance.MACROS, orders.products(), fieldwork.visits(some), fieldwork.visit_plans(some)]
    texts += [*organisation.tables(some).values(), *(orders.lines(each, 0, 1) for each in stretches)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def made(of: Size, work: Path = WORK, say: Say = print) -> Made:
    """The company of a size, made now if it was not there. Older makes of the same size are removed."""
    folder = work / f"{of.lines}-{version()}"
    if not (folder / "made.json").exists():
        for old in work.glob(f"{of.lines}-*"):
            shutil.rmtree(old)
        _make(of, folder, say)
    told = json.loads((folder / "made.json").read_text())
    return Made(of, folder, told["lines"], told["next_lines"], told["seconds"])


def _make(of: Size, folder: Path, say: Say) -> None:
    began = time.monotonic()
    folder.mkdir(parents=True)
    store = Store.create(folder / "store")
    tables = {**BUILTIN, **_facts()}
    with store.place.locked(), store.place.workspace() as workspace:
        maker = Maker(store, workspace)
        maker.publish(_all(maker, of, tables, say))
        next_day = maker.part(tables["order_lines"], orders.lines(orders.THE_NEXT_DAY, 0, of.clients), "next")
        os.replace(store.place.path(next_day.file), folder / "next.parquet")
        Path(store.place.path("next")).rmdir()
    (folder / "next.json").write_text(json.dumps({"rows": next_day.rows, "columns": dict(next_day.columns)}))
    lines = sum(part.rows for part in store.snapshot().partitions("order_lines")[PERIOD])
    seconds = time.monotonic() - began
    told = {"lines": lines, "next_lines": next_day.rows, "seconds": seconds}
    (folder / "made.json").write_text(json.dumps(told))
    say(f"made {lines:,} order lines in {seconds:.1f} s")


def _all(maker: Maker, of: Size, tables: dict[str, Table], say: Say) -> Manifest:
    """The manifest of a whole company."""
    manifest = Manifest()
    for name, query in {"products": orders.products(), **organisation.tables(of)}.items():
        manifest = manifest.with_table(name, (maker.part(tables[name], query, f"tables/{name}"),), None)
    work = {"visits": fieldwork.visits(of), "visit_plans": fieldwork.visit_plans(of)}
    for name, query in work.items():
        manifest = manifest.with_facts(name, {PERIOD: maker.facts(tables[name], PERIOD, [query])})
    months = {}
    for stretch in (*orders.HISTORY, orders.OCTOBER):
        queries = (orders.lines(stretch, *clients) for clients in of.client_ranges())
        months[stretch.month] = maker.facts(tables["order_lines"], stretch.month, queries)
        say(f"order lines of {stretch.month}: {sum(part.rows for part in months[stretch.month]):,}")
    return manifest.with_facts("order_lines", months)


def _facts() -> dict[str, Table]:
    rules = sound_rulebook(RULEBOOK).rules
    assert rules is not None
    return dict(rules.facts)
