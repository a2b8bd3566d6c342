"""KPIs by group and lines of one group: what they read must be given by the same groups."""

from collections.abc import Iterator

from attain.engine.faults import Fault
from attain.engine.formulas import Modified, references
from attain.engine.kpis.declaration import Kpi
from attain.engine.scoring.declaration import Scorecard
from attain.rulebook.documents import Document
from attain.rulebook.namespace import Namespace


def group_faults(document: Document, namespace: Namespace) -> list[Fault]:
    """Faults of a KPI's `by` and of the `group` of a scorecard's lines."""
    find = {"kpi": _by, "scorecard": _lines}.get(document.kind)
    return list(find(document, namespace)) if find else []


def _by(document: Document, namespace: Namespace) -> Iterator[Fault]:
    """What has no such groups counts as nothing in them; without a grouped measure there are none."""
    rule: Kpi = document.rule
    if not rule.by:
        return
    by = ", ".join(rule.by)
    kinds = {name: namespace.kind_of(name) for name in _read(rule)}
    wrong = [name for name, kind in kinds.items() if not _given_by(kind, name, rule.by, namespace)]
    for name in wrong:
        yield document.fault("fault.kpi.by.other", ("by",), kpi=rule.kpi, by=by, name=name, kind=kinds[name])
    if not wrong and "measure" not in kinds.values():
        yield document.fault("fault.kpi.by.nothing", ("by",), kpi=rule.kpi, by=by)


def _read(kpi: Kpi) -> dict[str, None]:
    """The names that the formula reads itself; targets are set for groups or not, whatever is measured."""
    found = {}
    for node in references(kpi.formula.tree):
        modifiers = node.modifiers if isinstance(node, Modified) else ()
        if "target" not in modifiers:
            found[node.name.key if isinstance(node, Modified) else node.key] = None
    return found


def _given_by(kind: str, name: str, by: tuple[str, ...], namespace: Namespace) -> bool:
    rule = namespace.rule(kind, name) if kind in ("measure", "kpi") else None
    return rule is None or rule.by == by


def _lines(document: Document, namespace: Namespace) -> Iterator[Fault]:
    """A line's group has one value for each part of its KPI's `by`, joined with "|"."""
    card: Scorecard = document.rule
    for at, line in enumerate(card.lines):
        kpi = namespace.rule("kpi", line.kpi)
        if not line.group or kpi is None:
            continue
        path, values = ("lines", at, "group"), {"kpi": line.kpi, "group": line.group}
        if not kpi.by:
            yield document.fault("fault.scorecard.group.none", path, **values)
        elif line.group.count("|") + 1 < len(kpi.by):
            yield document.fault("fault.scorecard.group.parts", path, **values, by=", ".join(kpi.by))
