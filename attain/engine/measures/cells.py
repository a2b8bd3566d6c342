"""Cells: the aggregates of a fact table's rows that several measures share, each written once.

A measure's filter stands inside its aggregate, so that measures with other filters can use the same scan.
A cell is named by what it computes: the same name is the same number, whichever rulebook asked for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from sqlglot import exp

from attain.engine.formulas import names as names_in
from attain.engine.formulas import to_sql
from attain.engine.measures.clauses import column, named, number
from attain.engine.measures.names import source_columns
from attain.engine.measures.parts import Part, assembled, is_additive, parts_of
from attain.engine.measures.query import Plan
from attain.engine.measures.schema import PERIOD_NAMES
from attain.engine.measures.selection import Question

_AGGREGATES = {"sum": exp.Sum, "count": exp.Count, "min": exp.Min, "max": exp.Max}
_MERGED_BY = {"sum": exp.Sum, "count": exp.Sum, "min": exp.Min, "max": exp.Max}


@dataclass
class Cells:
    """Aggregates by name. paths: the names of columns and attributes that each reads."""

    made: dict[str, exp.Expression] = field(default_factory=dict)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    merges: dict[str, type[exp.Expression]] = field(default_factory=dict)

    def add(
        self,
        kind: str,
        value: exp.Expression | None,
        condition: exp.Expression | None,
        paths: Iterable[str] = (),
    ) -> str:
        """The name of the aggregate of `value` (None: of rows) over the rows that satisfy the condition."""
        inner = value.copy() if value is not None else None
        if condition is not None:
            held = inner if inner is not None else number(1)
            inner = exp.Case(ifs=[exp.If(this=condition.copy(), true=held)])
        sql = _AGGREGATES[kind](this=exp.Star() if inner is None else inner)
        name = "c_" + sha256(sql.sql("duckdb").encode()).hexdigest()[:12]
        self.made.setdefault(name, sql)
        self.paths.setdefault(name, tuple(path for path in paths if path not in PERIOD_NAMES))
        self.merges.setdefault(name, _MERGED_BY[kind])
        return name

    def merged(self, names: Iterable[str] | None = None) -> list[exp.Expression]:
        """The aggregates of aggregates, under the same names: rows of parts become rows of the whole."""
        chosen = self.made if names is None else names
        return [named(self.merges[name](this=column(name)), name) for name in chosen]


@dataclass(frozen=True)
class Asked:
    """One question over cells.

    plan: its parts, named by the cells that hold them. present: the cell that counts its rows.
    lacking: the exact value of rows that lack credit, over cells; None where the measure is no sum of them.
    """

    question: Question
    plan: Plan
    present: str
    lacking: exp.Expression | None

    @property
    def names(self) -> list[str]:
        """The cells that its value needs."""
        parts = (*self.plan.value, *self.plan.having)
        return list(dict.fromkeys([*(part.name for part in parts if not part.grouped), self.present]))

    @property
    def all(self) -> list[str]:
        """These, and the cells that tell what lacks credit."""
        lacking = self.lacking.find_all(exp.Column) if self.lacking is not None else ()
        return list(dict.fromkeys([*self.names, *(found.name for found in lacking)]))


def asked(question: Question, cells: Cells) -> Asked:
    """The question with its aggregates among the cells."""
    condition = where_of(question)
    plan = Plan(question)
    plan.value = _celled(plan.value, question, cells, condition)
    plan.having = _celled(plan.having, question, cells, condition)
    present = cells.add("count", None, condition, filtered_by(question))
    return Asked(question, plan, present, _lacking(question, cells, condition))


def filtered_by(question: Question) -> tuple[str, ...]:
    """The names in the measure's filter."""
    where = question.measure.where
    return tuple(names_in(where.tree)) if where is not None else ()


def where_of(question: Question) -> exp.Expression | None:
    """The measure's filter over columns of the fact table and of those beside it."""
    where = question.measure.where
    of = source_columns(question.schema, question.fact, question.period)
    return to_sql(where.tree, of).sql if where is not None else None


def _celled(
    parts: tuple[Part, ...], question: Question, cells: Cells, condition: exp.Expression | None
) -> tuple[Part, ...]:
    """The parts under the names of their cells. Groups are counted later, from cells that stand already."""
    of = source_columns(question.schema, question.fact, question.period)
    found = []
    for part in parts:
        name = part.name
        if not part.grouped:
            argument = part.aggregate.argument
            paths = (*filtered_by(question), *(names_in(argument) if argument else ()))
            name = cells.add(part.kind, to_sql(argument, of).sql if argument else None, condition, paths)
        found.append(Part(name, part.aggregate, part.argument, part.grouped))
    return tuple(found)


def _lacking(question: Question, cells: Cells, condition: exp.Expression | None) -> exp.Expression | None:
    measure = question.measure
    plan = Plan(question)
    parts = parts_of(measure.value.tree, plan.columns, "value_", bool(question.per))
    if not is_additive(measure, parts):
        return None
    held = _celled(parts, question, cells, condition)
    return assembled(measure.value.tree, held, lambda part: part.merged(False), plan.columns).sql
