"""The nodes that names leave while an evaluation traces."""

from decimal import Decimal

from attain.engine.decide.place import ValueScope
from attain.engine.decide.targets import Target, shown
from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Choice, Param, ParamRow
from attain.engine.measures.declaration import Measure
from attain.engine.trace import Value


def tell_measure(scope: ValueScope, measure: Measure, value: Value) -> None:
    period, name = scope.place.period, measure.measure
    start, end = measure.window.range(period, scope.evaluation.calendar)
    scope.trace.push(
        "measure",
        value,
        unit=scope.evaluation.unit_of(name),
        name=name,
        title=measure.title,
        level=scope.level,
        subject=scope.who,
        spell=scope.spell,
        group=scope.group,
        period=period.key,
        start=start,
        end=end,
        of=measure.of,
        rule_from=measure.starts,
    )


def tell_target(scope: ValueScope, name: str, found: Target) -> None:
    row = found.row
    scope.trace.push(
        f"target.{found.how}",
        shown(found.value),
        unit=scope.evaluation.unit_of(name),
        name=name,
        title=scope.evaluation.rules.title(name),
        period=scope.place.period.key,
        set_by=row.set_by if row else "",
        set_on=row.set_on if row else None,
        set_for=row.period if row else "",
        whole=shown(row.value) if row else None,
        days=found.days,
        of_days=found.of_days,
    )


def tell_param(scope: ValueScope, name: str, param: Param | None, choice: Choice) -> None:
    """rows: whose each row is and its value, the chosen one first; where, passed_over: the same as texts."""
    row = choice.row
    scope.trace.push(
        "param",
        choice.value,
        unit=param.unit if param else "number",
        name=name,
        title=scope.evaluation.rules.title(name),
        where=_where_words(row) if row else "",
        passed_over="; ".join(f"{_where_words(each) or '*'} → {each.value}" for each in choice.passed_over),
        rows=tuple((each.where, each.value) for each in (*([row] if row else ()), *choice.passed_over)),
        rule_from=param.starts if param else None,
    )


def tell_kpi(scope: ValueScope, kpi: Kpi, value: Decimal | None) -> None:
    period = scope.place.period
    scope.trace.push(
        "kpi",
        value,
        1,
        kpi.unit,
        name=kpi.kpi,
        title=kpi.title,
        formula=kpi.formula.text,
        decimals=kpi.decimals,
        period=period.key,
        rule_from=kpi.starts,
        versions_passed_over=scope.evaluation.rules.versions_passed_over("kpi", kpi.kpi, period.last_day),
        group=scope.group,
    )


def _where_words(row: ParamRow) -> str:
    """Whose a param's row is, as the rulebook has it: post = seller; "" for everyone."""
    return ", ".join(f"{name} = {value}" for name, value in row.where.items())
