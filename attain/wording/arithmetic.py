"""A formula's steps as one line of arithmetic with figures: (941 200.00 − 1 200.00) ÷ 1 000 000.00."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from attain.engine.trace import Node
from attain.wording.figures import counted_decimals, own_decimals
from attain.wording.speech import Wording

#: How many figures a line may hold; steps below a longer one get lines of their own.
MOST_FIGURES = 6

#: Sign of a step between two operands, and how tightly it binds.
SIGNS = {
    "formula.or": ("", 1),
    "formula.and": ("", 2),
    "formula.compare": ("", 4),
    "formula.add": ("+", 5),
    "formula.subtract": ("−", 5),
    "formula.multiply": ("×", 6),
    "formula.divide": ("÷", 6),
}
FUNCTIONS = {
    "formula.min": "MIN",
    "formula.max": "MAX",
    "formula.cap": "CAP",
    "formula.abs": "ABS",
    "formula.round": "ROUND",
    "formula.rounddown": "ROUNDDOWN",
    "formula.roundup": "ROUNDUP",
    "formula.coalesce": "COALESCE",
    "formula.is_missing": "is_missing",
}
LITERALS = {"formula.number", "formula.text", "formula.boolean", "formula.date"}
COMPARISONS = {"<>": "≠", "<=": "≤", ">=": "≥"}
NOT, NEGATIVE_FIGURE, NEGATION, ATOM = 3, 4, 7, 9

#: The steps that read as arithmetic; every other node has a sentence.
STEPS = {*SIGNS, *FUNCTIONS, *LITERALS, "formula.negate", "formula.not", "formula.in", "formula.if"}


@dataclass
class Expression:
    """A step written out. below: what the reader may open next, in reading order, each once.

    is_figure: nothing is reckoned, a figure is only taken over (a branch of IF, the first that is known).
    """

    wording: Wording
    text: str = ""
    below: list[Node] = field(default_factory=list)
    is_figure: bool = False

    @classmethod
    def of(cls, node: Node, wording: Wording) -> "Expression":
        found = cls(wording)
        found.text = found._step(node, inline=_figures(node) <= MOST_FIGURES, open_it=True)[0]
        found.is_figure = _taken_over(node).id not in STEPS
        return found

    def _operand(self, node: Node, binding: int, inline: bool, open_it: bool = False) -> str:
        """An operand's text, in parentheses where it binds less than its place needs."""
        text, binds = self._step(node, inline, open_it)
        return f"({text})" if binds < binding else text

    def _step(self, node: Node, inline: bool, open_it: bool = False) -> tuple[str, int]:
        """A node's text and how tightly it binds. open_it: write this step out, even if not those below."""
        if node.id in LITERALS:
            return self._figure(node)
        if node.id not in STEPS or not (inline or open_it):
            if node not in self.below:
                self.below.append(node)
            return self._figure(node)
        if node.id in SIGNS:
            return self._between(node, inline)
        return self._called(node, inline)

    def _between(self, node: Node, inline: bool) -> tuple[str, int]:
        sign, binds = SIGNS[node.id]
        left, right = node.children
        chain = SIGNS.get(left.id, ("", 0))[1] == binds
        texts = self._operand(left, binds, inline, chain), self._operand(right, binds + 1, inline)
        return f"{texts[0]} {sign or self._word(node)} {texts[1]}", binds

    def _called(self, node: Node, inline: bool) -> tuple[str, int]:
        if node.id == "formula.if":
            return self._chosen(node, inline)
        if node.facts.get("taken") == 1:
            return self._step(node.children[0], inline)
        if node.id == "formula.negate":
            return "−" + self._operand(node.children[0], NEGATION + 1, inline), NEGATION
        if node.id == "formula.not":
            return f"{self.wording.say('tree.not')} {self._operand(node.children[0], NOT, inline)}", NOT
        texts = [self._step(child, inline)[0] for child in node.children]
        if node.id == "formula.in":
            return f"{texts[0]} ∈ ({'; '.join(texts[1:])})", SIGNS["formula.compare"][1]
        if "places" in node.facts:
            texts.append(str(node.facts["places"]))
        return f"{FUNCTIONS[node.id]}({'; '.join(texts)})", ATOM

    def _chosen(self, node: Node, inline: bool) -> tuple[str, int]:
        """IF reads as the branch that was taken; its condition stands below."""
        condition, *branch = node.children
        if condition.id not in LITERALS and condition not in self.below:
            self.below.append(condition)
        return self._step(branch[0], inline) if branch else self._figure(node)

    def _word(self, node: Node) -> str:
        if node.id == "formula.compare":
            return COMPARISONS.get(node.facts["op"], node.facts["op"])
        return self.wording.say("tree.and" if node.id == "formula.and" else "tree.or")

    def _figure(self, node: Node) -> tuple[str, int]:
        text = figure(node, self.wording)
        negative = isinstance(node.value, Decimal) and node.value < 0
        return text, NEGATIVE_FIGURE if negative else ATOM


def _taken_over(node: Node) -> Node:
    """The step whose value this one only hands on; itself where it reckons."""
    while node.id == "formula.if" and len(node.children) > 1:
        node = node.children[1]
    if node.id == "formula.coalesce" and node.facts["taken"] == 1:
        return _taken_over(node.children[0])
    return node


def figure(node: Node, wording: Wording) -> str:
    """A node's value as arithmetic shows it: no currency, no unit but the percent sign."""
    value, decimals = node.value, node.facts.get("decimals")
    if isinstance(value, date):
        return wording.date(value, "medium")
    if isinstance(value, str):
        return f"“{value}”"
    if not isinstance(value, Decimal) or node.unit == "percent":
        return wording.value(value, node.unit, decimals)
    if decimals is None and node.unit == "money":
        decimals = max(own_decimals(value), wording.money_decimals)
    elif decimals is None:
        decimals = counted_decimals(value, node.unit)
    return wording.number(value, decimals)


def _figures(node: Node) -> int:
    return sum(map(_figures, _parts(node))) if node.id in STEPS - LITERALS else 1


def _parts(node: Node) -> Iterator[Node]:
    """The operands that a line shows; of IF only the branch."""
    return iter(node.children[1:] if node.id == "formula.if" else node.children)
