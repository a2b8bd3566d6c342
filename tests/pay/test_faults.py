"""A setting that can't stand is found when the plan is read, at its place, and is told in five languages."""

from decimal import Decimal as D
from textwrap import dedent

import pytest
import yaml
from pydantic import ValidationError

from attain.engine.declare import LANGUAGES
from attain.engine.pay.plan import Plan
from attain.engine.pay.shapes import SHAPES
from attain.wording import Wording

TIERS = "component: c\nshape: tiers\nbase: sales\n"
CURVE = "component: c\nshape: curve\ntarget: 1000\nof: score\n"
MATRIX = "component: c\nshape: matrix\nrows: x\ncolumns: y\n"
SHARE = "component: c\nshape: share\npool: p\n"
PRIZE = "component: c\nshape: prize\nof: x\n"
MODIFIER = "component: c\nshape: modifier\nfactor: x\n"
RATE = "component: c\nshape: rate\nbase: sales\nrate: 1%\n"


def faults(component):
    """(id, place below the component, values) of everything that is wrong with it."""
    given = yaml.load(dedent(component), Loader=yaml.BaseLoader)
    plan = {"plan": "p", "post": "account_manager", "from": "2026-01-01", "components": [given]}
    try:
        Plan.model_validate(plan)
    except ValidationError as error:
        return [(x["type"], x["loc"][2:], x.get("ctx", {})) for x in error.errors() if _placed(x["loc"])]
    return []


def _placed(loc):
    assert loc[:2] == ("components", 0)
    return True


def tiers(written, *more):
    return TIERS + "\n".join((f"tiers: [{written}]", *more))


BAD = [
    ("shape: rate\nbase: x\nrate: 1%", "missing", ("component",)),
    ("component: c", "fault.shape.missing", ()),
    ("component: c\nshape: tier", "fault.shape.unknown.near", ()),
    ("component: c\nshape: zzz", "fault.shape.unknown", ()),
    ("component: c\nshape: [tiers]", "fault.shape.unknown.near", ()),
    ("just words", "fault.component.mapping", ()),
    (RATE + "colour: red", "extra_forbidden", ("colour",)),
    (RATE + "cap: 1 +", "formula", ("cap",)),
    (RATE + "hold_until: paid_on", "fault.component.hold_until", ("hold_until",)),
    (RATE + "spread: {periods: 3, parts: [50%, 50%]}", "fault.spread.parts", ("spread", "parts")),
    (RATE + "prorate: {days: lunar}", "literal_error", ("prorate", "days")),
    (tiers(""), "too_short", ("tiers",)),
    (tiers("{to: 100}"), "fault.tiers.rate_or_amount", ("tiers", 0)),
    (tiers("{to: 100, rate: 1%, amount: 5}"), "fault.tiers.rate_or_amount", ("tiers", 0)),
    (tiers("{to: 100, through: 100, rate: 1%}"), "fault.tiers.to_or_through", ("tiers", 0)),
    (tiers("{to: 100, rate: low +}"), "formula", ("tiers", 0, "rate")),
    (tiers("{to: 100, rate: 1%}, {amount: 5}"), "fault.tiers.mixed", ("tiers", 1)),
    (tiers("{to: 100, rate: 1%}, {from: 200, rate: 2%}"), "fault.tiers.gap", ("tiers", 1, "from")),
    (tiers("{to: 100, rate: 1%}, {from: 90, rate: 2%}"), "fault.tiers.overlap", ("tiers", 1, "from")),
    (tiers("{to: bound, rate: 1%}, {from: 90, rate: 2%}"), "fault.tiers.from_differs", ("tiers", 1, "from")),
    (tiers("{to: 100, rate: 1%}, {to: 50, rate: 2%}"), "fault.tiers.descending", ("tiers", 1)),
    (
        tiers("{to: 100, rate: 1%}, {to: b, rate: 2%}, {to: 90, rate: 3%}"),
        "fault.tiers.descending",
        ("tiers", 2),
    ),
    (tiers("{from: 5, to: 5, rate: 1%}"), "fault.tiers.descending", ("tiers", 0)),
    (tiers("{to: 0, rate: 1%}, {rate: 2%}"), "fault.tiers.descending", ("tiers", 0)),
    (tiers("{rate: 1%}, {to: 100, rate: 2%}"), "fault.tiers.after_open", ("tiers", 1)),
    (tiers("{to: 100, amount: 1}, {amount: 2}"), "fault.tiers.open_end", ("tiers", 1)),
    (tiers("{to: 100, rate: 1%}, {rate: 2%}", "apply: prorated"), "fault.tiers.open_end", ("tiers", 1)),
    (tiers("{rate: 1%}", "accumulate: true"), "fault.tiers.accumulate", ("accumulate",)),
    (tiers("{rate: 1%}", "per: event", "accumulate: true", "by: x"), "fault.tiers.accumulate_by", ("by",)),
    (tiers("{rate: 1%}", "per: event", "to_date: year"), "fault.tiers.to_date_event", ("to_date",)),
    (tiers("{rate: 1%}", "prorate: {}", "to_date: year"), "fault.tiers.to_date_prorate", ("prorate",)),
    (CURVE, "fault.curve_pay.picture", ()),
    (CURVE + "curve: {0: 0%}\nsteps: {0: 0%}", "fault.curve_pay.picture", ()),
    (CURVE + "steps: {0: 0%}\nbeyond: extend", "fault.curve_pay.steps_extend", ("beyond",)),
    (
        MATRIX + "row_bounds: [0, 0]\ncolumn_bounds: [0]\nvalues: [[1], [2]]",
        "fault.matrix.ascending",
        ("row_bounds", 1),
    ),
    (MATRIX + "row_bounds: [0]\ncolumn_bounds: [0]\nvalues: [[1], [2]]", "fault.matrix.rows", ("values",)),
    (MATRIX + "row_bounds: [0]\ncolumn_bounds: [0, 1]\nvalues: [[1]]", "fault.matrix.columns", ("values", 0)),
    (SHARE, "fault.share.needs", ()),
    (SHARE + "by: grade\nof: card", "fault.share.needs", ()),
    (SHARE + "by: head\nof: card", "fault.share.unused", ("of",)),
    (SHARE + "by: grade\nof: card\npoints: {A: -1}", "fault.share.negative", ("points",)),
    (SHARE + "by: head\nleast: 50%\nmost: 40%", "fault.share.limits", ("most",)),
    (SHARE + "by: head\ndecimals: 0", "fault.share.decimals", ("decimals",)),
    (PRIZE + "prizes: [100, 200]", "fault.prize.descending", ("prizes", 1)),
    (PRIZE + "prizes: [100, -1]", "fault.prize.negative", ("prizes", 1)),
    (MODIFIER + "components: [c]", "fault.modifier.itself", ("components", 0)),
    (MODIFIER + "components: [a, a]", "fault.modifier.twice", ("components", 1)),
    (MODIFIER + "components: [a]\nat_least: 2\nat_most: 1", "fault.modifier.range", ("at_most",)),
]


