"""Every published number of the demo has a tree with its value; runs verify, whatever the hash seed is."""

import os
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal

import pytest

from attain.engine.decide.publish import canonical
from attain.engine.faults import Faulty
from attain.runs.explain import tree, unit_tree
from attain.runs.workplace import Workplace

PERIODS = ("2026-10", "2026-Q3")
#: What is told as a step of a component or of what is paid, and has no name of its own.
STEPS = {"earned", "draw", "deferred", "held", "released", "freed", "forfeited", "adjustment", "difference"}

VERIFY = """
import sys
from attain.engine.store import DuckEngine, Store
from attain.runs.again import verify
from attain.runs.register import Register
store = Store.open(sys.argv[1])
with DuckEngine() as engine:
    print([verify(store, engine, Register(store).get(id)).same for id in sys.argv[2:]])
"""


@pytest.fixture(scope="module")
def place(landed, tmp_path_factory):
    """A copy to compute on."""
    store = shutil.copytree(landed.place.store.place.root, tmp_path_factory.mktemp("computed") / "store")
    return Workplace.at(landed.place.loaded, store)


@pytest.fixture(scope="module")
def runs(place):
    with place.engine() as engine:
        return [place.run(engine, period) for period in PERIODS]


def test_every_number_that_has_a_name_has_a_tree_with_its_value(runs):
    for computed in (ran.computed for ran in runs):
        published = defaultdict(list)
        for row in computed.published:
            if not row.group and row.for_period == computed.period.key:
                published[row.kind, row.subject, row.node].append(_number(row.value))
        unnamed = set()
        for (kind, subject, name), values in published.items():
            try:
                root = (
                    tree(computed, subject, name) if kind == "person" else unit_tree(computed, subject, name)
                )
            except Faulty:
                unnamed.add(name)
                continue
            found = [root] if len(values) == 1 else root.children
            told = [_number(canonical(node.value)) for node in found]
            assert sorted(map(str, told)) == sorted(map(str, values)), (subject, name)
        named = {n for n in unnamed if n.split(".")[0] not in STEPS and not n.rsplit(".", 1)[-1].isdecimal()}
        assert not named


def test_the_parts_of_what_is_paid_add_up_for_everybody(runs):
    for computed in (ran.computed for ran in runs):
        for person, pay in computed.pays.items():
            root = tree(computed, person)
            parts = [node.value for node in root.children]
            assert root.value == pay.paid == (None if None in parts else sum(parts, Decimal(0)))


def test_a_run_verifies_byte_for_byte_whatever_the_hash_seed_is(place, runs):
    ids = [ran.run.id for ran in runs]
    told = subprocess.run(
        [sys.executable, "-c", VERIFY, str(place.store.place.root), *ids],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == str([True] * len(ids))


def _number(text: str) -> Decimal | str:
    return Decimal(text).normalize() if text and text.lstrip("-")[0].isdecimal() else text
