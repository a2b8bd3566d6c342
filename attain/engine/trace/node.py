"""One step of a calculation, and the recorder that collects steps while it runs.

The evaluator is a stack machine: every step leaves exactly one node on the trace, and takes as
its children the nodes that its operands left. Without a trace the same code computes the same
value; nothing else differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

#: What a step comes to; None is *undefined*.
Value = Decimal | bool | str | date | None


@dataclass(frozen=True, slots=True)
class Node:
    """One step: the message that says what it is, what it came to, and from what.

    id: message id, made into a sentence by `wording` (e.g. "formula.divide", "measure", "kpi").
    value: what the step came to, already rounded where it is a published number.
    unit: unit word of the value ("money", "percent", "days", "pieces", "points", "number", …).
    facts: typed values for the sentence (Decimal, int, str, date, bool, tuples of these).
    children: the steps it was made from, in reading order.
    """

    id: str
    value: Value
    unit: str = "number"
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    children: tuple["Node", ...] = ()


class Trace:
    """Collects nodes while an evaluator runs with tracing switched on."""

    def __init__(self) -> None:
        self._stack: list[Node] = []

    def push(self, id: str, value: Value, arity: int = 0, unit: str = "number", **facts: Any) -> None:
        """Record a step whose operands left the last `arity` nodes."""
        children = tuple(self._stack[len(self._stack) - arity :]) if arity else ()
        if arity:
            del self._stack[len(self._stack) - arity :]
        self._stack.append(Node(id, value, unit, facts, children))

    def take(self, count: int) -> tuple[Node, ...]:
        """Remove and return the last `count` nodes, for a step that arranges its children itself."""
        nodes = tuple(self._stack[len(self._stack) - count :]) if count else ()
        if count:
            del self._stack[len(self._stack) - count :]
        return nodes

    def put(self, node: Node) -> None:
        """Leave a node that was made by hand."""
        self._stack.append(node)

    def mark(self) -> int:
        """How many nodes are open now; `push(..., arity=trace.mark() - before)` gathers a block."""
        return len(self._stack)

    def result(self) -> Node:
        """The one node that is left when a calculation is complete."""
        (node,) = self._stack
        return node
