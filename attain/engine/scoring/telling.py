"""The scorecard's node: the lines with their KPIs, what changed the total, and the story."""

from attain.engine.scoring.result import CardResult, LineResult, Story
from attain.engine.trace import Node, Trace


def tell(result: CardResult, trace: Trace, count: int) -> None:
    """Replace the last `count` nodes (KPIs, then gates, proportions, extras) by one node of the card."""
    taken = trace.take(count)
    size = len(result.lines)
    kpis, rest = taken[:size], taken[size:]
    children = [_line(line, node) for line, node in zip(result.lines, kpis, strict=True)]
    if result.story:
        children.append(_story(result.story))
    gates = zip(result.gates, rest, strict=False)
    children += [_gate(found, node) for found, node in gates]
    children += [
        Node(
            f"scorecard.{e.kind}",
            e.points,
            "points",
            {
                "name": e.name,
                "title": dict(e.title),
                "because": dict(e.because),
                "unlimited": e.unlimited,
            },
        )
        for e in result.extras
    ]
    facts = {
        "card": result.card.scorecard,
        "title": result.card.title,
        "grade": result.grade or "",
        "held": result.held,
        "rule_from": result.card.starts,
    }
    trace.put(Node("scorecard", result.total, "points", facts, tuple(children)))


def _line(result: LineResult, kpi: Node) -> Node:
    low, high = (result.reading.low, result.reading.high) if result.reading else (None, None)
    stairs = result.line.steps is not None
    beyond = {"beyond_x": low if stairs and low and low.above else None}
    beyond["next_beyond_x"] = high if stairs and high and high.above else None
    facts = {
        "kpi": result.line.kpi,
        "title": kpi.facts.get("title", {}),
        "weight": result.line.weight,
        "effective": result.effective,
        "score": result.score,
        "status": result.status,
        "actual": result.actual,
        "actual_unit": kpi.unit,
        "low_x": low.x if low and low is not beyond["beyond_x"] else None,
        "low_y": low.at if low else None,
        "high_x": high.x if high and high is not beyond["next_beyond_x"] else None,
        "high_y": high.below if high else None,
        "stairs": stairs,
        **{name: point.x if point else None for name, point in beyond.items()},
    }
    ids = {"scored": "scorecard.line.stairs" if facts["stairs"] else "scorecard.line"}
    ids |= {
        "undefined": "scorecard.line.undefined",
        "full marks": "scorecard.line.full_marks",
        "excused": "scorecard.line.excused",
        "not examined": "scorecard.line.not_examined",
        "gated": "scorecard.line.gated",
        "held": "scorecard.line.held",
    }
    return Node(ids[result.status], result.points, "points", facts, (kpi,))


def _gate(found, condition: Node) -> Node:
    state = {True: "scorecard.gate.closed", False: "scorecard.gate.open", None: "scorecard.gate.undefined"}
    effect = found.gate.then if found.gate.then is not None else found.gate.at_most
    facts = {
        "because": found.gate.because,
        "then": effect,
        "limits": found.gate.then is None,
        "lines": "" if found.gate.lines == "all" else ", ".join(found.gate.lines),
    }
    return Node(state[found.closed], effect if found.closed else None, "points", facts, (condition,))


def _story(story: Story) -> Node:
    children = [
        Node(
            "scorecard.back_line.met" if line.met else "scorecard.back_line.missed",
            line.score,
            "points",
            {"person": line.person, "kpi": line.kpi},
        )
        for line in story.back_lines
    ]
    for carried in story.carried:
        children.append(
            Node(
                "scorecard.carried",
                carried.back,
                "points",
                {
                    "kpi": carried.kpi,
                    "shortfall": carried.shortfall,
                    "front": carried.front,
                    "front_part": carried.front_part,
                    "back_part": 1 - carried.front_part,
                    "leader_part": carried.leader_part,
                },
            )
        )
        if carried.leader_part is not None:
            children.append(
                Node("scorecard.carried.leader", carried.leader_part, "percent", {"kpi": carried.kpi})
            )
    facts = {"missed": ", ".join(story.missed)}
    return Node(f"scorecard.story.{story.outcome}", None, "text", facts, tuple(children))
