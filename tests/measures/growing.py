"""A small company whose store grows, read with everything kept, and anew."""

import json
import shutil
from copy import copy

from attain.engine.facts import all_tables
from attain.engine.facts.mapping import Mapping as FileMapping
from attain.engine.measures.aggregate import Request, aggregate
from attain.engine.measures.schema import Schema
from attain.engine.store import IntakeSettings, Store
from tests.measures.company import CALENDAR, SALES, measure

TABLES = all_tables([SALES])
SETTINGS = IntakeSettings(currency="EUR", decimals=2, time_zone="Europe/Madrid")
HEAD = "order_id,line,client_id,product_id,ordered_on,quantity,amount,is_return\n"
FRAME = {
    "units": "unit_id,parent_id\nC,\nN,C\nS,C\n",
    "people": "person_id\nana\nbo\ncy\n",
    "clients": "client_id,class,unit_id\nK,A,N\nL,B,N\nM,B,S\n",
    "products": "product_id,group,focus\nt,tea,yes\nn,nuts,no\n",
    "assignments": "person_id,post,unit_id,from\nana,am,N,2026-01-01\nbo,am,N,2026-01-01\n"
    "cy,am,S,2026-01-01\n",
}
MEASURES = [
    measure(measure="sales", value="sum(amount)"),
    measure(measure="lines", value="count()", where="not is_return"),
    measure(measure="last", value="max(ordered_on)", window="last 2 months"),
    measure(measure="active", value="count()", per="client", having="sum(quantity) > 1"),
    measure(measure="focus", value="sum(quantity)", where="product.focus", window="last 3 months"),
    measure(
        measure="loyal", value="sum(quantity)", per="client", having="count() > 1", window="last 3 months"
    ),
    measure(measure="portfolio", value="sum(amount)", credit={"owner": "period_end"}),
    measure(measure="groups", value="sum(amount)", by=["product.group"]),
    measure(measure="kinds", value="count_distinct(product_id)"),
]


class Kept:
    """A store that grows, read with everything kept, and anew."""

    def __init__(self, folder) -> None:
        self.folder, self.store, self.files = folder, Store.create(folder / "store"), 0
        for name, text in FRAME.items():
            self.load(name, text)

    def copied(self, folder) -> "Kept":
        """The same in another folder."""
        made = copy(self)
        made.folder, made.store = folder, Store.open(shutil.copytree(self.folder / "store", folder / "store"))
        return made

    def load(self, table: str, text: str) -> None:
        self.files += 1
        file = self.folder / f"{self.files}.csv"
        file.write_text(text)
        whole = table == "coverage"
        mapping = FileMapping.model_validate({"mapping": "m", "file": "*", "into": table, "whole": True})
        self.store.load(TABLES, file, mapping if whole else table, SETTINGS)

    def asked(self, *measures):
        return [Request(each, CALENDAR.period("2026-10")) for each in measures or MEASURES]

    def kept(self, engine, *measures, fewest=1):
        """Figures with partial aggregates kept of every file with so many rows."""
        engine.fewest_kept = fewest
        return aggregate(engine, self.store.snapshot(), self.asked(*measures), Schema(TABLES), CALENDAR)

    def anew(self, engine, *measures):
        with engine.anew():
            return aggregate(engine, self.store.snapshot(), self.asked(*measures), Schema(TABLES), CALENDAR)


def partials(company):
    return {name for name in company.store.place.names("partials") if name.endswith(".parquet")}


def totals(company):
    """The files of facts behind each kept total, by its name."""
    names = [name for name in company.store.place.names("totals") if name.endswith(".json")]
    return {name: set(json.loads(company.store.place.read(name))["files"]) for name in names}


def damage(path) -> None:
    """One bit in the middle is another."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
