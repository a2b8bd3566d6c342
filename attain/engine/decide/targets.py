"""Targets: as set, spread from year to quarter to month, summed up, prorated to a spell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from attain.engine.decide.organisation import days_at_work
from attain.engine.decide.subject import Subject
from attain.engine.decide.target_table import Column, Columns, TargetRow, columns_of
from attain.engine.money import rounded, shared_out
from attain.engine.period import CYCLES, MONTHS_IN, Calendar, Period

#: Targets are kept to six decimals, as the built-in table has them.
PLACES = 6


class Target(NamedTuple):
    """A target and how it came about.

    how: "set", "spread" (from a longer period), "summed" (from shorter ones or from people), "averaged",
    "prorated" (to the days of a spell), "none".
    """

    value: Decimal | None
    how: str = "none"
    row: TargetRow | None = None
    days: int = 0
    of_days: int = 0


NO_TARGET = Target(None)


def spell_key(person: str, spell: str) -> str:
    """The subject of targets of the kind "spell"."""
    return f"{person} {spell}"


def shown(value: Decimal | None) -> Decimal | None:
    """A target as it is published: without the zeros that the table's decimals add to it."""
    return None if value is None else value.normalize() + 0


class _Longer(NamedTuple):
    """A longer period for which targets are set.

    parts: its parts of the cycle that is asked for. by_hand: targets set for these, or for what several of
    them make up, the longest first. finer: targets set for parts of theirs. months: those of the period asked
    for, where such targets are; each with where its own stand.
    """

    column: Column
    parts: Sequence[Period]
    by_hand: Sequence[tuple[Period, Column]]
    finer: Sequence[Column] = ()
    months: Sequence[tuple[Period, "_Where | None"]] = ()


class _Where(NamedTuple):
    """Where a name's targets for a period stand: its own column, those of longer periods and of its parts,
    the longest first."""

    own: Column | None
    longer: Sequence[_Longer]
    shorter: Sequence[tuple[Period, Column]]


