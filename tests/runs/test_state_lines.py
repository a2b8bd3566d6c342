"""What a person's state is kept as: one line of JSON, the same for the same state, that is read back."""

import json
from decimal import Decimal

from attain.engine.decide.world import Held, Instalment, Opening
from attain.engine.pay.scope import Earned
from attain.runs.opening import from_lines, line_of

PERSON = 'Анна "A" \\ B'

STATE = Opening(
    draws={(PERSON, "plan"): Decimal("12.50")},
    earned={
        (PERSON, '奖金 "x"\t', "year"): Earned(Decimal("300000.00"), Decimal("4250.00")),
        (PERSON, "commission", "quarter"): Earned(Decimal("0.00"), Decimal("-1")),
    },
    instalments={PERSON: (Instalment("bonus", "2026-03", 2, 3, Decimal("10.00"), "2026-04"),)},
    held={PERSON: (Held("bonus", "2026-03", "O1|2", Decimal("5.00")),)},
    forgiven={PERSON: Decimal("-3.00")},
    recover={PERSON: Decimal("7.00")},
)


def test_a_state_is_one_line_of_sorted_json():
    line = line_of(PERSON, STATE)
    content = line.removesuffix("\n").split("\t", 1)[1]
    told = json.loads(content)
    assert list(told) == sorted(told) == ["draws", "earned", "forgiven", "held", "instalments", "recover"]
    assert content == json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert told["earned"] == [
        ["commission", "quarter", "0.00", "-1"],
        ['奖金 "x"\t', "year", "300000.00", "4250.00"],
    ]


def test_a_line_is_read_back():
    assert from_lines([line_of(PERSON, STATE).removesuffix("\n")]) == STATE


def test_who_has_no_state_has_no_line():
    assert line_of(PERSON, Opening()) == ""
