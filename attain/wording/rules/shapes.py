"""What each shape of pay pays, in sentences."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from attain.engine.pay.amount import Amount
from attain.engine.pay.component import Component
from attain.engine.pay.curve import CurvePay
from attain.engine.pay.figure import looks_like_percent
from attain.engine.pay.matrix import Matrix
from attain.engine.pay.modifier import Modifier
from attain.engine.pay.override import Override
from attain.engine.pay.per_event import PerEvent
from attain.engine.pay.prize import Prize
from attain.engine.pay.rate import Rate
from attain.engine.pay.share import Share
from attain.engine.pay.tiers import Tiers
from attain.wording.rules.ranges import picture, stretch
from attain.wording.rules.sentence import Telling
from attain.wording.rules.tiers import tiers


def shape(tell: Telling, rule: Component) -> None:
    """The sentences of a component's own shape."""
    _SHAPES[type(rule)](tell, rule)


def _amount(tell: Telling, rule: Amount) -> None:
    tell.add("rules.amount", "amount", sum=tell.teller.sum_of(rule.amount))


def _rate(tell: Telling, rule: Rate) -> None:
    teller = tell.teller
    try:
        in_percent = looks_like_percent(rule.rate, Decimal(rule.rate.text))
    except ArithmeticError:
        in_percent = teller.unit(rule.rate) == "percent"
    each = "" if in_percent else "_each"
    unit = "percent" if in_percent else "money"
    id = f"rules.rate.{rule.per}{each}"
    tell.add(id, "base", "rate", "per", base=teller.formula(rule.base), rate=teller.formula(rule.rate, unit))


def _curve(tell: Telling, rule: CurvePay) -> None:
    teller = tell.teller
    units = (teller.unit(rule.of), "percent")
    read = picture(rule.curve, rule.steps, rule.beyond, units, teller)
    drawn = "curve" if rule.steps is None else "steps"
    paths = ("target", "of", drawn, "beyond")
    tell.add(
        "rules.curve", *paths, target=teller.sum_of(rule.target), of=teller.formula(rule.of), picture=read
    )


def _matrix(tell: Telling, rule: Matrix) -> None:
    teller = tell.teller
    target = teller.sum_of(rule.target) if rule.target is not None else ""
    rows, columns = teller.formula(rule.rows), teller.formula(rule.columns)
    short = teller.short(rule.rows), teller.short(rule.columns)
    tell.add("rules.matrix", "rows", "columns", "target", rows=rows, columns=columns, target=target)
    down, across = teller.unit(rule.rows), teller.unit(rule.columns)
    worth = "percent" if rule.target is not None else "money"
    between = teller.wording.say("rules.points.between")
    for at in range(len(rule.row_bounds)):
        cells = [
            teller.wording.say(
                "rules.point.at",
                x=_bound(rule, rule.column_bounds, n, across, tell),
                y=teller.figure(rule.values[at][n], worth),
                below="",
            )
            for n in range(len(rule.column_bounds))
        ]
        tell.add(
            "rules.matrix.row",
            ("values", at),
            ("row_bounds", at),
            "column_bounds",
            depth=1,
            rows=short[0],
            columns=short[1],
            row=_bound(rule, rule.row_bounds, at, down, tell),
            cells=between.join(cells),
        )
    tell.add(f"rules.matrix.{rule.read}", "read")


def _bound(rule: Matrix, bounds: tuple[Decimal, ...], at: int, unit: str, tell: Telling) -> str:
    low = tell.teller.figure(bounds[at], unit)
    if rule.read == "interpolated":
        return low
    high = tell.teller.figure(bounds[at + 1], unit) if at + 1 < len(bounds) else ""
    return stretch(tell.teller, low, high)


