"""What is kept of a reading changes no number: new days and corrections cost what they touch."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attain.engine.faults import Faulty
from attain.engine.measures.aggregate import Request, aggregate
from attain.engine.measures.schema import Schema
from attain.engine.store import DuckEngine, KeptFigures, figure_keys
from attain.engine.store.damage import file_digest
from tests.measures.company import CALENDAR, measure
from tests.measures.growing import HEAD, MEASURES, TABLES, Kept, damage, partials, totals


@pytest.fixture(scope="module", params=[1, 2], ids=["in_turn", "at_once"])
def engine(request):
    """With one thread files are read one after the other, with two beside all else."""
    with DuckEngine(threads=request.param) as found:
        yield found


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The company's frame in a store, loaded once; nobody changes it."""
    return Kept(tmp_path_factory.mktemp("begun"))


lines = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from("KLMX"), st.sampled_from("tn"), st.integers(0, 80),
        st.integers(-2, 3), st.integers(-500, 5000), st.booleans(),
    ),
    min_size=1, max_size=6, unique_by=lambda line: line[0],
)  # fmt: skip
owners = st.lists(
    st.tuples(st.sampled_from("KLM"), st.sampled_from(["ana", "bo", "cy"]), st.integers(0, 60)),
    min_size=1,
    max_size=5,
)
steps = st.one_of(st.tuples(st.just("sales"), lines), st.tuples(st.just("coverage"), owners))


def sales(number: int, found) -> str:
    """Lines with keys of their own in each load, or, in a later one, those of an earlier: corrections."""
    rows = [
        f"O{number % 2}-{order},1,{client},{product},{date(2026, 8, 15) + timedelta(days=later)},{quantity},"
        f"{amount / 100:.2f},{'yes' if back else 'no'}\n"
        for order, client, product, later, quantity, amount, back in found
    ]
    return HEAD + "".join(rows)


def coverage(found) -> str:
    """Each client with one owner after the other."""
    rows = []
    for client in "KLM":
        days = {later: person for of, person, later in found if of == client}
        starts = sorted(days)
        for start, end in pairwise([*starts, None]):
            to = date(2026, 9, 1) + timedelta(days=end) if end is not None else ""
            rows.append(f"{client},{days[start]},{date(2026, 9, 1) + timedelta(days=start)},{to},100%\n")
    return "client_id,person_id,from,to,share\n" + "".join(rows)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=st.lists(steps, min_size=1, max_size=4))
def test_whatever_happens_to_a_store_what_is_kept_gives_what_a_full_reading_gives(
    engine, begun, tmp_path_factory, happened
):
    company = begun.copied(tmp_path_factory.mktemp("kept"))
    for number, (table, found) in enumerate(happened):
        company.load(table, sales(number, found) if table == "sales" else coverage(found))
        kept, anew = company.kept(engine), company.anew(engine)
        assert list(kept) == list(anew)
        assert kept.lacking == anew.lacking


@pytest.fixture(scope="module")
def made(begun, tmp_path_factory):
    """The same with owners and two days of sales."""
    company = begun.copied(tmp_path_factory.mktemp("made"))
    company.load(
        "coverage", "client_id,person_id,from,to,share\nK,ana,2026-01-01,,100%\nL,bo,2026-01-01,,100%\n"
    )
    company.load("sales", HEAD + "O1,1,K,t,2026-09-10,2,10.50,no\nO2,1,L,t,2026-10-15,1,4.25,no\n")
    return company


@pytest.fixture
def company(made, tmp_path):
    return made.copied(tmp_path)


def test_a_new_day_reads_its_own_file_alone(company, engine):
    company.kept(engine)
    before = partials(company)
    company.load("sales", HEAD + "O3,1,K,t,2026-10-16,1,7.00,no\n")
    company.kept(engine)
    made = partials(company) - before
    assert before
    assert len(made) == 1
    company.kept(engine)
    assert partials(company) == before | made


