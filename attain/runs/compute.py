"""One computation: rules and a snapshot in, everybody's numbers and pay out. Nothing is stored here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.needs import Needs
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.publish import Published, publish
from attain.engine.decide.rules import Rules
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.world import Opening, World
from attain.engine.faults import Fault, Faulty
from attain.engine.measures.aggregate import Request, aggregate
from attain.engine.measures.figures import Figures
from attain.engine.measures.schema import Schema
from attain.engine.period import Calendar, Period, PeriodFault
from attain.engine.resting import at_rest
from attain.engine.store import DuckEngine, KeptFigures, Snapshot, figure_keys, keep_within
from attain.runs.control import Control, control
from attain.runs.due_dates import due_dates, hold_columns
from attain.runs.frame import AIMS, FRAME, places, spells, with_calendar, world
from attain.runs.later import Later, now, read_now
from attain.runs.pays import Pays, Totals, totals
from attain.runs.records import Records

#: Told what is being done (a message id) and how far it is, from 0 to 1.
Progress = Callable[[str, float], None]


def quiet(_step: str, _part: float) -> None:
    """Progress that nobody watches."""


def measuring(progress: Progress) -> Progress:
    """For a computation that only measures: tells of it as if it were all."""

    def told(step: str, part: float) -> None:
        progress(step, min(part / 0.6, 1))

    return told


def decided(progress: Progress, done: int, of: int) -> None:
    """Tells how much is decided, after all is measured."""
    progress("run.step.decide", 0.6 + 0.4 * done / of)


@dataclass(frozen=True)
class Computed:
    """A period's results, worked out as they are asked for. places: what posts and units are called, by key.

    gathered: what all pay comes to, where it is known already.
    """

    rules: Rules
    period: Period
    evaluation: Evaluation
    payroll: Payroll
    pays: Mapping[str, PersonPay]
    control: Control
    places: Mapping[str, str] = field(default_factory=dict)
    gathered: Totals | None = None

    @cached_property
    def published(self) -> list[Published]:
        """Every published number, sorted; of a large company rather `attain.runs.results`."""
        return publish(self.payroll, self.pays)

    @cached_property
    def totals(self) -> Totals:
        """What all pay comes to."""
        return self.gathered or totals(self.pays.values())

    def read_now(self) -> None:
        """Reads all that is read when it is first asked for: what forked processes will ask for."""
        read_now((self.control, *vars(self.evaluation.world).values()))

    @property
    def paid(self) -> Decimal:
        """The sum of all that is paid; held pay counts as nothing yet."""
        return self.totals.paid

    @property
    def held(self) -> list[PersonPay]:
        """Whose pay waits for an undefined value."""
        return [self.pays[person] for person in self.totals.held]


@dataclass
class Computation:
    """Reads a snapshot once; computes a period under any rules (what-if reads no facts again)."""

    engine: DuckEngine
    snapshot: Snapshot
    progress: Progress = quiet
    #: Whether facts are read although the store keeps what they came to.
    anew: bool = False
    #: Whether figures, targets and reporting lines are read when they are first asked for: as long as the
    #: engine is open. Of everybody they are not, where few are asked about or nothing but pay is computed.
    lazily: bool = False
    #: The rules are kept with what they gave, so that the ids in the key stay their own.
    _figures: dict[Any, tuple[Figures, Control, Rules]] = field(default_factory=dict)

    def period(self, rules: Rules, key: str) -> tuple[Rules, Period]:
        """The rules with the store's calendar, and the period named `key`."""
        self._register(rules, FRAME)
        rules = with_calendar(rules, Records(self.engine, rules))
        try:
            return rules, rules.calendar.period(key)
        except PeriodFault:
            raise Faulty(Fault("fault.period", {"period": key})) from None

    def measure(self, rules: Rules, day: date) -> str:
        """Measures what a run of the month with that day asks of facts, and keeps it; the month's key.

        Raises Faulty where nobody works in it, or the input does not allow it.
        """
        self._register(rules, FRAME)
        rules = with_calendar(rules, Records(self.engine, rules))
        period = rules.calendar.containing(day)
        with at_rest():
            self._measured(rules, self._posts(Records(self.engine, rules), period), period, ())
        return period.key

    def compute(
        self, rules: Rules, key: str, opening: Opening, also: Sequence[str] = (), **extra: Any
    ) -> Computed:
        """Everything for one period. Raises Faulty where the input does not allow it.

        also: further names to be measured. extra: further fields of World (differences, …).
        """
        self.progress("run.step.read", 0.0)
        rules, period = self.period(rules, key)
        with at_rest():
            return self._compute(rules, period, opening, also, extra)

    def _compute(
        self, rules: Rules, period: Period, opening: Opening, also: Sequence[str], extra: dict[str, Any]
    ) -> Computed:
        records = Records(self.engine, rules)
        posts = self._posts(records, period)
        part = partial(self._later, rules) if self.lazily else now
        meanwhile = partial(spells, records)
        measured = part(partial(self._measured, rules, posts, period, also, meanwhile), FRAME)
        figures, sums = (part(partial(_nth, measured, number), FRAME) for number in range(2))
        if opening.held:
            self._register(rules)
        elif not self.lazily:
            self._register(rules, AIMS)
        extra.setdefault("due_dates", due_dates(self.engine, rules, opening))
        self.progress("run.step.decide", 0.6)
        computed = self.decide(rules, period, world(records, figures, period, opening, extra, part), sums)
        return replace(computed, places=places(records))

    def _posts(self, records: Records, period: Period) -> list[str]:
        """The posts that anybody holds in the period. Raises Faulty if nobody does."""
        held = 'SELECT DISTINCT post FROM assignments WHERE "from" < ? AND "to" > ?'
        posts = sorted(post for (post,) in records.rows(held, (period.end, period.start)))
        if not posts:
            raise Faulty(Fault("fault.run.nobody", {"period": period.key}))
        return posts

    def _register(self, rules: Rules, names: tuple[str, ...] = ()) -> None:
        """Has the engine know these tables of the snapshot, or all."""
        tables = {name: rules.tables[name] for name in names} if names else rules.tables
        self.engine.register(self.snapshot, tables)

    def _later(self, rules: Rules, read: Callable[[], Any], tables: tuple[str, ...] = ()) -> Later:
        """What is read when it is asked for, from these tables of this snapshot, or from any."""

        def made() -> Any:
            self._register(rules, tables)
            return read()

        return Later(made)

    def decide(self, rules: Rules, period: Period, inputs: World, sums: Control) -> Computed:
        """Stage B alone: everybody who is there, or for whom something was carried on, set or corrected."""
        payroll = Payroll(Evaluation(rules, inputs, period))
        carried = {*inputs.opening.instalments, *inputs.opening.held, *inputs.opening.forgiven}
        by_hand = {part.person for part in (*inputs.differences, *inputs.adjustments)}
        pays = Pays(payroll, {*payroll.people, *carried, *by_hand})
        return Computed(rules, period, payroll.evaluation, payroll, pays, sums)

    def _measured(
        self,
        rules: Rules,
        posts: Iterable[str],
        period: Period,
        also: Sequence[str],
        meanwhile: Callable[[], object] = tuple,
    ) -> tuple[Figures, Control]:
        """meanwhile: what may be done while facts are read."""
        needs = Needs(rules)
        for name in also:
            needs.name(name, (), period)
        for post in posts:
            needs.post(post, period)
        requests = [
            Request(rules.measure(name, when.last_day), when, hold_columns(rules, name))
            for name, when in sorted(needs.measures | needs.beside, key=lambda item: (item[0], item[1]))
            if rules.measure(name, when.last_day) is not None
        ]
        tables = tuple((name, id(table)) for name, table in sorted(rules.facts.items()))
        asked = tuple((id(r.measure), r.period, r.due) for r in requests)
        key = rules.calendar, period, tables, asked
        if key not in self._figures:
            figures = self._read(requests, schema_of(rules), rules.calendar, meanwhile)
            sums = partial(control, figures, requests, rules, period)
            self._figures[key] = figures, Later(sums) if self.lazily else sums(), rules
        return self._figures[key][:2]

    def _read(
        self, requests: list[Request], schema: Schema, calendar: Calendar, meanwhile: Callable[[], object]
    ) -> Figures:
        """Figures that the store keeps, and beside them those that it lacks, from facts."""
        if self.anew:
            with self.engine.anew():
                return aggregate(self.engine, self.snapshot, requests, schema, calendar, self._told)
        keys = figure_keys(requests, schema, calendar, self.snapshot)
        kept = KeptFigures(self.snapshot.place)
        found = kept.read(requests, schema, keys)
        lacking = [r for r in requests if (r.measure.measure, r.period.key) not in found.columns]
        if not lacking:
            return found
        made = aggregate(self.engine, self.snapshot, lacking, schema, calendar, self._told, meanwhile)
        kept.write(made, keys)
        keep_within(self.snapshot.place)
        return found.beside(made)

    def _told(self, done: int, of: int) -> None:
        self.progress("run.step.measure", 0.05 + 0.55 * done / of)


def _nth(parts: Iterable[Any], number: int) -> Any:
    return [*parts][number]


def schema_of(rules: Rules) -> Schema:
    """What measures may name under these rules."""
    return Schema(rules.tables, rules.settings.currency_decimals)
