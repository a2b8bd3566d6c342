"""Published nodes: every number that a run stands for, rounded as people read it, in one total order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter

from attain.engine.decide.needs import Needs
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.sheet import Column, Further, Sheet, Values
from attain.engine.decide.spelling import canonical, spelled
from attain.engine.decide.subject import Subject, company_subject, unit_subject

__all__ = ["Published", "Publisher", "Row", "canonical", "nodes", "publish"]

#: The sheet of rows that have further numbers alone.
NO_SHEET = ""

#: That of units and the company.
WHOLE = "whole"


@dataclass(frozen=True, slots=True, order=True)
class Published:
    """One published number or word.

    value: canonical text ("" = undefined). for_period: what it is about; in_period: what pays it.
    """

    kind: str
    subject: str
    spell: str
    for_period: str
    in_period: str
    node: str
    group: str
    value: str
    unit: str

    @property
    def cells(self) -> tuple[str, ...]:
        """All fields in their order, as exports write them."""
        return _CELLS(self)


_CELLS = attrgetter(*(each.name for each in fields(Published)))

#: The fields of a published node in their order.
Cells = tuple[str, ...]


@dataclass(slots=True)
class Row:
    """The numbers of one subject, or of one of a person's spells.

    values: of the columns of the sheet that `sheet` names, None where there is none. further: the others.
    """

    kind: str
    subject: str
    spell: str
    sheet: str
    values: Sequence[str | None] = ()
    further: Sequence[Further] = ()


class Publisher:
    """Publishes subject by subject. sheets: the columns of each sheet by name, the same for all subjects."""

    def __init__(self, payroll: Payroll) -> None:
        self.payroll = payroll
        self.period = payroll.evaluation.period.key
        rules = payroll.evaluation.rules
        posts = sorted({subject.post for subject in payroll.spells()})
        everything = Needs(rules)
        self._sheets: dict[str, Sheet] = {}
        for post in posts:
            needs = Needs(rules)
            needs.post(post, payroll.evaluation.period)
            everything.post(post, payroll.evaluation.period)
            self._sheets[f"post {post}"] = Sheet(payroll.evaluation, needs, post)
        self._sheets[WHOLE] = Sheet(payroll.evaluation, everything)
        self._begun: dict[int, Values] = {}
        self.sheets: Mapping[str, tuple[Column, ...]] = {
            NO_SHEET: (),
            **{name: sheet.columns for name, sheet in self._sheets.items()},
        }

    def begin(self, subjects: Iterable[Subject]) -> None:
        """Reads what these people's spells or units publish before anything is paid, column by column. The
        same objects are published then.
        """
        alike: dict[str, list[Subject]] = defaultdict(list)
        for subject in subjects:
            alike[self._name(subject)].append(subject)
        for name, own in alike.items():
            self._begun.update(zip(map(id, own), self._sheets[name].begin(own), strict=True))

    def _name(self, subject: Subject) -> str:
        """The name of the subject's sheet."""
        return f"post {subject.post}" if subject.kind == "person" else WHOLE

    def _row(self, subject: Subject) -> Row:
        name = self._name(subject)
        begun, sheet = self._begun.pop(id(subject), None), self._sheets[name]
        values, further = sheet.finish(subject, sheet.begin([subject])[0] if begun is None else begun)
        return Row(*subject.key, name, values, further)

    def person(self, person: str, pay: PersonPay | None) -> list[Row]:
        """A person's rows: one a spell, and one for what is paid once a person."""
        paid = _by_spell(pay, self.period) if pay is not None else {}
        rows = []
        for subject in self.payroll.spells(person):
            row = self._row(subject)
            row.further += paid.pop(subject.spell, ())
            rows.append(row)
        rows += [Row("person", person, spell, NO_SHEET, (), rest) for spell, rest in paid.items()]
        return rows

    def places(self) -> list[Subject]:
        """The company, and every unit in which somebody works or that stands above one."""
        world = self.payroll.evaluation.world
        homes = {subject.unit for subject in self.payroll.spells()}
        units = {unit for home in homes for unit in world.units_above(home)}
        return [company_subject(), *map(unit_subject, sorted(units))]

    def place(self, subject: Subject) -> list[Row]:
        """The one row of a unit or of the company."""
        return [self._row(subject)]

    def count(self, rows: Sequence[Row]) -> int:
        """How many numbers a subject's rows publish."""
        found = 0
        for row in rows:
            further = {each[1] for each in row.further}
            if not self._names(row.sheet).isdisjoint(further):
                return len(nodes(rows, self.sheets, self.period))
            found += self._sheets[row.sheet].published(row.values) if row.sheet else 0
            found += len(further) if len(further) == len(row.further) else len({*row.further})
        if len({row.spell for row in rows}) < len(rows):
            return len(nodes(rows, self.sheets, self.period))
        return found

    def _names(self, sheet: str) -> frozenset[str]:
        return self._sheets[sheet].names if sheet else _NOTHING