def test_a_new_day_adds_up_its_own_clients_alone_and_comes_to_what_a_full_reading_comes_to(company, engine):
    """A group drops out, one comes in, a client has no owner, one changes hands; then a damaged total."""
    company.load("sales", HEAD + "O4,1,K,t,2026-10-02,3,1.00,no\nO5,1,M,n,2026-10-03,1,2.00,no\n")
    company.load(
        "coverage",
        "client_id,person_id,from,to,share\nK,ana,2026-01-01,,100%\nL,bo,2026-01-01,2026-10-10,100%\n"
        "L,cy,2026-10-10,,100%\n",
    )
    company.kept(engine)
    before = totals(company)
    day = "O6,1,K,t,2026-10-31,-2,3.00,no\nO7,1,L,n,2026-10-31,2,4.00,no\nO8,1,M,n,2026-10-31,4,5.00,yes\n"
    company.load("sales", HEAD + day + "O9,1,X,n,2026-10-31,4,6.00,no\n")
    kept, anew = company.kept(engine), company.anew(engine)
    assert list(kept) == list(anew)
    assert kept.lacking == anew.lacking
    made = {name: files for name, files in totals(company).items() if name not in before}
    added = set.union(*made.values()) - set.union(*before.values())
    assert len(before) == len(made) == 4
    assert len(added) == 1
    for name in made:
        damage(company.store.place.root / name.replace(".json", ".parquet"))
    assert list(company.kept(engine)) == list(anew)


def test_sums_of_clients_that_a_new_day_does_not_touch_are_taken_as_kept(company, engine):
    """Otherwise keeping them would save nothing: what is kept is made three times as much, and L stays so."""
    company.kept(engine, MEASURES[0])
    place = company.store.place
    ((name, _),) = totals(company).items()
    file = place.root / name.replace(".json", ".parquet")
    engine.execute(f"CREATE OR REPLACE TEMP TABLE kept AS FROM read_parquet('{file}')")
    engine.copy("SELECT _place, _key, 3 * COLUMNS('c_.*') FROM kept", file)
    told = json.loads(place.read(name)) | {"digest": file_digest(str(file))}
    place.write(name, json.dumps(told).encode())
    company.load("sales", HEAD + "O3,1,K,t,2026-10-16,1,7.00,no\n")
    found = company.kept(engine, MEASURES[0])
    of = {who: found.value("sales", "person", who, "2026-01-01", "", "2026-10") for who in ("ana", "bo")}
    assert {who: str(value) for who, value in of.items()} == {"ana": "7.00", "bo": "12.75"}


def test_a_further_measure_reads_only_what_it_adds(company, engine):
    company.kept(engine, MEASURES[0])
    before = partials(company)
    company.kept(engine, MEASURES[0], measure(measure="more", value="sum(quantity)"))
    files = {file: set(cells(company, file)) for file in partials(company)}
    assert len(before) == 1
    assert len(files) == 2
    first, second = files.values()
    assert not first & second


def test_what_comes_to_the_same_in_a_file_is_kept_in_one_column_of_it(company, engine):
    """In October's file all rows are since its beginning; in September's none are, and both come to 0."""
    both = {"value": "sum(quantity)", "window": "last 2 months"}
    asked = (
        measure(measure="both", **both),
        measure(measure="since", where="ordered_on >= period.start", **both),
    )
    for _ in range(2):
        found = company.kept(engine, *asked)
        values = [found.value(each.measure, "company", "company", "", "", "2026-10") for each in asked]
        assert list(map(str, values)) == ["3.00", "1.00"]
    shared = {file: described(company, file)["columns"] for file in partials(company)}
    assert sorted(map(len, shared.values())) == [1, 2]


def cells(company, file):
    """The cells of a kept file."""
    return described(company, file)["cells"]


def described(company, file):
    """What is written beside a kept file."""
    return json.loads(company.store.place.read(file.replace(".parquet", ".json")))


def test_a_partial_aggregate_that_is_damaged_is_made_again(company, engine):
    wanted = list(company.kept(engine))
    for file in partials(company):
        damage(company.store.place.root / file)
    assert list(company.kept(engine)) == wanted


def test_a_damaged_file_of_facts_is_told_before_anything_is_kept_of_it(company, engine):
    (file,) = company.store.snapshot().partitions("sales")["2026-10"]
    damage(company.store.place.root / file.file)
    with pytest.raises(Faulty) as refused:
        company.kept(engine, MEASURES[0])
    assert [fault.id for fault in refused.value.faults] == ["fault.store_damaged"]
    assert not partials(company)


@pytest.mark.parametrize("suffix", [".bin", ".more", ".json"])
def test_kept_figures_that_are_damaged_are_passed_over(company, engine, suffix):
    requests, schema, snapshot = company.asked(), Schema(TABLES), company.store.snapshot()
    keys = figure_keys(requests, schema, CALENDAR, snapshot)
    kept = KeptFigures(company.store.place)
    kept.write(aggregate(engine, snapshot, requests, schema, CALENDAR), keys)
    assert list(kept.read(requests, schema, keys))
    (file,) = (company.store.place.root / "figures").glob(f"*{suffix}")
    damage(file)
    assert list(kept.read(requests, schema, keys)) == []


