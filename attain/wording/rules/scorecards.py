"""A scorecard in sentences: its lines, gates, merits and deductions, limits, grades, accountability."""

from attain.engine.scoring.declaration import Accountability, Extra, Gate, Scorecard, ScoreLine
from attain.wording.rules.dated import dated
from attain.wording.rules.ranges import picture, step
from attain.wording.rules.sentence import Telling
from attain.wording.rules.teller import words


def scorecard(tell: Telling, rule: Scorecard) -> None:
    teller, say = tell.teller, tell.teller.wording.say
    often = say(f"kpis.often.{rule.cycle}")
    tell.add("rules.scorecard.judges", "post", "cycle", post=teller.post(rule.post), often=often)
    dated(tell, rule)
    tell.add("rules.scorecard.lines", "lines", "total", total=teller.figure(rule.total))
    for at, line in enumerate(rule.lines):
        _line(tell, line, at)
    for at, gate in enumerate(rule.gates):
        _gate(tell, gate, at)
    for kind, extras in (("merits", rule.merits), ("deductions", rule.deductions)):
        for at, extra in enumerate(extras):
            _extra(tell, kind, extra, at)
    _limits(tell, rule)
    if rule.grades:
        bounds = [
            say(
                "rules.point.at",
                x=grade,
                y=say("rules.from_points", points=teller.figure(bound, "points")),
                below="",
            )
            for grade, bound in rule.grades
        ]
        tell.add("rules.scorecard.grades", "grades", grades=say("rules.points.between").join(bounds))
    tell.add("rules.scorecard.rounded", "decimals", step=step(rule.decimals, teller))
    if rule.accountability is not None:
        inside = tell.inside("accountability", part=say("rules.accountability"))
        _accountability(inside, rule.accountability)
        tell.join(inside)


def _line(tell: Telling, line: ScoreLine, at: int) -> None:
    teller = tell.teller
    unit = teller.rules.unit_word(line.kpi, teller.day) if teller.rules.kind_of(line.kpi) else "number"
    read = picture(line.curve, line.steps, line.beyond, (unit, "points"), teller)
    tell.add(
        "rules.scorecard.line",
        ("lines", at),
        depth=1,
        kpi=teller.named(line.kpi),
        group=line.group,
        weight=teller.figure(line.weight),
        picture=read,
    )


def _gate(tell: Telling, gate: Gate, at: int) -> None:
    teller = tell.teller
    limit = gate.then if gate.then is not None else gate.at_most
    of = "total" if gate.lines == "all" else "lines"
    effect = "is" if gate.then is not None else "at_most"
    lines = "" if gate.lines == "all" else teller.names(gate.lines)
    tell.add(
        f"rules.gate.{of}_{effect}",
        ("gates", at),
        condition=teller.formula(gate.when),
        points=teller.figure(limit, "points") if limit is not None else "",
        lines=lines,
        because=teller.wording.title(gate.because),
    )


def _extra(tell: Telling, kind: str, extra: Extra, at: int) -> None:
    teller = tell.teller
    tell.add(
        f"rules.scorecard.{kind}",
        (kind, at),
        title=teller.quoted(teller.wording.title(extra.title) or words(extra.name)),
        points=teller.formula(extra.points, "points"),
        condition=teller.formula(extra.when) if extra.when is not None else "",
        limit=teller.figure(extra.limit, "points") if extra.limit is not None else "",
        because=teller.wording.title(extra.because),
    )


def _limits(tell: Telling, rule: Scorecard) -> None:
    teller = tell.teller
    if rule.floor is None:
        tell.add("rules.scorecard.no_floor", "floor")
    else:
        tell.add("rules.scorecard.floor", "floor", points=teller.figure(rule.floor, "points"))
    if rule.cap is not None:
        tell.add("rules.scorecard.cap", "cap", points=teller.figure(rule.cap, "points"))


def _accountability(tell: Telling, rule: Accountability) -> None:
    teller = tell.teller
    results, process = teller.names(rule.results), teller.names(rule.process)
    tell.add("rules.results", "results", "met", lines=results, points=teller.figure(rule.met, "points"))
    if rule.back_office is not None:
        back = rule.back_office
        tell.add(
            "rules.back_office",
            "back_office",
            post=teller.post(back.post),
            lines=teller.names(back.lines),
            points=teller.figure(back.met, "points"),
        )
    if rule.process:
        how = rule.unexamined.replace(" ", "_")
        tell.add(
            f"rules.process.{how}", "process", "unexamined", lines=process, back=rule.back_office is not None
        )
    if rule.joint:
        front = teller.formula(rule.front, "percent") if rule.front is not None else ""
        behind = teller.formula(rule.back, "percent") if rule.back is not None else ""
        lines = teller.names(rule.joint)
        tell.add("rules.joint", "joint", "front", "back", lines=lines, front=front, back=behind)
    if rule.leader is not None:
        tell.add("rules.leader", "leader", part=teller.formula(rule.leader, "percent"))
