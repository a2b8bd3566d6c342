"""A curve or stairs with the person's point on it, and the next point marked."""

from collections.abc import Callable
from decimal import Decimal

from attain.engine.scoring.curve import Curve
from attain.engine.scoring.curve import Point as Corner
from attain.runs.rendering.picture import Area, Canvas, Dot, Label, Picture, Stroke, apart, at, path

Shown = Callable[[Decimal], str]


def curve_picture(
    curve: Curve,
    steps: bool,
    here: tuple[Decimal, Decimal],
    ahead: Decimal | None,
    said: str,
    x: Shown,
    y: Shown,
) -> Picture:
    """here: the point read. ahead: the x of the next corner, None where there is none to reach.

    x, y: how values are written along the axis and at the corners.
    """
    corners = curve.points
    canvas = _canvas(corners, here)
    line = _line(canvas, corners, steps)
    filled = _under(canvas, line, canvas.x(here[0]), canvas.y(here[1]))
    dots = [Dot("here", at(canvas.x(here[0])), at(canvas.y(here[1])))]
    strokes = [canvas.axis(), Stroke("curve", path(line)), _guide(canvas, here)]
    target = next((corner for corner in corners if corner.x == ahead), None)
    if target is not None:
        dots.append(Dot("next", at(canvas.x(target.x)), at(canvas.y(target.at))))
    return Picture(
        canvas.width,
        canvas.height,
        said,
        (Area("filled", path(filled)),),
        tuple(strokes),
        tuple(dots),
        tuple(_labels(canvas, corners, here, x, y)),
    )


def _canvas(corners: tuple[Corner, ...], here: tuple[Decimal, Decimal]) -> Canvas:
    xs = [corner.x for corner in corners] + [here[0]]
    ys = [y for corner in corners for y in (corner.below, corner.at)] + [here[1], Decimal(0)]
    margin = (max(xs) - min(xs)) / 12 or Decimal(1)
    return Canvas(min(xs) - margin, max(xs) + margin, min(ys), max(ys) or Decimal(1))


def _line(canvas: Canvas, corners: tuple[Corner, ...], steps: bool) -> list[tuple[Decimal, Decimal]]:
    """The corners joined: straight, or as stairs; flat to both edges."""
    found = [canvas.spot(canvas.low_x, corners[0].at if steps else corners[0].below)]
    level = found[0][1]
    for corner in corners:
        x = canvas.x(corner.x)
        found.append((x, level if steps else canvas.y(corner.below)))
        level = canvas.y(corner.at)
        if level != found[-1][1]:
            found.append((x, level))
    found.append((canvas.x(canvas.high_x), level))
    return found


def _under(
    canvas: Canvas, line: list[tuple[Decimal, Decimal]], x: Decimal, y: Decimal
) -> list[tuple[Decimal, Decimal]]:
    """The area under the line as far as the point."""
    before = [spot for spot in line if spot[0] <= x]
    return [(line[0][0], canvas.floor), *before, (x, y), (x, canvas.floor)]


def _guide(canvas: Canvas, here: tuple[Decimal, Decimal]) -> Stroke:
    x = canvas.x(here[0])
    return Stroke("guide", path([(x, canvas.floor), (x, canvas.y(here[1]))]))


def _labels(
    canvas: Canvas, corners: tuple[Corner, ...], here: tuple[Decimal, Decimal], x: Shown, y: Shown
) -> list[Label]:
    mine = Label("here", at(canvas.x(here[0])), "13", "middle", f"{x(here[0])} → {y(here[1])}")
    below = [
        Label("tick", at(canvas.x(corner.x)), at(canvas.floor + 13), "middle", x(corner.x))
        for corner in corners
    ]
    above = [
        Label("value", at(canvas.x(corner.x)), at(canvas.y(corner.at) - 7), "middle", y(corner.at))
        for corner in corners
    ]
    return apart([mine, *above, *below], canvas.width)