@pytest.mark.parametrize(("component", "id", "place"), BAD)
def test_a_bad_setting_is_found_at_its_place(component, id, place):
    (found,) = faults(component)
    assert found[:2] == (id, place)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_told_with_reason_and_remedy(language):
    wording = Wording(language, strict=True)
    told = {wording.say(id, **ctx) for text, *_ in BAD for id, _, ctx in faults(text) if "fault" in id}
    assert len(told) > 30
    assert all(sentence.strip()[-1] in ".。?？" for sentence in told)


def test_the_nearest_shape_is_suggested():
    assert faults("component: c\nshape: tier")[0][2]["nearest"] == "tiers"


def test_every_bad_setting_of_a_plan_is_found_in_one_pass():
    both = {
        "plan": "p",
        "post": "x",
        "from": "2026-01-01",
        "components": [{"shape": "x"}, {"component": "c"}],
    }
    with pytest.raises(ValidationError) as caught:
        Plan.model_validate(both)
    assert [error["loc"] for error in caught.value.errors()] == [("components", 0), ("components", 1)]


def test_a_later_tier_may_repeat_where_it_starts():
    assert faults(tiers("{to: 100, rate: 1%}, {from: 100, rate: 2%}")) == []
    assert faults(tiers("{to: bound, rate: 1%}, {from: bound, rate: 2%}")) == []


def test_numbers_are_exact_from_the_text_on():
    plan = Plan.model_validate(
        {"plan": "p", "post": "x", "from": "2026-01-01", "components": [yaml_of("tiers"), yaml_of("matrix")]}
    )
    assert plan.components[0].tiers[1].rate == D("0.015")
    assert plan.components[1].values[2] == (D(300), D(1000), D(1500))


def yaml_of(shape):
    return yaml.load(SHAPES[shape].example, Loader=yaml.BaseLoader)
