"""Whatever a rulebook may choose people, units and facts by, a run chooses by it."""

from decimal import Decimal as D

import pytest

from attain.runs.whatif import patch_file, what_if
from tests.runs.small_company import invented

RULES = """\
rulebook: attributes
currency: EUR
---
table: people
columns: {region: text?, trained: boolean?, level: integer?}
---
fact: sales
grain: one sale
columns: {sale_id: text, client_id: client, sold_on: date, amount: money, online: boolean}
key: [sale_id]
date: sold_on
client: client_id
---
{measure: sold, from: 2026-01-01, of: sales, value: sum(amount)}
---
{measure: sale, from: 2026-01-01, of: sales, value: sum(amount), per: event, by: [online]}
---
param: by_region
from: 2026-01-01
unit: percent
by: [region]
values: [{value: 1%}, {region: north, value: 2%}]
---
param: by_kind
from: 2026-01-01
unit: percent
by: [kind]
values: [{value: 1%}, {kind: branch, value: 3%}]
---
param: by_hours
from: 2026-01-01
unit: money
by: [workload]
values: [{value: 900}, {workload: 50%, value: 400}]
---
param: by_course
from: 2026-01-01
unit: money
by: [trained]
values: [{value: 5}, {trained: true, value: 7}]
---
param: by_way
from: 2026-01-01
unit: percent
by: [online]
values: [{value: 1%}, {online: true, value: 4%}]
---
{pool: shared, from: 2026-01-01, amount: sold * by_kind}
---
plan: pay
post: seller
from: 2026-01-01
components:
  - {component: region, shape: rate, base: sold, rate: by_region}
  - {component: kind, shape: rate, base: sold, rate: by_kind}
  - {component: hours, shape: amount, amount: by_hours}
  - {component: course, shape: amount, amount: by_course}
  - {component: way, shape: rate, base: sale, per: event, rate: by_way}
  - {component: branch, shape: share, pool: shared, by: head}
  - {component: half, shape: amount, amount: 10 * workload * level}
  - {component: since, shape: amount, amount: 1,
     when: joined_on >= period.start and trained and country = "ES"}
  - {component: best, shape: prize, of: sold, prizes: [50], least: 1, group: [region]}
"""

TABLES = {
    "units": "unit_id,kind,country\nN,branch,ES\nS,office,ES\n",
    "people": "person_id,region,trained,level,joined_on\n"
    "P1,north,yes,3,2026-03-02\nP2,south,no,4,2025-01-01\n",
    "assignments": "person_id,post,unit_id,from,workload\nP1,seller,N,2025-01-01,50%\n"
    "P2,seller,S,2025-01-01,100%\n",
    "clients": "client_id\nK1\nK2\n",
    "coverage": "client_id,person_id,from\nK1,P1,2025-01-01\nK2,P2,2025-01-01\n",
    "sales": "sale_id,client_id,sold_on,amount,online\n"
    "1,K1,2026-03-03,100.00,yes\n2,K2,2026-03-04,300.00,no\n",
}

# P1 sold 100 online in a branch in the north, half of the time; P2 sold 300 in an office in the south.
WANTED = {
    "P1": {
        "region": "2.00", "kind": "3.00", "hours": "400", "course": "7", "way": "4.00", "branch": "3.00",
        "half": "15.00", "since": "1", "best": "50",
    },
    "P2": {
        "region": "3.00", "kind": "3.00", "hours": "900", "course": "5", "way": "3.00", "branch": "3.00",
        "half": "40.00", "since": "0", "best": "50",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return invented(tmp_path_factory.mktemp("attributes"), RULES, TABLES)


def test_people_units_and_facts_are_told_apart_by_every_column_that_rules_may_name(place):
    with place.engine() as engine:
        pays = place.run(engine, "2026-03").computed.pays
        found = {
            person: {name: pays[person].component(name) for name in own} for person, own in WANTED.items()
        }
    assert found == {person: {name: D(sum_) for name, sum_ in own.items()} for person, own in WANTED.items()}


def test_what_if_chooses_by_the_same(place, tmp_path):
    (tmp_path / "patch.yaml").write_text(
        "{param: by_region, from: 2026-01-01, unit: percent, by: [region], "
        "values: [{value: 1%}, {region: north, value: 5%}]}\n"
    )
    with place.engine() as engine:
        found = what_if(place.store, engine, place.loaded, [patch_file(tmp_path / "patch.yaml")], "2026-03")
    assert {change.person: change.change for change in found.comparison.changes if change.change} == {"P1": 3}
