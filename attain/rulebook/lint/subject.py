"""What is linted: a KPI with the scorecards and plans that use it, and what was computed of it before."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from attain.engine.faults import Fault
from attain.engine.kpis.declaration import Kpi
from attain.engine.scoring.declaration import ScoreLine
from attain.rulebook.documents import Document
from attain.rulebook.yaml_source import Path


@dataclass(frozen=True, slots=True)
class PastValue:
    """What a KPI or a scorecard came to for someone in an earlier period; None = undefined."""

    subject: str
    period: str
    value: Decimal | None


#: Name of a KPI or scorecard → its earlier values; empty where there are none.
Past = Callable[[str], Sequence[PastValue]]


#: Findings of degree: told as warnings even where people are judged by the KPI.
OF_DEGREE = (
    "lint.clear.title",
    "lint.clear.languages",
    "lint.clear.untitled",
    "lint.clear.meaning",
    "lint.attainable.too_hard",
    "lint.attainable.too_easy",
    "lint.attainable.spread",
    "lint.stimulating.light",
    "lint.comparable.size",
    "lint.drawn.missing",
    "lint.serves.nothing",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A demand that is not met, where, and what to do (the fault's sentence). waived: why it is accepted.

    The fault is an error where people are judged or paid by the KPI, unless it is a matter of degree.
    """

    demand: str
    name: str
    fault: Fault
    waived: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A KPI's line on a scorecard."""

    card: Document
    at: int

    @property
    def line(self) -> ScoreLine:
        return self.card.rule.lines[self.at]

    @property
    def path(self) -> Path:
        return ("lines", self.at)


@dataclass(frozen=True)
class Subject:
    """A KPI's latest document. lines: where it stands on scorecards; components: (plan, index) reading it."""

    document: Document
    rules: "RuleBook"
    lines: tuple[Line, ...] = ()
    components: tuple[tuple[Document, int], ...] = ()

    @property
    def kpi(self) -> Kpi:
        return self.document.rule

    @property
    def posts(self) -> tuple[str, ...]:
        """Who is judged or paid by it."""
        cards = (line.card.rule.post for line in self.lines)
        plans = (plan.rule.post for plan, _ in self.components)
        return tuple(dict.fromkeys((*self.kpi.judges, *cards, *plans)))

    def finding(self, id: str, path: Path = (), document: Document | None = None, **values: Any) -> Finding:
        """A finding "lint.<demand>.<word>" at a key of the KPI's document, or of another."""
        place = document or self.document
        told = {"kpi": self.kpi.kpi} | values
        severity = "error" if self.posts and id not in OF_DEGREE else "warning"
        return Finding(id.split(".")[1], self.kpi.kpi, place.fault(id, path, severity, **told))


@dataclass(frozen=True)
class RuleBook:
    """The latest document of every rule, by kind and name."""

    documents: Mapping[tuple[str, str], Document]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "RuleBook":
        found: dict[tuple[str, str], Document] = {}
        for document in sorted(documents, key=lambda d: str(d.starts)):
            found[document.kind, document.name] = document
        return cls(found)

    def rule(self, name: str, *kinds: str) -> Any:
        """The rule of that name, of the first of `kinds` that has one; None where there is none."""
        for kind in kinds or ("measure", "kpi", "param", "scorecard"):
            if (kind, name) in self.documents:
                return self.documents[kind, name].rule
        return None

    def all(self, kind: str) -> Iterator[Document]:
        return (document for (of, _), document in self.documents.items() if of == kind)
