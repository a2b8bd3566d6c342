"""Demand 5: comparable only between like. A city shop is not ranked with a village shop."""

from collections.abc import Iterator

from attain.engine.formulas import names
from attain.engine.pay.prize import Prize
from attain.rulebook.documents import Document
from attain.rulebook.lint.subject import Finding, Subject
from attain.rulebook.yaml_source import Path

#: Words of `used_for` that mean people are set side by side.
COMPARING = ("comparison", "prize", "prizes", "rank", "ranking", "contest", "league", "benchmark")

#: Units of sums that grow with the size of a territory, whoever works in it.
SIZED = ("money", "pieces", "number")


def comparable(subject: Subject) -> Iterator[Finding]:
    """Whoever is ranked or compared is compared within a declared peer group of like conditions."""
    kpi = subject.kpi
    if any(word in COMPARING for use in kpi.used_for for word in use.casefold().split()):
        yield from _judged(subject, kpi.peer_group, ("kpi",))
    for plan, at in subject.components:
        part = plan.rule.components[at]
        if isinstance(part, Prize) and kpi.kpi in names(part.of.tree):
            group = kpi.peer_group if part.group is None else part.group
            yield from _judged(subject, group, ("components", at), plan)


def _judged(
    subject: Subject, group: tuple[str, ...], path: Path, document: Document | None = None
) -> Iterator[Finding]:
    if not group:
        yield subject.finding("lint.comparable.peer_group", path, document)
    elif set(group) <= {"post"} and subject.kpi.unit in SIZED:
        yield subject.finding("lint.comparable.size", path, document)
