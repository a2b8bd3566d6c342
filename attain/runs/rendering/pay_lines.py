"""A line of pay as a row of a table: what it is, its base, its rate or the point of the curve, the amount."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attain.engine.pay.component import Note
from attain.engine.pay.scope import Line
from attain.engine.trace import Node
from attain.runs.rendering.reader import Reader
from attain.runs.rendering.sheet import Figure, PayLine
from attain.wording.figures import own_decimals

#: By the beginning of a line's id: the facts that are its base and its rate, and their units; the first fits.
_COLUMNS: tuple[tuple[str, tuple[str, str], tuple[str, str]], ...] = (
    ("pay.tiers.slice", ("portion", "number"), ("rate", "percent")),
    ("pay.tiers.portion", ("portion", "number"), ("rate", "percent")),
    ("pay.tiers.whole", ("base", "number"), ("rate", "percent")),
    ("pay.tiers.blend", ("base", "number"), ("contribution", "percent")),
    ("pay.tiers.full", ("width", "number"), ("sum", "money")),
    ("pay.tiers.reached", ("place", "number"), ("sum", "money")),
    ("pay.tiers.part", ("covered", "number"), ("sum", "money")),
    ("pay.tiers.", ("base", "number"), ("", "")),
    ("pay.rate.", ("base", "number"), ("rate", "percent")),
    ("pay.curve.", ("target", "money"), ("factor", "percent")),
    ("pay.matrix.", ("target", "money"), ("cell", "percent")),
    ("pay.per_event.count_limited", ("maximum", "number"), ("sum", "money")),
    ("pay.per_event.count", ("count", "count"), ("sum", "money")),
    ("pay.per_event.", ("", ""), ("sum", "money")),
    ("pay.share.", ("pool", "money"), ("part", "percent")),
    ("pay.override.", ("base", "money"), ("percent", "percent")),
    ("pay.modifier.", ("before", "money"), ("factor", "percent")),
    ("pay.prize.", ("shared", "money"), ("", "")),
    ("pay.limit.prorated", ("before", "money"), ("part", "percent")),
    ("pay.limit.", ("before", "money"), ("limit", "money")),
    ("pay.plan.", ("before", "money"), ("limit", "money")),
)


#: A base with more decimals than this is no figure that anybody wrote.
MOST_SHOWN = 4


def pay_lines(lines: Sequence[Line], reader: Reader) -> tuple[PayLine, ...]:
    """The lines of a component; their bases with the same decimals."""
    found = [line.facts.get(_columns(line.id)[0][0]) for line in lines]
    decimals = max((own_decimals(Decimal(base)) for base in found if base is not None), default=0)
    shown = (
        decimals if decimals <= MOST_SHOWN else 2
    )  # an exact part of a base: the sentence has its arithmetic
    return tuple(pay_line(line, reader, shown) for line in lines)


def pay_line(line: Line, reader: Reader, decimals: int | None = None) -> PayLine:
    """One line, in short and as a sentence. decimals: of a base that is no money."""
    facts = {**line.facts, **_parts(line.facts)}
    (base, base_unit), (rate, rate_unit) = _columns(line.id)
    if rate == "cell" and facts[rate] == line.amount:
        rate = ""  # a table of sums: the cell is the amount itself
    figures = (
        _figure(facts, base, base_unit, decimals),
        _figure(facts, rate, _rate_unit(line.id, rate_unit), 2 if rate == "part" else None),
    )
    sentence = reader.branch(Node(line.id, line.amount, "money", line.facts)).text
    return PayLine(
        text=_short(line, reader) or sentence,
        base=_cell(figures[0], reader),
        rate=_cell(figures[1], reader),
        amount=reader.amount(line.amount),
        number=line.amount,
        sentence=sentence,
        figures=figures,
    )


def _columns(id: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return next(
        ((base, rate) for start, base, rate in _COLUMNS if id.startswith(start)), (("", ""), ("", ""))
    )


def _rate_unit(id: str, unit: str) -> str:
    """Sums a piece are no percents; a cell of a table without a target is money."""
    each = id.endswith("_each") or (id.startswith("pay.matrix.") and not id.endswith("_target"))
    return "money" if each and unit == "percent" else unit


def _parts(facts: Mapping[str, Any]) -> dict[str, Decimal]:
    """The part of a pool or of a period that the facts come to."""
    for part, whole in (("weight", "weights"), ("days", "of_days")):
        if facts.get(part) is not None and facts.get(whole):
            return {"part": Decimal(facts[part]) / Decimal(facts[whole])}
    return {}


def _figure(facts: Mapping[str, Any], name: str, unit: str, decimals: int | None) -> Figure | None:
    value = facts.get(name) if name else None
    return (
        None
        if value is None
        else Figure(Decimal(value), unit, None if unit in ("money", "count") else decimals)
    )


def _cell(figure: Figure | None, reader: Reader) -> str:
    return "" if figure is None else reader.value(figure.value, figure.unit, figure.decimals)


def _short(line: Line, reader: Reader) -> str:
    """What the line is without the figures beside it; "" where only the whole sentence tells it."""
    facts = line.facts
    if line.id.startswith(("pay.tiers.slice", "pay.tiers.portion", "pay.tiers.whole", "pay.tiers.reached")):
        values = {name: facts[name] for name in ("tier", "low", "high", "place_unit")}
        return reader.say("statement.tier" if values["high"] is not None else "statement.tier_open", **values)
    if line.id.startswith("pay.curve."):
        return reader.say("statement.read_at", x=facts["x"], x_unit=facts["x_unit"])
    if line.id.startswith("pay.matrix."):
        between = line.id.startswith("pay.matrix.interpolated")
        return reader.note(Note("statement.matrix_between" if between else "statement.matrix", facts))
    if line.id.startswith("pay.share."):
        return reader.say(
            "statement.weight", weight=facts["weight"], weights=facts["weights"], count=facts["members"]
        )
    return ""
