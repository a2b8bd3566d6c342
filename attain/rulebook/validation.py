"""From what pydantic finds wrong in a document to faults at the exact line."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from attain.engine.declare import Declaration
from attain.engine.faults import Fault, nearest
from attain.engine.formulas import FormulaError
from attain.rulebook.declared_faults import POINTS_AT, values_of
from attain.rulebook.schema import choices, keys_of, model_at
from attain.rulebook.unions import one_branch
from attain.rulebook.yaml_source import Path, Written

#: pydantic's word → our message. What is not here is told by `fault.document.value`.
_TYPES = {
    "string_type": "text",
    "string_too_short": "empty",
    "too_short": "empty",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_from_float": "whole_number",
    "int_parsing_size": "whole_number",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}
_BOUNDS = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
}


def faults_of(error: ValidationError, model: type[BaseModel], written: Written, file: str) -> list[Fault]:
    """One fault for everything that is wrong in the document."""
    items = _not_short([_Item(found) for found in error.errors(include_url=False)])
    return [_Finding(item, model, written, file).fault() for item in one_branch(items, written)]


def _not_short(items: "list[_Item]") -> "list[_Item]":
    """A list whose entries are wrong is not too short as well."""
    deeper = {item.loc[:depth] for item in items for depth in range(len(item.loc))}
    return [item for item in items if item.type != "too_short" or item.loc not in deeper]


class _Item:
    """One of pydantic's errors."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.type: str = error["type"]
        self.loc: Path = error["loc"]
        self.input = error.get("input")
        self.context: dict[str, Any] = error.get("ctx") or {}
        self.message: str = error["msg"]


class _Finding:
    def __init__(self, item: _Item, model: type[BaseModel], written: Written, file: str) -> None:
        self.item, self.model, self.written, self.file = item, model, written, file
        self.path = written.there(item.loc)
        self.key = str(self.path[-1]) if self.path else ""

    def fault(self) -> Fault:
        item = self.item
        cause = item.context.get("error")
        if isinstance(cause, FormulaError):
            return self._formula(cause)
        if item.type.startswith("fault."):
            return self._declared(item.type, item.context)
        if item.type == "value_error":
            return self._declared(*values_of(str(cause)))
        if item.type == "extra_forbidden":
            return self._extra()
        if item.type == "missing":
            return self._at(self.path, "fault.document.missing", key=str(item.loc[-1]))
        if item.type == "literal_error":
            return self._choice()
        return self._type()

    def _formula(self, error: FormulaError) -> Fault:
        line, column = self.written.inside(self.path, error.position)
        values = dict(error.values) | {"pointer": error.pointer()}
        return Fault(error.fault_id, values, self.file, line, column)

    def _declared(self, id: str, values: Mapping[str, Any]) -> Fault:
        """A fault that the declaration found itself."""
        below = (*self.path, POINTS_AT.get(id, ""))
        path = below if below in self.written.places else self.path
        return self._at(path, id, **values)

    def _extra(self) -> Fault:
        written = str(self.item.loc[-1])
        if self.item.input is None and written.count(")") > written.count("("):
            return self._at(self.path, "fault.document.cut_formula", rest=written)
        model = model_at(self.model, self.path[:-1], self.written.value)
        near = nearest(written, keys_of(model))
        near = "" if near in self._beside() else near
        id = "fault.document.extra.near" if near else "fault.document.extra"
        known = ", ".join(sorted(keys_of(model)))
        values = {"key": written, "known": known, "nearest": near}
        return self._at(self.path, id, **values)

    def _beside(self) -> set[Any]:
        """The keys of the mapping in which the extra key stands."""
        above = self.path[:-1]
        return {p[-1] for p in self.written.places if len(p) == len(above) + 1 and p[:-1] == above}

    def _choice(self) -> Fault:
        allowed = choices(str(self.item.context.get("expected", "")))
        near = nearest(str(self.item.input), list(allowed))
        id = "fault.document.choice.near" if near else "fault.document.choice"
        return self._at(self.path, id, known=", ".join(allowed), nearest=near)

    def _type(self) -> Fault:
        item = self.item
        if item.input is None:
            return self._at(self.path, "fault.document.nothing")
        if item.type in _BOUNDS:
            limit = item.context[_BOUNDS[item.type]]
            return self._at(self.path, f"fault.document.{item.type}", limit=limit)
        if item.type in _TYPES:
            return self._at(self.path, f"fault.document.{_TYPES[item.type]}")
        return self._at(self.path, "fault.document.value", problem=item.message)

    def _at(self, path: Path, id: str, **values: Any) -> Fault:
        place = self.written.place(path)
        told = {"key": self.key, "value": _short(self.item.input)} | values
        return Fault(id, told, self.file, place.line, place.column)


def _short(value: Any) -> str:
    """The value as written, cut where it is long."""
    if isinstance(value, (dict, list, tuple, Declaration)):
        return "{…}" if isinstance(value, (dict, Declaration)) else "[…]"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
