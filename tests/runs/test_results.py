"""Results as they are kept: by subject, by node, and all in one order, whoever made them and however many."""

import csv
import io
import os
import signal
import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.decide.publish import Published, Row, publish
from attain.engine.decide.sheet import Column
from attain.engine.faults import Fault, Faulty
from attain.runs import blocks, sweep
from attain.runs.again import recompute
from attain.runs.blocks import Blocks, write_blocks
from attain.runs.register import Register
from attain.runs.results import COLUMNS, Results, line_of, row_of
from attain.runs.workers import in_parts
from tests.runs.small_company import opened


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    place = opened(tmp_path_factory.mktemp("company"))
    with place.engine() as engine:
        ran = place.run(engine, "2026-03")
    return ran, Register(place.store).results(ran.run), place


def test_all_that_is_kept_is_all_that_is_published_in_one_order(kept):
    ran, results, _ = kept
    assert list(results) == publish(ran.computed.payroll, ran.computed.pays)
    assert len(list(results)) == ran.run.counts["results"]
    assert all(a < b for a, b in pairwise(results))


def test_the_canonical_export_has_one_line_a_number(kept):
    ran, results, _ = kept
    head, *rows = csv.reader(io.StringIO(b"".join(results.csv()).decode(), newline=""))
    assert tuple(head) == COLUMNS
    assert [Published(*row) for row in rows] == ran.computed.published


def test_one_subject_is_read_alone(kept):
    _, results, _ = kept
    for kind, subject in (("person", "P1"), ("person", "P3"), ("unit", "N"), ("company", "company")):
        assert results.of(kind, subject) == [n for n in results if (n.kind, n.subject) == (kind, subject)]
    assert results.of("person", "P") == results.of("unit", "P1") == []


def test_one_node_of_everybody_is_read_alone(kept):
    _, results, _ = kept
    for kind, node in {(n.kind, n.node) for n in results if not n.group and n.for_period == "2026-03"}:
        told = [(n.subject, n.spell, n.value) for n in results if (n.kind, n.node) == (kind, node)]
        assert list(results.column(node, kind=kind)) == told
    assert list(results.column("nothing")) == []


def test_any_number_of_workers_makes_the_same_bytes(kept, tmp_path, monkeypatch):
    ran, _, place = kept
    monkeypatch.setattr(sweep, "PART", 1)
    monkeypatch.setattr(sweep, "FIRST", 1)
    made = {}
    for workers in (1, 2, 3):
        folder = tmp_path / str(workers)
        folder.mkdir()
        with place.engine() as engine:
            computed = recompute(place.store, engine, ran.run)
        swept = sweep.sweep(computed, ran.opening, folder, workers)
        files = {path.name: path.read_bytes() for path in folder.glob("*.gz")}
        made[workers] = files, swept.totals, swept.pools, swept.files
    assert made[1] == made[2] == made[3]
    assert made[1][1].results == ran.run.counts["results"]


@pytest.mark.parametrize("size", [1, 40, 1 << 20])
def test_lines_are_found_by_their_key_in_blocks_of_any_size(size, tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "SIZE", size)
    entries = [((f"P{n:03}",), f"P{n:03}\t{n}\nP{n:03}\t-\n".encode()) for n in range(50)]
    write = write_blocks(tmp_path / "x.gz", entries, {}, threads=2)
    found = Blocks(tmp_path / "x.gz", blocks.Index.from_json(write.to_json()))
    assert found.of(("P017",)) == ["P017\t17", "P017\t-"]
    assert found.of(("P",)) == found.of(("A",)) == found.of(("Z",)) == []
    assert [line for block in found for line in block] == [
        line for _, lines in entries for line in lines.decode().splitlines()
    ]


TEXT = st.text(st.sampled_from("aé\\\t\nN,|-5"), max_size=4)


@given(TEXT, TEXT, st.lists(st.none() | TEXT, min_size=3, max_size=3), st.lists(st.tuples(*[TEXT] * 5)))
def test_a_row_of_any_texts_comes_back_from_its_line(subject, spell, values, further):
    sheets = {"post a": (Column("p", "n", "", "u"),) * 3}
    row = Row("person", subject, spell, "post a", values, further)
    line = line_of(row)
    assert line.endswith("\n")
    assert "\n" not in line[:-1]
    assert row_of(line[:-1], sheets) == row


def test_a_subject_with_signs_of_its_own_is_found(tmp_path):
    rows = [
        Row("person", subject, "", "", (), [("p", "paid", "", "money", "1")]) for subject in ("A", "A\tB")
    ]
    entries = [((row.kind, row.subject), line_of(row).encode()) for row in rows]
    index = write_blocks(tmp_path / "x.gz", entries, {"period": "p", "sheets": {"": []}})
    results = Results(Blocks(tmp_path / "x.gz", index))
    assert [n.subject for n in results.of("person", "A")] == ["A"]
    assert [n.subject for n in results.of("person", "A\tB")] == ["A\tB"]


def test_each_part_is_done_once_by_whoever_is_free():
    assert sorted(in_parts(lambda part: (part, part**2), 20, 3)) == [(n, n**2) for n in range(20)]
    assert len({*in_parts(lambda _: os.getpid(), 20, 3)} - {os.getpid()}) in (1, 2, 3)


def test_what_a_worker_raises_is_raised_as_it_is():
    def work(part: int) -> int:
        if part == 3:
            raise Faulty(Fault("fault.period", {"period": "x"}))
        return part

    with pytest.raises(Faulty) as error:
        list(in_parts(work, 8, 2))
    assert error.value.faults == (Fault("fault.period", {"period": "x"}),)


def test_what_cannot_be_sent_is_told_by_its_text():
    class OwnError(Exception):
        pass

    def work(part: int) -> int:
        raise OwnError(threading.Lock())

    with pytest.raises(RuntimeError, match="OwnError"):
        list(in_parts(work, 2, 2))


def test_a_worker_that_is_ended_from_outside_is_told():
    with pytest.raises(Faulty) as error:
        list(in_parts(lambda _: os.kill(os.getpid(), signal.SIGKILL), 4, 2))
    assert error.value.faults[0].id == "fault.run.worker"


def test_workers_end_when_nobody_wants_the_rest():
    parts = in_parts(lambda part: os.getpid(), 100, 2)
    worker = next(parts)
    parts.close()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
