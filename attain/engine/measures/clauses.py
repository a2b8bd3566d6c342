"""Clauses of the SQL that measures are made of, built from ready nodes without copies."""

from collections.abc import Iterable

from sqlglot import exp

_DATE = exp.DataType(this=exp.DataType.Type.DATE)
_TEXT = exp.DataType(this=exp.DataType.Type.TEXT)
_WIDE = exp.DataType(this=exp.DataType.Type.INT128)


def column(name: str, table: str = "") -> exp.Column:
    """A quoted column, so that no declared name can be taken for a word of SQL."""
    return exp.Column(this=_quoted(name), table=exp.Identifier(this=table) if table else None)


def named(sql: exp.Expression, name: str) -> exp.Alias:
    """sql AS "name" """
    return exp.Alias(this=sql, alias=_quoted(name))


def relation(name: str, alias: str = "") -> exp.Table:
    """A table or a relation named before, perhaps under a short name."""
    found = exp.Table(this=_quoted(name))
    if alias:
        found.set("alias", exp.TableAlias(this=exp.Identifier(this=alias)))
    return found


def subquery(query: exp.Select | exp.Union, alias: str) -> exp.Subquery:
    """(query) AS alias"""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.Identifier(this=alias)))


def every(table: str) -> exp.Column:
    """table.*"""
    return exp.Column(this=exp.Star(), table=exp.Identifier(this=table))


def select(*columns: exp.Expression, source: exp.Expression | None) -> exp.Select:
    """SELECT columns FROM source; one row without a source"""
    made = exp.Select(expressions=list(columns))
    if source is not None:
        made.set("from_", exp.From(this=source))
    return made


def joined(query: exp.Select, table: exp.Expression, *on: exp.Expression, left: bool = False) -> exp.Select:
    """The query JOIN table ON all of `on`."""
    query.append("joins", exp.Join(this=table, on=every_of(on), side="LEFT" if left else None))
    return query


def where(query: exp.Select, *conditions: exp.Expression) -> exp.Select:
    """The query WHERE all conditions, beside those that it has."""
    held = query.args.get("where")
    query.set("where", exp.Where(this=every_of([*([held.this] if held else []), *conditions])))
    return query


def grouped(query: exp.Select, keys: Iterable[exp.Expression]) -> exp.Select:
    """The query GROUP BY keys (copies of them)."""
    query.set("group", exp.Group(expressions=[key.copy() for key in keys]))
    return query


def union(*queries: exp.Select | exp.Union) -> exp.Select | exp.Union:
    """The rows of all queries."""
    first, *rest = queries
    for query in rest:
        first = exp.Union(this=first, expression=query, distinct=False)
    return first


def with_relations(
    query: exp.Select | exp.Union, relations: dict[str, exp.Expression]
) -> exp.Select | exp.Union:
    """The query with named relations before it."""
    made = [
        exp.CTE(this=sql, alias=exp.TableAlias(this=exp.Identifier(this=name)))
        for name, sql in relations.items()
    ]
    query.set("with_", exp.With(expressions=made))
    return query


def every_of(conditions: Iterable[exp.Expression]) -> exp.Expression:
    """All conditions joined with AND."""
    first, *rest = (_bracketed(each) for each in conditions)
    for condition in rest:
        first = exp.And(this=first, expression=condition)
    return first


def equal(left: exp.Expression, right: exp.Expression) -> exp.EQ:
    return exp.EQ(this=left, expression=right)


def filled(sql: exp.Expression) -> exp.Not:
    """sql IS NOT NULL"""
    return exp.Not(this=exp.Is(this=sql, expression=exp.Null()))


def text(value: str) -> exp.Literal:
    return exp.Literal.string(value)


def number(value: int) -> exp.Literal:
    return exp.Literal.number(value)


def as_text(sql: exp.Expression) -> exp.Cast:
    return exp.Cast(this=sql, to=_TEXT.copy())


def as_date(sql: exp.Expression) -> exp.Cast:
    return exp.Cast(this=sql, to=_DATE.copy())


def wide(sql: exp.Expression) -> exp.Cast:
    """In 128 bits, so that no sum or product overflows."""
    return exp.Cast(this=sql, to=_WIDE.copy())


def or_else(sql: exp.Expression, other: exp.Expression) -> exp.Coalesce:
    """sql, or `other` where it is empty."""
    return exp.Coalesce(this=sql, expressions=[other])


def _quoted(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def _bracketed(condition: exp.Expression) -> exp.Expression:
    return exp.Paren(this=condition) if isinstance(condition, exp.Or) else condition
