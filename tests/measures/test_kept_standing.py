"""Where people and clients stand is kept until a table that says so changes."""

import json
import shutil

import pytest

from attain.engine.store import DuckEngine
from attain.engine.store.damage import file_digest
from tests.measures.growing import FRAME, HEAD, MEASURES, Kept, damage


@pytest.fixture(scope="module", params=[1, 2], ids=["in_turn", "at_once"])
def engine(request):
    """With one thread files are read one after the other, with two beside all else."""
    with DuckEngine(threads=request.param) as found:
        yield found


@pytest.fixture
def company(tmp_path):
    """K is ana's and sold nothing in October; L is bo's."""
    made = Kept(tmp_path)
    made.load(
        "coverage", "client_id,person_id,from,to,share\nK,ana,2026-01-01,,100%\nL,bo,2026-01-01,,100%\n"
    )
    made.load("sales", HEAD + "O1,1,K,t,2026-09-10,2,10.50,no\nO2,1,L,t,2026-10-15,1,4.25,no\n")
    return made


def standing(company, name: str):
    """The kept file of a table of this name."""
    (file,) = (company.store.place.root / "standing").rglob(f"{name}.parquet")
    return file


def test_where_clients_stand_is_taken_as_kept_until_a_table_that_says_so_changes(company, engine):
    """What is kept has ana and bo in each other's place."""
    company.kept(engine, MEASURES[0])
    file = standing(company, "standing_1")
    engine.execute(f"CREATE OR REPLACE TEMP TABLE kept AS FROM read_parquet('{file}')")
    engine.copy("SELECT key, 3 - COLUMNS('place_.*') FROM kept", file)
    told = file.parent.with_suffix(".json")
    found = json.loads(told.read_text()) | {"digests": {"standing_1": file_digest(str(file))}}
    told.write_text(json.dumps(found))
    shutil.rmtree(company.store.place.root / "totals")

    def of(person: str) -> str:
        found = company.kept(engine, MEASURES[0])
        return str(found.value("sales", "person", person, "2026-01-01", "", "2026-10"))

    assert (of("ana"), of("bo")) == ("4.25", "0.00")
    company.load("units", FRAME["units"] + "E,C\n")
    assert (of("ana"), of("bo")) == ("0.00", "4.25")


@pytest.mark.parametrize("name", ["standing_1", "places", "rollup"])
def test_a_damaged_table_of_where_people_and_clients_stand_is_made_again(company, engine, name):
    wanted = list(company.kept(engine))
    file = standing(company, name)
    whole = file.read_bytes()
    damage(file)
    assert list(company.kept(engine)) == wanted
    assert file.read_bytes() == whole


def test_what_is_kept_for_more_windows_serves_fewer(company, engine):
    """The day after, last month's numbers are there, and where clients stood in it is not asked for."""
    company.load(
        "coverage",
        "client_id,person_id,from,to,share\nK,ana,2026-01-01,2026-10-10,100%\nK,bo,2026-10-10,,100%\n",
    )
    company.kept(engine, MEASURES[0], MEASURES[4])
    before = {file for file in (company.store.place.root / "standing").rglob("*") if file.is_file()}
    company.kept(engine, MEASURES[0])
    after = {file for file in (company.store.place.root / "standing").rglob("*") if file.is_file()}
    assert {file.stem for file in before} >= {"standing_1", "moving_1", "owners_1", "stretches_1", "places"}
    assert after == before
