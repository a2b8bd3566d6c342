"""The SQL by which a cluster's own table is read as the store's facts are, and looked through."""

from collections.abc import Collection, Mapping, Sequence

from sqlglot import exp

from attain.engine.facts.columns import ColumnType
from attain.engine.store.spark.dialect import KINDS

#: Columns by name: the declared type, and the scale at which numbers are read.
Kinds = Mapping[str, tuple[ColumnType, int]]

#: The digits of which any number fits into 64 bits.
DIGITS = 18


def read_as(source: str, outside: str, kinds: Kinds, there: Collection[str]) -> str:
    """The rows of `source` with columns as the store has them, and where they came from.

    there: the columns that it has, in small letters; the others are empty.
    """
    columns = [exp.alias_(_stored(name, *of, there), name, quoted=True) for name, of in kinds.items()]
    columns.append(exp.alias_(exp.Literal.string(outside), "_load", quoted=True))
    columns.append(exp.alias_(_cast(exp.Null(), "BIGINT"), "_row", quoted=True))
    return exp.select(*columns).from_(_table(source)).sql("spark")


def checks(source: str, kinds: Kinds, there: Collection[str]) -> str:
    """One row: how many `rows` there are, the sum of their hashes as `content`, and each `wrong <column>`."""
    rows = exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True)
    values = [_stored(name, *of, there) for name, of in kinds.items()]
    marks = [mark for value in values for mark in (value, _is_null(value.copy()))]
    hashed = _cast(exp.Anonymous(this="xxhash64", expressions=marks), "DECIMAL(38, 0)")
    content = exp.alias_(exp.Sum(this=hashed), "content", quoted=True)
    wrong = [
        exp.alias_(exp.Count(this=_one_if(condition)), f"wrong {name}", quoted=True)
        for name, (kind, scale) in kinds.items()
        if (condition := _wrong(name, kind, scale, there)) is not None
    ]
    return exp.select(rows, content, *wrong).from_(_table(source)).sql("spark")


def doubles(source: str, key: Sequence[str]) -> str:
    """How many keys are there more than once."""
    more = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    keys = exp.select(*map(_column, key)).from_(_table(source)).group_by(*map(_column, key)).having(more)
    return exp.select(exp.Count(this=exp.Star())).from_(keys.subquery("twice")).sql("spark")


def _stored(name: str, kind: ColumnType, scale: int, there: Collection[str]) -> exp.Expression:
    """The value as the store would have it: numbers as integers, keys and words as text."""
    stored = KINDS[kind.physical]
    if name.lower() not in there:
        return _cast(exp.Null(), stored)
    if not kind.is_number:
        return _cast(_column(name), stored)
    factor = exp.Literal.number(10**scale)
    return _cast(exp.Paren(this=exp.Mul(this=_exact(name, scale), expression=factor)), stored)


def _wrong(name: str, kind: ColumnType, scale: int, there: Collection[str]) -> exp.Expression | None:
    """Whether a value must not stand there: an empty one, one of finer decimals, one that is no choice."""
    if name.lower() not in there:
        return None
    found = [] if kind.optional else [_is_null(_column(name))]
    if kind.is_number:
        same = exp.NullSafeEQ(this=_exact(name, scale), expression=_column(name))
        found.append(exp.Not(this=exp.Paren(this=same)))
    if kind.choices:
        choices = [exp.Literal.string(choice) for choice in kind.choices]
        found.append(exp.Not(this=exp.In(this=_column(name), expressions=choices)))
    return exp.or_(*found) if found else None


def _exact(name: str, scale: int) -> exp.Expression:
    """The number at the column's decimals; empty where it has more digits than fit."""
    kind = exp.DataType.build(f"DECIMAL({DIGITS}, {scale})", dialect="spark")
    return exp.TryCast(this=_column(name), to=kind)


def _one_if(condition: exp.Expression) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(1))])


def _is_null(sql: exp.Expression) -> exp.Expression:
    return exp.Is(this=sql, expression=exp.Null())


def _cast(sql: exp.Expression, kind: str) -> exp.Expression:
    return exp.Cast(this=sql, to=exp.DataType.build(kind, dialect="spark"))


def _column(name: str) -> exp.Expression:
    return exp.column(name, quoted=True)


def _table(name: str) -> exp.Expression:
    return exp.to_identifier(name, quoted=True)
