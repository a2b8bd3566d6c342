"""A formula in the reader's words: titles for keys, × and ÷ for * and /, functions as people say them."""

from typing import TYPE_CHECKING

from attain.engine.formulas.tree import (
    Aggregate,
    Among,
    Binary,
    Boolean,
    Call,
    Compare,
    Day,
    Expr,
    Logic,
    Modified,
    Name,
    Not,
    Number,
    Text,
    Unary,
)

if TYPE_CHECKING:
    from attain.wording.rules.teller import Teller

SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "−"}
COMPARISONS = {"<>": "≠", "<=": "≤", ">=": "≥"}

#: How tightly a node holds its operands together.
_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)
_BINDING = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def written(tree: Expr, teller: "Teller", unit: str = "") -> str:
    """Sales ÷ target of Sales. unit: of the whole, by which a bare number is told."""
    return _Writing(teller).of(tree, unit)[0]


class _Writing:
    def __init__(self, teller: "Teller") -> None:
        self.teller, self.say = teller, teller.wording.say

    def of(self, expr: Expr, unit: str) -> tuple[str, int]:
        """The text and how tightly it binds."""
        match expr:
            case Number():
                return self.teller.figure(expr.value, expr.unit or unit), _ATOM
            case Text():
                return self.teller.quoted(expr.value), _ATOM
            case Boolean():
                return self.say("value.true" if expr.value else "value.false"), _ATOM
            case Day():
                return self.teller.on(expr.value), _ATOM
            case Name():
                return self.teller.named(expr.key), _ATOM
            case Modified():
                return self._modified(expr), _ATOM
            case Aggregate():
                return self._aggregate(expr), _ATOM
            case Call():
                return self._call(expr, unit)
        return self._operation(expr, unit)

    def _operation(self, expr: Expr, unit: str) -> tuple[str, int]:
        match expr:
            case Binary():
                return self._binary(expr, unit)
            case Logic():
                word = self.say(f"rules.{expr.operator}")
                binds = _BINDING[expr.operator]
                left, right = self._held(expr.left, "", binds), self._held(expr.right, "", binds + 1)
                return f"{left} {word} {right}", binds
            case Compare():
                return self._compare(expr), _COMPARE
            case Among():
                return self._among(expr, "rules.among"), _COMPARE
            case Not(operand=Among() as among):
                return self._among(among, "rules.not_among"), _COMPARE
            case Not():
                return self.say("rules.not", condition=self._held(expr.operand, "", _COMPARE)), _NOT
            case Unary():
                return "−" + self._held(expr.operand, unit, _SIGN), _SIGN
        raise TypeError(expr)

    def _binary(self, expr: Binary, unit: str) -> tuple[str, int]:
        binds = _BINDING[expr.operator]
        sides = ("", "")
        if binds == _SUM:
            dated = "date" in (self.teller.unit(expr.left), self.teller.unit(expr.right))
            shared = "days" if dated else self._shared(expr.left, expr.right) or unit
            sides = shared, shared
        left, right = self._held(expr.left, sides[0], binds), self._held(expr.right, sides[1], binds + 1)
        return f"{left} {SIGNS[expr.operator]} {right}", binds

    def _compare(self, expr: Compare) -> str:
        shared = self._shared(expr.left, expr.right)
        sign = COMPARISONS.get(expr.operator, expr.operator)
        right = expr.right
        if isinstance(expr.left, Name) and isinstance(right, Text):
            told = self.teller.trait_value(expr.left.key, right.value)
        else:
            told = self._held(right, shared, _SUM)
        return f"{self._held(expr.left, shared, _SUM)} {sign} {told}"

    def _among(self, expr: Among, id: str) -> str:
        shared = self._shared(expr.value, *expr.choices)
        trait = expr.value.key if isinstance(expr.value, Name) else ""
        choices = [
            self.teller.trait_value(trait, each.value) if isinstance(each, Text) else self.of(each, shared)[0]
            for each in expr.choices
        ]
        return self.say(
            id, value=self._held(expr.value, shared, _SUM), choices=self.teller.wording.list(choices)
        )

    def _modified(self, expr: Modified) -> str:
        told = self.teller.named(expr.name.key)
        for modifier in reversed(expr.modifiers):
            told = self.say(f"rules.modifier.{modifier}", name=told)
        return told

    def _aggregate(self, expr: Aggregate) -> str:
        if expr.argument is None:
            return self.say("rules.rows.groups" if self.teller.grouped else "rules.rows.count")
        name = "count_what" if expr.name == "count" else expr.name
        return self.say(f"rules.rows.{name}", what=self.of(expr.argument, "")[0])

    def _call(self, expr: Call, unit: str) -> tuple[str, int]:
        args = expr.args
        if expr.name == "if":
            shared = self._shared(*args[1:]) or unit
            then, condition = self._held(args[1], shared, _OR), self._held(args[0], "", _OR)
            otherwise = self._held(args[2], shared, _OR) if len(args) > 2 else ""
            return self.say("rules.if", then=then, condition=condition, otherwise=otherwise), _IF
        if expr.name in ("round", "rounddown", "roundup"):
            places = self.of(args[1], "")[0] if len(args) > 1 else ""
            what = self._held(args[0], unit, _SUM)
            return self.say(f"rules.call.{expr.name}", what=what, places=places), _IF
        shared = self._shared(*args) or unit
        told = [self._held(each, shared, _SUM) for each in args]
        rest, listed = self.teller.wording.list(told[1:]), self.teller.wording.list(told)
        binds = {"coalesce": _ATOM, "is_missing": _COMPARE}.get(expr.name, _IF)
        return self.say(f"rules.call.{expr.name}", what=told[0], rest=rest, all=listed), binds

    def _held(self, expr: Expr, unit: str, binding: int) -> str:
        text, own = self.of(expr, unit)
        return text if own >= binding else f"({text})"

    def _shared(self, *exprs: Expr) -> str:
        """The unit of the first operand that is more than a bare number."""
        for each in exprs:
            if not isinstance(each, Number) or each.unit:
                unit = self.teller.unit(each)
                if unit not in ("number", "text", "boolean", "date"):
                    return unit
        return ""
