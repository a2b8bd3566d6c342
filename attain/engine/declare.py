"""How a rule is declared: the manner that all declarations share (closed keys, exact numbers)."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from attain.engine.money import CONTEXT

LANGUAGES = ("en", "zh", "es", "ja", "ru")

#: Open ends are a date, never a null: half-open ranges then compare alike on every engine.
OPEN_END = date(2100, 1, 1)

#: Numbers have at most this many digits before or after the point: beyond it they are mistakes or attacks.
LARGEST = 30


class Declaration(BaseModel):
    """Closed keys, immutable values. Numbers are Decimal from the text on; no float exists."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True, defer_build=True
    )


class Dated(Declaration):
    """A declaration that holds from a day on, until the next of the same name replaces it.

    corrects: why it begins in a period that is closed: what it changes there is paid as differences.
    """

    starts: "Day" = Field(alias="from")
    until: "Day | None" = None
    corrects: str = ""
    title: "Text" = Field(default_factory=dict)
    meaning: "Text" = Field(default_factory=dict)
    source: "Text" = Field(default_factory=dict)


def number(value: Any) -> Decimal:
    """A Decimal from a YAML number or a percent literal: 1.5 → 1.5, "1.5%" → 0.015."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise ValueError("fault.number")
    text = str(value).strip()
    percent = text.endswith("%")
    try:
        plain = Decimal(text.rstrip("%").strip())
    except InvalidOperation:
        raise ValueError("fault.number") from None
    if not plain.is_finite() or abs(plain.adjusted()) > LARGEST:
        raise ValueError("fault.number")
    return plain.scaleb(-2) if percent else plain


def word(value: Any) -> str:
    """A value as the text that attributes are compared by, however it is written: true, 3, 2.5, 50%."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{CONTEXT.add(value.normalize(CONTEXT), 0):f}"
    return str(value)


def text(value: Any) -> dict[str, str]:
    """A title by language; a plain string stands for every language (key "")."""
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError("fault.text")
    if strange := set(value) - set(LANGUAGES):
        raise ValueError(f"fault.language {min(map(str, strange))}")
    return dict(value)


def key(value: Any) -> str:
    """A name that formulas can use bare: letters of any script, digits, underscores."""
    if not isinstance(value, str) or not re.fullmatch(r"[^\W\d]\w*", value):
        raise ValueError("fault.key")
    return value


def day(value: Any) -> Any:
    """A date, as YAML or a quoted text has it. A number is no day, though it could count seconds."""
    if isinstance(value, (int, Decimal)):
        raise PydanticCustomError("date_type", "a day is written as 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(day)]
Number = Annotated[Decimal, BeforeValidator(number)]
Text = Annotated[dict[str, str], BeforeValidator(text)]
Key = Annotated[str, BeforeValidator(key)]

Dated.model_rebuild()


def in_language(title: dict[str, str], language: str, fallback: str) -> str:
    """The title in `language`, else the common one, else English, else any, else `fallback`."""
    for choice in (language, "", "en"):
        if title.get(choice):
            return title[choice]
    return next(iter(title.values()), fallback)
