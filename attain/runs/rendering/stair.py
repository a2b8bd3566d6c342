"""Tiers as a stair: each as high as its rate, filled as far as the base came, the next one marked."""

from dataclasses import dataclass
from decimal import Decimal

from attain.engine.pay.settle import ComponentResult
from attain.engine.pay.tiers import Tiers
from attain.runs.rendering.picture import Area, Canvas, Dot, Label, Picture, Stroke, apart, at, path
from attain.runs.rendering.reader import Reader

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tread:
    """One tier as drawn: [low, high), None = open; figure: its rate or its sum."""

    low: Decimal
    high: Decimal | None
    figure: Decimal


def stair(declared: Tiers, result: ComponentResult, reader: Reader) -> Picture | None:
    """The stair of a `tiers` component; None where its bounds or its place on it are not known."""
    place = result.facts.get("place")
    treads = _treads(declared, result)
    if place is None or not treads or place < treads[0].low:
        return None
    bounds = [bound for tread in treads for bound in (tread.low, tread.high) if bound is not None]
    far = max([*bounds, place])
    right = far if treads[-1].high is not None and place < far else far + (far - treads[0].low) / 5
    canvas = Canvas(treads[0].low, right, ZERO, max(abs(tread.figure) for tread in treads))
    areas = [area for tread in treads for area in _areas(canvas, tread, place, right)]
    ahead = result.facts.get("next_at")
    return Picture(
        canvas.width,
        canvas.height,
        reader.say("statement.stair", place=reader.value(place, result.facts["place_unit"])),
        tuple(areas),
        (canvas.axis(), *_here(canvas, place), *_ahead(canvas, place, ahead)),
        tuple(_next(canvas, ahead)),
        tuple(_labels(canvas, treads, result, place, right, reader)),
    )


def _treads(declared: Tiers, result: ComponentResult) -> list[Tread]:
    """The tiers whose bounds and figures are known: as written, or as looked up for the lines of this pay."""
    known = {line.facts["tier"]: line.facts for line in result.lines if "tier" in line.facts}
    reached = result.facts
    low = declared.tiers[0].low or ZERO
    found: list[Tread] = []
    for number, tier in enumerate(declared.tiers, 1):
        facts = known.get(number, {})
        figure = facts.get("rate", facts.get("sum", tier.figure))
        if number == reached.get("next_tier") and not isinstance(figure, Decimal):
            figure = reached["next_figure"]
        high = facts.get("high", tier.high)
        if not isinstance(low, Decimal) or not isinstance(figure, Decimal):
            break
        found.append(Tread(low, high if isinstance(high, Decimal) else None, figure))
        if not isinstance(high, Decimal):
            break
        low = high
    return found


def _areas(canvas: Canvas, tread: Tread, place: Decimal, right: Decimal) -> list[Area]:
    end = right if tread.high is None else tread.high
    split = min(max(place, tread.low), end)
    parts = [("filled", tread.low, split), ("plain", split, end)]
    return [Area(look, _block(canvas, low, high, tread.figure)) for look, low, high in parts if high > low]


def _block(canvas: Canvas, low: Decimal, high: Decimal, figure: Decimal) -> str:
    left, right, top = canvas.x(low), canvas.x(high), canvas.y(abs(figure))
    return path([(left, canvas.floor), (left, top), (right, top), (right, canvas.floor)])


def _here(canvas: Canvas, place: Decimal) -> list[Stroke]:
    x = canvas.x(place)
    return [Stroke("guide", path([(x, canvas.floor), (x, Decimal(canvas.top - 12))]))]


def _ahead(canvas: Canvas, place: Decimal, ahead: Decimal | None) -> list[Stroke]:
    if ahead is None:
        return []
    y = canvas.floor - 4
    return [Stroke("ahead", path([(canvas.x(place), y), (canvas.x(ahead), y)]))]


def _next(canvas: Canvas, ahead: Decimal | None) -> list[Dot]:
    return [] if ahead is None else [Dot("next", at(canvas.x(ahead)), at(canvas.floor - 4))]


def _middle(canvas: Canvas, tread: Tread, place: Decimal, right: Decimal) -> Decimal:
    """Where a tier's rate is written: in its middle, or in the wider part where my place would cross it."""
    end = right if tread.high is None else tread.high
    middle = (tread.low + end) / 2
    if abs(canvas.x(middle) - canvas.x(place)) > 18:
        return middle
    return (tread.low + place) / 2 if place - tread.low > end - place else (place + end) / 2


def _labels(
    canvas: Canvas,
    treads: list[Tread],
    result: ComponentResult,
    place: Decimal,
    right: Decimal,
    reader: Reader,
) -> list[Label]:
    sums = any("sum" in line.facts for line in result.lines)
    scale = result.facts["place_unit"]
    mine = reader.plain(place) if scale == "number" else reader.value(place, scale)
    unit = "money" if sums else "percent" if all(abs(t.figure) <= 1 for t in treads) else "number"
    middles = [_middle(canvas, t, place, right) for t in treads]
    here = Label("here", at(canvas.x(place)), at(Decimal(canvas.top - 18)), "middle", mine)
    rates = [
        Label(
            "value", at(canvas.x(x)), at(canvas.y(abs(t.figure)) + 12), "middle", reader.value(t.figure, unit)
        )
        for t, x in zip(treads, middles, strict=True)
    ]
    bounds = dict.fromkeys(b for t in treads for b in (t.low, t.high) if b is not None)
    below = [
        Label("tick", at(canvas.x(b)), at(canvas.floor + 13), "middle", reader.value(b, scale))
        for b in bounds
    ]
    return apart([here, *rates, *below], canvas.width)
