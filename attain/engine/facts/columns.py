"""What a column holds: its type, as declared in a few characters, and how it is stored.

`money`, `money(4)`, `text?` (may be empty), `text!` (personal, kept apart), `percent = 100%` (a default),
`choice(person|unit)`. Numbers are stored as integers of the type's scale: 12.34 of `money` is 1234.
"""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

#: Decimals of a bare type; None means "as many as the currency has".
SCALES: dict[str, int | None] = {
    "integer": 0,
    "money": None,
    "decimal": 6,
    "percent": 6,
    "minutes": 0,
    "hours": 2,
    "days": 0,
}

#: Types that name a row of a built-in table.
REFERENCES = {"client": "clients", "product": "products", "employee": "people", "unit": "units"}

#: The unit word of a column's values in formulas.
UNITS = {
    "money": "money",
    "percent": "percent",
    "minutes": "minutes",
    "hours": "hours",
    "days": "days",
    "integer": "number",
    "decimal": "number",
    "date": "date",
    "timestamp": "date",
    "boolean": "boolean",
}

PLAIN = ("text", "date", "timestamp", "boolean", *REFERENCES)
TYPES = (*PLAIN, *SCALES, "choice")

#: More decimals than this leave too few digits before the point in 64 bits.
MOST_DECIMALS = 9

_DECLARED = re.compile(
    r"(?P<kind>[a-z_]+)(\((?P<inside>[^()]*)\))?(?P<marks>[?!]*)(\s*=\s*(?P<default>.*))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class ColumnType:
    """One column's type.

    kind: one of TYPES. decimals: declared decimals of a number, None for the type's own.
    optional: may be empty. personal: kept apart from facts and results.
    default: text of the value that an empty cell gets, or None. choices: of a `choice`.
    """

    kind: str
    decimals: int | None = None
    optional: bool = False
    personal: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether values are stored as integers of a scale."""
        return self.kind in SCALES

    @property
    def physical(self) -> str:
        """The stored type: BIGINT, DATE, TIMESTAMP, BOOLEAN or VARCHAR."""
        if self.is_number:
            return "BIGINT"
        return {"date": "DATE", "timestamp": "TIMESTAMP", "boolean": "BOOLEAN"}.get(self.kind, "VARCHAR")

    @property
    def unit(self) -> str:
        """The unit word of its values in formulas ("text" for keys and words)."""
        return UNITS.get(self.kind, "text")

    @property
    def references(self) -> str | None:
        """The built-in table whose rows its values name, if any."""
        return REFERENCES.get(self.kind)

    def scale(self, currency_decimals: int) -> int:
        """How many decimals the stored integers carry; 0 for what is no number."""
        if self.decimals is not None:
            return self.decimals
        own = SCALES.get(self.kind, 0)
        return currency_decimals if own is None else own

    def stored(self, currency_decimals: int) -> str:
        """The storage type as text, with its scale: "money(2)", "integer", "client"."""
        if self.kind == "choice":
            return "text"
        scale = self.scale(currency_decimals)
        return f"{self.kind}({scale})" if self.is_number and self.kind != "integer" else self.kind

    def __str__(self) -> str:
        inside = "|".join(self.choices) if self.choices else self.decimals
        text = self.kind if inside is None else f"{self.kind}({inside})"
        text += "?" * self.optional + "!" * self.personal
        return text if self.default is None else f"{text} = {self.default}".rstrip()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return core_schema.no_info_plain_validator_function(
            column_type, serialization=core_schema.to_string_ser_schema()
        )


def column_type(declared: Any) -> ColumnType:
    """The type that `declared` says. Raises PydanticCustomError "fault.column_type…"."""
    if isinstance(declared, ColumnType):
        return declared
    match = _DECLARED.fullmatch(declared.strip()) if isinstance(declared, str) else None
    kind = match["kind"] if match else ""
    if not match or kind not in TYPES:
        raise _wrong_type(declared)
    marks, default = match["marks"], match["default"]
    return ColumnType(
        kind,
        _decimals(declared, kind, match["inside"]),
        optional="?" in marks,
        personal="!" in marks,
        default=None if default is None else default.strip(),
        choices=_choices(declared, match["inside"]) if kind == "choice" else (),
    )


def _wrong_type(declared: Any) -> PydanticCustomError:
    from attain.engine.faults import nearest

    word = re.split(r"\W", str(declared).strip(), maxsplit=1)[0]
    known = ", ".join(TYPES)
    facts = {"type": str(declared), "known": known, "nearest": nearest(word, list(TYPES))}
    return PydanticCustomError("fault.column_type", "fault.column_type", facts)


def _decimals(declared: str, kind: str, inside: str | None) -> int | None:
    if inside is None or kind == "choice":
        return None
    if kind not in SCALES or kind == "integer" or not inside.strip().isdecimal():
        raise _wrong_type(declared)
    decimals = int(inside)
    if decimals > MOST_DECIMALS:
        facts = {"type": declared, "most": MOST_DECIMALS}
        raise PydanticCustomError("fault.column_decimals", "fault.column_decimals", facts)
    return decimals


def _choices(declared: str, inside: str | None) -> tuple[str, ...]:
    choices = tuple(choice.strip() for choice in (inside or "").split("|"))
    if not all(choices):
        raise _wrong_type(declared)
    return choices
