"""Pieces of SQL that hold integers of a scale: 12345 of scale 2 is 123.45."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.tree import Binary, Expr

#: More digits behind the point than money and measures have.
FINEST = 18

#: Engines read longer literals as floating point.
_LARGEST = 2**63 - 1

_WIDE = exp.DataType.Type.INT128


@dataclass(frozen=True, slots=True)
class Piece:
    """sql: integers of 10^-scale; or a date, a text, a truth value with scale 0."""

    sql: exp.Expression
    scale: int = 0


def number(value: Decimal, expr: Expr) -> Piece:
    """A literal as an integer of its own scale: 1.50 is 15 of scale 1."""
    _, digits, exponent = value.normalize().as_tuple()
    scale = max(0, -int(exponent))
    whole = int("".join(map(str, digits))) * 10 ** max(0, int(exponent))
    return Piece(_integer(whole, expr), _fine(scale, expr))


def aligned(pieces: Sequence[Piece], expr: Expr) -> tuple[list[exp.Expression], int]:
    """The pieces' SQL, all at the finest scale among them, and that scale."""
    scale = max(piece.scale for piece in pieces)
    return [_at_scale(piece, scale, expr) for piece in pieces], scale


def total(left: Piece, right: Piece, expr: Binary) -> Piece:
    """left + right or left − right, at the finer scale. Literals are added here."""
    (first, second), scale = aligned((left, right), expr)
    known, other = _whole(first), _whole(second)
    if known is not None and other is not None:
        return Piece(_integer(known + other if expr.operator == "+" else known - other, expr), scale)
    make = exp.Add if expr.operator == "+" else exp.Sub
    plain = isinstance(first, (exp.Add, exp.Sub, exp.Mul))
    return Piece(make(this=first if plain else bracketed(first), expression=bracketed(second)), scale)


def product(left: Piece, right: Piece, expr: Binary) -> Piece:
    """Scales add; 128 bits, so that no product of 64-bit columns overflows. Literals are multiplied here."""
    scale = _fine(left.scale + right.scale, expr)
    known, other = _whole(left.sql), _whole(right.sql)
    if known is not None and other is not None:
        return Piece(_integer(known * other, expr), scale)
    return Piece(exp.Mul(this=_wide(left.sql), expression=_wide(right.sql)), scale)


def negative(piece: Piece) -> Piece:
    whole = _whole(piece.sql)
    sql = exp.Neg(this=bracketed(piece.sql)) if whole is None else exp.Literal.number(-whole)
    return Piece(sql, piece.scale)


def rounded(piece: Piece, places: int, expr: Expr, name: str = "round") -> Piece:
    """Half away from zero (round), towards zero (rounddown) or away from it (roundup), at the same scale:
    without division, which engines do differently.
    """
    if places >= piece.scale:
        return piece
    step = 10 ** (piece.scale - places)
    added = {"round": step // 2, "rounddown": 0, "roundup": step - 1}[name]
    shifted = exp.Paren(this=exp.Add(this=exp.Abs(this=piece.sql.copy()), expression=_integer(added, expr)))
    rest = exp.Mod(this=shifted.copy(), expression=_integer(step, expr))
    size = exp.Paren(this=exp.Sub(this=shifted, expression=rest))
    below = exp.LT(this=bracketed(piece.sql), expression=_integer(0, expr))
    sign = exp.Case(ifs=[exp.If(this=below, true=_integer(-1, expr))], default=_integer(1, expr))
    return Piece(exp.Mul(this=size, expression=sign), piece.scale)


def bracketed(sql: exp.Expression) -> exp.Expression:
    """The SQL in parentheses, where an operator beside it could read it otherwise."""
    if isinstance(sql, (exp.Binary, exp.Unary, exp.In, exp.Case)) and not isinstance(
        sql, (exp.Paren, exp.Dot)
    ):
        return exp.Paren(this=sql)
    return sql


def _at_scale(piece: Piece, scale: int, expr: Expr) -> exp.Expression:
    factor = 10 ** (scale - piece.scale)
    if factor == 1:
        return piece.sql
    whole = _whole(piece.sql)
    if whole is not None:
        return _integer(whole * factor, expr)
    return exp.Mul(this=_wide(piece.sql), expression=_integer(factor, expr))


def _wide(sql: exp.Expression) -> exp.Expression:
    return bracketed(sql) if _whole(sql) is not None or _is_wide(sql) else exp.cast(sql, _WIDE)


def _is_wide(sql: exp.Expression) -> bool:
    if isinstance(sql, exp.Mul):
        return _is_wide(sql.this) or _is_wide(sql.expression)
    if isinstance(sql, exp.Paren):
        return _is_wide(sql.this)
    return isinstance(sql, exp.Cast) and sql.is_type(_WIDE)


def _whole(sql: exp.Expression) -> int | None:
    """The integer that a literal is, or None."""
    if isinstance(sql, exp.Neg):
        inner = _whole(sql.this)
        return None if inner is None else -inner
    return int(sql.this) if isinstance(sql, exp.Literal) and not sql.is_string else None


def _integer(value: int, expr: Expr) -> exp.Expression:
    if abs(value) > _LARGEST:
        raise FormulaError("fault.formula.too_large", expr.start, expr.end - expr.start)
    return exp.Literal.number(value)


def _fine(scale: int, expr: Expr) -> int:
    if scale > FINEST:
        raise FormulaError("fault.formula.too_fine", expr.start, expr.end - expr.start, most=FINEST)
    return scale
