"""What goes into a KPI, as published: names, targets and earlier values of a unit's sheet, as fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attain.apps.results.api import SheetView
from attain.engine.decide.rules import Rules
from attain.engine.formulas import (
    Expr,
    Modified,
    Name,
    compile_formula,
    evaluate,
    references,
)
from attain.engine.formulas.tree import Binary, Number
from attain.engine.kpis.declaration import Kpi

#: Modifiers under which a unit's sheet has the name itself: its own team's value is its value.
SELF = {("team",), ("unit",)}


@dataclass(frozen=True)
class Quotient:
    """scale × above ÷ below + shift. below: None for what is a sum itself."""

    above: Expr
    below: Expr | None
    scale: Fraction = Fraction(1)
    shift: Fraction = Fraction(0)


class Figures:
    """What a formula reads of the published numbers of a unit."""

    trace = None

    def __init__(self, given: Mapping[str, Fraction]) -> None:
        self.given = given

    def value(self, name: str, modifiers: tuple[str, ...]) -> Decimal | None:
        found = self.given.get(key_of(name, modifiers))
        return None if found is None else Decimal(found.numerator) / Decimal(found.denominator)


def key_of(name: str, modifiers: tuple[str, ...] = ()) -> str:
    """The name under its modifiers, as formulas write it."""
    return "".join(f"{each}(" for each in modifiers) + name + ")" * len(modifiers)


def followed(name: str, rules: Rules, day: date) -> Kpi | None:
    """The KPI; of one that only hands another through (team(x)), that one."""
    kpi = rules.kpi(name, day)
    for _ in range(5):
        tree = kpi.formula.tree if kpi else None
        inner = tree.name if isinstance(tree, Modified) and tree.modifiers in SELF else tree
        if not isinstance(inner, Name) or rules.kpi(inner.key, day) is None:
            return kpi
        kpi = rules.kpi(inner.key, day)
    return kpi


def inputs(tree: Expr, sheet: SheetView) -> dict[str, Fraction] | None:
    """Everything that the formula reads; None where something of it is not published of this subject."""
    found = {}
    for each in references(tree):
        name, modifiers = (each.name.key, each.modifiers) if isinstance(each, Modified) else (each.key, ())
        value = _published(sheet, name, modifiers)
        if value is None:
            return None
        found[key_of(name, modifiers)] = Fraction(value)
    return found


def computed(tree: Expr, given: Mapping[str, Fraction]) -> Fraction | None:
    """What the formula comes to; None where it is undefined or no number."""
    value = evaluate(compile_formula(tree), Figures(given))
    return Fraction(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else None


def quotient(tree: Expr) -> Quotient:
    """The formula as a quotient of two sums, with what multiplies it and is added to it."""
    if isinstance(tree, Binary):
        plain = _constant(tree.right)
        if plain is not None and tree.operator in "*/+-":
            inner = quotient(tree.left)
            match tree.operator:
                case "*":
                    return Quotient(inner.above, inner.below, inner.scale * plain, inner.shift * plain)
                case "/" if plain:
                    return Quotient(inner.above, inner.below, inner.scale / plain, inner.shift / plain)
                case "+":
                    return Quotient(inner.above, inner.below, inner.scale, inner.shift + plain)
                case "-":
                    return Quotient(inner.above, inner.below, inner.scale, inner.shift - plain)
        if tree.operator == "/":
            return Quotient(tree.left, tree.right)
    return Quotient(tree, None)


def _constant(tree: Expr) -> Fraction | None:
    return Fraction(tree.value) if isinstance(tree, Number) else None


def _published(sheet: SheetView, name: str, modifiers: tuple[str, ...]) -> Decimal | None:
    if not modifiers or modifiers in SELF:
        return sheet.number(name)
    if modifiers == ("target",):
        return sheet.number(f"target.{name}")
    if modifiers in (("previous",), ("same_period_last_year",)):
        return _earlier(sheet, name, modifiers[0])
    return None


def _earlier(sheet: SheetView, name: str, modifier: str) -> Decimal | None:
    """A value of another period that the sheet has beside its own."""
    last_year = f"{int(sheet.period[:4]) - 1}{sheet.period[4:]}" if sheet.period[:4].isdigit() else ""
    found = {key.split("|")[0]: text for key, text in sheet.further.items() if key.endswith(f"|{name}|")}
    if modifier == "same_period_last_year":
        text = found.get(last_year, "")
    else:
        text = next((found[period] for period in sorted(found, reverse=True) if period != last_year), "")
    return Decimal(text) if text else None
