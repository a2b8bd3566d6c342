"""After the schemas: names, dates, units, circles. Everything that needs more than one document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from attain.engine.decide.rules import NAMED, Rules, Version, in_order, version
from attain.engine.decide.settings import Settings
from attain.engine.facts import ColumnType, Table, all_tables
from attain.engine.faults import Fault
from attain.engine.measures.check import measure_faults
from attain.engine.measures.schema import Schema
from attain.rulebook.cards import card_faults
from attain.rulebook.case_checks import case_faults, with_keys
from attain.rulebook.cycles import cycle_faults
from attain.rulebook.dating import dating_faults, twice_faults
from attain.rulebook.documents import Document
from attain.rulebook.formula_names import resolved
from attain.rulebook.formula_units import unit_faults, unit_word_faults
from attain.rulebook.groups import group_faults
from attain.rulebook.namespace import Namespace
from attain.rulebook.references import reference_faults
from attain.rulebook.vetted import unchanged


@dataclass(frozen=True)
class Resolved:
    """Documents with keys for titles, the rules that they make together, and all faults."""

    documents: tuple[Document, ...]
    rules: Rules
    faults: tuple[Fault, ...]


def resolve(
    documents: Iterable[Document],
    settings: Settings,
    broken: Iterable[tuple[str, str]] = (),
    vetted: bool = False,
) -> Resolved:
    """Check documents against each other. broken: names of documents that could not be read at all.

    vetted: whether the shipped documents are known to be whole, where a company's own change nothing of them.
    """
    documents = list(documents)
    calendar = settings.calendar
    tables, faults = _tables(documents)
    schema = Schema(tables, settings.currency_decimals)
    namespace = Namespace(documents, tables, broken)
    faults += _dates(documents, settings)
    faults += _taken(namespace)
    whole = [d for d in documents if d.rule is not None]
    as_shipped = unchanged(documents, namespace, broken) if vetted else None
    for at, document in enumerate(whole):
        if as_shipped is not None and as_shipped(document):
            continue
        keyed, wrong = _checked(document, namespace, schema)
        if document.kind == "case":
            keyed, wrong = with_keys(document, namespace), case_faults(document, namespace, schema, calendar)
        whole[at] = keyed
        faults += wrong
    faults += cycle_faults(whole)
    facts = {d.name: d.rule for d in whole if d.kind == "fact"}
    posts = {d.name: d.rule.title for d in whole if d.kind == "post"}
    rules = Rules(settings, in_order(_versions(whole)), facts, tables, calendar, posts=posts)
    return Resolved(tuple(whole), rules, tuple(faults))


def _checked(document: Document, namespace: Namespace, schema: Schema) -> tuple[Document, list[Fault]]:
    if document.kind == "mapping":
        # Its formulas read the columns of a file that is not here yet.
        return document, list(reference_faults(document, namespace, schema))
    keyed, unknown = resolved(document, namespace, schema)
    faults = [*unknown, *reference_faults(keyed, namespace, schema)]
    if keyed.kind == "scorecard":
        faults += card_faults(keyed, namespace)
    if not unknown:
        faults += group_faults(keyed, namespace)
    no_unit = unit_word_faults(keyed)
    if not unknown and not no_unit:
        faults += unit_faults(keyed, namespace, schema)
    if keyed.kind == "measure" and not faults and not no_unit:
        faults += [_at_field(keyed, fault) for fault in measure_faults(keyed.rule, schema)]
    return keyed, [*faults, *no_unit]


def _at_field(document: Document, fault: Fault) -> Fault:
    """What only the compiler of measures knows, at the key that it names."""
    path = tuple(str(fault.values["field"]).split(".")) if fault.values.get("field") else ()
    return document.fault(fault.id, path, **fault.values)


def _versions(documents: Iterable[Document]) -> list[Version]:
    return [version(d.rule, d.place) for d in documents if d.kind in NAMED]


def _tables(documents: Iterable[Document]) -> tuple[Mapping[str, Table], list[Fault]]:
    """Built-in tables with the rulebook's own columns, and its fact tables."""
    own: dict[str, dict[str, ColumnType]] = defaultdict(dict)
    builtin = all_tables([])
    faults = []
    facts = [d for d in documents if d.kind == "fact" and d.rule is not None]
    for document in documents:
        if document.kind != "table" or document.rule is None:
            continue
        for column, kind in document.rule.columns.items():
            if column in builtin[document.name].columns:
                path = ("columns", column)
                faults.append(document.fault("fault.table.column", path, table=document.name, column=column))
            else:
                own[document.name][column] = kind
    for document in facts:
        if document.name in builtin:
            faults.append(document.fault("fault.fact.builtin", ("fact",), name=document.name))
    return all_tables([d.rule for d in facts if d.name not in builtin], own), faults


def _dates(documents: Iterable[Document], settings: Settings) -> list[Fault]:
    groups: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        if document.rule is not None and document.kind not in ("rulebook", "case"):
            groups[document.kind, document.name].append(document)
    faults: list[Fault] = []
    for (kind, _), group in groups.items():
        faults += dating_faults(group, settings.calendar) if kind in NAMED else twice_faults(group)
    return faults


def _taken(namespace: Namespace) -> list[Fault]:
    """Formulas read measures, KPIs, params, scorecards, plans and pools bare: each name means one thing."""
    faults = []
    first: dict[str, Document] = {}
    for kind in NAMED:
        for name in sorted(namespace.names_by_kind[kind]):
            found = namespace.documents.get((kind, name))
            if not found:
                continue
            if name in first:
                values = {"name": name, "kind": kind, "other": first[name].kind, "place": first[name].place}
                faults.append(found[0].fault("fault.name.taken", (kind,), **values))
            first.setdefault(name, found[0])
    return faults
