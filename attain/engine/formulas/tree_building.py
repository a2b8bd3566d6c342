"""From grammar rules to nodes, and the checks that need no more than the node itself."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lark import Token, Transformer, v_args

from attain.engine.faults import nearest
from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.functions import AGGREGATES, MODIFIERS, VALUES
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

COMPARISONS = {"==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">="}

#: Longer numbers are no amounts; exact arithmetic has 60 digits.
DIGITS = 30


@v_args(inline=True)
class TreeBuilding(Transformer):
    """One method a rule of grammar.lark. rows: row functions are allowed, modifiers are not."""

    def __init__(self, rows: bool) -> None:
        super().__init__()
        self.rows = rows

    def start(self, expr: Expr) -> Expr:
        return expr

    def list(self, *items: Expr) -> tuple[Expr, ...]:
        return items

    def number(self, token: Token) -> Number:
        return _number(token, token, "")

    def percent(self, token: Token) -> Number:
        literal = _number(token, token.rstrip("%").rstrip(), "percent")
        return replace(literal, value=Decimal(f"{literal.value}E-2"))

    def quantity(self, token: Token) -> Number:
        digits, word = re.fullmatch(r"([\d.]+)\s*(\w+)", token).groups()
        word = word.lower()
        return _number(token, digits, word if word == "money" else word.rstrip("s") + "s")

    def day(self, token: Token) -> Day:
        try:
            return Day(date.fromisoformat(token), **_span(token))
        except ValueError:
            raise _error("fault.formula.date", token, written=str(token)) from None

    def text(self, token: Token) -> Text:
        return Text(str(token)[1:-1], **_span(token))

    def boolean(self, token: Token) -> Boolean:
        return Boolean(token.lower() == "true", **_span(token))

    def name(self, token: Token) -> Name:
        return Name(unicodedata.normalize("NFC", str(token)), **_span(token))

    def title(self, token: Token) -> Name:
        title = " ".join(str(token)[1:-1].split())
        if not title:
            raise _error("fault.formula.empty_title", token)
        return Name(unicodedata.normalize("NFC", title), **_span(token))

    def group(self, opening: Token, expr: Expr, closing: Token) -> Expr:
        return replace(expr, start=opening.start_pos, end=closing.end_pos)

    def unary(self, sign: Token, operand: Expr) -> Expr:
        if sign == "+":
            return replace(operand, start=sign.start_pos)
        return Unary(operand, start=sign.start_pos, end=operand.end)

    def binary(self, left: Expr, sign: Token, right: Expr) -> Binary:
        return Binary(str(sign), left, right, start=left.start, end=right.end, at=sign.start_pos)

    def compare(self, left: Expr, sign: Token, right: Expr) -> Compare:
        operator = COMPARISONS.get(sign, str(sign))
        return Compare(operator, left, right, start=left.start, end=right.end, at=sign.start_pos)

    def chained(self, *parts: Expr | Token) -> Expr:
        raise _error("fault.formula.chained", parts[3], first=str(parts[1]), second=str(parts[3]))

    def among(self, value: Expr, word: Token, opening: Token, choices: tuple, closing: Token) -> Among:
        return Among(value, choices, start=value.start, end=closing.end_pos)

    def not_among(self, value: Expr, negation: Token, *rest: Expr | Token) -> Not:
        among = self.among(value, *rest)
        return Not(among, start=among.start, end=among.end)

    def logic(self, left: Expr, word: Token, right: Expr) -> Logic:
        return Logic(str(word.lower()), left, right, start=left.start, end=right.end, at=word.start_pos)

    def not_(self, word: Token, operand: Expr) -> Not:
        return Not(operand, start=word.start_pos, end=operand.end)

    def call(self, word: Token, opening: Token, args: tuple[Expr, ...] | None, closing: Token) -> Expr:
        name, args = str(word.lower()), args or ()
        span = {"start": word.start_pos, "end": closing.end_pos}
        if self.rows and name in AGGREGATES and not (name in VALUES and len(args) > 1):
            return _aggregate(word, name, args, span)
        if name in MODIFIERS:
            return self._modified(word, name, args, span)
        if name in VALUES:
            return _call(word, name, args, span)
        raise self._unknown_function(word)

    def _modified(self, word: Token, name: str, args: tuple[Expr, ...], span: dict) -> Modified:
        if self.rows:
            raise _error("fault.formula.modifier_in_rows", word, function=name)
        _count_arguments(word, name, args, 1, 1)
        (inner,) = args
        if isinstance(inner, Name):
            return Modified((name,), inner, **span)
        if isinstance(inner, Modified):
            return Modified((name, *inner.modifiers), inner.name, **span)
        raise FormulaError("fault.formula.modifier_of", inner.start, inner.end - inner.start, function=name)

    def _unknown_function(self, word: Token) -> FormulaError:
        if word.lower() in AGGREGATES:
            return _error("fault.formula.aggregate", word, function=word.lower())
        kinds = (AGGREGATES | VALUES) if self.rows else (MODIFIERS | VALUES)
        meant = nearest(word, {function.name for function in kinds.values()})
        if not meant:
            return _error("fault.formula.unknown_function", word, function=str(word))
        return _error("fault.formula.unknown_function.near", word, function=str(word), nearest=meant)


def _call(word: Token, name: str, args: tuple[Expr, ...], span: dict) -> Call:
    _count_arguments(word, name, args, VALUES[name].least, VALUES[name].most)
    if name in ("round", "rounddown", "roundup") and len(args) == 2:
        _whole_places(name.upper(), args[1])
    return Call(name, args, **span)


def _aggregate(word: Token, name: str, args: tuple[Expr, ...], span: dict) -> Aggregate:
    _count_arguments(word, name, args, AGGREGATES[name].least, AGGREGATES[name].most)
    return Aggregate(name, args[0] if args else None, **span)


def _count_arguments(word: Token, name: str, args: tuple[Expr, ...], least: int, most: int) -> None:
    if least <= len(args) <= most:
        return
    signature = (VALUES | MODIFIERS | AGGREGATES if name not in VALUES else VALUES)[name].signature
    raise _error("fault.formula.arguments", word, signature=signature, count=len(args))


def _whole_places(function: str, places: Expr) -> None:
    literal = places.operand if isinstance(places, Unary) else places
    if not (
        isinstance(literal, Number) and not literal.unit and literal.value % 1 == 0 and literal.value <= 12
    ):
        raise FormulaError("fault.formula.places", places.start, places.end - places.start, function=function)


def _number(token: Token, digits: str, unit: str) -> Number:
    if sum(map(str.isdigit, digits)) > DIGITS:
        raise _error("fault.formula.long_number", token, digits=DIGITS)
    return Number(Decimal(str(digits)), unit, **_span(token))


def _span(token: Token) -> dict[str, int]:
    return {"start": token.start_pos, "end": token.end_pos}


def _error(id: str, token: Token, **values: object) -> FormulaError:
    return FormulaError(id, token.start_pos, len(token), **values)
