"""The explanation of pay: one tree a component, whose lines sum to its root, told in five languages."""

from decimal import Decimal as D

import pytest

from attain.engine.declare import LANGUAGES
from attain.engine.pay.scope import Earned, Peer, PoolPart
from attain.engine.pay.shapes import SHAPES
from attain.engine.trace import Trace
from attain.wording import Wording
from attain.wording.tree import lines as told
from tests.pay.fake import also, earned, facts

SALES = facts(150000, 150000)
CLIENTS = facts(*[1] * 22)
PEERS = tuple(Peer(f"E{n:03d}", D(value)) for n, value in ((41, 90), (42, 120), (43, 120)))
GIVEN = {
    "amount": {"visit_coverage": D("0.97")},
    "rate": {"margin": 48250},
    "tiers": {"sales_amount": 300000},
    "curve": {"account_manager_month": 90},
    "matrix": {"sales_plan_fulfilment": D("1.02"), "margin_fulfilment": D("0.97")},
    "per_event": {"given_events": CLIENTS, "measure": "new_client_orders"},
    "share": {"part": PoolPart(D(1200), D(3000), D("1.2"), D(3), 3, "east")},
    "prize": {"group": PEERS, "person": "E042"},
    "override": {"below": {1: (("E1", D(4250)), ("E2", D(3100)))}},
    "modifier": {"complaints_in_time": D("0.92"), "components": {"commission": D(4250)}},
}


def explained(text, **given):
    trace = Trace()
    return earned(text, trace=trace, **given), trace.result()


def money(node):
    return [child for child in node.children if child.unit == "money" and child.id.startswith("pay.")]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_component_leaves_one_node_whose_lines_sum_to_it(shape):
    result, node = explained(SHAPES[shape].example, **GIVEN[shape])
    assert (node.id, node.value) == (f"pay.{shape}", result.amount)
    assert [child.value for child in money(node)] == [line.amount for line in result.lines]
    assert sum(child.value for child in money(node)) == node.value
    assert node.value


