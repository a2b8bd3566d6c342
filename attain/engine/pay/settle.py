"""One component settled: condition, lines, limits, and the node that tells it all."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from attain.engine.made import made
from attain.engine.money import exactly
from attain.engine.pay.component import Component, Note, Undefined
from attain.engine.pay.limits import limited, total
from attain.engine.pay.scope import NO_FACTS, Line, PayScope
from attain.engine.trace import Trace

#: What a component earns that has no lines.
NOTHING = total(())


class ComponentResult(NamedTuple):
    """What a component earned one person in a period.

    amount: Σ lines, always; None while the pay is held because something is undefined.
    facts: figures of the whole component: tier, rate, next_at, to_next, next_worth, base, rank …
    notes: why nothing is paid, how far the next tier is. held: why the pay waits.
    """

    component: str
    shape: str
    amount: Decimal | None
    lines: tuple[Line, ...] = ()
    facts: Mapping[str, Any] = NO_FACTS
    notes: Sequence[Note] = ()
    held: Note | None = None

    @property
    def nodes(self) -> tuple[tuple[str, Decimal | None], ...]:
        """Published nodes: the component, and its lines counted from 1."""
        name = self.component
        return (name, self.amount), *[(f"{name}.{n}", line.amount) for n, line in enumerate(self.lines, 1)]

    def node(self, name: str) -> Any:
        """A value for a case: "lines" (their amounts), a line's number, a fact such as "tier", or
        "contributions" (what each tier adds to the blended rate).
        """
        if name == "lines":
            return tuple(line.amount for line in self.lines)
        if name == "contributions":
            return tuple(x.facts["contribution"] for x in self.lines if "contribution" in x.facts)
        if name.isdecimal():
            at = int(name) - 1
            return self.lines[at].amount if 0 <= at < len(self.lines) else None
        return self.facts.get(name)


def earn(component: Component, scope: PayScope) -> ComponentResult:
    """What the component earns this person: `when`, lines, proration, clawback, floor, cap.

    While tracing it leaves one node `pay.<shape>`, whose children are the formulas that were read, one
    node a line, and why nothing is paid or the pay waits.
    """
    mark = scope.trace.mark() if scope.trace else 0
    result = exactly(_result, component, scope)
    if scope.trace:
        _tell(component, result, scope.trace, mark)
    return result


def amount_of(component: Component, scope: PayScope) -> Decimal | None:
    """What the component earns this person, as `earn` has it and nothing beside; None while it is held."""
    try:
        if _keeps_out(component, scope):
            return NOTHING
        return total(limited(component, scope, component.compute(scope).lines))
    except Undefined:
        return None


def _result(component: Component, scope: PayScope) -> ComponentResult:
    try:
        if _keeps_out(component, scope):
            return _not_met(component)
        computed = component.compute(scope)
        lines = limited(component, scope, computed.lines)
    except Undefined as reason:
        held = Note(reason.id, reason.values)
        return ComponentResult(component.component, component.shape, None, held=held)
    name, shape = component.component, component.shape
    return made(ComponentResult, (name, shape, total(lines), lines, computed.facts, computed.notes, None))


def _keeps_out(component: Component, scope: PayScope) -> bool:
    """Whether the component's condition keeps the whole of it, limits and all, from being paid."""
    if component.when is None:
        return False
    holds = scope.holds(component.when)
    if holds is None:
        raise Undefined("pay.held.condition", condition=component.when.text)
    return not holds


def _not_met(component: Component) -> ComponentResult:
    note = Note("pay.none.condition", {"condition": component.when.text})
    return ComponentResult(component.component, component.shape, total(()), notes=(note,))


def _tell(component: Component, result: ComponentResult, trace: Trace, mark: int) -> None:
    for line in result.lines:
        _tell_line(line, trace)
    for note in (*result.notes, *([result.held] if result.held else [])):
        trace.push(note.id, None, unit="text", **note.facts)
    facts = {**result.facts, "name": component.component, "title": component.title}
    trace.push(f"pay.{component.shape}", result.amount, trace.mark() - mark, "money", **facts)


def _tell_line(line: Line, trace: Trace) -> None:
    for step in line.steps:
        _tell_line(step, trace)
    trace.push(line.id, line.amount, len(line.steps), "money", **line.facts)
