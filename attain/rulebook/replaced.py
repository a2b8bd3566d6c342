"""Standard rules that no longer fit a table of the company's: told once, at that table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from attain.engine.faults import Fault
from attain.rulebook.documents import Document


def told_at_the_table(faults: Iterable[Fault], documents: Sequence[Document]) -> list[Fault]:
    """Faults of standard measures of a replaced fact table become one fault at what replaces it.

    documents: all, those too that were replaced.
    """
    lacking = _lacking(documents)
    standard = sorted((d for d in documents if d.library), key=lambda d: d.line)
    kept, found = [], defaultdict(set)
    for fault in faults:
        rule = next((d for d in reversed(standard) if d.file == fault.file and d.line <= fault.line), None)
        table = getattr(rule.rule, "of", "") if rule and rule.kind == "measure" else ""
        if table in lacking and fault.severity == "error":
            found[table].add(rule.name)
        else:
            kept.append(fault)
    return kept + [_fault(*lacking[table], sorted(rules)) for table, rules in sorted(found.items())]


def _lacking(documents: Sequence[Document]) -> dict[str, tuple[Document, list[str]]]:
    """The company's fact tables that replace standard ones, and the columns that they don't take over."""
    facts = [d for d in documents if d.kind == "fact" and d.rule is not None]
    standard = {d.name: d.rule.columns for d in facts if d.library}
    own = {d.name: d for d in facts if not d.library and d.name in standard}
    missing = {name: sorted(set(standard[name]) - set(d.rule.columns)) for name, d in own.items()}
    return {name: (own[name], columns) for name, columns in missing.items() if columns}


def _fault(table: Document, columns: list[str], rules: list[str]) -> Fault:
    told = {"table": table.name, "columns": ", ".join(columns), "rules": ", ".join(rules)}
    return table.fault("fault.rulebook.replaced_table", ("columns",), **told)
