"""What a run pays each person, as one line that two runs are compared by: every piece and all beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from attain.engine.decide.publish import canonical
from attain.runs.register import Register, Run
from attain.runs.results import row_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PayLine:
    """A person's pay in a run. paid: None while it is held. text: all of it: the same pay, the same text."""

    person: str
    paid: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What pay has become since: how many people's lines differ, and by how much their sum."""

    people: int = 0
    change: Decimal = ZERO


def pay_lines(register: Register, run: Run) -> Iterator[PayLine]:
    """Of everybody whom the run pays, in the order of their keys."""
    own: dict[str, list[str]] = defaultdict(list)
    for (person, component), amount in sorted(register.pieces(run).items()):
        own[person].append(f"{component}={canonical(amount)}")
    results = register.results(run)
    seen: dict[str, list[str]] = {}
    paid: dict[str, Decimal | None] = {}
    for line in results.lines:
        if not line.startswith("person\t") or line.split("\t", 4)[3]:
            continue
        row = row_of(line, results.sheets)
        for about, node, _group, _unit, value in dict.fromkeys(row.further):
            if node == "paid" and about == run.period:
                paid[row.subject] = Decimal(value) if value else None
            seen.setdefault(row.subject, []).append(f"{about}:{node}={value}")
    for person in sorted({*own, *seen}):
        parts = [person, *own.get(person, ()), *sorted(seen.get(person, ()))]
        yield PayLine(person, paid.get(person, ZERO), "\t".join(parts))


def digest(lines: Iterable[PayLine]) -> str:
    """SHA-256 of the lines of a group of people, whatever order they come in."""
    hashed = sha256()
    for text in sorted(line.text for line in lines):
        hashed.update(text.encode() + b"\n")
    return hashed.hexdigest()


def moved(before: Mapping[str, PayLine], after: Mapping[str, PayLine]) -> Moved:
    """What has changed between the same group's lines in two runs; who is new or gone counts as changed."""
    changed = [key for key in {*before, *after} if _text(before, key) != _text(after, key)]
    return Moved(len(changed), sum((_paid(after, key) - _paid(before, key) for key in changed), ZERO))


def _text(lines: Mapping[str, PayLine], person: str) -> str:
    return lines[person].text if person in lines else ""


def _paid(lines: Mapping[str, PayLine], person: str) -> Decimal:
    return (lines[person].paid or ZERO) if person in lines else ZERO
