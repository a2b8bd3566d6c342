"""A subject's rows are found by what it owns: the same rows, page by page, as by a search of everything."""

from itertools import product

import pytest

from attain.engine.measures.own import Owned
from attain.engine.trace import Node
from attain.runs import own as own_module
from attain.runs.again import recompute
from attain.runs.source_rows import Sources
from tests.runs.small_company import invented

RULES = """
rulebook: movers
currency: EUR
---
fact: sales
grain: one product on one order
columns: {order_id: text, client_id: client, product_id: product, sold_on: date, first_sold_on: date?,
          quantity: integer, amount: money}
key: [order_id, product_id]
date: sold_on
client: client_id
owned_on: first_sold_on
---
fact: visits
grain: one visit
columns: {visit_id: text, employee_id: employee, visited_on: date, minutes: integer}
key: [visit_id]
date: visited_on
employee: employee_id
---
fact: gifts
grain: one gift
columns: {gift_id: text, client_id: client, given_on: date, pieces: integer}
key: [gift_id]
date: given_on
client: client_id
---
{measure: sold, from: 2026-01-01, of: sales, value: sum(amount)}
---
{measure: at_end, from: 2026-01-01, of: sales, value: sum(amount), credit: {owner: period_end}}
---
{measure: lately, from: 2026-01-01, of: sales, value: sum(amount), window: last 60 days}
---
{measure: by_group, from: 2026-01-01, of: sales, value: sum(amount), by: [product.group]}
---
{measure: class_a, from: 2026-01-01, of: sales, where: client.class = "A", value: sum(amount)}
---
{measure: buyers, from: 2026-01-01, of: sales, per: client, having: sum(quantity) > 1, value: count()}
---
{measure: of_brand, from: 2026-01-01, of: sales, value: sum(amount), credit: {through: brand}}
---
{measure: of_product, from: 2026-01-01, of: sales, value: sum(amount), credit: {through: product}}
---
{measure: advised, from: 2026-01-01, of: sales, value: sum(amount), credit: {role: adviser}}
---
{measure: minutes, from: 2026-01-01, of: visits, value: sum(minutes)}
---
measure: city_minutes
from: 2026-01-01
of: visits
where: employee.market_type = "city"
value: sum(minutes)
---
{measure: given, from: 2026-01-01, of: gifts, value: sum(pieces)}
---
plan: pay
post: seller
from: 2026-01-01
components: [{component: commission, shape: rate, base: sold, rate: 1%}]
"""

TABLES = {
    "units": "unit_id,parent_id\nC,\nN,C\nN1,N\nS,C\n",
    "assignments": """\
person_id,post,unit_id,from,to,market_type
P1,seller,N1,2025-01-01,2026-03-16,city
P1,seller,S,2026-03-16,,village
P2,seller,S,2025-01-01,,city
P4,seller,N,2026-03-10,,city
P3,leader,C,2025-01-01,2026-03-21,
P3,leader,N,2026-03-21,,
P5,leader,C,2025-01-01,,
""",
    "reporting": """\
person_id,manager_id,from,to
P1,P3,2025-01-01,2026-03-12
P1,P5,2026-03-12,
P2,P3,2025-01-01,
P4,P3,2026-03-10,
P3,P5,2025-01-01,
""",
    "clients": "client_id,class,unit_id\nK1,A,N1\nK2,B,S\nK3,A,S\nK4,B,N\n",
    "products": "product_id,group,brand\nT,tea,lin\nU,coffee,oro\n",
    "coverage": """\
client_id,person_id,from,to,share,role
K1,P1,2025-01-01,2026-03-15,100%,
K1,P2,2026-03-15,,100%,
K2,P1,2025-01-01,,60%,
K2,P2,2025-01-01,,40%,
K3,P2,2025-01-01,,100%,
K3,P4,2025-01-01,,100%,adviser
K4,P4,2025-01-01,,100%,
K4,P3,2026-03-20,,0%,
""",
    "product_coverage": """\
scope,key,person_id,from,share
product,T,P1,2025-01-01,70%
product,T,P2,2025-01-01,30%
brand,oro,P4,2025-01-01,100%
""",
    "sales": "order_id,client_id,product_id,sold_on,first_sold_on,quantity,amount\n"
    + "".join(
        f"{n:02},K{n % 4 + 1},{'TU'[n % 2]},2026-0{2 + n % 2}-{n % 27 + 1:02},,{n % 3 - 1},{n}.00\n"
        for n in range(1, 60)
    )
    + "61,K1,T,2026-03-20,2026-03-02,-1,-50.00\n62,K1,U,2026-03-20,2026-03-16,-1,-7.00\n",
    "visits": "visit_id,employee_id,visited_on,minutes\n"
    + "".join(f"V{n},P{n % 4 + 1},2026-03-{n % 28 + 1:02},{n}\n" for n in range(20)),
    "gifts": "gift_id,client_id,given_on,pieces\n"
    "G1,K1,2026-03-02,3\nG2,K2,2026-03-03,5\nG3,K4,2026-03-04,7\n",
    "credits": "fact,fact_key,person_id,share\ngifts,G1,P4,50%\ngifts,G3,P2,100%\n",
}

MEASURES = (
    "sold", "at_end", "lately", "by_group", "class_a", "buyers", "of_brand", "of_product", "advised",
    "minutes", "city_minutes", "given",
)  # fmt: skip

