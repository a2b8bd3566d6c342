"""KPIs by group: a group of which nothing was sold is told where something was aimed at or sold before."""

import pytest

from tests.runs.small_company import invented

RULES = """
rulebook: grocers
currency: EUR
---
fact: sales
grain: one line
columns: {line_id: text, client_id: client, product_id: product, sold_on: date, amount: money}
key: [line_id]
date: sold_on
client: client_id
---
{measure: sold, from: 2026-01-01, of: sales, value: sum(amount), by: [product.group]}
---
kpi: fulfilment
from: 2026-01-01
formula: sold / target(sold)
unit: percent
judges: [seller]
by: [product.group]
meaning: Sales over their plan
---
kpi: growth
from: 2026-01-01
formula: sold - previous(sold)
unit: money
judges: [seller]
by: [product.group]
meaning: Sales beyond those of the month before
"""

TABLES = {
    "units": "unit_id,parent_id\nC,\nN,C\nS,C\n",
    "people": "person_id\nana\nbo\n",
    "assignments": "person_id,post,unit_id,from\nana,seller,N,2025-01-01\nbo,seller,S,2025-01-01\n",
    "clients": "client_id,unit_id\nK,N\nL,S\n",
    "products": "product_id,group\nT,tea\nC,coffee\nM,mugs\n",
    "coverage": "client_id,person_id,from\nK,ana,2025-01-01\nL,bo,2025-01-01\n",
    "targets": "subject_kind,subject_id,name,group,period,value\n"
    "person,ana,sold,tea,2026-03,100\nperson,ana,sold,coffee,2026-03,200\nunit,S,sold,mugs,2026,1200\n",
    "sales": "line_id,client_id,product_id,sold_on,amount\n"
    "1,K,T,2026-03-03,50.00\n2,K,M,2026-02-03,70.00\n3,L,T,2026-02-10,20.00\n",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    place = invented(tmp_path_factory.mktemp("grocers"), RULES, TABLES)
    with place.engine() as engine:
        return place.run(engine, "2026-03").computed.published


def groups(published, node, subject):
    return {p.group: p.value for p in published if (p.node, p.subject) == (node, subject) and p.group}


def test_a_group_with_a_target_and_no_sales_stands_at_nought(published):
    """Ana sold tea for 50 of 100 and no coffee of 200; unit S sold no mugs, of 100 (1,200 a year)."""
    assert groups(published, "fulfilment", "ana") == {"tea": "0.5000", "coffee": "0.0000"}
    assert groups(published, "fulfilment", "N") == {"tea": "0.5000", "coffee": "0.0000"}
    assert groups(published, "fulfilment", "S") == {"mugs": "0.0000"}
    assert groups(published, "fulfilment", "bo") == {}


def test_a_group_that_was_sold_before_alone_has_lost_all_of_it(published):
    """Groups add up to the whole: Ana 50 − 70 = −20, Bo 0 − 20."""
    assert groups(published, "growth", "ana") == {"tea": "50.00", "mugs": "-70.00"}
    assert groups(published, "growth", "bo") == {"tea": "-20.00"}
    assert groups(published, "growth", "company") == {"tea": "30.00", "mugs": "-70.00"}
