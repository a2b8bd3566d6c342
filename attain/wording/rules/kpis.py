"""A KPI and a param in sentences."""

from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Param
from attain.wording.rules.dated import dated
from attain.wording.rules.ranges import step
from attain.wording.rules.sentence import Telling
from attain.wording.rules.teller import where_words


def kpi(tell: Telling, rule: Kpi) -> None:
    teller, say = tell.teller, tell.teller.wording.say
    tell.add(
        "rules.kpi.formula",
        "formula",
        title=teller.named(rule.kpi),
        formula=teller.formula(rule.formula, rule.unit),
    )
    dated(tell, rule)
    places = step(rule.decimals, teller)
    unit = f"kpis.unit.{rule.unit}"
    told = say(unit) if teller.wording.knows(unit) else rule.unit
    tell.add("rules.kpi.unit", "unit", "decimals", unit=told, step=places)
    tell.text(teller.wording.say("rules.whole", text=say(f"kpis.better.{rule.better}")), "better")
    what = say(f"kpis.undefined.{rule.undefined.replace(' ', '_')}")
    tell.add("rules.kpi.undefined", "undefined", what=what)
    if rule.judges:
        posts = teller.wording.list([teller.quoted(teller.post(each)) for each in rule.judges])
        tell.add("rules.kpi.judges", "judges", posts=posts)
    tell.add("rules.kpi.often", "often", often=say(f"kpis.often.{rule.often}"))
    if rule.peer_group:
        group = teller.wording.list([teller.trait(each) for each in rule.peer_group])
        tell.add("rules.kpi.peers", "peer_group", group=group)
    tell.add("rules.kpi.influence", "influence", who=say(f"kpis.influence.{rule.influence}"))
    if rule.by:
        tell.add("rules.also_by", "by", traits=teller.wording.list([teller.trait(each) for each in rule.by]))
    _purposes(tell, rule)
    for key, words in (("serves", rule.serves), ("example", rule.example)):
        if text := teller.wording.title(words):
            tell.text(text, key)


def _purposes(tell: Telling, rule: Kpi) -> None:
    wording = tell.teller.wording
    told = []
    for each in rule.used_for:
        id = f"kpis.purpose.{each.replace(' ', '_').replace('-', '_')}"
        told.append(wording.say(id) if wording.knows(id) else each)
    if told:
        tell.add("rules.kpi.used_for", "used_for", purposes=wording.list(told))


def param(tell: Telling, rule: Param) -> None:
    """The value for everyone and for those who are named more specifically, a line each."""
    teller = tell.teller
    dated(tell, rule)
    if len(rule.values) > 1:
        traits = [teller.trait(each) for each in rule.by]
        tell.add("rules.param.choice", "values", "by", traits=teller.wording.list(traits) if traits else "")
    for at, row in enumerate(rule.values):
        value = teller.figure(row.value, rule.unit)
        if row.where:
            where = where_words(row.where, teller)
            tell.add("rules.param.row", ("values", at), depth=1, value=value, where=where)
        else:
            alone = "else" if len(rule.values) > 1 else "everyone"
            path = ("values", at)
            tell.add(f"rules.param.{alone}", path, depth=int(len(rule.values) > 1), value=value)