SUBJECTS = (
    ("person", "P1", "2025-01-01"),
    ("person", "P1", "2026-03-16"),
    ("person", "P2", "2025-01-01"),
    ("person", "P3", "2026-03-21"),
    ("person", "P4", "2026-03-10"),
    ("team", "P3", "2025-01-01"),
    ("team", "P3", "2026-03-21"),
    ("team", "P5", "2025-01-01"),
    ("unit", "N", ""),
    ("unit", "S", ""),
    ("unit", "C", ""),
    ("company", "company", ""),
)


def number(name, level, subject, spell, group=""):
    facts = {"name": name, "level": level, "subject": subject, "spell": spell, "group": group}
    return Node("measure", None, "", {**facts, "period": "2026-03"})


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return invented(tmp_path_factory.mktemp("movers"), RULES, TABLES)


@pytest.fixture(scope="module")
def engine(place):
    with place.engine() as engine:
        yield engine


@pytest.fixture(scope="module")
def computed(place, engine):
    return recompute(place.store, engine, place.run(engine, "2026-03").run)


@pytest.fixture
def sources(place, engine, computed):
    return Sources(engine, place.store.snapshot(), computed)


@pytest.fixture(scope="module")
def searched(place, engine, computed):
    """The rows of every measure and subject, found among everybody's."""
    everything = Sources(engine, place.store.snapshot(), computed)
    everything._own_of = lambda who: None
    groups = {"by_group": ("", "tea")}
    asked = [
        number(name, *subject, group)
        for name, subject in product(MEASURES, SUBJECTS)
        for group in groups.get(name, ("",))
    ]
    return [(node, everything.rows(node, limit=100)[0]) for node in asked]


@pytest.mark.parametrize(("stays", "few"), [(False, 0), (True, 100_000)], ids=["once, large", "stays, small"])
def test_what_a_subject_owns_leads_to_the_same_rows(
    place, engine, computed, searched, monkeypatch, stays, few
):
    monkeypatch.setattr(own_module, "FEW", few)
    monkeypatch.setattr(own_module, "FEW_KEYS", few)
    sources = Sources(engine, place.store.snapshot(), computed, stays)
    assert sum(found.count for _, found in searched) > 500
    root = Node("paid", None, "money", {}, tuple(node for node, _ in searched))
    for (node, wanted), found in zip(searched, sources.rows(root, limit=100), strict=True):
        assert found == wanted, node.facts


@pytest.mark.parametrize("few", [0, 1, 100])
def test_pages_follow_each_other(sources, searched, monkeypatch, few):
    monkeypatch.setattr(own_module, "FEW_KEYS", few)
    monkeypatch.setattr(own_module, "FEW_AT_ONCE", few)
    node, wanted = max(searched, key=lambda each: each[1].count * (each[0].facts["level"] == "team"))
    pages = [sources.rows(node, limit=15, offset=at)[0] for at in range(0, wanted.count + 15, 15)]
    assert [row for page in pages for row in page.rows] == list(wanted.rows)
    assert {page.count for page in pages} == {wanted.count}


def test_a_return_is_a_row_of_who_had_the_client_when_it_was_sold(sources):
    (first,) = sources.rows(number("sold", "person", "P1", "2026-03-16"))
    (second,) = sources.rows(number("sold", "person", "P2", "2025-01-01"))
    orders = [{row["order_id"] for row in each.named()} for each in (first, second)]
    assert "61" in orders[0] - orders[1]
    assert "62" in orders[1] - orders[0]


def test_a_person_s_rows_are_found_without_looking_at_everybody(sources, monkeypatch):
    """A canary: were the search of everything always made, the tests above would say nothing."""
    monkeypatch.delattr(Sources, "_plain")
    owned = [name for name in MEASURES if name not in ("of_brand", "given")]
    for subject in SUBJECTS[3:9:2]:
        root = Node("paid", None, "money", {}, tuple(number(name, *subject) for name in owned))
        assert len(sources.rows(root)) == len(owned)
    with pytest.raises(AttributeError):
        sources.rows(number("given", *SUBJECTS[0]))


def test_where_very_many_own_something_everything_is_searched(sources, searched, monkeypatch):
    monkeypatch.setattr(own_module, "MOST_KEYS", 1)
    for node, wanted in searched[:12:3]:
        assert sources.rows(node, limit=100) == [wanted]
    monkeypatch.setattr(own_module, "MOST_PEOPLE", 1)
    for node, wanted in searched[6:10:3]:
        assert sources.rows(node, limit=100) == [wanted]


def test_owners_are_named_one_by_one_in_the_scan_of_the_facts(sources, monkeypatch):
    monkeypatch.setattr(own_module, "FEW_KEYS", 1)
    scanned = []
    execute = sources.engine.execute
    monkeypatch.setattr(
        sources.engine, "execute", lambda query, *rest: (scanned.append(str(query)), execute(query, *rest))
    )
    (found,) = sources.rows(number("sold", "person", "P1", "2025-01-01"), limit=1)
    first, whole = [text.split(" FROM ", 1)[1] for text in scanned if 'WITH "sales" AS' in text]
    assert "IN ('K1', 'K2')" in first
    assert '"quantity"' not in first.split(") SELECT ", 1)[1].split(" FROM ")[0]
    assert f"IN ('{found.named()[0]['client_id']}')" in whole
    assert Owned("client_id", "coverage", "client_id").column in first
