"""Front and back office of one unit: whose process is judged first, and who carries a joint shortfall."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from attain.engine.decide.subject import Subject
from attain.engine.period import Period
from attain.engine.scoring.accountability import back_line
from attain.engine.scoring.declaration import Accountability, BackOffice, Scorecard
from attain.engine.scoring.result import BackLine
from attain.engine.scoring.score import read_line

if TYPE_CHECKING:
    from attain.engine.decide.evaluation import Evaluation


def holders(evaluation: "Evaluation", front: Subject, period: Period, post: str) -> list[Subject]:
    """Who holds the back-office post for this front: in the same unit, else the nearest unit above."""
    for unit in evaluation.world.units_above(front.unit):
        if found := evaluation.world.organisation.holders(post, unit, period):
            return found
    return []


def back_lines(evaluation: "Evaluation", front: Subject, period: Period, back: BackOffice) -> list[BackLine]:
    """The named process lines of the back office, scored as on its holders' own scorecards."""
    found = []
    for holder in holders(evaluation, front, period, back.post):
        for card in evaluation.rules.scorecards(holder.post, period.cycle, period.last_day):
            for line in card.lines:
                if line.kpi in back.lines:
                    scope = evaluation.scope(holder, period)
                    score = read_line(line, scope, card.decimals).score
                    found.append(back_line(holder.id, line.kpi, score, back.met))
    return found


def _served(evaluation: "Evaluation", post: str, back: Subject, period: Period) -> list[Subject]:
    """The fronts of a post, at work in the period, whose back office this person is."""
    key = post, back.post, period.key
    if key not in evaluation.served:
        found: dict[tuple[str, str, str], list[Subject]] = defaultdict(list)
        for front in evaluation.world.organisation.everyone(period):
            if front.post == post:
                for holder in holders(evaluation, front, period, back.post):
                    found[holder.key].append(front)
        evaluation.served[key] = found
    return evaluation.served[key].get(back.key, [])


def _helped(evaluation: "Evaluation", post: str, period: Period) -> list[tuple[Scorecard, Accountability]]:
    """The scorecards of fronts whose back office the post is."""
    key = post, period.key
    if key not in evaluation.helped:
        cards = evaluation.rules.all_scorecards(period.cycle, period.last_day)
        ruled = [(card, card.accountability) for card in cards if card.accountability is not None]
        evaluation.helped[key] = [
            (card, rules) for card, rules in ruled if rules.back_office and rules.back_office.post == post
        ]
    return evaluation.helped[key]


def carried_shortfalls(evaluation: "Evaluation", back: Subject, period: Period) -> list[tuple[str, Decimal]]:
    """What this person, as back office, carries: by KPI, the mean over the fronts served."""
    carried: dict[str, list[Decimal]] = defaultdict(list)
    for card, rules in _helped(evaluation, back.post, period):
        for front in _served(evaluation, card.post, back, period):
            story = evaluation.card(front, card.scorecard, period).story
            parts = {c.kpi: c.back for c in story.carried} if story else {}
            for kpi in rules.joint:
                carried[kpi].append(parts.get(kpi, Decimal(0)))
    if not carried:
        return []
    means = [(kpi, sum(parts, Decimal(0)) / len(parts)) for kpi, parts in sorted(carried.items())]
    return [(kpi, mean) for kpi, mean in means if mean]
