"""Cases through the whole line: those with rows of facts go through a store and the engine as well."""

import csv
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import Subject, company_subject, unit_subject
from attain.engine.decide.world import Opening
from attain.engine.faults import Fault, Faulty
from attain.engine.period import Period
from attain.engine.store import DuckEngine, IntakeSettings, Store
from attain.engine.trace import Value
from attain.rulebook.case_evaluation import evaluate_case
from attain.rulebook.case_pay import MISSING, pay_node, pool_node
from attain.rulebook.cases import Case, period_of
from attain.runs.compute import Computation, Computed
from attain.runs.opening import from_records, merged
from attain.runs.records import Records


def evaluate(rules: Rules, case: Case) -> Mapping[str, Value | tuple[Value, ...]]:
    """The nodes that a case expects."""
    return _through_store(rules, case) if case.facts or case.tables else evaluate_case(rules, case)


def _through_store(rules: Rules, case: Case) -> dict[str, Any]:
    """Loads the case's rows, measures and decides; then nodes: `P1.sales_amount`, `company.…`, `unit.N.…`."""
    with tempfile.TemporaryDirectory() as folder, DuckEngine() as engine:
        store = Store.create(Path(folder) / "store")
        for table, rows in {**case.tables, **case.facts}.items():
            _load(store, rules, table, rows, Path(folder))
        computation = Computation(engine, store.snapshot())
        calendared, period = computation.period(rules, case.period or period_of(case, rules).key)
        by_hand = from_records(Records(engine, calendared), period.key)
        opening = merged(Opening(), by_hand, period.key, rules)
        computed = computation.compute(calendared, period.key, opening, also=_named(case))
        found = {node: _node(computed, node, case.plan) for node in case.expected()}
        return {node: value for node, value in found.items() if value is not MISSING}


def _named(case: Case) -> list[str]:
    """Every name that the case expects a value of."""
    return [case.tried[1], *(node.rpartition(".")[2] for node in case.expected())]


def _load(store: Store, rules: Rules, table: str, rows: Iterable[Mapping[str, Any]], folder: Path) -> None:
    if table not in rules.tables:
        raise Faulty(Fault("fault.case.table", {"table": table}))
    listed = list(rows)
    columns = list(dict.fromkeys(column for row in listed for column in row))
    path = folder / f"{table}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({k: _cell(v) for k, v in row.items()} for row in listed)
    settings = rules.settings
    intake = IntakeSettings(settings.currency, settings.currency_decimals, settings.time_zone)
    report = store.load(rules.tables, path, table, intake)
    if report.quarantined:
        raise Faulty(*(replace(fault, file="") for fault in report.quarantine))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _node(computed: Computed, node: str, plan: str | None) -> Any:
    """company.NAME, unit.UNIT.NAME, PERSON.NAME or NAME (of the only person), a pool; or MISSING."""
    head, _, rest = node.partition(".")
    period: Period = computed.period
    subject: Subject | None
    if head == "company":
        subject, name = company_subject(), rest
    elif head == "unit":
        unit, _, name = rest.partition(".")
        subject = unit_subject(unit)
    else:
        people = computed.payroll.people
        person, name = (head, rest) if head in people else (people[0], node)
        subject = computed.payroll.spells(person)[0]
        if (found := pay_node(computed.pays[person], name, plan)) is not MISSING:
            return found
        if (found := pool_node(computed.payroll, node)) is not MISSING:
            return found
    if computed.rules.kind_of(name.partition(".")[0]) not in ("measure", "kpi", "scorecard", "param"):
        return MISSING
    return computed.evaluation.scope(subject, period).value(name, ())
