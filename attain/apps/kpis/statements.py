"""The SQL of a measure, as auditors read it."""

from datetime import date

from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.formulas import names
from attain.engine.measures.query import measure_query
from attain.engine.measures.selection import Question
from attain.runs.compute import schema_of


def sql_of(measure: str, run: results.RunView, rules: Rules) -> str | None:
    """Of the run's period, for everybody; None where there is no such measure in force."""
    rule = rules.measure(measure, run.last_day)
    if rule is None:
        return None
    question = Question(rule, rules.calendar.period(run.period), schema_of(rules), rules.calendar)
    return measure_query(question).sql("duckdb", pretty=True)


def measures_of(kpi: str, rules: Rules, day: date) -> list[str]:
    """The measures behind a KPI, through the KPIs that it reads, each once."""
    found, waiting, seen = [], [kpi], {kpi}
    while waiting:
        rule = rules.kpi(waiting.pop(0), day)
        for name in names(rule.formula.tree) if rule else ():
            if name in seen:
                continue
            seen.add(name)
            if rules.kind_of(name) == "measure":
                found.append(name)
            elif rules.kind_of(name) == "kpi":
                waiting.append(name)
    return found
