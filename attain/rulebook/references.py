"""Names outside formulas: facts, KPIs of lines, posts, pools, attributes, columns."""

from collections.abc import Collection, Iterable, Iterator

from attain.engine.faults import Fault, nearest
from attain.engine.measures.schema import Schema
from attain.engine.pay.prize import Prize
from attain.engine.pay.share import Share
from attain.rulebook.documents import Document
from attain.rulebook.namespace import Namespace
from attain.rulebook.yaml_source import Path


def reference_faults(document: Document, namespace: Namespace, schema: Schema) -> list[Fault]:
    """A fault for each name that stands for something that is not there."""
    find = {
        "measure": _measure,
        "kpi": _kpi,
        "param": _param,
        "scorecard": _scorecard,
        "plan": _plan,
        "mapping": _mapping,
    }.get(document.kind)
    return list(find(document, namespace, schema)) if find else []


def unknown_name(document: Document, path: Path, what: str, name: str, known: Collection[str]) -> list[Fault]:
    """A fault "fault.unknown.<what>" where `name` is not known, with the nearest that is."""
    if name in known:
        return []
    known = sorted(set(known))
    near = nearest(name, known)
    id = f"fault.unknown.{what}.near" if near else f"fault.unknown.{what}"
    shown = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
    return [document.fault(id, path, name=name, nearest=near, known=shown or "–")]


def _measure(document: Document, namespace: Namespace, schema: Schema) -> Iterator[Fault]:
    rule = document.rule
    fact = schema.fact(rule.of)
    if fact is None:
        yield from unknown_name(document, ("of",), "fact", rule.of, namespace.names("fact"))
        return
    names = schema.names(fact)
    for at, name in enumerate(rule.by):
        yield from unknown_name(document, ("by", at), "column", name, names)
    if rule.per not in ("", "event", "client"):
        yield from unknown_name(document, ("per",), "column", rule.per, (*names, "client", "event"))
    if rule.per == "client" and fact.client is None:
        yield document.fault("fault.measure.no_client", ("per",), fact=fact.fact)
    yield from _credit(document, schema)


def _credit(document: Document, schema: Schema) -> Iterator[Fault]:
    rule = document.rule
    fact = schema.fact(rule.of)
    dates = [name for name, kind in fact.columns.items() if kind.kind in ("date", "timestamp")]
    if rule.credit.on:
        yield from unknown_name(document, ("credit", "on"), "date_column", rule.credit.on, dates)
    if rule.credit.owner not in ("then", "period_end"):
        known = (*dates, "then", "period_end")
        yield from unknown_name(document, ("credit", "owner"), "date_column", rule.credit.owner, known)
    if rule.credit.through == "fact" and fact.employee is None:
        yield document.fault("fault.measure.no_employee", ("credit", "through"), fact=fact.fact)
    if rule.credit.through == "coverage" and fact.client is None:
        yield document.fault("fault.measure.no_client", ("credit", "through"), fact=fact.fact)


def _posts(document: Document, namespace: Namespace, path: Path, posts: Iterable[str]) -> Iterator[Fault]:
    """Where a company declares posts of its own, only these and the shipped ones are known."""
    if not namespace.closed("post"):
        return
    known = namespace.names("post")
    for at, post in enumerate(posts):
        place = (*path, at) if (*path, at) in document.written.places else path
        yield from unknown_name(document, place, "post", post, known)


def _attributes(document: Document, path: Path, names: Iterable[str], known: set[str]) -> Iterator[Fault]:
    for at, name in enumerate(names):
        yield from unknown_name(document, (*path, at), "attribute", name, known)


def _kpi(document: Document, namespace: Namespace, schema: Schema) -> Iterator[Fault]:
    rule = document.rule
    yield from _posts(document, namespace, ("judges",), rule.judges)
    yield from _attributes(document, ("peer_group",), rule.peer_group, namespace.attributes)


def _param(document: Document, namespace: Namespace, schema: Schema) -> Iterator[Fault]:
    rule = document.rule
    known = namespace.attributes | namespace.event_attributes
    yield from _attributes(document, ("by",), rule.by, known)
    for at, row in enumerate(rule.values):
        for name, value in row.where.items():
            yield from unknown_name(document, ("values", at, name), "attribute", name, known)
            if name == "post":
                yield from _posts(document, namespace, ("values", at, name), [value])
    if all(row.where for row in rule.values):
        yield document.fault("fault.param.no_default", ("values",), severity="warning", name=rule.param)


def _scorecard(document: Document, namespace: Namespace, schema: Schema) -> Iterator[Fault]:
    rule = document.rule
    yield from _posts(document, namespace, ("post",), [rule.post])
    for at, line in enumerate(rule.lines):
        yield from unknown_name(document, ("lines", at, "kpi"), "kpi", line.kpi, namespace.names("kpi"))
    if rule.accountability and rule.accountability.back_office:
        path = ("accountability", "back_office", "post")
        yield from _posts(document, namespace, path, [rule.accountability.back_office.post])


def _plan(document: Document, namespace: Namespace, schema: Schema) -> Iterator[Fault]:
    rule = document.rule
    yield from _posts(document, namespace, ("post",), [rule.post])
    own = {part.component for part in rule.components}
    seen: dict[str, int] = {}
    for at, part in enumerate(rule.components):
        path = ("components", at)
        if part.component in seen:
            other = document.written.place(("components", seen[part.component])).line
            here = (*path, "component")
            yield document.fault("fault.component.twice", here, component=part.component, other=other)
        seen.setdefault(part.component, at)
        if taken := namespace.kind_of(part.component):
            yield document.fault(
                "fault.name.component", (*path, "component"), name=part.component, kind=taken
            )
        for n, name in enumerate(sorted(part.needs())):
            place = (*path, "components", n)
            yield from unknown_name(document, place, "component", name, own)
        if isinstance(part, Share):
            yield from unknown_name(document, (*path, "pool"), "pool", part.pool, namespace.names("pool"))
        if isinstance(part, Prize) and part.group:
            yield from _attributes(document, (*path, "group"), part.group, namespace.attributes)


def _mapping(document: Document, namespace: Namespace, schema: Schema) -> Iterator[Fault]:
    rule = document.rule
    tables = set(schema.tables) | namespace.names("fact")
    wrong = unknown_name(document, ("into",), "table", rule.into, tables)
    yield from wrong
    if wrong or rule.into not in schema.tables:
        return
    for column in rule.columns:
        known = schema.tables[rule.into].columns
        yield from unknown_name(document, ("columns", column), "column", column, known)
