"""Two sums tell a third, and come to what it comes to when it is added up itself."""

import pytest

from attain.engine.store import DuckEngine
from tests.measures.company import measure
from tests.measures.growing import HEAD, Kept

TOLD = [
    measure(measure="lines", value="count()"),
    measure(measure="goods", value="count()", where="not is_return"),
    measure(measure="back", value="count()", where="is_return"),
    measure(measure="net", value="sum(amount)"),
    measure(measure="gross", value="sum(amount)", where="not (is_return)"),
    measure(measure="refunds", value="sum(0 - amount)", where="is_return"),
    measure(measure="all", value="sum(quantity)"),
    measure(measure="late", value="sum(quantity)", where="paid_on > ordered_on or is_return"),
    measure(measure="prompt", value="sum(quantity)", where="not (paid_on > ordered_on or is_return)"),
]


@pytest.mark.parametrize(("paid", "prompt"), [("2026-10-22", "2.00"), ("", "0.00"), (None, "0.00")])
def test_sums_that_others_tell_are_what_they_come_to_when_added_up(tmp_path, paid, prompt):
    """A line of which it is not known whether it was paid late, or any, is neither late nor prompt."""
    company = Kept(tmp_path)
    company.load("coverage", "client_id,person_id,from,to,share\nK,ana,2026-01-01,,100%\n")
    head, last = HEAD.strip(), f",{paid}" if paid is not None else ""
    rows = [
        "R1,1,K,t,2026-10-20,1,3.00,yes",
        "R2,1,K,t,2026-10-21,5,7.00,no",
        "R3,1,K,t,2026-10-22,2,2.00,no",
    ]
    late = [",2026-10-23", ",2026-10-22", last] if last else [""] * 3
    text = "\n".join(map("".join, zip([head, *rows], [",paid_on" if last else "", *late], strict=True)))
    company.load("sales", f"{text}\n")
    with DuckEngine(threads=1) as engine:
        found, anew = company.kept(engine, *TOLD), company.anew(engine, *TOLD)
    values = [str(found.value(each.measure, "person", "ana", "2026-01-01", "", "2026-10")) for each in TOLD]
    known = ["3.00", "2.00", "1.00", "12.00", "9.00", "-3.00", "8.00", "6.00" if last else "1.00"]
    assert values == [*known, prompt]
    assert list(anew) == list(found)


def test_many_measures_together_come_to_what_each_comes_to_alone(tmp_path):
    """Clients with one owner, with one who left, with one after the other, and one with none."""
    company = Kept(tmp_path)
    company.load("people", "person_id\ngone\n")
    company.load("clients", "client_id\nX\n")
    company.load("assignments", "person_id,post,unit_id,from,to\ngone,am,N,2026-01-01,2026-09-01\n")
    company.load(
        "coverage",
        "client_id,person_id,from,to,share\nK,ana,2026-01-01,,100%\nL,gone,2026-01-01,,100%\n"
        "M,bo,2026-01-01,2026-10-10,100%\nM,cy,2026-10-10,,100%\n",
    )
    lines = []
    for at in range(15):
        whose, back = f"{'KLMX'[at % 4]},{'tn'[at % 2]}", "no" if at % 3 else "yes"
        lines.append(f"O{at},1,{whose},2026-10-{2 * at + 1:02},{at % 5},{at},{back}\n")
    company.load("sales", HEAD + "".join(lines))
    filters = [
        {},
        *({"where": each} for each in ("is_return", "quantity > 1", "quantity > 2", "product.focus")),
    ]
    many = [
        measure(measure=f"{of}_{at}", value=f"sum({of})", **kept)
        for at, kept in enumerate(filters)
        for of in ("amount", "quantity")
    ]
    with DuckEngine(threads=1) as engine:
        together, alone = company.kept(engine, *many), [company.anew(engine, each) for each in many]
    assert list(together) == sorted(value for figures in alone for value in figures)
    assert together.lacking == tuple(sorted(row for figures in alone for row in figures.lacking))
    assert len({row.reason for row in together.lacking}) == 2
