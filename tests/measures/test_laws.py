"""Laws that hold for any company: the SQL agrees with plain Python, and nothing is lost or doubled."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attain.engine.measures.aggregate import Request, measured
from attain.engine.measures.relations import organise
from attain.engine.measures.traits import ANY
from attain.engine.store.engine import DuckEngine
from tests.measures.company import CALENDAR, SCHEMA, Company, measure
from tests.measures.drawn import LAST_DAY, companies
from tests.measures.oracle import Oracle, by_client


def total(pairs):
    return Decimal(sum(fact["amount"] * share for fact, share in pairs)).scaleb(-8)


def whole(pairs):
    return Decimal(sum(fact["amount"] for fact, _ in pairs)).scaleb(-2)


def facts_in_shares(pairs):
    return Decimal(sum(share for _, share in pairs)).scaleb(-6)


def products(pairs):
    return Decimal(len({fact["product_id"] for fact, _ in pairs}))


def largest(pairs):
    return Decimal(max(fact["amount"] for fact, _ in pairs)).scaleb(-2)


def kept(pairs):
    return [group for group in by_client(pairs) if sum(fact["quantity"] for fact, _ in group) > 2]


def active(pairs):
    return Decimal(len(kept(pairs))) if kept(pairs) else None


def active_total(pairs):
    groups = kept(pairs)
    return total([pair for group in groups for pair in group]) if groups else None


def active_products(pairs):
    groups = kept(pairs)
    return products([pair for group in groups for pair in group]) if groups else None


FILTER = {"per": "client", "having": "sum(quantity) > 2"}
DECLARED = {
    "total": ({"value": "sum(amount)", "decimals": 8}, total),
    "full": ({"value": "sum(amount)", "credit": {"shares": "full"}}, whole),
    "lines": ({"value": "count()", "decimals": 6}, facts_in_shares),
    "products": ({"value": "count_distinct(product_id)"}, products),
    "largest": ({"value": "max(amount)"}, largest),
    "active": ({"value": "count()", **FILTER}, active),
    "active_total": ({"value": "sum(amount)", "decimals": 8, **FILTER}, active_total),
    "active_products": ({"value": "count_distinct(product_id)", **FILTER}, active_products),
}

some = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def engine():
    with DuckEngine(threads=1) as found:
        yield found


def figures(engine, rows, declared, traits=None, together=True, **more):
    company = Company(dict(rows), engine)
    company.load()
    found = organise(engine)
    asked = [
        Request(measure(measure=name, **{**how, **more}), CALENDAR.period("2026-10"))
        for name, (how, _) in declared.items()
    ]
    return measured(engine, asked, SCHEMA, CALENDAR, traits or found, together=together)


def by_name(figures, name):
    return {key[1:4]: value for key, value in figures if key.measure == name and not key.group}


@some
@given(rows=companies())
def test_every_measure_equals_plain_python_at_every_level(engine, rows):
    found = figures(engine, rows, DECLARED, window="last 2 months")
    facts = [f for f in rows.get("sales", []) if date(2026, 9, 1) <= f["ordered_on"] <= LAST_DAY]
    for name, (_, value) in DECLARED.items():
        assert by_name(found, name) == Oracle(rows).values(facts, value), name


CREDITED = [
    {},
    {"credit": {"owner": "period_end"}},
    {"credit": {"owner": "sold_on"}},
    {"credit": {"on": "sold_on"}},
    {"credit": {"shares": "full"}},
    {"where": "quantity > 0"},
    {"window": "quarter to date"},
]


ACROSS = {"per": "product_id", "having": "sum(quantity) > 2"}
GROUPED_ACROSS = {
    "bought": {"value": "count()", **ACROSS},
    "bought_for": {"value": "sum(amount)", "decimals": 8, "per": "product_id"},
    "bought_last": {"value": "max(sold_on)", **ACROSS},
    "sold_to": {"value": "count()", "credit": {"through": "fact"}, **FILTER},
    "sold_for": {"value": "sum(amount)", "where": "quantity > 1", "credit": {"through": "fact"}, **FILTER},
    "all_sold_to": {"value": "count()", "credit": {"through": "fact"}, "per": "client"},
}


@some
@given(rows=companies(), how=st.sampled_from([{}, {"window": "last 2 months"}]), by_name=st.booleans())
def test_groups_across_owners_that_share_a_reading_are_as_if_each_had_its_own(engine, rows, how, by_name):
    if not by_name:
        rows = {**rows, "credits": []}
    declared = {name: ({**each, **how}, None) for name, each in GROUPED_ACROSS.items()}
    together, apart = (figures(engine, rows, declared, together=each) for each in (True, False))
    assert list(together) == list(apart)
    assert together.lacking == apart.lacking


@some
@given(rows=companies(), how=st.sampled_from(CREDITED), by_name=st.booleans())
def test_measures_that_share_a_reading_of_facts_are_as_if_each_had_its_own(engine, rows, how, by_name):
    if not by_name:
        rows = {**rows, "credits": []}
    declared = {name: ({**each, **how}, value) for name, (each, value) in DECLARED.items()}
    together, apart = (figures(engine, rows, declared, together=each) for each in (True, False))
    assert list(together) == list(apart)
    assert together.lacking == apart.lacking


@some
@given(rows=companies())
def test_the_portfolio_at_period_end_equals_plain_python(engine, rows):
    chosen = {name: DECLARED[name] for name in ("total", "active", "products")}
    found = figures(engine, rows, chosen, credit={"owner": "period_end"}, window="to date")
    facts = [f for f in rows.get("sales", []) if f["ordered_on"] <= LAST_DAY]
    for name, (_, value) in chosen.items():
        assert by_name(found, name) == Oracle(rows).values(facts, value, LAST_DAY), name


@some
@given(rows=companies())
def test_credited_and_uncredited_are_all_facts(engine, rows):
    found = figures(engine, rows, {name: DECLARED[name] for name in ("total", "lines")})
    for name in ("total", "lines"):
        people = sum(value for key, value in found if key.measure == name and key.level == "person")
        lost = sum(row.value for row in found.lacking if row.measure == name)
        assert people + lost == found.value(name, "company", "company", "", "", "2026-10")
        assert lost == 0 or all(row.share > 0 for row in found.lacking)


@some
@given(rows=companies())
def test_the_top_unit_has_what_all_people_have(engine, rows):
    found = figures(engine, rows, {"total": DECLARED["total"]})
    people = sum(value for key, value in found if key.level == "person")
    assert found.value("total", "unit", "C", "", "", "2026-10") == people


@some
@given(rows=companies(), random=st.randoms())
def test_the_order_of_facts_and_the_batches_of_requests_do_not_matter(engine, rows, random):
    found = figures(engine, rows, DECLARED)
    mixed = {name: random.sample(table, len(table)) for name, table in rows.items()}
    names = random.sample(sorted(DECLARED), len(DECLARED))
    batches = [{name: DECLARED[name] for name in names[:3]}, {name: DECLARED[name] for name in names[3:]}]
    parts = [figures(engine, mixed, batch) for batch in batches]
    assert dict(found) == {key: value for part in parts for key, value in part}


@some
@given(rows=companies())
def test_what_is_left_out_for_speed_changes_nothing(engine, rows):
    fast, slow = figures(engine, rows, DECLARED), figures(engine, rows, DECLARED, traits=ANY)
    assert dict(fast) == dict(slow)
    assert sorted(map(repr, fast.lacking)) == sorted(map(repr, slow.lacking))


@some
@given(rows=companies())
def test_a_month_and_its_reversal_come_to_nothing(engine, rows):
    sales = rows.get("sales", [])
    back = [{**f, "line": 2, "amount": -f["amount"]} for f in sales]
    credits = [{**c, "fact_key": c["fact_key"][:-1] + "2"} for c in rows.get("credits", [])]
    doubled = {**rows, "sales": [*sales, *back], "credits": [*rows.get("credits", []), *credits]}
    assert all(value == 0 for _, value in figures(engine, doubled, {"total": DECLARED["total"]}))
