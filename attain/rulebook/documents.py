"""Which first key makes which document, and a document with the places of its parts."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from attain.engine.decide.settings import Settings
from attain.engine.declare import Declaration
from attain.engine.facts import FactTable, Mapping
from attain.engine.faults import Fault, nearest
from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Param
from attain.engine.measures.declaration import Measure
from attain.engine.pay.plan import Plan, Pool
from attain.engine.scoring.declaration import Scorecard
from attain.rulebook.cases import Case
from attain.rulebook.files import SourceFile
from attain.rulebook.post import Post
from attain.rulebook.table_columns import TableColumns
from attain.rulebook.validation import faults_of
from attain.rulebook.yaml_source import Path, Written, read

KINDS: dict[str, type[Declaration]] = {
    "rulebook": Settings,
    "post": Post,
    "fact": FactTable,
    "table": TableColumns,
    "mapping": Mapping,
    "measure": Measure,
    "kpi": Kpi,
    "param": Param,
    "scorecard": Scorecard,
    "plan": Plan,
    "pool": Pool,
    "case": Case,
}


@dataclass(frozen=True)
class Document:
    """One document. rule: its declaration, None where faults keep it from being one.

    file: as shown to people; path: inside the rulebook. library: it is the shipped catalogue's.
    reads: what its check looks at, once somebody has found it (attain.rulebook.vetted).
    """

    kind: str
    name: str
    rule: Any
    written: Written = field(repr=False)
    file: str
    path: str
    library: bool = False
    reads: Any = field(default=None, init=False, compare=False, repr=False)

    @property
    def line(self) -> int:
        return self.written.place(()).line

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def starts(self) -> date | None:
        return getattr(self.rule, "starts", None)

    def fault(self, id: str, path: Path = (), severity: str = "error", **values: Any) -> Fault:
        """A fault at the key that `path` names."""
        found = self.written.place(path)
        return Fault(id, values, self.file, found.line, found.column, severity)

    def fault_inside(self, id: str, path: Path, position: int, **values: Any) -> Fault:
        """A fault at a character of the text at `path`."""
        line, column = self.written.inside(path, position)
        return Fault(id, values, self.file, line, column)


def documents_of(source: SourceFile, library: bool = False) -> tuple[list[Document], list[Fault]]:
    """The documents of a file, those with faults too (their rule is None), and the faults."""
    written, faults = read(source.content, source.shown)
    found = []
    for each in written:
        document, wrong = _document(each, source, library)
        faults += wrong
        if document is not None:
            found.append(document)
    return found, faults


def _document(written: Written, source: SourceFile, library: bool) -> tuple[Document | None, list[Fault]]:
    start = written.place(())
    if not isinstance(written.value, dict):
        return None, [Fault("fault.document.no_mapping", {}, source.shown, start.line, start.column)]
    if not written.value:
        return None, [Fault("fault.document.empty_mapping", {}, source.shown, start.line, start.column)]
    kind = str(next(iter(written.value)))
    if kind not in KINDS:
        return None, [_unknown_kind(kind, written, source)]
    name = str(written.value[kind])
    try:
        rule = KINDS[kind].model_validate(written.value, by_alias=True, by_name=False)
        faults = []
    except ValidationError as error:
        rule, faults = None, faults_of(error, KINDS[kind], written, source.shown)
    return Document(kind, name, rule, written, source.shown, source.path, library), faults


def _unknown_kind(kind: str, written: Written, source: SourceFile) -> Fault:
    """The nearest kind; a kind that stands further down the document is the one that was meant."""
    later = next((str(key) for key in written.value if key in KINDS), "")
    place = written.place((next(iter(written.value)),))
    values = {"key": kind, "known": ", ".join(KINDS), "nearest": later or nearest(kind, KINDS)}
    if later:
        id = "fault.document.kind_not_first"
    else:
        id = "fault.document.kind.near" if values["nearest"] else "fault.document.kind"
    return Fault(id, values, source.shown, place.line, place.column)
