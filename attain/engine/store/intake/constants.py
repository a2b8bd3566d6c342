"""Values that a declaration or a mapping states: written as the rulebook writes, whatever the file does."""

from datetime import date, datetime
from decimal import Decimal

from attain.engine.declare import number
from attain.engine.facts.columns import ColumnType
from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.intake.typing import FALSE, TRUE


def literal(column: str, kind: ColumnType, stated: str, decimals: int, file: str) -> str:
    """SQL of a stated default or constant. Raises Faulty if the column can't hold it."""
    try:
        return _literal(kind, stated, decimals)
    except (ValueError, KeyError):
        values = {"column": column, "value": stated, "type": str(kind).split(" =")[0]}
        raise Faulty(Fault("fault.mapping_value", values, file)) from None


def _literal(kind: ColumnType, stated: str, decimals: int) -> str:
    if kind.is_number:
        return str(_integer(number(stated), kind.scale(decimals)))
    if kind.kind == "date":
        return f"DATE '{date.fromisoformat(stated):%Y-%m-%d}'"
    if kind.kind == "timestamp":
        return f"TIMESTAMP '{datetime.fromisoformat(stated):%Y-%m-%d %H:%M:%S}'"
    if kind.kind == "boolean":
        return str({**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}[stated.casefold()]).lower()
    if kind.choices and stated not in kind.choices:
        raise ValueError(stated)
    return sql.text(stated)


def _integer(value: Decimal, scale: int) -> int:
    shifted = value.scaleb(scale)
    if shifted != shifted.to_integral_value() or abs(shifted) >= 2**63:
        raise ValueError(value)
    return int(shifted)
