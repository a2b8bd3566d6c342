"""A measure in sentences: what is counted, of which facts, for whom, over which days."""

from attain.engine.measures.declaration import Measure
from attain.wording.rules.dated import dated
from attain.wording.rules.ranges import step
from attain.wording.rules.sentence import Telling


def measure(tell: Telling, rule: Measure) -> None:
    teller = tell.teller
    rows = teller.of_rows()
    values = {
        "title": teller.named(rule.measure),
        "value": teller.of_rows(rule.per not in ("", "event")).formula(rule.value),
        "table": teller.table(rule.of),
        "condition": rows.formula(rule.where) if rule.where is not None else "",
    }
    tell.add("rules.measure.value", "value", "of", "where", **values)
    dated(tell, rule)
    if rule.per == "event":
        tell.add("rules.measure.event", "per")
    elif rule.per:
        having = rows.formula(rule.having) if rule.having is not None else ""
        tell.add("rules.measure.per", "per", "having", per=teller.trait(rule.per), condition=having)
    _window(tell, rule)
    _credit(tell, rule)
    if rule.by:
        tell.add("rules.also_by", "by", traits=teller.wording.list([teller.trait(each) for each in rule.by]))
    if rule.unit:
        tell.add("rules.measure.unit", "unit", unit=_unit(tell, rule.unit))
    if rule.decimals is not None:
        tell.add("rules.rounded", "decimals", step=step(rule.decimals, teller))


def _unit(tell: Telling, unit: str) -> str:
    id = f"kpis.unit.{unit}"
    return tell.teller.wording.say(id) if tell.teller.wording.knows(id) else unit


def _window(tell: Telling, rule: Measure) -> None:
    window = rule.window
    if window.kind == "last":
        tell.add(f"rules.window.last_{window.unit}", "window", count=window.count)
    elif window.kind == "to_date":
        tell.add(f"rules.window.to_date_{window.unit or 'all'}", "window")
    else:
        tell.add("rules.window.period", "window")


def _credit(tell: Telling, rule: Measure) -> None:
    """To whom a fact is credited, and into which period it falls."""
    teller, say, credit = tell.teller, tell.teller.wording.say, rule.credit
    table = teller.rules.facts.get(rule.of)
    own = table is not None and table.client is None and table.employee is not None
    way = credit.through or ("fact" if own else "coverage")
    paths = (("credit", "through"), ("credit", "owner"))
    if way == "fact":
        tell.add("rules.credit.fact", *paths)
    else:
        when = _when(tell, credit.owner)
        if way == "coverage":
            tell.add("rules.credit.client", *paths, when=when)
        else:
            tell.add("rules.credit.scope", *paths, scope=say(f"rules.scope.{way}"), when=when)
    if credit.on:
        tell.add("rules.credit.on", ("credit", "on"), column=teller.quoted(teller.trait(credit.on)))
    if credit.role:
        tell.add("rules.credit.role", ("credit", "role"), role=teller.quoted(credit.role))
    if credit.shares == "full":
        tell.add("rules.credit.full", ("credit", "shares"))


def _when(tell: Telling, owner: str) -> str:
    say = tell.teller.wording.say
    if owner in ("then", "period_end"):
        return say(f"rules.owner.{owner}")
    return say("rules.owner.column", column=tell.teller.quoted(tell.teller.trait(owner)))
