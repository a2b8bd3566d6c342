"""Every way in which one setting of a declaration can be another, one at a time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from attain.engine.formulas import Expression
from attain.engine.formulas.tree import Number, walk
from attain.engine.scoring.curve import Curve

Path = tuple[str | int, ...]


def changes(part: Any, path: Path = (), annotation: Any = None) -> Iterator[tuple[Path, Any]]:
    """(where, the same with one number, day or choice changed); nothing of it is checked again."""
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            for inside, changed in changes(getattr(part, name), (*path, name), field.annotation):
                yield inside, part.model_copy(update={name: changed})
    elif isinstance(part, Expression):
        yield from ((path, Expression(part.text, tree)) for tree in _trees(part.tree))
    elif isinstance(part, Curve):
        yield from _curves(part, path)
    elif isinstance(part, tuple):
        for at, each in enumerate(part):
            for inside, changed in changes(each, (*path, at)):
                yield inside, (*part[:at], changed, *part[at + 1 :])
    elif isinstance(part, dict):
        for key, each in part.items():
            for inside, changed in changes(each, (*path, key)):
                yield inside, {**part, key: changed}
    else:
        yield from ((path, other) for other in _others(part, annotation))


def _others(part: Any, annotation: Any) -> Iterator[Any]:
    if isinstance(part, bool):
        yield not part
    elif isinstance(part, (Decimal, int)):
        yield part + (1 if isinstance(part, int) else Decimal("0.01"))
    elif isinstance(part, date):
        yield part + timedelta(days=40)
    elif isinstance(part, str):
        choices = [
            get_args(each) for each in (annotation, *get_args(annotation)) if get_origin(each) is Literal
        ]
        yield from (each for each in (choices[0] if choices else ()) if each != part)


def _trees(tree: Any) -> Iterator[Any]:
    """The formula with each of its numbers changed."""
    for at, node in enumerate(walk(tree)):
        if isinstance(node, Number):
            yield _with(tree, at, node.value + Decimal("0.01"))


def _with(tree: Any, at: int, value: Decimal) -> Any:
    counter = iter(range(10_000))

    def changed(node: Any) -> Any:
        number = next(counter)
        if isinstance(node, Number):
            return replace(node, value=value) if number == at else node
        if hasattr(node, "left"):
            left = changed(node.left)
            return replace(node, left=left, right=changed(node.right))
        if hasattr(node, "operand"):
            return replace(node, operand=changed(node.operand))
        if hasattr(node, "args"):
            return replace(node, args=tuple(changed(each) for each in node.args))
        if hasattr(node, "choices"):
            first = changed(node.value)
            return replace(node, value=first, choices=tuple(changed(each) for each in node.choices))
        return node

    return changed(tree)


def _curves(curve: Curve, path: Path) -> Iterator[tuple[Path, Curve]]:
    for at, point in enumerate(curve.points):
        for name in ("x", "at"):
            moved = replace(point, **{name: getattr(point, name) + Decimal("0.01")})
            if name == "at" and point.below == point.at:
                moved = replace(moved, below=moved.at)
            yield (*path, at, name), Curve((*curve.points[:at], moved, *curve.points[at + 1 :]))