def test_figures_whose_rows_came_in_another_order_are_another_pack(company, engine):
    """Two runs at once never write to one pack: numbers of one can't meet the people of the other."""
    company.load("sales", HEAD + "O3,1,K,t,2026-10-16,1,7.00,no\n")
    requests, schema, snapshot = company.asked(MEASURES[0]), Schema(TABLES), company.store.snapshot()
    keys = figure_keys(requests, schema, CALENDAR, snapshot)
    kept, figures = KeptFigures(company.store.place), aggregate(engine, snapshot, requests, schema, CALENDAR)
    kept.write(figures, keys)
    (column,) = figures.columns.values()
    who = list(column.index)
    assert len(who) > 1
    column.index = {name: at for at, name in enumerate(reversed(who))}
    column.values = type(column.values)("q", reversed(column.values))
    kept.write(figures, keys)
    assert len(list((company.store.place.root / "figures").glob("*.bin"))) == 2
    assert list(kept.read(requests, schema, keys)) == list(figures)


@pytest.mark.parametrize("fewest", [1, 2])
@pytest.mark.parametrize("amount", ["8.00", "92233720368547758.07"])
def test_clients_that_lie_in_files_apart_come_to_what_a_full_reading_comes_to(
    company, engine, fewest, amount
):
    """Two files for each of two months: K in one, L and M in the other; then a line alone that is K's and one
    that is M's, in a file that is too small to be kept where `fewest` is 2."""
    for clients in ("KK", "LM"):
        company.load(
            "sales",
            HEAD
            + "".join(
                f"{month}{clients}{at},1,{client},t,2026-{month}-2{at},2,{amount},no\n"
                for month in ("09", "10")
                for at, client in enumerate(clients)
            ),
        )
    company.load("sales", HEAD + "alone,1,K,t,2026-09-30,-9,1.00,no\n")
    company.load("sales", HEAD + "last,1,M,t,2026-10-30,1,1.00,no\n")
    kept, anew = company.kept(engine, fewest=fewest), company.anew(engine)
    assert list(kept) == list(anew)
    assert kept.lacking == anew.lacking
    loyal = [kept.value("loyal", "person", who, "2026-01-01", "", "2026-10") for who in ("ana", "bo")]
    assert list(map(str, loyal)) == ["1.00", "5.00"]  # K 2 + 4 x 2 - 9; L 1 + 2 x 2
    assert len(totals(company)) == 4


def test_sums_beyond_64_bits_are_kept_whole(company, engine):
    big = "92233720368547758.07"
    rows = "".join(f"B{n},1,K,t,2026-10-{n:02d},1,{big},no\n" for n in (1, 2, 3))
    company.load("sales", HEAD + rows)
    found = company.kept(engine, MEASURES[0])
    assert str(found.value("sales", "person", "ana", "2026-01-01", "", "2026-10")) == "276701161105643274.21"
    again = company.kept(engine, MEASURES[0])
    assert list(again) == list(found)


def test_kept_figures_are_those_that_were_measured(company, engine):
    company.load(
        "sales", HEAD + "O9,1,M,n,2026-10-16,1,7.00,yes\nO8,1,K,t,2026-10-01,1,92233720368547758.07,no\n"
    )
    requests, schema = company.asked(), Schema(TABLES)
    event = Request(measure(measure="each", value="sum(amount)", per="event"), CALENDAR.period("2026-10"))
    requests = [*requests, event]
    snapshot = company.store.snapshot()
    figures = aggregate(engine, snapshot, requests, schema, CALENDAR)
    keys = figure_keys(requests, schema, CALENDAR, snapshot)
    kept = KeptFigures(company.store.place)
    kept.write(figures, keys)
    found = kept.read(requests, schema, keys)
    assert list(found) == list(figures)
    assert found.lacking == figures.lacking
    assert found.happened == figures.happened
    assert found.groups("groups", "person", "ana", "2026-01-01", "2026-10") == ("tea",)


def test_figures_of_other_facts_or_rules_are_not_taken_for_these(company):
    requests, schema = company.asked(), Schema(TABLES)
    before = figure_keys(requests, schema, CALENDAR, company.store.snapshot())
    company.load("sales", HEAD + "O3,1,K,t,2026-09-16,1,7.00,no\n")
    after = figure_keys(requests, schema, CALENDAR, company.store.snapshot())
    changed = {slot[0] for slot in before if before[slot] != after[slot]}
    assert changed == {"focus", "last", "loyal"}  # those that look back to September
    other = [Request(measure(measure="sales", value="sum(quantity)"), CALENDAR.period("2026-10"))]
    assert (
        figure_keys(other, schema, CALENDAR, company.store.snapshot())["sales", "2026-10"]
        not in after.values()
    )
