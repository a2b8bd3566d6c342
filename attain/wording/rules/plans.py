"""A plan in sentences: whom it pays and how often, each component, then draw, guarantee and cap."""

from attain.engine.pay.component import Component
from attain.engine.pay.plan import Draw, Plan
from attain.wording.rules.dated import dated
from attain.wording.rules.ranges import step
from attain.wording.rules.sentence import Telling
from attain.wording.rules.shapes import shape
from attain.wording.rules.teller import words


def plan(tell: Telling, rule: Plan) -> None:
    teller = tell.teller
    say = teller.wording.say
    titles = teller.wording.list([title_of(tell, each) for each in rule.components])
    often = say(f"kpis.often.{rule.cycle}")
    tell.add("rules.plan.pays", "post", "cycle", often=often, post=teller.post(rule.post), parts=titles)
    dated(tell, rule)
    _prorated(tell, rule)
    for at, each in enumerate(rule.components):
        inside = tell.inside("components", at, part=title_of(tell, each))
        component(inside, each)
        tell.join(inside)
    if rule.draw is not None:
        inside = tell.inside("draw", part=say("rules.draw"))
        _draw(inside, rule.draw)
        tell.join(inside)
    if rule.guarantee is not None:
        tell.add("rules.plan.guarantee", "guarantee", sum=teller.sum_of(rule.guarantee))
    if rule.cap is not None:
        tell.add("rules.plan.cap", "cap", sum=teller.sum_of(rule.cap))


def title_of(tell: Telling, part: Component) -> str:
    """A component's title in the reader's language."""
    return tell.teller.wording.title(part.title) or words(part.component)


def _prorated(tell: Telling, rule: Plan) -> None:
    """Which components pay part of their sum for part of the period: one sentence for all."""
    for days in ("calendar", "working"):
        found = [
            (at, each)
            for at, each in enumerate(rule.components)
            if each.prorate is not None and each.prorate.days == days
        ]
        if found:
            titles = tell.teller.wording.list([tell.teller.quoted(title_of(tell, each)) for _, each in found])
            paths = [("components", at, "prorate") for at, _ in found]
            tell.add(f"rules.plan.prorated_{days}", *paths, parts=titles)


def component(tell: Telling, rule: Component) -> None:
    """What a component pays, and the settings that differ from the usual."""
    teller = tell.teller
    shape(tell, rule)
    if rule.when is not None:
        id = "rules.share.when" if rule.limits_inside else "rules.component.when"
        tell.add(id, "when", condition=teller.formula(rule.when))
    if rule.floor is not None and not rule.limits_inside:
        tell.add("rules.component.floor", "floor", sum=teller.sum_of(rule.floor))
    if rule.cap is not None and not rule.limits_inside:
        tell.add("rules.component.cap", "cap", sum=teller.sum_of(rule.cap))
    if rule.prorate is None and type(rule).model_fields["prorate"].default_factory is not None:
        tell.add("rules.component.whole", "prorate")
    if rule.decimals is not None:
        tell.add("rules.rounded", "decimals", step=step(rule.decimals, teller))
    if rule.hold_until:
        tell.add("rules.component.hold_until", "hold_until", column=teller.named(rule.hold_until))
    if not rule.clawback:
        tell.add("rules.component.no_clawback", "clawback")
    _spread(tell, rule)


def _spread(tell: Telling, rule: Component) -> None:
    if rule.spread is None:
        return
    teller, say = tell.teller, tell.teller.wording.say
    parts = [
        say("rules.point.at", x=teller.figure(number), y=teller.figure(part, "percent"), below="")
        for number, part in enumerate(rule.spread.parts, 1)
        if part
    ]
    told = say("rules.points.between").join(parts)
    tell.add(f"rules.spread.{rule.spread.vesting}", "spread", count=rule.spread.periods, parts=told)


def _draw(tell: Telling, rule: Draw) -> None:
    teller = tell.teller
    kept = "" if rule.recover else "_given"
    tell.add(
        f"rules.draw.{rule.paid}{kept}",
        "minimum",
        "recover",
        "paid",
        minimum=teller.sum_of(rule.minimum),
        recover=teller.figure(rule.recover, "percent"),
    )
    if rule.limit is not None:
        tell.add("rules.draw.limit", "limit", sum=teller.sum_of(rule.limit))
    if rule.recover_from is not None:
        tell.add("rules.draw.recover_from", "recover_from", day=rule.recover_from)
    if rule.until is not None:
        tell.add("rules.draw.until", "until", day=rule.until)
