"""What a measure cannot be, found when its rulebook is loaded.

Names and units are the rulebook's own checks; here stands what only the compiler of measures knows.
"""

from collections.abc import Iterator

from attain.engine.facts import FactTable
from attain.engine.faults import Fault
from attain.engine.formulas import (
    Aggregate,
    Expr,
    FormulaError,
    Name,
    RowExpression,
    aggregates,
    names,
    to_sql,
)
from attain.engine.formulas.tree import children
from attain.engine.measures.declaration import Measure
from attain.engine.measures.names import ANY_PERIOD, fact_columns
from attain.engine.measures.parts import is_linear
from attain.engine.measures.route import PRODUCT_WAYS, through
from attain.engine.measures.schema import PERIOD_NAMES, Schema, first_of
from attain.engine.measures.worth import worth

#: Columns that the measures' SQL adds to facts.
RESERVED = {
    *("_day", "_owned", "_client", "_scope", "_person", "_named", "_key", "_group", "_per"),
    *("_owner", "_share", "_place", "_unit"),
}


def measure_faults(measure: Measure, schema: Schema) -> tuple[Fault, ...]:
    """Every fault of a measure whose names are all known; `values["field"]` says which key is meant.

    A measure of an unknown fact table, or with unknown names, is passed over: those have faults of their own.
    """
    fact = schema.fact(measure.of)
    if fact is None or not _names_known(measure, fact, schema):
        return ()
    found = (
        *_columns(fact),
        *_where(measure),
        *_having(measure),
        *_value(measure),
        *_by(measure, fact, schema),
        *_way(measure, fact),
    )
    return found or tuple(_compiled(measure, fact, schema))


def _names_known(measure: Measure, fact: FactTable, schema: Schema) -> bool:
    known = set(schema.names(fact))
    formulas = (measure.value, measure.where, measure.having)
    used = {name for formula in formulas if formula for name in names(formula.tree)} | set(measure.by)
    return used | ({measure.per} - {"", "event", "client"}) <= known


def _columns(fact: FactTable) -> Iterator[Fault]:
    for name in sorted(RESERVED & {column.lower() for column in fact.columns}):
        yield _fault("of", "fault.measure.reserved", column=name, fact=fact.fact)


def _where(measure: Measure) -> Iterator[Fault]:
    found = aggregates(measure.where.tree) if measure.where else ()
    if found:
        yield _fault("where", "fault.measure.where_of_rows", function=found[0].name)


def _having(measure: Measure) -> Iterator[Fault]:
    bare = _bare(measure.having.tree) if measure.having else None
    if bare:
        yield _fault("having", "fault.measure.having_of_groups", column=bare.key)


def _value(measure: Measure) -> Iterator[Fault]:
    tree = measure.value.tree
    kinds = [found.name for found in aggregates(tree)]
    bare = _bare(tree)
    if not kinds or bare:
        yield _fault("value", "fault.measure.value_of_rows", formula=measure.value.text)
    elif len(kinds) > 1 and not set(kinds) <= {"sum", "count"}:
        yield _fault("value", "fault.measure.value_mixed", formula=measure.value.text)
    elif not is_linear(tree):
        yield _fault("value", "fault.measure.value_not_added", formula=measure.value.text)
    elif measure.per == "event" and not set(kinds) <= {"sum", "count"}:
        yield _fault("value", "fault.measure.value_of_event", formula=measure.value.text)


def _by(measure: Measure, fact: FactTable, schema: Schema) -> Iterator[Fault]:
    for path in measure.by:
        found = schema.attribute(fact, path)
        if found is None or found.type.scale(schema.currency_decimals):
            yield _fault("by", "fault.measure.group_of_numbers", column=path)


def _way(measure: Measure, fact: FactTable) -> Iterator[Fault]:
    way = through(measure, fact)
    if way in PRODUCT_WAYS and first_of(fact, "product") is None:
        yield _fault("credit", "fault.measure.no_product", through=way, fact=fact.fact)
    elif measure.credit.through == "coverage" and fact.client is None:
        yield _fault("credit", "fault.measure.coverage_without_client", fact=fact.fact)


def _compiled(measure: Measure, fact: FactTable, schema: Schema) -> Iterator[Fault]:
    """What shows only when the SQL is made: divisions, digits beyond exact arithmetic, units."""
    columns = fact_columns(schema, fact, ANY_PERIOD)
    for field, formula in (("where", measure.where), ("having", measure.having)):
        if formula:
            yield from _tried(field, formula, lambda f: to_sql(f.tree, columns))
    yield from _tried("value", measure.value, lambda _: worth(measure, schema))


def _tried(field: str, formula: RowExpression, attempt) -> Iterator[Fault]:
    try:
        attempt(formula)
    except FormulaError as error:
        pointer = error.within(formula.text).pointer()
        yield _fault(field, error.fault_id, **error.values, pointer=pointer, position=error.position)


def _bare(expr: Expr) -> Name | None:
    """A column outside the functions of rows, if there is one; dates of the period are none."""
    if isinstance(expr, Name):
        return None if expr.key in PERIOD_NAMES else expr
    if isinstance(expr, Aggregate):
        return None
    return next((name for name in map(_bare, children(expr)) if name), None)


def _fault(field: str, id: str, **values: object) -> Fault:
    return Fault(id, {"field": field, **values})
