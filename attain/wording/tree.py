"""An explanation in words and figures: one line a step, ready to be drawn as text, HTML or JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from attain.engine.money import rounded
from attain.engine.trace import Node
from attain.wording.arithmetic import LITERALS, STEPS, Expression, figure
from attain.wording.figures import own_decimals
from attain.wording.speech import Wording
from attain.wording.spoken import spoken

#: Steps whose sentence says that there is no figure.
_SAYS_SO = {
    "kpi.not_in_force",
    "scorecard.gate.open",
    "scorecard.gate.undefined",
    "scorecard.line.held",
    "scorecard.line.not_examined",
    "scorecard.line.undefined",
    "target.none",
}


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One line of an explanation.

    depth: 0 for the number explained. text: the sentence, or the arithmetic with its result.
    value_text: what the step came to; "" where the text says it (arithmetic) or where there is nothing.
    node: the step itself, for those who ask further (rows, rule).
    """

    depth: int
    text: str
    value_text: str
    node: Node


def lines(node: Node, wording: Wording) -> list[TreeLine]:
    """The whole explanation of `node`, in reading order."""
    return list(_told(node, wording, 0, None))


def sentence(node: Node, wording: Wording, parent: Node | None = None) -> str:
    """The one line of `node` itself: its sentence, or its arithmetic with the result."""
    return next(_told(node, wording, 0, parent)).text


def value_text(node: Node, wording: Wording) -> str:
    """What a step came to, with its unit. Steps that only tell something have none."""
    if node.value is None and (node.unit == "text" or node.id in _SAYS_SO):
        return ""
    return wording.value(node.value, node.unit, node.facts.get("decimals"))


def _told(node: Node, wording: Wording, depth: int, parent: Node | None) -> Iterator[TreeLine]:
    if node.id in STEPS:
        yield from _calculated(node, wording, depth, parent)
        return
    yield TreeLine(depth, wording.say(node.id, **spoken(node, wording)), value_text(node, wording), node)
    for child in node.children:
        if child.id not in LITERALS:
            yield from _told(child, wording, depth + 1, node)
    if days := node.facts.get("versions_passed_over"):
        yield TreeLine(depth + 1, wording.say("explanation.passed_over", days=days), "", node)


def _calculated(node: Node, wording: Wording, depth: int, parent: Node | None) -> Iterator[TreeLine]:
    expression = Expression.of(node, wording)
    if parent is None or not expression.is_figure:
        yield TreeLine(depth, _equation(node, expression.text, wording, parent), "", node)
        depth, parent = depth + 1, node
    for child in expression.below:
        yield from _told(child, wording, depth, parent)


def _equation(node: Node, text: str, wording: Wording, parent: Node | None) -> str:
    """The arithmetic and what it comes to; ≈ where the result has more digits than are shown."""
    if node.facts.get("by_zero"):
        return wording.say("tree.by_zero", arithmetic=text)
    if node.value is None or isinstance(node.value, bool):
        return f"{text} → {wording.value(node.value)}"
    shown = _published(node, parent) or node
    result = figure(shown, wording)
    exact = not isinstance(node.value, Decimal) or rounded(node.value, _places(shown)) == node.value
    return text if exact and result == text else f"{text} {'=' if exact else '≈'} {result}"


def _published(node: Node, parent: Node | None) -> Node | None:
    """The parent, if it is this result rounded to be published: it knows unit and decimals."""
    if parent is None or parent.id in STEPS:
        return None
    if not (isinstance(parent.value, Decimal) and isinstance(node.value, Decimal)):
        return None
    places = -parent.value.as_tuple().exponent
    return parent if rounded(node.value, places) == parent.value else None


def _places(node: Node) -> int:
    """Decimals of the value itself that its figure shows."""
    hundredfold = 2 if node.unit == "percent" else 0
    if "decimals" in node.facts:
        return node.facts["decimals"] + hundredfold
    return own_decimals(node.value.scaleb(hundredfold)) + hundredfold
