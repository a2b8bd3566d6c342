"""What a scorecard says about its own lines: each once, gates and accountability on them, grades for all."""

from collections.abc import Iterable, Iterator

from attain.engine.faults import Fault, nearest
from attain.engine.scoring.declaration import Scorecard
from attain.rulebook.documents import Document
from attain.rulebook.namespace import Namespace
from attain.rulebook.yaml_source import Path


def card_faults(document: Document, namespace: Namespace) -> list[Fault]:
    """Faults of a scorecard that its schema can't see."""
    card: Scorecard = document.rule
    return [*_lines(document, card), *_named_lines(document, card, namespace), *_grades(document, card)]


def _lines(document: Document, card: Scorecard) -> Iterator[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for at, line in enumerate(card.lines):
        key = (line.kpi, line.group)
        if key in seen:
            other = document.written.place(("lines", seen[key])).line
            yield document.fault("fault.scorecard.line_twice", ("lines", at), kpi=line.kpi, other=other)
        seen.setdefault(key, at)


def _named_lines(document: Document, card: Scorecard, namespace: Namespace) -> Iterator[Fault]:
    """Gates, and accountability's results, process and joint goals, speak about lines of the card."""
    own = {line.kpi for line in card.lines}
    for at, gate in enumerate(card.gates):
        if gate.lines != "all":
            yield from _not_lines(document, ("gates", at, "lines"), gate.lines, own)
    rules = card.accountability
    if rules is None:
        return
    for key in ("results", "process", "joint"):
        yield from _not_lines(document, ("accountability", key), getattr(rules, key), own)
    for at, kpi in enumerate(rules.process):
        if kpi in rules.results:
            path = ("accountability", "process", at)
            yield document.fault("fault.accountability.both", path, kpi=kpi)
    for at, kpi in enumerate(rules.joint):
        if kpi in own and kpi not in rules.results:
            path = ("accountability", "joint", at)
            yield document.fault("fault.accountability.joint", path, kpi=kpi)
    yield from _back_lines(document, card, namespace)


def _back_lines(document: Document, card: Scorecard, namespace: Namespace) -> Iterator[Fault]:
    """The back office's lines stand on a scorecard of its post, of the same cycle."""
    back = card.accountability.back_office
    if back is None:
        return
    cards = [c for c in namespace.rules("scorecard") if c.post == back.post and c.cycle == card.cycle]
    broken = any(
        d.rule is None for (kind, _), ds in namespace.documents.items() if kind == "scorecard" for d in ds
    )
    if broken:
        return
    theirs = {line.kpi for other in cards for line in other.lines}
    for at, kpi in enumerate(back.lines):
        if kpi not in theirs:
            path = ("accountability", "back_office", "lines", at)
            yield document.fault("fault.accountability.back_office", path, kpi=kpi, post=back.post)


def _not_lines(document: Document, path: Path, named: Iterable[str], own: set[str]) -> Iterator[Fault]:
    for at, kpi in enumerate(named):
        if kpi not in own:
            near = nearest(kpi, own)
            id = "fault.scorecard.no_line.near" if near else "fault.scorecard.no_line"
            yield document.fault(id, (*path, at), kpi=kpi, nearest=near, known=", ".join(sorted(own)))


def _grades(document: Document, card: Scorecard) -> Iterator[Fault]:
    """Every total that the card can give has a grade, and every grade can be given."""
    if not card.grades:
        return
    lowest, bound = card.grades[-1]
    floor = card.floor
    if floor is None or bound > floor:
        yield document.fault(
            "fault.grades.gap",
            ("grades", lowest),
            grade=lowest,
            bound=bound,
            floor="–" if floor is None else floor,
        )
    for grade, bound in card.grades:
        if card.cap is not None and bound > card.cap:
            path = ("grades", grade)
            yield document.fault("fault.grades.beyond", path, grade=grade, bound=bound, cap=card.cap)