class Targets:
    """Looks targets up. `additive` tells whether a name's targets add over time and people (sums and counts
    do; ratios don't). spells_of: a person's spells that a period touches; a fixed target is divided by their
    days."""

    def __init__(
        self,
        rows: Iterable[TargetRow],
        calendar: Calendar,
        additive: Callable[[str], bool],
        seasons: Mapping[tuple[str, str], Decimal],
        spells_of: Callable[[str, Period], Sequence[Subject]] = lambda person, period: (),
    ) -> None:
        self._spells_of = spells_of
        self._rows = rows
        self._wheres: dict[tuple[str, str, str, str], _Where | None] = {}
        self._calendar = calendar
        self._additive = self.additive = additive
        self._seasons = seasons

    @cached_property
    def _columns(self) -> Columns:
        """The rows by column; read when the first target is asked for."""
        found = getattr(self._rows, "columns", None)
        return columns_of(self._rows) if found is None else found

    def any(self, kind: str, name: str, group: str = "") -> bool:
        """Whether any subject of the kind has a target of the name, for whatever period."""
        return (kind, name, group) in self._columns

    def groups(self, name: str) -> set[str]:
        """The groups for which anybody has a target of the name, for whatever period."""
        return {group for _, of, group in self._columns if of == name and group}

    def values(self, people: Iterable[Subject], name: str, period: Period, group: str = "") -> list[Decimal]:
        """What the people's targets are worth, of those who have one."""
        if self._where("person", name, group, period) is None:
            return []
        values = [self.value(person, name, period, group) for person in people]
        return [value for value in values if value is not None]

    def value(self, subject: Subject, name: str, period: Period, group: str = "") -> Decimal | None:
        """What the subject's own target is worth, as `of` has it: for very many of them."""
        where = self._where(subject.kind, name, group, period)
        if where is None:
            return None
        whole = subject.kind != "person" or (subject.start <= period.start and subject.end >= period.end)
        if whole and where.own is not None and (found := where.own.value(subject.id)) is not None:
            return found
        return self.of(subject, name, period, group).value

    def of(self, subject: Subject, name: str, period: Period, group: str = "") -> Target:
        """The subject's own target, prorated to the days of a person's spell."""
        where = self._where(subject.kind, name, group, period)
        if where is None:
            return NO_TARGET
        row = where.own.get(subject.id) if where.own is not None else None
        found = self._made(where, subject.id, name, period) if row is None else Target(row.value, "set", row)
        if subject.kind != "person" or (subject.start <= period.start and subject.end >= period.end):
            return found
        if found.how == "summed":
            return self._of_parts(found, self._summed_up(where, subject.id, period), subject, name, group)
        return self._prorated(found, subject, name, period, group)

    def _of_parts(
        self, found: Target, parts: Iterable[Period], subject: Subject, name: str, group: str
    ) -> Target:
        """For a spell that lasts for a part of the period: each of its parts goes by days for itself."""
        there = [part for part in parts if subject.start < part.end and subject.end > part.start]
        values = [self.of(subject, name, part, group).value for part in there]
        known = [value for value in values if value is not None]
        return found._replace(value=sum(known, Decimal(0))) if known else NO_TARGET

    def _prorated(self, found: Target, subject: Subject, name: str, period: Period, group: str) -> Target:
        if found.value is None or not self._additive(name):
            return found
        days, of_days = subject.part_of(period, self._calendar)
        if found.row and found.row.fixed:
            spells = self._spells_of(subject.id, period)
            by_spell = self._by_spell(spells, name, period, group) if found.how != "spread" else {}
            if by_spell:
                found = by_spell.get(subject.spell, NO_TARGET)
                spells = [each for each in spells if each.spell == subject.spell]
            of_days = days_at_work(spells, period) or days
        if found.value is None or days == of_days:
            return found
        value = rounded(found.value * days / of_days, PLACES)
        return Target(value, "prorated", found.row, days, of_days)

    def _by_spell(
        self, spells: Iterable[Subject], name: str, period: Period, group: str
    ) -> dict[str, Target]:
        """Targets that are known for each of a person's spells, since they follow what it looks after."""
        if not self.any("spell", name, group):
            return {}
        keys = {each.spell: Subject("spell", spell_key(each.id, each.spell)) for each in spells}
        found = {spell: self.of(key, name, period, group) for spell, key in keys.items()}
        return {spell: target for spell, target in found.items() if target.value is not None}

    # -- where targets stand -------------------------------------------------------------

    def _where(self, kind: str, name: str, group: str, period: Period) -> _Where | None:
        key = kind, name, group, period.key
        if key in self._wheres:
            return self._wheres[key]
        columns = self._columns.get((kind, name, group))
        found = None
        if columns:
            longer = [
                self._in(longer, (kind, name, group), period) for longer in self._around(columns, period)
            ]
            found = _Where(columns.get(period.key), longer, self._shorter(columns, period))
        self._wheres[key] = found
        return found

    def _around(self, columns: Mapping[str, Column], period: Period) -> list[Period]:
        """The longer periods that have targets, the nearest first."""
        cycles = CYCLES[CYCLES.index(period.cycle) + 1 :]
        longer = [self._calendar.around(period, cycle) for cycle in cycles]
        return [each for each in longer if each.key in columns]

    def _in(self, longer: Period, of: tuple[str, str, str], period: Period) -> _Longer:
        """What a longer period's targets are spread by. Only whoever has one of `finer` needs the months."""
        columns = self._columns[of]
        at, top = CYCLES.index(period.cycle), CYCLES.index(longer.cycle)

        def set_for(cycles: Iterable[str]) -> list[tuple[Period, Column]]:
            parts = [part for cycle in cycles for part in self._calendar.inside(longer, cycle)]
            return [(part, columns[part.key]) for part in parts if part.key in columns]

        finer = [column for _, column in set_for(CYCLES[1:at])]
        months = self._calendar.within(period, "month") if finer else ()
        return _Longer(
            columns[longer.key],
            self._calendar.inside(longer, period.cycle),
            set_for(reversed(CYCLES[at:top])),
            finer,
            [(month, self._where(*of, month)) for month in months],
        )

    def _shorter(self, columns: Mapping[str, Column], period: Period) -> list[tuple[Period, Column]]:
        cycles = reversed(CYCLES[1 : CYCLES.index(period.cycle)])
        parts = [part for cycle in cycles for part in self._calendar.within(period, cycle)]
        return [(part, columns[part.key]) for part in parts if part.key in columns]

    # -- what is made of them ------------------------------------------------------------

    def _made(self, where: _Where, subject: str, name: str, period: Period) -> Target:
        """From a longer period, else from shorter ones."""
        for longer in where.longer:
            if (row := longer.column.get(subject)) is None:
                continue
            if not self._additive(name):
                return Target(row.value, "set", row)
            if any(column.get(subject) is not None for column in longer.finer):
                return Target(self._of_months(longer, subject, name), "summed", row)
            return Target(self._spread(row, longer, subject, period), "spread", row)
        parts = _set_for(where, subject)
        return self._joined(parts, name) if parts else NO_TARGET

    def _summed_up(self, where: _Where, subject: str, period: Period) -> Sequence[Period]:
        """The parts of which a subject's target of the period is the sum."""
        if any(longer.column.get(subject) is not None for longer in where.longer):
            return self._calendar.within(period, "month")
        return [part for part, _ in _set_for(where, subject)]

    def _of_months(self, longer: _Longer, subject: str, name: str) -> Decimal:
        """The sum of the period's months, where some month of the longer one is set by hand."""
        found = []
        for month, where in longer.months:
            own = where.own.get(subject) if where is not None and where.own is not None else None
            made = self._made(where, subject, name, month) if own is None and where is not None else own
            found.append(made.value if made is not None and made.value is not None else Decimal(0))
        return sum(found, Decimal(0))

    def _spread(self, row: TargetRow, longer: _Longer, subject: str, period: Period) -> Decimal:
        """This period's part of a longer one: what is left beside parts set by hand, by season weights."""
        left, taken = row.value, list[Period]()
        for part, column in longer.by_hand:
            own = column.get(subject)
            if own is not None and not _covers(taken, part):
                left -= own.value
                taken.append(part)
        free = [part for part in longer.parts if not _covers(taken, part)]
        weights = self.weights(row.name, free)
        cents = int(left.scaleb(PLACES))
        whole = cents // 10 ** (PLACES - 2) * 10 ** (PLACES - 2)
        shares = shared_out(whole // 10 ** (PLACES - 2), weights)
        value = Decimal(shares[period.key]).scaleb(-2)
        last = max(weights)
        return value + Decimal(cents - whole).scaleb(-PLACES) if period.key == last else value

    def weights(self, name: str, parts: Iterable[Period]) -> dict[str, Decimal]:
        """By what a target is spread over parts; where all weigh nothing, all weigh alike."""
        found = {part.key: self._season(name, part) for part in parts}
        return found if any(found.values()) else dict.fromkeys(found, Decimal(1))

    def _season(self, name: str, period: Period) -> Decimal:
        """The weight of a period of the year ("01", "Q1", "H2"); months add up to longer ones."""
        own = period.key.split("-", 1)[-1]
        for key in ((name, own), ("", own)):
            if key in self._seasons:
                return self._seasons[key]
        if period.cycle in ("quarter", "half_year") and any(n in (name, "") for n, _ in self._seasons):
            months = self._calendar.within(period, "month")
            return sum((self._season(name, month) for month in months), Decimal(0))
        return Decimal(1)

    def _joined(self, parts: Sequence[tuple[Period, TargetRow]], name: str) -> Target:
        if self._additive(name):
            return Target(sum((row.value for _, row in parts), Decimal(0)), "summed", parts[-1][1])
        months = [MONTHS_IN[part.cycle] for part, _ in parts]
        total = sum((row.value * of for (_, row), of in zip(parts, months, strict=True)), Decimal(0))
        return Target(rounded(total / sum(months), PLACES), "averaged", parts[-1][1])


def _set_for(where: _Where, subject: str) -> list[tuple[Period, TargetRow]]:
    """What is set for a subject inside the period, the longest first; what lies in a longer one is in it."""
    found: list[tuple[Period, TargetRow]] = []
    for part, column in where.shorter:
        row = column.get(subject)
        if row is not None and not _covers([each for each, _ in found], part):
            found.append((part, row))
    return found


def _covers(taken: Iterable[Period], part: Period) -> bool:
    """Whether the part lies in one of the periods."""
    return any(each.start <= part.middle < each.end for each in taken)
