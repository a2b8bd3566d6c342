"""From CSV files in a store to figures, through the front door."""

from attain.engine.facts import all_tables
from attain.engine.measures.aggregate import Request, aggregate
from attain.engine.measures.schema import Schema
from attain.engine.store import DuckEngine, IntakeSettings, Store
from tests.measures.company import CALENDAR, SALES, measure, values

FILES = {
    "units": "unit_id,parent_id\nC,\nN,C\n",
    "people": "person_id\nana\nbo\n",
    "clients": "client_id,class,unit_id\nK,A,N\nL,B,N\n",
    "products": "product_id,group\nt,tea\n",
    "assignments": "person_id,post,unit_id,from\nana,am,N,2026-01-01\nbo,am,N,2026-01-01\n",
    "coverage": "client_id,person_id,from,to,share\n"
    "K,ana,2026-01-01,2026-10-15,100%\nK,bo,2026-10-15,,100%\n",
    "sales": "order_id,line,client_id,product_id,ordered_on,quantity,amount,is_return\n"
    "O1,1,K,t,2026-10-14,2,10.50,no\nO2,1,K,t,2026-10-15,1,4.25,no\nO3,1,L,t,2026-10-20,1,7.00,no\n"
    "O4,1,K,t,2026-09-30,1,99.00,no\n",
}


def test_files_become_figures(tmp_path):
    tables = all_tables([SALES])
    store = Store.create(tmp_path / "store")
    settings = IntakeSettings(currency="EUR", decimals=2, time_zone="Europe/Madrid")
    for name, content in FILES.items():
        (tmp_path / f"{name}.csv").write_text(content)
        store.load(tables, tmp_path / f"{name}.csv", name, settings)
    told = []
    asked = [
        Request(measure(value="sum(amount)", by=["product.group"]), CALENDAR.period("2026-10")),
        Request(measure(measure="before", value="sum(amount)"), CALENDAR.period("2026-09")),
    ]
    with DuckEngine(threads=1) as engine:
        schema = Schema(tables)
        figures = aggregate(engine, store.snapshot(), asked, schema, CALENDAR, lambda *at: told.append(at))
    assert values(figures, "person") == {"ana": "10.50", "bo": "4.25"}
    assert values(figures, "company", "tea") == {"company": "21.75"}
    assert str(figures.value("before", "person", "ana", "2026-01-01", "", "2026-09")) == "99.00"
    assert [(row.unit, row.facts, str(row.value)) for row in figures.lacking] == [("N", 1, "7.00")]
    assert told == sorted(told)
    assert told[-1] == (4, 4)
