"""How a payroll file is laid out: a mapping as the house keeps it, and as YAML for the command line."""

from collections.abc import Mapping as Dictionary
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from attain.engine.declare import Declaration
from attain.engine.faults import Fault, Faulty

#: What a column can hold. number: the payroll's own number of a person; column: one of the table `people`.
SOURCES = (
    *("person", "number", "name", "column", "component", "component_title", "wage_type"),
    *("for_period", "in_period", "amount", "currency", "pay_date", "unit", "post", "text"),
)
#: Those that a file with one line a person, or a person and component, has no single value for.
FINER = {"component": 1, "component_title": 1, "wage_type": 1, "for_period": 2, "in_period": 2}
GRAINS = ("person", "component", "for_period")
FORMATS = ("csv", "xlsx", "fixed")
ENCODINGS = ("utf-8", "utf-8-sig", "shift_jis", "gbk", "windows-1251")
DATES = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD.MM.YYYY": "%d.%m.%Y",
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "YYYY/MM/DD": "%Y/%m/%d",
    "YYYYMMDD": "%Y%m%d",
}
SIGNS = ("leading", "trailing", "always")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}

#: A file has at most so many columns.
MOST = 60

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class Column(Declaration):
    """A column of the file. column: of `people`, for that source; text: for the source text.

    decimals, sign: of amounts, decimals None for those of the currency; width, pad: of a fixed layout.
    """

    source: Literal[SOURCES]  # type: ignore[valid-type]
    header: Short = ""
    column: Short = ""
    text: Short = ""
    decimals: int | None = Field(default=None, ge=0, le=6)
    sign: Literal[SIGNS] = "leading"  # type: ignore[valid-type]
    width: int = Field(default=0, ge=0, le=200)
    pad: Literal["right", "left", "zeros"] = "right"

    @model_validator(mode="after")
    def _whole(self) -> "Column":
        if self.source == "column" and not self.column:
            raise ValueError("fault.payroll.column")
        return self


class PayrollMapping(Declaration):
    """file: its name, where {period} and {number} stand for those of the hand-over.

    wage_types: component → code, other: for those without one. grain: what has a line of its own.
    """

    mapping: Name
    title: Short = ""
    file: Annotated[str, StringConstraints(pattern=r"^[\w{}. -]{1,100}$")] = "payroll-{period}-{number}"
    format: Literal[FORMATS] = "csv"  # type: ignore[valid-type]
    grain: Literal[GRAINS] = "for_period"  # type: ignore[valid-type]
    separator: Literal[tuple(SEPARATORS)] = "comma"  # type: ignore[valid-type]
    quotes: Literal["needed", "always"] = "needed"
    encoding: Literal[ENCODINGS] = "utf-8"  # type: ignore[valid-type]
    lines: Literal["crlf", "lf"] = "crlf"
    decimal_mark: Literal["point", "comma", "none"] = "point"
    dates: Literal[tuple(DATES)] = "YYYY-MM-DD"  # type: ignore[valid-type]
    header: bool = True
    wage_types: dict[Short, Short] = Field(default_factory=dict)
    other: Short = ""
    columns: tuple[Column, ...] = Field(min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def _whole(self) -> "PayrollMapping":
        if not any(each.source == "amount" for each in self.columns):
            raise ValueError("fault.payroll.no_amount")
        for each in self.columns:
            if FINER.get(each.source, 0) > GRAINS.index(self.grain):
                raise ValueError(f"fault.payroll.finer {each.source}")
            if self.format == "fixed" and not each.width:
                raise ValueError("fault.payroll.width")
        return self

    @property
    def suffix(self) -> str:
        return {"csv": "csv", "xlsx": "xlsx", "fixed": "txt"}[self.format]


def columns_of(*sources: str) -> tuple[Column, ...]:
    return tuple(Column(source=source, header=source) for source in sources)


#: What there is from the start: what `attain export payroll` has always written, with the pay date.
STANDARD = PayrollMapping(
    mapping="standard",
    title="Standard",
    columns=columns_of("person", "in_period", "for_period", "component", "amount", "currency", "pay_date"),
)


def parsed(text: str, file: str = "") -> PayrollMapping:
    """The mapping that a YAML document describes. Raises Faulty with what is wrong and where."""
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise Faulty(Fault("fault.payroll.yaml", {}, file, line)) from None
    if not isinstance(given, dict):
        raise Faulty(Fault("fault.payroll.yaml", {}, file, 1))
    return checked(given, file)


def checked(given: Dictionary[str, Any], file: str = "") -> PayrollMapping:
    """Raises Faulty; each fault's values have `where`, the place in the document ("columns.3.width")."""
    try:
        return PayrollMapping.model_validate(dict(given))
    except ValidationError as error:
        faults = []
        for each in error.errors():
            where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in each["loc"])
            own = str(each.get("ctx", {}).get("error", ""))
            id, _, value = own.partition(" ")
            known = id.startswith("fault.payroll.")
            values = {"where": where, "value": value} if known else {"where": where}
            faults.append(Fault(id if known else "fault.payroll.place", values, file))
        raise Faulty(*faults) from None


def document(mapping: PayrollMapping) -> dict[str, Any]:
    """The mapping as YAML and JSON have it, without what is the default anyway."""
    found: dict[str, Any] = mapping.model_dump(mode="json", exclude_defaults=True)
    return found


def written(mapping: PayrollMapping) -> str:
    """The document's text."""
    return yaml.safe_dump(document(mapping), allow_unicode=True, sort_keys=False, width=110)
