"""Names, figures and formulas of one rulebook, in one language, as they stand on one day."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.formulas import (
    Expr,
    Expression,
    FormulaError,
    Modified,
    Name,
    Unit,
    check,
    is_unit,
    references,
    unit,
)
from attain.engine.kpis.params import Param, ParamRow
from attain.rulebook.namespace import PERIOD_FACTS
from attain.wording.columns import choice_words, column_words
from attain.wording.rules import formulas
from attain.wording.rules.figures import figure
from attain.wording.speech import Wording


class Teller:
    """rules: where names get their titles and units from. day: on which (a document's own first day).

    valued_on: the day whose figures are told beside the names of params; None for names alone.
    traits: of whom the document speaks (the post of a plan, the class of a reader): params that differ by
    them are told for these.
    in_rows: names are columns of facts; grouped: rows stand for groups of them.
    """

    def __init__(
        self,
        rules: Rules,
        wording: Wording,
        day: date,
        valued_on: date | None = None,
        traits: Mapping[str, str] | None = None,
        in_rows: bool = False,
        grouped: bool = False,
    ) -> None:
        self.rules, self.wording, self.day, self.in_rows = rules, wording, day, in_rows
        self.valued_on, self.traits, self.grouped = valued_on, traits or {}, grouped

    def of_rows(self, grouped: bool = False) -> "Teller":
        """The same for row expressions, whose names are columns."""
        return Teller(self.rules, self.wording, self.day, in_rows=True, grouped=grouped)

    # -- names -------------------------------------------------------------------------

    def title(self, name: str) -> str:
        """What a name of formulas is called, without quotation marks."""
        head, _, part = name.partition(".")
        if self._kind(head):
            title = self.wording.title(self.rules.title(head)) or words(head)
            return self._part(title, part) if part else title
        if name in PERIOD_FACTS or name == "period.last_day":
            return self.wording.say(f"rules.name.{name}")
        return self.trait(name)

    def named(self, name: str) -> str:
        """The title as a sentence quotes it: «Продажи». A param is told with its value: «Оклад» (1 300 €)."""
        quoted = self.quoted(self.title(name))
        value = self._value(name)
        return self.wording.say("rules.valued", name=quoted, value=value) if value else quoted

    def quoted(self, title: str) -> str:
        return self.wording.say("rules.quoted", name=title)

    def names(self, found: Iterable[str]) -> str:
        """Several names side by side."""
        return self.wording.list([self.named(each) for each in found])

    def post(self, key: str) -> str:
        return self.wording.title(self.rules.posts.get(key) or {}) or words(key)

    def table(self, name: str) -> str:
        """A fact table's title."""
        table = self.rules.facts.get(name)
        return self.quoted((self.wording.title(table.title) if table else "") or words(name))

    def trait(self, name: str) -> str:
        """An attribute of people, or a column of facts: product.group, market_type, ordered_on."""
        found = column_words(name.replace(".", "_"), self.wording)
        return found or column_words(name.rpartition(".")[2], self.wording) or words(name)

    def trait_value(self, trait: str, value: str) -> str:
        """post=account_manager as people say it: Account manager."""
        if trait == "post":
            return self.post(value)
        return choice_words(trait.rpartition(".")[2], value, self.wording) or self.quoted(words(value))

    def _kind(self, name: str) -> str:
        return "" if self.in_rows else self.rules.kind_of(name)

    def _value(self, name: str) -> str:
        """A param's value for the post; from the least to the greatest where more decides."""
        if self.valued_on is None or self._kind(name) != "param":
            return ""
        param = self.rules.param(name, self.valued_on)
        rows = rows_for(param, self.traits) if param else ()
        if not param or not rows:
            return ""
        low, high = min(row.value for row in rows), max(row.value for row in rows)
        told = self.figure(low, param.unit)
        if low == high:
            return told
        return self.wording.say("rules.valued.range", low=told, high=self.figure(high, param.unit))

    def _part(self, title: str, part: str) -> str:
        """account_manager_month.grade: a part of a published rule."""
        id = "rules.part.grade" if part == "grade" else "rules.part.other"
        return self.wording.say(id, name=self.quoted(title), part=words(part))

    # -- figures -----------------------------------------------------------------------

    def figure(self, value: Decimal | int, unit: str = "number") -> str:
        return figure(value, unit, self.wording)

    def on(self, day: date) -> str:
        return self.wording.date(day)

    def sum_of(self, formula: Expression) -> str:
        """A formula that comes to money."""
        return self.formula(formula, "money")

    def given(self, found: Decimal | Expression | None, unit: str) -> str:
        """A figure of a rate table: a number as written, or a formula."""
        if found is None:
            return ""
        return self.figure(found, unit) if isinstance(found, Decimal) else self.formula(found, unit)

    # -- formulas ----------------------------------------------------------------------

    def formula(self, formula: Expression | Expr, unit: str = "") -> str:
        """A formula in words and signs. unit: what its place asks for, by which bare numbers are told."""
        tree = formula.tree if isinstance(formula, Expression) else formula
        return formulas.written(tree, self, unit or self.unit(tree))

    def short(self, formula: Expression) -> str:
        """A formula by the one name that it reads; written out where it reads more."""
        found = references(formula.tree)
        return self.formula(found[0]) if len(found) == 1 else self.formula(formula)

    def unit(self, formula: Expression | Expr | None) -> str:
        """The unit word that a formula comes to: money, percent, points, …; number where it is unknown."""
        if formula is None:
            return "number"
        tree = formula.tree if isinstance(formula, Expression) else formula
        try:
            return check(tree, self._unit_of).word
        except (FormulaError, KeyError, ValueError):
            return "number"

    def _unit_of(self, node: Name | Modified) -> Unit:
        name = node.name.key if isinstance(node, Modified) else node.key
        if name in PERIOD_FACTS:
            return unit(PERIOD_FACTS[name])
        head, _, part = name.partition(".")
        kind = self._kind(head)
        if kind == "scorecard":
            return unit("text" if part == "grade" else "points")
        word = self.rules.unit_word(head, self.day) if kind and not part else self._column_unit(name)
        return unit(word if is_unit(word) else "number")

    def _column_unit(self, name: str) -> str:
        column = name.rpartition(".")[2]
        for table in self.rules.tables.values():
            if column in table.columns:
                return table.columns[column].unit
        return "text"


def rows_for(param: Param, traits: Mapping[str, str]) -> tuple[ParamRow, ...]:
    """The rows that can hold for someone with these traits; the one that does, where they decide it."""
    if all(set(row.where) <= set(traits) for row in param.values):
        won = param.choose(traits).row
        return (won,) if won else ()
    fit = [
        row for row in param.values if all(traits.get(name, is_) == is_ for name, is_ in row.where.items())
    ]
    sure = [row.where for row in fit if set(row.where) <= set(traits)]
    return tuple(row for row in fit if not any(row.where.items() < each.items() for each in sure))


def words(key: str) -> str:
    """A key as words, for names that were given no title."""
    return key.replace("_", " ").replace(".", " ")


def where_words(where: Mapping[str, str], teller: Teller) -> str:
    """Attributes with their values: post Account manager and class “senior”."""
    told = [
        teller.wording.say("rules.where", trait=teller.trait(trait), value=teller.trait_value(trait, value))
        for trait, value in where.items()
    ]
    return teller.wording.say("rules.where.and").join(told)