_NOTHING: frozenset[str] = frozenset()


def nodes(rows: Iterable[Row], sheets: Mapping[str, Sequence[Column]], in_period: str) -> list[Cells]:
    """What the rows of one subject publish, as cells of Published, each once and sorted."""
    found: set[Cells] = set()
    for row in rows:
        kind, subject, spell = row.kind, row.subject, row.spell
        for (about, node, group, unit), value in zip(sheets[row.sheet], row.values, strict=True):
            if value is not None:
                found.add((kind, subject, spell, about, in_period, node, group, value, unit))
        for about, node, group, unit, value in row.further:
            found.add((kind, subject, spell, about, in_period, node, group, value, unit))
    return sorted(found)


def publish(payroll: Payroll, pays: Mapping[str, PersonPay]) -> list[Published]:
    """Everything that the period's run publishes, sorted, in memory."""
    publisher = Publisher(payroll)
    of_people = (publisher.person(who, pays.get(who)) for who in sorted({*payroll.people, *pays}))
    found = [*of_people, *map(publisher.place, publisher.places())]
    cells = [cells for rows in found for cells in nodes(rows, publisher.sheets, publisher.period)]
    return [Published(*each) for each in sorted(cells)]


def _by_spell(pay: PersonPay, period: str) -> dict[str, list[Further]]:
    """A person's amounts as further numbers: those of each spell, and under "" those of the person."""
    found: dict[str, list[Further]] = {"": []}
    for each in pay.spells:
        own, plan = found.setdefault(each.subject.spell, []), each.plan.plan
        earned = [node for result in each.components for node in result.nodes]
        earned += [(f"{plan}.limit.{n}", line.amount) for n, line in enumerate(each.limits, 1)]
        earned.append((plan, each.earned))
        told = spelled([amount for _, amount in earned])
        own += [(period, node, "", "money", text) for (node, _), text in zip(earned, told, strict=True)]
    settled = _later(pay)
    for node, amount, about in _settled(pay):
        settled[node, about] = amount
    found[""] += [
        (about or period, node, "", "money", canonical(amount)) for (node, about), amount in settled.items()
    ]
    return found


def _later(pay: PersonPay) -> dict[tuple[str, str], Decimal | None]:
    """What comes later, came or never will: (node, the period that it is about) → amount."""
    waits = pay.deferred or pay.still_deferred or pay.waiting or pay.still_waiting
    if not (waits or pay.released or pay.freed or pay.forfeited):
        return {}
    found: dict[tuple[str, str], Decimal | None] = defaultdict(Decimal)
    for node, about, amount in _parts(pay):
        found[node, about] += amount
    return found


def _parts(pay: PersonPay) -> Iterator[tuple[str, str, Decimal]]:
    for part in (*pay.deferred, *pay.still_deferred):
        yield f"deferred.{part.component}.{part.due}", part.for_period, part.amount
    for part in (*pay.waiting, *pay.still_waiting):
        yield f"held.{part.component}.{part.event}", part.for_period, part.amount
    for part in pay.released:
        yield f"released.{part.component}.{part.event or part.number}", part.for_period, part.amount
    for part in pay.freed:
        yield f"freed.{part.component}.{part.event}", part.for_period, part.amount
    for part in pay.forfeited:
        yield f"forfeited.{part.component}.{part.event or part.number}", part.for_period, part.amount


def _settled(pay: PersonPay) -> Iterator[tuple[str, Decimal | None, str]]:
    """What else stands between earned and paid: node, amount, and the period that it is about ("" = this)."""
    if pay.forgiven:
        yield "draw.forgiven", pay.forgiven, ""
    if pay.draw is not None:
        yield "draw.adjustment", pay.draw.adjustment, ""
        yield "draw.balance", pay.draw.balance, ""
    for part in pay.adjustments:
        yield f"adjustment.{part.key}", part.amount, part.for_period
    for part in pay.differences:
        yield f"difference.{part.component}", part.amount, part.for_period
    yield "earned", pay.earned, ""
    yield "paid", pay.paid, ""