def _per_event(tell: Telling, rule: PerEvent) -> None:
    teller = tell.teller
    unit = teller.unit(rule.of)
    tell.add("rules.per_event", "of", "amount", of=teller.formula(rule.of), sum=teller.sum_of(rule.amount))
    if rule.minimum is not None:
        tell.add("rules.per_event.minimum", "minimum", least=teller.given(rule.minimum, _plain(unit)))
    if rule.maximum is not None:
        tell.add("rules.per_event.maximum", "maximum", most=teller.given(rule.maximum, _plain(unit)))


def _plain(unit: str) -> str:
    """A count of events is a bare number, whatever each is worth."""
    return "number" if unit == "money" else unit


def _share(tell: Telling, rule: Share) -> None:
    teller = tell.teller
    say = teller.wording.say
    pool = teller.named(rule.pool)
    if rule.by == "grade":
        points = [
            say("rules.point.at", x=grade, y=teller.figure(worth), below="")
            for grade, worth in rule.points.items()
        ]
        told = say("rules.points.between").join(points)
        of = teller.formula(rule.of) if rule.of is not None else ""
        tell.add("rules.share.grade", "pool", "by", "of", "points", pool=pool, of=of, points=told)
    elif rule.by in ("weight", "score"):
        weight = rule.weight or rule.of
        told = teller.formula(weight) if weight is not None else ""
        tell.add("rules.share.weight", "pool", "by", "weight", "of", pool=pool, weight=told)
    else:
        tell.add(f"rules.share.{rule.by}", "pool", "by", pool=pool)
    for id, key, limit in (("least", "floor", rule.floor), ("most", "cap", rule.cap)):
        if limit is not None:
            tell.add(f"rules.share.{id}", key, limit=teller.sum_of(limit))
    for id, part in (("least", rule.least), ("most", rule.most)):
        if part is not None:
            told = say("rules.share.part", part=teller.figure(part, "percent"))
            tell.add(f"rules.share.{id}", id, limit=told)


def _prize(tell: Telling, rule: Prize) -> None:
    teller = tell.teller
    say = teller.wording.say
    prizes = [
        say("rules.point.at", x=teller.figure(rank), y=teller.figure(prize, "money"), below="")
        for rank, prize in enumerate(rule.prizes, 1)
    ]
    told = say("rules.points.between").join(prizes)
    tell.add(f"rules.prize.{rule.better}", "of", "prizes", "better", of=teller.formula(rule.of), prizes=told)
    if rule.group is not None:
        tell.add("rules.prize.group", "group", group=teller.wording.list(map(teller.trait, rule.group)))
    else:
        tell.add("rules.prize.peers", "group")
    tell.add("rules.prize.least", "least", least=teller.figure(rule.least))


def _override(tell: Telling, rule: Override) -> None:
    teller = tell.teller
    percent = teller.formula(rule.percent, "percent")
    if rule.of is not None:
        tell.add("rules.override.of", "percent", "of", percent=percent, of=teller.formula(rule.of))
    elif rule.depth == 1:
        tell.add("rules.override.direct", "percent", "of", "depth", percent=percent)
    else:
        levels = teller.figure(rule.depth)
        tell.add("rules.override.deep", "percent", "of", "depth", percent=percent, levels=levels)


def _modifier(tell: Telling, rule: Modifier) -> None:
    teller = tell.teller
    parts = teller.names(rule.components)
    factor = teller.formula(rule.factor, "percent")
    tell.add("rules.multiplies", "components", "factor", parts=parts, factor=factor)
    if rule.at_least is not None:
        tell.add("rules.multiplies.least", "at_least", factor=teller.given(rule.at_least, "percent"))
    if rule.at_most is not None:
        tell.add("rules.multiplies.most", "at_most", factor=teller.given(rule.at_most, "percent"))


_SHAPES: dict[type[Component], Callable[[Telling, Any], None]] = {
    Amount: _amount,
    Rate: _rate,
    Tiers: tiers,
    CurvePay: _curve,
    Matrix: _matrix,
    PerEvent: _per_event,
    Share: _share,
    Prize: _prize,
    Override: _override,
    Modifier: _modifier,
}
