"""Params: dated numbers that differ by post, unit, class or person; the most specific row wins."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from attain.engine.declare import Dated, Declaration, Key, Number, word


class ParamRow(Declaration):
    """A value, and the attributes for which it holds (none = everyone)."""

    value: Number
    where: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return {"value": given}
        return {
            "value": given.get("value"),
            "where": {k: word(v) for k, v in given.items() if k != "value"},
        }


class Param(Dated):
    """params/*.yaml. `by` lists the attributes from the least to the most specific; it settles which
    of two matching rows wins. Without it a row wins only if it names all that the other names and more.

    Attributes are person, post and unit; the columns of assignments, of the person and of the unit, also
    those that a rulebook adds; and of facts paid one by one what their measure is given `by`.
    """

    param: Key
    unit: str = "number"
    by: tuple[str, ...] = ()
    values: tuple[ParamRow, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _one_value(cls, given: Any) -> Any:
        if isinstance(given, dict) and "value" in given and "values" not in given:
            given = {**given, "values": [{"value": given["value"]}]}
            del given["value"]
        return given

    @model_validator(mode="after")
    def _no_ties(self) -> "Param":
        for at, row in enumerate(self.values):
            for other in self.values[:at]:
                if self._tie(row.where, other.where):
                    raise ValueError(f"fault.param.tie {_words(other.where)} {_words(row.where)}")
        return self

    def _tie(self, one: Mapping[str, str], two: Mapping[str, str]) -> bool:
        could_both_match = all(two[name] == value for name, value in one.items() if name in two)
        if not could_both_match:
            return False
        if self.by:
            return self._rank(one) == self._rank(two)
        return not (set(one) < set(two) or set(two) < set(one))

    def _rank(self, where: Mapping[str, str]) -> tuple[int, ...]:
        return (*(name in where for name in reversed(self.by)), len(where))

    def choose(self, attributes: Mapping[str, str]) -> "Choice":
        """The winning row for someone with these attributes, and those passed over, most specific first."""
        matching = [r for r in self.values if all(attributes.get(k) == v for k, v in r.where.items())]
        matching.sort(key=lambda r: self._rank(r.where) if self.by else (len(r.where),), reverse=True)
        won = matching[0] if matching else None
        return Choice(won.value if won else None, won, tuple(matching[1:]))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which row of a param applied, and which matching rows were passed over."""

    value: Decimal | None
    row: ParamRow | None
    passed_over: tuple[ParamRow, ...]


def _words(where: Mapping[str, str]) -> str:
    return ",".join(f"{k}={v}" for k, v in where.items()) or "*"
