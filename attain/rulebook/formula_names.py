"""Names in formulas: titles become keys, unknown ones are told with the nearest."""

from collections.abc import Iterator
from dataclasses import replace

from attain.engine.faults import Fault
from attain.engine.formulas import Expression, FormulaError, RowExpression, names, rename, unknown, walk
from attain.engine.formulas.tree import Modified, Name
from attain.engine.measures.schema import Schema
from attain.rulebook.documents import Document
from attain.rulebook.namespace import Namespace, folded
from attain.rulebook.sites import Site, sites, with_formulas


def resolved(document: Document, namespace: Namespace, schema: Schema) -> tuple[Document, list[Fault]]:
    """The document with keys for titles, and a fault for each name that nothing declares."""
    faults: list[Fault] = []
    keys: dict[str, str] = {}
    known: set[str] = set()
    for site in sites(document.rule):
        if isinstance(site.formula, RowExpression):
            faults += _rows(document, site, namespace, schema)
            continue
        known = known or namespace.formula_names | beside(document, namespace)
        if all(node.key in known for node in _named(site.formula)):
            continue
        titles, ambiguous = _titles(site, known, namespace)
        keys |= titles
        nameable = known | namespace.spoken_titles | _titled(site, namespace)
        errors = [*ambiguous, *unknown(site.formula.tree, nameable, site.formula.text)]
        faults += [placed(document, site, error) for error in errors]
    if not keys:
        return document, faults
    return replace(document, rule=with_formulas(document.rule, lambda f: _renamed(f, keys))), faults


def beside(document: Document, namespace: Namespace) -> set[str]:
    """Names that only this document's formulas may read."""
    if document.kind == "plan":
        return {part.component for part in document.rule.components} | namespace.event_attributes
    if document.kind == "pool":
        return namespace.names_by_kind["pool"]
    return set()


def placed(document: Document, site: Site, error: FormulaError) -> Fault:
    """The formula's error as a fault at its character in the file."""
    values = dict(error.values) | {"pointer": error.within(site.formula.text).pointer()}
    return document.fault_inside(error.fault_id, site.path, error.position, **values)


def _titles(site: Site, known: set[str], namespace: Namespace) -> tuple[dict[str, str], list[FormulaError]]:
    keys: dict[str, str] = {}
    ambiguous = []
    for node in _named(site.formula):
        bearers = sorted(namespace.titles.get(folded(node.key), ()))
        if node.key in known or not bearers:
            continue
        if len(bearers) == 1:
            keys[node.key] = bearers[0]
            continue
        values = {"title": node.key, "one": bearers[0], "other": bearers[1], "count": len(bearers)}
        ambiguous.append(
            FormulaError("fault.formula.ambiguous_title", node.start, node.end - node.start, **values)
        )
    return keys, ambiguous


def _titled(site: Site, namespace: Namespace) -> set[str]:
    """Names that are titles, in whatever case; ambiguous ones are told as such, not as unknown."""
    return {node.key for node in _named(site.formula) if namespace.bears_title(node.key)}


def _named(formula: Expression) -> Iterator[Name]:
    for node in walk(formula.tree):
        if isinstance(node, (Name, Modified)):
            yield node.name if isinstance(node, Modified) else node


def _renamed(formula: Expression, keys: dict[str, str]) -> Expression:
    if isinstance(formula, RowExpression) or not set(names(formula.tree)) & set(keys):
        return formula
    return replace(formula, tree=rename(formula.tree, keys))


def _rows(document: Document, site: Site, namespace: Namespace, schema: Schema) -> list[Fault]:
    """Names of columns in a measure's filter or value."""
    fact = schema.fact(document.rule.of)
    if fact is None:
        return []
    errors = unknown(site.formula.tree, schema.names(fact), site.formula.text)
    return [placed(document, site, error) for error in errors]
