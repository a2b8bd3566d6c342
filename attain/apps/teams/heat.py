"""A team on its scorecard: people down, lines across, those who need help first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.teams.counts import FULL, Interval, Share, interval, share, too_few
from attain.apps.teams.drawing import Spark, spark
from attain.apps.teams.links import stem
from attain.apps.teams.places import Place
from attain.engine.scoring.declaration import ScoreLine
from attain.wording import Wording
from attain.wording.columns import chosen_words


@dataclass(frozen=True)
class Head:
    """A column. counts: what the KPI is a share of, where it is one. peers: the traits that must be alike."""

    kpi: str
    group: str
    title: str
    unit: str
    decimals: int
    weight: Decimal
    line: ScoreLine
    counts: Share | None
    peers: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.kpi + (f".{self.group}" if self.group else "")


@dataclass(frozen=True)
class Cell:
    """A score. standing: met, short, none (no points), hollow (too few to judge) or "" (not scored)."""

    head: Head
    score: Decimal | None
    actual: Decimal | None
    standing: str
    count: Decimal | None
    spark: Spark | None

    @property
    def sign(self) -> str:
        """What is seen beside the colour."""
        return {"met": "✓", "short": "▼", "none": "✕", "hollow": "○"}.get(self.standing, "")


@dataclass(frozen=True)
class Line:
    """A person of the heat map. change: of the total since the period before. stem: of explanations."""

    subject: str
    name: str
    unit: str
    peers: str
    total: Decimal | None
    grade: str
    change: Decimal | None
    spark: Spark | None
    stem: tuple[str, str]
    cells: tuple[Cell, ...]

    @property
    def weak(self) -> tuple[Cell, ...]:
        """The lines that lose points, the heaviest loss first; not those that cannot be judged."""
        lost = [cell for cell in self.cells if cell.standing in ("short", "none")]
        return tuple(sorted(lost, key=lambda cell: -(FULL - (cell.score or Decimal(0))) * cell.head.weight))


def heads(place: Place) -> list[Head]:
    """The lines of the chosen post's scorecard."""
    card, rules, day = place.card, place.rules, place.run.last_day
    found = []
    for line in card.lines if card else ():
        kpi = rules.kpi(line.kpi, day)
        title = place.wording.title(rules.title(line.kpi), line.kpi) + (
            f" · {line.group}" if line.group else ""
        )
        unit = kpi.unit if kpi else rules.unit_word(line.kpi, day)
        counts = share(kpi, rules, day) if kpi and not line.group else None
        peers = kpi.peer_group if kpi else ()
        decimals = kpi.decimals if kpi else 2
        found.append(Head(line.kpi, line.group, title, unit, decimals, line.weight, line, counts, peers))
    return found


def peer_traits(found: Sequence[Head]) -> tuple[str, ...]:
    """What people must have in common to be compared on all of these lines."""
    return tuple(dict.fromkeys(trait for head in found for trait in head.peers))


def lines(place: Place, sheets: Sequence[results.SheetView], found: Sequence[Head]) -> list[Line]:
    """The rows of the heat map in the order of the sheets. Three queries."""
    card = place.card
    names = people.people(sheet.subject for sheet in sheets)
    units = people.units_named(sheet.unit for sheet in sheets)
    past = results.histories({sheet.subject for sheet in sheets}, place.before)
    traits = [trait for trait in peer_traits(found) if trait != "post"]
    return [
        _line(
            sheet,
            names.get(sheet.subject),
            units.get(sheet.unit),
            past.get(sheet.subject, []),
            card.scorecard,
            found,
            traits,
            place,
        )
        for sheet in sheets
        if card is not None
    ]


def _line(
    sheet: results.SheetView,
    view: people.PersonView | None,
    unit: people.UnitView | None,
    past: Sequence[results.SheetView],
    card: str,
    found: Sequence[Head],
    traits: Sequence[str],
    place: Place,
) -> Line:
    before = next((each for each in reversed(past) if each.period != sheet.period), None)
    change = (
        sheet.total - before.total
        if sheet.total is not None and before and before.total is not None
        else None
    )
    return Line(
        subject=sheet.subject,
        name=view.shown(place.wording) if view else sheet.subject,
        unit=unit.title if unit else sheet.unit,
        peers=" · ".join(trait_words(trait, sheet.traits.get(trait, ""), place.wording) for trait in traits),
        total=sheet.total,
        grade=sheet.grade,
        change=change,
        spark=spark([each.total for each in past]),
        stem=stem(place.run, "person", sheet.subject),
        cells=tuple(cell(sheet, past, card, head) for head in found),
    )


def cell(sheet: results.SheetView, past: Sequence[results.SheetView], card: str, head: Head) -> Cell:
    """A person's score on a line."""
    node = f"{card}.{head.key}.score"
    score, actual = sheet.number(node), sheet.number(head.kpi, head.group)
    sure, count = surety(sheet, head)
    few = sure is not None and too_few(head.line, sure)
    trend = spark([each.number(node) for each in past])
    return Cell(head, score, actual, standing(score, few) if actual is not None else "", count, trend)


def surety(sheet: results.SheetView, head: Head) -> tuple[Interval | None, Decimal | None]:
    """The interval of a share and the count that it is of; nothing where the KPI is no share of counts."""
    if head.counts is None:
        return None, None
    some, of = sheet.number(head.counts.some), sheet.number(head.counts.all)
    return (interval(some, of), of) if some is not None and of is not None else (None, None)


def standing(score: Decimal | None, few: bool) -> str:
    if score is None:
        return ""
    if few:
        return "hollow"
    return "met" if score >= FULL else "none" if score <= 0 else "short"


def trait_words(trait: str, value: str, wording: Wording) -> str:
    """A trait with its value: market type: city."""
    return f"{trait_name(trait, wording)}: {chosen_words(trait, value, wording) or '–'}"


def trait_name(trait: str, wording: Wording) -> str:
    """A trait as people name it: those that Attain knows in words, others as they are."""
    id = f"teams.trait.{trait}"
    return wording.say(id) if wording.knows(id) else trait
