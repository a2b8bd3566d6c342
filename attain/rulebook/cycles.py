"""Rules that need themselves: named in full, a → b → a."""

from collections.abc import Iterator, Mapping
from datetime import date

from attain.engine.faults import Fault
from attain.engine.formulas import Expression, Modified, RowExpression, references
from attain.rulebook.documents import Document
from attain.rulebook.sites import sites

Graph = Mapping[str, set[str]]

#: Kinds whose values are made from other rules' values.
MADE = ("kpi", "scorecard", "pool")


def cycle_faults(documents: list[Document]) -> list[Fault]:
    """One fault for each circle, on any day, of KPIs, scorecards and pools, or of a plan's components."""
    faults: dict[frozenset[str], Fault] = {}
    made = [d for d in documents if d.kind in MADE and d.rule is not None]
    for day in sorted({d.starts for d in made}):
        here = {d.name: d for d in _in_force(made, day)}
        graph = {name: _needs(d) for name, d in here.items()}
        for circle in circles(graph):
            faults.setdefault(frozenset(circle), _fault(here[circle[0]], circle))
    found = list(faults.values())
    for plan in documents:
        if plan.kind == "plan" and plan.rule is not None:
            found += [_fault(plan, circle) for circle in circles(_component_needs(plan))]
    return found


def circles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Each circle once, from its alphabetically first member and back to it."""
    seen: set[frozenset[str]] = set()
    done: set[str] = set()
    for start in sorted(graph):
        trail: list[str] = []
        open_: list[Iterator[str]] = [iter((start,))]
        while open_:
            name = next(open_[-1], None)
            if name is None:
                open_.pop()
                if trail:
                    done.add(trail.pop())
            elif name in trail:
                circle = trail[trail.index(name) :]
                if frozenset(circle) not in seen:
                    seen.add(frozenset(circle))
                    first = circle.index(min(circle))
                    yield (*circle[first:], *circle[:first], min(circle))
            elif name in graph and name not in done:
                trail.append(name)
                open_.append(iter(sorted(graph[name])))


def _in_force(documents: list[Document], day: date) -> list[Document]:
    latest: dict[tuple[str, str], Document] = {}
    for document in sorted(documents, key=lambda d: d.starts):
        if document.starts <= day and (document.rule.until is None or day < document.rule.until):
            latest[document.kind, document.name] = document
    return list(latest.values())


def _needs(document: Document) -> set[str]:
    found = _read(document)
    if document.kind == "scorecard":
        found |= {line.kpi for line in document.rule.lines}
    return found


def _component_needs(plan: Document) -> dict[str, set[str]]:
    needs: dict[str, set[str]] = {part.component: set(part.needs()) for part in plan.rule.components}
    for site in sites(plan.rule):
        if site.path[0] == "components":
            needs[plan.rule.components[site.path[1]].component] |= _names(site.formula)
    return {name: found & set(needs) for name, found in needs.items()}


def _read(document: Document) -> set[str]:
    found: set[str] = set()
    for site in sites(document.rule):
        if not isinstance(site.formula, RowExpression):
            found |= _names(site.formula)
    return found


def _names(formula: Expression) -> set[str]:
    """What a formula computes from. A target is looked up, not computed."""
    found = set()
    for node in references(formula.tree):
        if isinstance(node, Modified):
            if "target" not in node.modifiers:
                found.add(node.name.key.partition(".")[0])
        else:
            found.add(node.key.partition(".")[0])
    return found


def _fault(document: Document, circle: tuple[str, ...]) -> Fault:
    names = " → ".join(circle)
    if document.kind == "plan":
        parts = document.rule.components
        at = next((n for n, part in enumerate(parts) if part.component == circle[0]), 0)
        return document.fault("fault.cycle", ("components", at), names=names)
    return document.fault("fault.cycle", (), names=names)
