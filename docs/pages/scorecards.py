"""The ready scorecards of the catalogue, by post and cycle."""

from collections.abc import Iterator

from attain.engine.scoring.curve import Curve
from attain.engine.scoring.declaration import Extra, Gate, Scorecard, ScoreLine
from docs.pages.layout import english, page, table, titles
from docs.pages.shelf import of_kind, rule, subject


def scorecards() -> str:
    """Every scorecard with its lines, gates, extras, grades and accountability."""
    cards = [document.rule for document in of_kind("scorecard")]
    posts = list(dict.fromkeys(card.post for card in cards))
    parts = [
        "# Scorecards of the catalogue",
        f"{len(cards)} scorecards for {len(posts)} posts. What a line scores is read off its curve\n"
        "(straight between the points, flat outside) or its stairs; points = score × weight ÷ 100.",
    ]
    for post in posts:
        parts.append(f"## {post}")
        for card in cards:
            if card.post == post:
                parts += _card(card)
    return page(parts)


def _card(card: Scorecard) -> Iterator[str]:
    yield f"### {card.scorecard}"
    yield f"{titles(card.title)}\n\nCycle: {card.cycle}; total {card.total:f}" + (
        f"; at most {card.cap:f}." if card.cap is not None else "."
    )
    yield table(("KPI", "weight", "scores"), [_line(line) for line in card.lines])
    notes = [*map(_gate, card.gates), *(_extra("Merit", extra) for extra in card.merits)]
    notes += [_extra("Deduction", extra) for extra in card.deductions]
    if card.grades:
        notes.append("Grades: " + ", ".join(f"{grade} from {bound:f}" for grade, bound in card.grades))
    notes += _accountability(card)
    if notes:
        yield "\n".join(f"- {note}" for note in notes)


def _line(line: ScoreLine) -> tuple[str, str, str]:
    place = next((subject(d) for d in of_kind("kpi") if d.name == line.kpi), "")
    kpi = rule("kpi", line.kpi)
    name = f"[{english(kpi.title, line.kpi)}](kpis/{place}.md#{line.kpi})" if kpi else f"`{line.kpi}`"
    shown = _picture(line.curve or line.steps, bool(kpi and kpi.unit == "percent"))
    return name, f"{line.weight:f}", ("stairs " if line.steps else "") + shown


def _picture(curve: Curve, percent: bool) -> str:
    """A curve's points: 80 % → 0, 100 % → 100."""

    def x(value) -> str:
        return f"{(value * 100).normalize():f} %" if percent else f"{value.normalize():f}"

    def y(point) -> str:
        below = "" if point.below == point.at else f"{point.below:f}, then "
        return f"{below}{point.at:f}"

    return ", ".join(f"{'above ' if point.above else ''}{x(point.x)} → {y(point)}" for point in curve.points)


def _gate(gate: Gate) -> str:
    effect = f"is {gate.then:f}" if gate.then is not None else f"is at most {gate.at_most:f}"
    what = "the total" if gate.lines == "all" else ", ".join(f"`{name}`" for name in gate.lines)
    because = english(gate.because)
    return f"Gate: where `{gate.when.text}`, {what} {effect}" + (f" ({because})" if because else "")


def _extra(word: str, extra: Extra) -> str:
    limit = f", at most {extra.limit:f}" if extra.limit is not None else ""
    when = f" where `{extra.when.text}`" if extra.when is not None else ""
    return f"{word} “{english(extra.title, extra.name)}”: `{extra.points.text}` points{when}{limit}"


def _accountability(card: Scorecard) -> Iterator[str]:
    rules = card.accountability
    if rules is None:
        return
    told = f"Accountability: results {_names(rules.results)} are met at {rules.met:f}"
    if rules.process:
        told += f"; only where one is missed are {_names(rules.process)} examined ({rules.unexamined} if not)"
    yield told
    if rules.back_office is not None:
        yield f"Judged before the front: {_names(rules.back_office.lines)} of the `{rules.back_office.post}`"
    if rules.joint:
        yield f"Joint goals {_names(rules.joint)}: front `{rules.front}`, back `{rules.back}`"


def _names(keys) -> str:
    return ", ".join(f"`{key}`" for key in keys)
