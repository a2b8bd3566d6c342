"""Files of facts are compared with their names before anything is kept of them, some ahead of their turn."""

import pytest

from attain.engine.faults import Faulty
from attain.engine.store import DuckEngine
from tests.measures.growing import HEAD, MEASURES, Kept, partials


@pytest.fixture(scope="module", params=[1, 2], ids=["in_turn", "at_once"])
def engine(request):
    """With one thread files are read one after the other, with two beside all else."""
    with DuckEngine(threads=request.param) as found:
        yield found


def test_of_several_files_the_damaged_one_is_told_and_what_was_made_of_those_before_it_stays(
    tmp_path, engine, monkeypatch
):
    """Large ones are compared with their names ahead; what is wrong with one is told when it is its turn."""
    monkeypatch.setattr("attain.engine.store.damage.SMALL", 0)
    company = Kept(tmp_path)
    for month in ("08", "09", "10"):
        company.load("sales", HEAD + f"S{month},1,K,t,2026-{month}-10,1,1.00,no\n")
    root, months = company.store.place.root, company.store.snapshot().partitions("sales")
    files = {month: root / part.file for month, (part,) in months.items()}
    whole = {month: file.read_bytes() for month, file in files.items()}
    for month in (
        "2026-09",
        "2026-10",
    ):  # in the rows: what the end of a file tells of it is asked for before
        files[month].write_bytes(whole[month][:6] + bytes([whole[month][6] ^ 1]) + whole[month][7:])
    with pytest.raises(Faulty) as refused:
        company.kept(engine, MEASURES[5])
    assert [fault.file for fault in refused.value.faults] == [str(files["2026-09"])]
    (first,) = partials(company)
    for month, file in files.items():
        file.write_bytes(whole[month])
    company.kept(engine, MEASURES[5])
    assert first in partials(company)
    assert len(partials(company)) == len(files) == 3


def test_a_large_file_whose_end_is_damaged_is_told_by_its_name(tmp_path, engine, monkeypatch):
    """Its end is read for the days on which owners are looked up, before all of it is compared."""
    monkeypatch.setattr("attain.engine.store.damage.SMALL", 0)
    company = Kept(tmp_path)
    head = HEAD.replace("ordered_on", "ordered_on,sold_on")
    company.load("sales", f"{head}S1,1,K,t,2026-10-09,2026-10-01,1,1.00,no\n")
    ((part,),) = company.store.snapshot().partitions("sales").values()
    file = company.store.place.root / part.file
    content = file.read_bytes()
    file.write_bytes(content[:-108] + bytes(100) + content[-8:])
    with pytest.raises(Faulty) as refused:
        company.kept(engine, MEASURES[0])
    assert [(fault.id, fault.file) for fault in refused.value.faults] == [("fault.store_damaged", str(file))]
