"""Plans with their components in words and figures, in the order of the plan."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from attain.engine.decide.payroll import SpellPay
from attain.engine.decide.subject import Subject
from attain.engine.pay.component import Component, Note
from attain.engine.pay.curve import CurvePay
from attain.engine.pay.settle import ComponentResult
from attain.engine.pay.share import Share
from attain.engine.pay.tiers import Tiers
from attain.engine.trace import Node
from attain.runs.rendering.branch import Branch
from attain.runs.rendering.curve_picture import curve_picture
from attain.runs.rendering.pay_lines import pay_lines
from attain.runs.rendering.picture import Picture
from attain.runs.rendering.reader import Reader
from attain.runs.rendering.sheet import ComponentPart, PlanPart, Row
from attain.runs.rendering.stair import stair
from attain.runs.statement import Statement


def plan_parts(slip: Statement, reader: Reader) -> tuple[PlanPart, ...]:
    """Every plan that pays the person, each with its tree, found by spell and name."""
    trees = {(subject.key, node.facts["name"]): node for subject, node in slip.plans}
    found = []
    for pay in slip.pay.spells:
        tree = trees.get((pay.subject.key, pay.plan.plan))
        found.append(_plan(pay, tree, slip, reader))
    return tuple(found)


def _plan(pay: SpellPay, tree: Node | None, slip: Statement, reader: Reader) -> PlanPart:
    nodes = {node.facts.get("name"): node for node in tree.children} if tree else {}
    declared = {component.component: component for component in pay.plan.components}
    return PlanPart(
        title=reader.wording.title(pay.plan.title, pay.plan.plan),
        whose=whose(pay.subject, slip, reader),
        rule=in_force(pay.plan.plan, pay.plan.starts, slip, reader),
        components=tuple(
            _component(declared[result.component], result, nodes.get(result.component), reader)
            for result in pay.components
        ),
        limits=tuple(Row(line.sentence, line.amount, line.number) for line in pay_lines(pay.limits, reader)),
        total=reader.amount(pay.earned),
        number=pay.earned,
    )


def whose(subject: Subject, slip: Statement, reader: Reader) -> str:
    """Post and unit of a spell; its days too where it does not fill the period."""
    place = [reader.title(key) for key in (subject.post, subject.unit) if key]
    start, end = slip.period.overlap(subject.start, subject.end)
    if (start, end) != (slip.period.start, slip.period.end):
        place.append(reader.wording.span(start, end))
    return " · ".join(place)


def in_force(name: str, since: date, slip: Statement, reader: Reader) -> str:
    """Which dated rule applied, and which of the same name were passed over."""
    told = reader.say("statement.rule", day=since)
    days: Sequence[date] = slip.passed_over.get(name, ())
    return f"{told}. {reader.say('explanation.passed_over', days=days)}" if days else told


def _component(
    declared: Component, result: ComponentResult, tree: Node | None, reader: Reader
) -> ComponentPart:
    held: tuple[Note, ...] = (result.held,) if result.held else ()
    return ComponentPart(
        name=result.component,
        title=reader.wording.title(declared.title, result.component),
        amount=reader.amount(result.amount),
        number=result.amount,
        lines=pay_lines(result.lines, reader),
        notes=tuple(reader.note(note) for note in (*result.notes, *held)),
        aside=_pool_part(declared, result, reader),
        pool=_pool(tree, reader),
        picture=_picture(declared, result, tree, reader),
        tree=reader.branch(tree) if tree else None,
    )


def _pool_part(declared: Component, result: ComponentResult, reader: Reader) -> str:
    """Your share of X: 4.31 % by score."""
    facts = result.facts
    if not isinstance(declared, Share) or not facts.get("weights"):
        return ""
    part = facts["weight"] / facts["weights"]
    return reader.say(
        "statement.share", pool=reader.money(facts["pool"]), part=part, by=f"statement.by.{declared.by}"
    )


def _pool(tree: Node | None, reader: Reader) -> Branch | None:
    pool = next((node for node in tree.children if node.id == "pool"), None) if tree else None
    return reader.branch(pool) if pool else None


def _picture(
    declared: Component, result: ComponentResult, tree: Node | None, reader: Reader
) -> Picture | None:
    if isinstance(declared, Tiers):
        return stair(declared, result, reader)
    x, factor = result.facts.get("x"), result.facts.get("factor")
    if not isinstance(declared, CurvePay) or x is None:
        return None
    unit, decimals = _unit_of(x, tree)
    return curve_picture(
        declared.steps or declared.curve,
        declared.steps is not None,
        (x, factor),
        result.facts.get("next_at"),
        reader.say("statement.curve", x=reader.value(x, unit, decimals), y=reader.wording.percent(factor)),
        lambda value: reader.value(value, unit),
        reader.wording.percent,
    )


def _unit_of(x: Decimal, tree: Node | None) -> tuple[str, int | None]:
    """The unit of what a curve reads: that of the step of the tree which came to it."""
    for node in tree.children if tree else ():
        if node.value == x and node.unit != "money":
            return node.unit, node.facts.get("decimals")
    return "number", None
