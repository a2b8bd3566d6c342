"""Questions that can be answered together: the same facts, the same way of credit, the same days."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from attain.engine.facts import FactTable
from attain.engine.measures.parts import Part
from attain.engine.measures.query import Plan
from attain.engine.measures.selection import Question, owner_path


@dataclass(frozen=True)
class Family:
    """Questions with the same fact table, credit and window. start, end: the window, half-open."""

    questions: tuple[Question, ...]
    start: date
    end: date

    @property
    def first(self) -> Question:
        """Any of them, for all that they have in common."""
        return self.questions[0]

    @property
    def fact(self) -> FactTable:
        return self.first.fact

    @property
    def source(self) -> tuple[str, str, str]:
        """What families must have in common to read their facts in one go."""
        return self.fact.name, self.first.way, self.on

    @property
    def lots_like(self) -> tuple[str | None, ...]:
        """What they must have in common to gather at once what goes by the day."""
        return *self.source, self.first.owned_on or self.fact.owned_on

    @property
    def on(self) -> str:
        """The date column that decides the period."""
        return self.first.measure.credit.on or str(self.fact.date)

    @property
    def stands(self) -> tuple[date, date]:
        """The days on which owners must hold their posts: those of the window, or the period's last day."""
        return self.first.stands or (self.start, self.end)


def families(questions: Iterable[Question]) -> tuple[list[Family], list[Question]]:
    """Questions that share their scans, and those that are asked alone."""
    together: dict[Hashable, list[Question]] = {}
    alone: list[Question] = []
    for question in questions:
        if not shareable(question):
            alone.append(question)
            continue
        together.setdefault(_alike(question), []).append(question)
    return [Family(tuple(found), *_window(found[0])) for found in together.values()], alone


def shareable(question: Question) -> bool:
    """Whether sums for each owner's key (client, person, product …) are all that the measure needs.

    Not for measures by attributes, of distinct values, with groups across owners, and of facts that are
    credited by name.
    """
    measure = question.measure
    if measure.by or question.traits.named_credits(measure):
        return False
    if question.per and question.per != owner_path(question):
        return False
    return not any(part.kind == "count_distinct" for part in parts_of(Plan(question)))


def parts_of(plan: Plan) -> Sequence[Part]:
    """The aggregates of a question's value and filter."""
    return (*plan.value, *plan.having)


def _window(question: Question) -> tuple[date, date]:
    return question.measure.window.range(question.period, question.calendar)


def _alike(question: Question) -> Hashable:
    measure = question.measure
    last = question.period.last_day if question.at_period_end else None
    credit = measure.credit
    return measure.of, question.way, credit.on, credit.owner, credit.role, _window(question), last
