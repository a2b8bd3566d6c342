"""The tree behind a published number: rebuilt by the code that computed it, and equal to it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from attain.engine.decide.place import Place, ValueScope
from attain.engine.decide.publish import Published, canonical
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.subject import COMPANY, Subject, company_subject, unit_subject
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.trace import Node, Trace
from attain.runs import decisions
from attain.runs.compute import Computed

#: The whole of a person's pay; what `explain` tells where no line is named.
PAID = "paid"


def tree(computed: Computed, person: str, name: str = PAID) -> Node:
    """The explanation of one of a person's numbers: paid, a plan, a component, a scorecard, a KPI, a measure.

    Raises Faulty for an unknown person or name. The root's value is the published one.
    """
    spells = computed.payroll.spells(person)
    if not spells and person not in computed.pays:
        people = computed.payroll.people
        raise Faulty(Fault("fault.explain.person", {"person": person, "nearest": nearest(person, people)}))
    if name == PAID:
        return paid_tree(computed, person)
    node = _component_tree(computed, spells, name) or _formula_tree(computed, spells, name)
    if node is None:
        raise Faulty(
            Fault("fault.explain.name", {"name": name, "nearest": nearest(name, _names(computed, spells))})
        )
    return node


def unit_tree(computed: Computed, unit: str, name: str) -> Node:
    """The explanation of a unit's number; "company" is the whole company, unless a unit has that key.

    Raises Faulty for an unknown unit or name.
    """
    units = computed.evaluation.world.unit_parents
    if unit not in units and unit != COMPANY:
        raise Faulty(Fault("fault.explain.unit", {"unit": unit, "nearest": nearest(unit, set(units))}))
    subject = unit_subject(unit) if unit in units else company_subject()
    node = _formula_tree(computed, [subject], name)
    if node is None:
        raise Faulty(
            Fault("fault.explain.name", {"name": name, "nearest": nearest(name, _names(computed, []))})
        )
    return node


def plan_trees(computed: Computed, person: str) -> list[tuple[Subject, Node]]:
    """The tree of every plan that pays the person, by spell."""
    found = []
    for subject in computed.payroll.spells(person):
        for plan in computed.payroll.plans(subject):
            trace = Trace()
            computed.payroll.earned(subject, plan, trace)
            found.append((subject, trace.result()))
    return found


def card_trees(computed: Computed, person: str) -> list[tuple[Subject, Node]]:
    """The tree of every scorecard of the person in the period's cycle, by spell."""
    found = []
    period = computed.period
    for subject in computed.payroll.spells(person):
        for card in computed.rules.scorecards(subject.post, period.cycle, period.last_day):
            trace = Trace()
            computed.evaluation.card(subject, card.scorecard, period, trace)
            found.append((subject, trace.result()))
    return found


def paid_tree(computed: Computed, person: str) -> Node:
    """Everything between what was earned and what is paid; the children add up to the root."""
    pay = computed.pays[person]
    children = [node for _, node in plan_trees(computed, person)]
    children += settlement_nodes(pay)
    facts = {"person": person, "period": computed.period.key}
    return Node("paid" if pay.paid is not None else "paid.held", pay.paid, "money", facts, tuple(children))


def settlement_nodes(pay: PersonPay) -> list[Node]:
    """One node for each step between earned and paid."""

    def node(id: str, amount: Decimal, **facts: object) -> Node:
        return Node(id, amount, "money", {"amount": amount, **facts})

    found = [
        node("paid.deferred", -i.amount, name=i.component, number=i.number, of=i.of, due=i.due)
        for i in pay.deferred
        if i.amount
    ]
    found += [node("paid.waiting", -h.amount, name=h.component, event=h.event) for h in pay.waiting]
    found += decisions.released(pay)
    found += [
        node("paid.freed", h.amount, name=h.component, event=h.event, for_period=h.for_period)
        for h in pay.freed
    ]
    found += [*decisions.forfeited(pay), *decisions.moved(pay), *decisions.drawn(pay)]
    found += [
        node(
            "paid.adjustment", a.amount, name=a.component, reason=a.reason, made_by=a.made_by,
            approved_by=a.approved_by, confirmed_by=a.confirmed_by, for_period=a.for_period,
        )
        for a in pay.adjustments
    ]  # fmt: skip
    found += [
        node(
            "paid.difference",
            d.amount,
            name=d.component,
            for_period=d.for_period,
            was=d.was,
            now=d.now,
            causes=tuple(f"compare.cause.{cause}" for cause in d.causes),
        )
        for d in pay.differences
    ]
    return found


def _component_tree(computed: Computed, spells: Sequence[Subject], name: str) -> Node | None:
    """A plan's or component's node; of several spells, a sum of theirs."""
    found = []
    for subject in spells:
        for plan in computed.payroll.plans(subject):
            parts = {c.component for c in plan.components}
            if name != plan.plan and name not in parts:
                continue
            trace = Trace()
            computed.payroll.earned(subject, plan, trace)
            root = trace.result()
            found.append(root if name == plan.plan else _named(root, name))
    return _joined(found, name, True)


def _named(root: Node, name: str) -> Node:
    return next(child for child in root.children if child.facts.get("name") == name)


def _formula_tree(computed: Computed, spells: Sequence[Subject], name: str) -> Node | None:
    head, _, part = name.partition(".")
    kind = computed.rules.kind_of(name.removeprefix("target.") if head == "target" else head)
    if kind not in ("measure", "kpi", "param", "scorecard"):
        return None
    found = []
    for subject in spells:
        trace = Trace()
        scope = ValueScope(computed.evaluation, Place(subject, computed.period), trace)
        if head == "target":
            scope.value(part, ("target",))
        else:
            scope.value(name, ())
        found.append(trace.result())
    adds = computed.rules.additive(part if head == "target" else head, computed.period.last_day)
    return _joined(found, name, adds)


def _joined(found: list[Node], name: str, adds: bool) -> Node | None:
    """adds: whether the number of several spells is the sum of theirs; an average's is not."""
    if len(found) < 2:
        return found[0] if found else None
    values = [node.value for node in found]
    total = sum(values, Decimal(0)) if all(isinstance(v, Decimal) for v in values) else None
    money = adds and all(node.unit == "money" for node in found)
    return Node("spells", total if money else None, found[0].unit, {"name": name}, tuple(found))


def _names(computed: Computed, spells: Sequence[Subject]) -> list[str]:
    """What can be explained: for a helpful answer to a misspelt name."""
    rules = computed.rules
    found = [n for kind in ("measure", "kpi", "param", "scorecard") for n in rules.names(kind)]
    for subject in spells:
        for plan in computed.payroll.plans(subject):
            found += [plan.plan, *(c.component for c in plan.components)]
    return [*found, PAID]


def equals_published(published: Iterable[Published], subject: str, name: str, node: Node) -> bool:
    """Whether the tree's root is the number that was published of the subject; true where none was."""
    stored = {p.value for p in published if (p.subject, p.node, p.group) == (subject, name, "")}
    return not stored or canonical(node.value) in stored or node.id == "spells"


def named(line: str) -> str:
    """The rule that a line of `explain` is about: target.sales → sales, card.grade → card."""
    return line.removeprefix("target.").partition(".")[0]
