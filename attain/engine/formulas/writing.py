"""From tree to text: the one canonical way to write a formula, parentheses only where needed."""

import re
from decimal import Decimal

from attain.engine.formulas.functions import VALUES
from attain.engine.formulas.tree import (
    Aggregate,
    Among,
    Binary,
    Boolean,
    Call,
    Compare,
    Day,
    Expr,
    Logic,
    Modified,
    Name,
    Not,
    Number,
    Text,
    Unary,
)

_BARE = re.compile(r"[^\W\d][\w\u0300-\u036f]*(\.[^\W\d][\w\u0300-\u036f]*)*")
_RESERVED = {"and", "or", "not", "in", "true", "false"}

#: How tightly a node holds its operands together.
_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(8)
_BINDING = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def text_of(expr: Expr) -> str:
    """The formula in canonical form; parsing it gives an equal tree."""
    return _written(expr)[0]


def _written(expr: Expr) -> tuple[str, int]:
    match expr:
        case Number():
            return _number(expr), _ATOM
        case Text():
            return _quoted(expr.value), _ATOM
        case Boolean():
            return ("true" if expr.value else "false"), _ATOM
        case Day():
            return expr.value.isoformat(), _ATOM
        case Name():
            return name_text(expr.key), _ATOM
        case Modified():
            return "".join(f"{m}(" for m in expr.modifiers) + name_text(expr.name.key) + ")" * len(
                expr.modifiers
            ), _ATOM
        case Call():
            return f"{VALUES[expr.name].name}({_list(expr.args)})", _ATOM
        case Aggregate():
            return f"{expr.name}({'' if expr.argument is None else text_of(expr.argument)})", _ATOM
    return _operation(expr)


def _operation(expr: Expr) -> tuple[str, int]:
    match expr:
        case Binary() | Logic():
            return _chain(expr, _BINDING[expr.operator])
        case Compare():
            left, right = _at_least(expr.left, _SUM), _at_least(expr.right, _SUM)
            return f"{left} {expr.operator} {right}", _COMPARE
        case Among():
            return f"{_at_least(expr.value, _SUM)} in ({_list(expr.choices)})", _COMPARE
        case Not(operand=Among() as among):
            return f"{_at_least(among.value, _SUM)} not in ({_list(among.choices)})", _COMPARE
        case Not():
            return f"not {_at_least(expr.operand, _NOT)}", _NOT
        case Unary():
            return f"-{_at_least(expr.operand, _SIGN)}", _SIGN
    raise TypeError(expr)


def _chain(expr: Expr, binding: int) -> tuple[str, int]:
    """a + b - c …, followed along its left side in a loop: chains may be hundreds long."""
    parts: list[str] = []
    while isinstance(expr, (Binary, Logic)) and _BINDING[expr.operator] == binding:
        parts.append(f"{expr.operator} {_at_least(expr.right, binding + 1)}")
        expr = expr.left
    return " ".join((_at_least(expr, binding), *reversed(parts))), binding


def name_text(key: str) -> str:
    """The name as formulas write it: bare, or in [brackets] where it isn't one word."""
    return key if _BARE.fullmatch(key) and key.lower() not in _RESERVED else f"[{key}]"


def _at_least(expr: Expr, binding: int) -> str:
    text, own = _written(expr)
    return text if own >= binding else f"({text})"


def _list(items: tuple[Expr, ...]) -> str:
    return ", ".join(map(text_of, items))


def _number(literal: Number) -> str:
    if literal.unit == "percent":
        return f"{_plain(literal.value * 100)}%"
    return _plain(literal.value) + (f" {literal.unit}" if literal.unit else "")


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quoted(value: str) -> str:
    """In the first pair of quotes that the value doesn't close."""
    pairs = ('""', "''", "“”", "‘’", "«»")
    opening, closing = next((p for p in pairs if p[1] not in value), pairs[0])
    return f"{opening}{value}{closing}"