@pytest.mark.parametrize("shape", SHAPES)
def test_tracing_changes_nothing(shape):
    assert explained(SHAPES[shape].example, **GIVEN[shape])[0] == earned(
        SHAPES[shape].example, **GIVEN[shape]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_node_has_a_sentence(shape, language):
    _, node = explained(SHAPES[shape].example, **GIVEN[shape])
    wording = Wording(language, strict=True)
    assert [line for line in _pay_lines(node, wording) if not line] == []


def _pay_lines(node, wording):
    """The sentences of pay's own nodes; what formulas leave is told elsewhere."""
    if node.id.startswith("pay."):
        yield wording.say(node.id, **{"title": "Commission"} | dict(node.facts))
    for child in node.children:
        yield from _pay_lines(child, wording)


def english(text, **given):
    _, node = explained(text, **given)
    lines = [child for child in node.children if child.id.startswith("pay.")]
    return [next(_pay_lines(line, Wording("en", strict=True))) for line in lines]


def test_a_line_says_its_arithmetic():
    assert english(SHAPES["tiers"].example, sales_amount=240000) == [
        "100,000 × 1%, tier 1, up to 100,000",
        "140,000 × 1.5%, tier 2, up to 250,000",
        "10,000 more reach tier 3 at 250,000: 150.00 more pay by then",
    ]


PERCENTS = {"sales_plan_fulfilment": "percent", "margin_fulfilment": "percent"}


def test_a_line_of_a_two_way_table_says_its_bounds_in_their_units():
    told = {"sales_plan_fulfilment": D("1.024"), "margin_fulfilment": D("0.8142"), "unit_words": PERCENTS}
    assert english(SHAPES["matrix"].example, **told) == [
        "300.00: sales_plan_fulfilment 102.4%, from 100%; margin_fulfilment 81.42%, below 95%"
    ]
    told |= {"sales_plan_fulfilment": D("0.93"), "margin_fulfilment": D(0)}
    assert english(also(SHAPES["matrix"].example, "read: interpolated"), **told) == [
        "90.00, read evenly between the bounds: sales_plan_fulfilment 93%, from 90%, below 100%; "
        "margin_fulfilment 0%, from 0%, below 95%"
    ]


def test_curves_and_scales_are_read_in_the_unit_of_what_is_read():
    text = "component: c\nshape: curve\ntarget: 900\nof: share\nsteps: {0%: 0%, 80%: 50%, 100%: 100%}"
    assert english(text, share=D("0.8142"), unit_words={"share": "percent"}) == [
        "900.00 × 50%, the step that 81.42% stands on",
        "18.58% more reach 100%: 100%, 450.00 more",
    ]
    text = also(BY_PLAN, "by: share")
    assert english(text, sales_amount=1000, share=D("1.1"), unit_words={"share": "percent"})[1:] == [
        "1,000 × 10% ÷ 110% × 5%, tier 2, from 100%",
    ]
    assert english(text, sales_amount=1000, share=D("0.9"), unit_words={"share": "percent"})[1:] == [
        "10% more reach tier 2 at 100%: 5% from there on",
    ]


BY_PLAN = "component: c\nshape: tiers\nbase: sales_amount\ntiers: [{to: 100%, rate: 0%}, {rate: 5%}]\n"
TIERS = SHAPES["tiers"].example
BONUS = "component: c\nshape: tiers\nbase: s\ntiers: [{to: 1000, amount: 10}, {to: 3000, amount: 40}]\n"
BLEND = also(BONUS.replace("amount: 10}", "rate: 1%}").replace("amount: 40}", "rate: 2%}"), "apply: prorated")
PIECES = "component: c\nshape: tiers\nbase: s\ntiers: [{to: 10, rate: 5.00}, {rate: 7.50}]\n"
RATE = "component: c\nshape: rate\nbase: s\nrate: 1%\n"
MATRIX = SHAPES["matrix"].example
SHOWN = {"sales_plan_fulfilment": D("1.02"), "margin_fulfilment": D("0.97")}
BACK = (*facts(100), *facts(-40, start=2))
MORE = [
    (also(TIERS, "apply: whole"), {"sales_amount": 300000}),
    (also(TIERS, "by: place"), {"sales_amount": 300000, "place": 200000}),
    (also(TIERS, "to_date: year"), {"sales_amount": 9, "before": Earned(D(5), D("0.05"))}),
    (also(TIERS, "to_date: quarter"), {"sales_amount": 9, "before": Earned(D(5), D("0.05"))}),
    (also(TIERS, "per: event"), {"given_events": SALES, "measure": "sales_amount"}),
    (also(TIERS, "per: event"), {"given_events": BACK, "measure": "sales_amount"}),
    (also(TIERS, "per: event", "accumulate: true"), {"given_events": SALES, "measure": "sales_amount"}),
    (BONUS, {"s": 3500}),
    (BONUS, {"s": 20}),
    (also(BONUS, "apply: whole"), {"s": 500}),
    (also(BONUS, "apply: whole"), {"s": 9500}),
    (also(BONUS, "apply: prorated"), {"s": 1500}),
    (BONUS.replace("{to: 1000", "{from: 100, to: 1000"), {"s": 20}),
    (BLEND, {"s": 5000}),
    (PIECES, {"s": 25}),
    (also(PIECES, "apply: whole"), {"s": 25}),
    (also(PIECES, "by: place"), {"s": 25, "place": 12}),
    (RATE, {"s": None}),
    (also(RATE, "per: event"), {"given_events": SALES, "measure": "s"}),
    (also(RATE, "per: event"), {}),
    (RATE.replace("1%", "5"), {"s": 3}),
    (also(RATE.replace("1%", "5"), "per: event"), {"given_events": SALES, "measure": "s"}),
    (also(RATE, "floor: 100", "prorate: {}"), {"s": 900, "spell": (10, 30)}),
    (also(RATE, "cap: 1"), {"s": 900}),
    (also(RATE, "clawback: false"), {"s": -900}),
    (also(RATE, "when: s > 1000"), {"s": 900}),
    ("component: c\nshape: curve\ntarget: 9\nof: s\nsteps: {0: 0%, 80: 50%}", {"s": 85}),
    (also(MATRIX, "target: 100"), SHOWN),
    (also(MATRIX, "read: interpolated"), SHOWN),
    (also(MATRIX, "read: interpolated", "target: 100"), SHOWN),
    (SHAPES["per_event"].example, {"new_client_orders": 23}),
    (SHAPES["per_event"].example, {"new_client_orders": 2}),
    (SHAPES["per_event"].example, {"new_client_orders": 5}),
    (SHAPES["share"].example, {"part": PoolPart(D(9), D(9), D(1), D(1), 1, "east", capped=True)}),
    (SHAPES["share"].example, {"part": PoolPart(D(9), D(9), D(1), D(1), 1, "east", floored=True)}),
    (SHAPES["share"].example, {"part": PoolPart(D(0), D(9), D(0), D(0), 0, "east")}),
    (SHAPES["share"].example, {"part": None}),
    (SHAPES["prize"].example, {"group": PEERS[:2]}),
    (SHAPES["prize"].example, {"group": PEERS, "person": "E041"}),
    (SHAPES["prize"].example, {"group": PEERS, "person": "E999"}),
    (SHAPES["prize"].example.replace("[500.00, 300.00, 100.00]", "[9]"), {"group": PEERS, "person": "E041"}),
    (SHAPES["override"].example, {"below": {}}),
    (SHAPES["override"].example.replace("earnings", "s"), {"s": 9000}),
    (SHAPES["modifier"].example, {"complaints_in_time": 9, "components": {"commission": D(4250)}}),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("text", "given"), MORE)
def test_the_rarer_lines_have_sentences_too(text, given, language):
    _, node = explained(text, **given)
    assert all(_pay_lines(node, Wording(language, strict=True)))


def test_a_fact_that_crosses_tiers_shows_its_slices():
    _, node = explained(also(TIERS, "per: event"), given_events=SALES, measure="sales_amount")
    assert [step.value for step in node.children[0].children] == [1000, 750]


def test_pay_that_waits_says_why():
    result, node = explained(RATE, s=None)
    assert (node.value, node.children[-1].id) == (None, "pay.held.undefined")
    assert result.nodes == (("c", None),)


def test_published_nodes_are_the_component_and_its_lines():
    result = earned(TIERS, sales_amount=300000)
    assert result.nodes == (
        ("commission", 4250),
        ("commission.1", 1000),
        ("commission.2", 2250),
        ("commission.3", 1000),
    )
    assert (result.node("lines"), result.node("2")) == ((1000, 2250, 1000), 2250)
    assert (result.node("4"), result.node("0"), result.node("colour")) == (None, None, None)


def test_the_whole_tree_can_be_drawn():
    _, node = explained(also(TIERS, "when: sales_amount > 0"), sales_amount=240000)
    drawn = [line.text for line in told(node, Wording("en", strict=False))]
    assert drawn[0] == "commission: by tier"
    assert "140,000 × 1.5%, tier 2, up to 250,000" in drawn
