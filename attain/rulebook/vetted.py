"""The shipped rulebook is checked once a release; again, what a company's own documents can change of it.

`vetted.txt` is the digest of the shipped text that has no fault, by itself and under a company's posts
(`docs/generate.py` writes it, tests/rulebook/test_vetted.py proves it). Any other text is checked whole.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from attain.engine.decide.rules import NAMED
from attain.engine.facts import all_tables
from attain.engine.formulas import RowExpression, names
from attain.engine.pay.share import Share
from attain.rulebook.documents import Document
from attain.rulebook.files import SourceFile
from attain.rulebook.formula_names import beside
from attain.rulebook.namespace import Namespace
from attain.rulebook.sites import sites

VETTED = Path(__file__).with_name("vetted.txt")

#: Kinds whose documents read others.
READING = frozenset({"measure", "kpi", "param", "scorecard", "plan", "pool"})


@dataclass(frozen=True, slots=True)
class Reads:
    """What a document's check looks at. formulas: names in formulas over values, whole.

    near: the first parts of these, and names that stand outside formulas or that the document itself gives.
    attributes: what a param chooses by.
    """

    formulas: frozenset[str]
    near: frozenset[str]
    attributes: frozenset[str] = frozenset()


def digest(sources: Iterable[SourceFile], but: str = "") -> str:
    """What a shipped rulebook's text is known by. but: begins the paths of files that don't count."""
    found = sha256()
    for source in sorted(sources, key=lambda each: each.path):
        if not but or not source.path.startswith(but):
            found.update(f"{source.path}\0{len(source.content)}\0".encode())
            found.update(source.content)
    return found.hexdigest()


@cache
def known() -> str:
    """The digest of the text that was checked."""
    return VETTED.read_text("utf-8").strip()


def unchanged(
    documents: Collection[Document], namespace: Namespace, broken: Iterable[tuple[str, str]]
) -> Callable[[Document], bool]:
    """Whether a shipped document is as it was when it was checked, under a company's own documents."""
    own = {(d.kind, d.name) for d in documents if not d.library} | {*broken}
    if _shadowing(documents):
        return lambda document: False
    facts = {name for kind, name in own if kind == "fact"}
    moved = {name for kind, name in own if kind in NAMED}
    moved |= {d.name for d in documents if d.kind == "measure" and d.rule is not None and d.rule.of in facts}
    cards = any(kind == "scorecard" for kind, _ in own)
    choosable = namespace.attributes | namespace.event_attributes

    def same(document: Document) -> bool:
        if not document.library or document.kind == "mapping":
            return False
        if document.kind not in READING:
            return True
        if document.kind == "scorecard" and cards and document.rule.accountability:
            return False
        reads = reads_of(document)
        if document.name in moved or not reads.near.isdisjoint(moved) or not reads.attributes <= choosable:
            return False
        return reads.formulas <= namespace.formula_names or (
            reads.formulas <= namespace.formula_names | beside(document, namespace)
        )

    return same


def _shadowing(documents: Iterable[Document]) -> bool:
    """Whether a company gives a table a column that another table has: the nearer one would be meant."""
    builtin = all_tables([])
    for document in documents:
        if document.kind != "table" or document.library or document.rule is None:
            continue
        for column in document.rule.columns:
            if any(column in table.columns for name, table in builtin.items() if name != document.name):
                return True
    return False


def reads_of(document: Document) -> Reads:
    """What the document's check looks at; found once, as shipped documents are read once."""
    if document.reads is None:
        object.__setattr__(document, "reads", _reads(document))
    return document.reads


def _reads(document: Document) -> Reads:
    rule = document.rule
    found = {
        name
        for site in sites(rule)
        if not isinstance(site.formula, RowExpression)
        for name in names(site.formula.tree)
    }
    near = {name.partition(".")[0] for name in found}
    attributes: set[str] = set()
    if document.kind == "scorecard":
        near |= {line.kpi for line in rule.lines}
    if document.kind == "plan":
        near |= {part.component for part in rule.components}
        near |= {part.pool for part in rule.components if isinstance(part, Share)}
    if document.kind == "param":
        attributes = {*rule.by, *(name for row in rule.values for name in row.where)}
    return Reads(frozenset(found), frozenset(near), frozenset(attributes))
