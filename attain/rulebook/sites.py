"""Where formulas stand in a declaration, and the declaration with its formulas changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from attain.engine.formulas import Expression
from attain.rulebook.yaml_source import Path

#: What formulas can stand in.
_PARTS = (Expression, BaseModel, tuple)


@dataclass(frozen=True, slots=True)
class Site:
    """One formula. path: its place in the document, key: the last key of that; owner: the part it is of."""

    path: Path
    formula: Expression
    owner: BaseModel

    @property
    def key(self) -> str:
        return next(str(step) for step in reversed(self.path) if isinstance(step, str))


def sites(part: Any, path: Path = (), owner: BaseModel | None = None) -> Iterator[Site]:
    """Every formula in a declaration, in the order of its keys."""
    if isinstance(part, Expression) and owner is not None:
        yield Site(path, part, owner)
    elif isinstance(part, BaseModel):
        for name, key in _keys(type(part)):
            if isinstance(value := getattr(part, name), _PARTS):
                yield from sites(value, (*path, key), part)
    elif isinstance(part, tuple):
        for at, each in enumerate(part):
            if isinstance(each, _PARTS):
                yield from sites(each, (*path, at), owner)


@cache
def _keys(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Each field of a declaration, and its key in documents."""
    return tuple((name, field.alias or name) for name, field in model.model_fields.items())


def with_formulas(part: Any, change: Callable[[Expression], Expression]) -> Any:
    """The same declaration with each formula as `change` returns it."""
    if isinstance(part, Expression):
        return change(part)
    if isinstance(part, tuple) and any(isinstance(each, (BaseModel, Expression)) for each in part):
        return tuple(with_formulas(each, change) for each in part)
    if not isinstance(part, BaseModel):
        return part
    now = {name: getattr(part, name) for name in type(part).model_fields}
    changed = {name: with_formulas(value, change) for name, value in now.items()}
    differing = {name: value for name, value in changed.items() if value is not now[name]}
    return part.model_copy(update=differing) if differing else part
