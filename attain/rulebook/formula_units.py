"""Units of formulas: inside each, and against what the place of the formula asks for."""

from collections.abc import Callable

from attain.engine.decide.attributes import attributes_in
from attain.engine.faults import Fault, nearest
from attain.engine.formulas import (
    UNIT_WORDS,
    Expression,
    FormulaError,
    Modified,
    Name,
    RowExpression,
    Unit,
    check,
    fits,
    is_unit,
    unit,
)
from attain.engine.formulas.units import multiplied
from attain.engine.measures.declaration import Measure
from attain.engine.measures.schema import PERIOD_NAMES, Schema
from attain.engine.measures.worth import worth
from attain.engine.pay.rate import Rate
from attain.rulebook.documents import Document
from attain.rulebook.formula_names import placed
from attain.rulebook.namespace import PERIOD_FACTS, Namespace
from attain.rulebook.sites import Site, sites

CONDITIONS = ("when", "where", "having")
MONEY = {
    "plan": ("cap", "floor", "guarantee", "minimum", "limit", "amount", "target"),
    "pool": ("amount",),
}


class _Unsure(Exception):
    """The unit of a name can't be known, because its own document has faults."""


def unit_word_faults(document: Document) -> list[Fault]:
    """A declared unit that is no unit."""
    if document.kind not in ("measure", "kpi", "param"):
        return []
    word = document.rule.unit
    if not is_unit(word) and (word or document.kind != "measure"):
        near = nearest(word, list(UNIT_WORDS))
        id = "fault.unit.unknown.near" if near else "fault.unit.unknown"
        known = ", ".join(UNIT_WORDS)
        return [document.fault(id, ("unit",), unit=word, nearest=near, known=known)]
    return []


def unit_faults(document: Document, namespace: Namespace, schema: Schema) -> list[Fault]:
    """Everything about units that is wrong in the formulas of a document whose names are all known."""
    faults: list[Fault] = []
    for site in sites(document.rule):
        faults += _site(document, site, namespace, schema)
    if not faults and document.kind == "plan":
        faults += _rates(document, namespace, schema)
    return faults


def _site(document: Document, site: Site, namespace: Namespace, schema: Schema) -> list[Fault]:
    try:
        found = check(site.formula.tree, _reader(document, site.formula, namespace, schema))
    except _Unsure:
        return []
    except FormulaError as error:
        return [placed(document, site, error)]
    wrong = _misplaced(document, site, found)
    if wrong is None:
        return []
    id, values = wrong
    return [document.fault_inside(id, site.path, 0, found=found.word, formula=site.formula.text, **values)]


def _misplaced(document: Document, site: Site, found: Unit) -> tuple[str, dict[str, str]] | None:
    """What the place of the formula asks for and doesn't get."""
    if site.key in CONDITIONS:
        return None if found.kind == "boolean" else ("fault.unit.condition", {})
    if document.kind == "kpi" and site.path == ("formula",):
        declared = document.rule.unit
        return None if fits(declared, found) else ("fault.unit.declared", {"unit": declared})
    if document.kind == "measure" and site.key == "value":
        return _measured(document, found)
    if not found.numeric:
        return "fault.unit.number", {}
    if _wants_money(document, site) and not fits("money", found):
        return "fault.unit.money", {}
    return None


def _measured(document: Document, found: Unit) -> tuple[str, dict[str, str]] | None:
    if not found.numeric and found.kind != "date":
        return "fault.unit.number", {}
    declared = document.rule.unit
    return ("fault.unit.declared", {"unit": declared}) if declared and not fits(declared, found) else None


def _wants_money(document: Document, site: Site) -> bool:
    """Limits, targets and amounts of pay; the figures of tiers and counts are of their base's unit."""
    if site.key not in MONEY.get(document.kind, ()) or "tiers" in site.path:
        return False
    return not (site.key == "minimum" and "components" in site.path)


def _rates(document: Document, namespace: Namespace, schema: Schema) -> list[Fault]:
    """base × rate must come to money: money times a ratio, or a count times a sum apiece."""
    faults = []
    for at, part in enumerate(document.rule.components):
        if not isinstance(part, Rate):
            continue
        try:
            base, rate = (
                check(f.tree, _reader(document, f, namespace, schema)) for f in (part.base, part.rate)
            )
        except _Unsure:
            continue
        product = multiplied(base, rate)
        powers = dict(product.powers).get("money", 0)
        a_part_of_a_count = not powers and rate.label == "percent"
        if powers not in (0, 1) or a_part_of_a_count:
            path = ("components", at, "rate")
            faults.append(document.fault_inside("fault.unit.rate", path, 0, base=base.word, rate=rate.word))
    return faults


def _reader(
    document: Document, formula: Expression, namespace: Namespace, schema: Schema
) -> Callable[[Name | Modified], Unit]:
    if isinstance(formula, RowExpression):
        return lambda node: _column(node, document, schema)
    return lambda node: _named(node, document, namespace, schema)


def _column(node: Name | Modified, document: Document, schema: Schema) -> Unit:
    fact = schema.fact(document.rule.of)
    key = node.name.key if isinstance(node, Modified) else node.key
    if key in PERIOD_NAMES:
        return unit("date")
    attribute = schema.attribute(fact, key) if fact else None
    if attribute is None:
        raise _Unsure
    return unit(attribute.type.unit)


def _named(node: Name | Modified, document: Document, namespace: Namespace, schema: Schema) -> Unit:
    name = node.name.key if isinstance(node, Modified) else node.key
    if name in PERIOD_FACTS:
        return unit(PERIOD_FACTS[name])
    head, _, part = name.partition(".")
    kind = namespace.kind_of(head)
    if kind == "scorecard":
        return unit("text" if part == "grade" else "points")
    if document.kind == "plan" and any(c.component == name for c in document.rule.components):
        return unit("money")
    if kind in ("plan", "pool"):
        return unit("money")
    if kind == "" or part:
        return _attribute(name, namespace)
    return _declared(kind, name, namespace, schema)


def _attribute(name: str, namespace: Namespace) -> Unit:
    found = attributes_in(namespace.tables).get(name)
    return unit(found.type.unit if found else "text")


def _declared(kind: str, name: str, namespace: Namespace, schema: Schema) -> Unit:
    rule = namespace.rule(kind, name)
    if rule is None:
        raise _Unsure
    word = rule.unit
    if kind == "measure" and not word:
        word = namespace.measured.get(name) or _measure_word(rule, schema)
        namespace.measured[name] = word
    if not is_unit(word):
        raise _Unsure
    return unit(word)


def _measure_word(rule: Measure, schema: Schema) -> str:
    """The unit word of a measure that declares none, by the columns that it reads."""
    try:
        return worth(rule, schema).unit
    except (FormulaError, KeyError):
        raise _Unsure from None
