"""The settings of a declaration: key, what it takes, and what holds where it is not said."""

import types
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from attain.engine.facts import ColumnType
from attain.engine.formulas import Expression, RowExpression
from attain.engine.pay.component import Component
from attain.engine.period import Window
from attain.engine.scoring.curve import Curve
from attain.rulebook.case_values import Given

WORDS = {
    bool: "true or false",
    int: "whole number",
    str: "text",
    date: "date",
    Decimal: "number",
    Expression: "formula",
    RowExpression: "formula over rows",
    Curve: "{x: y, …}",
    Window: "window",
    ColumnType: "column type",
    Component: "[component](shapes.md)",
    Any: "any value",
}
#: What a setting with a validator of its own takes, by the validator's name.
BY_VALIDATOR = {
    "number": "number",
    "text": "text, or {language: text}",
    "key": "name",
    "figure": "number or formula",
    "_grades": "{grade: least points}",
    "_currency": "ISO 4217 code",
    "_time_zone": "name of a time zone",
    "_weekday": "weekday",
    "_periods": "`months`, [FiscalMonths](#fiscalmonths) or [WeekPattern](#weekpattern)",
    "_builtin": "name of a [built-in table](tables.md)",
    "given": "{name: value, …}",
    "expected": "{node: value, …}",
}

#: Defaults whose values read better in a rulebook's words.
BY_KEY = {"calendar": "months", "weekend": "saturday, sunday"}


def rows(model: type[BaseModel], skip: frozenset[str] = frozenset()) -> Iterator[tuple[str, str, str]]:
    """key, what it takes, default of every setting."""
    for name, field in model.model_fields.items():
        if name not in skip:
            key = field.alias or name
            yield f"`{key}`", takes(field), BY_KEY.get(key) or default(field)


def takes(field: FieldInfo) -> str:
    """What a setting takes, in words."""
    return _words(field.annotation, field.metadata)


def default(field: FieldInfo) -> str:
    """What holds where the setting is not said."""
    if field.is_required():
        return "must be said"
    value = field.get_default(call_default_factory=True)
    if value is None or value == "" or value == () or value == {}:
        return ""
    if isinstance(value, (BaseModel, Given)):
        return "its own defaults" if isinstance(value, BaseModel) else ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return str(_plain(value))


def _plain(value: Any) -> Any:
    return "the period" if isinstance(value, Window) else value


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Declarations inside a setting's type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models(inner)


def _words(annotation: Any, metadata: Any = ()) -> str:
    for mark in metadata:
        name = getattr(getattr(mark, "func", None), "__name__", "")
        if name in BY_VALIDATOR:
            return BY_VALIDATOR[name]
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return _words(inner, marks)
    if origin is Literal:
        return " or ".join(f"`{word}`" for word in get_args(annotation) if word)
    if origin in (Union, types.UnionType):
        parts = [_words(part) for part in get_args(annotation) if part is not type(None)]
        return " or ".join(dict.fromkeys(parts))
    if origin is tuple:
        return f"list of: {_words(get_args(annotation)[0])}"
    if origin is list:
        return f"list of: {_words(get_args(annotation)[0])}"
    if origin is dict or origin is Mapping:
        name, value = get_args(annotation)
        return f"{{{_words(name)}: {_words(value)}}}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in WORDS:
        return f"[{annotation.__name__}](#{annotation.__name__.casefold()})"
    return WORDS.get(annotation) or getattr(annotation, "__name__", str(annotation)).casefold()
