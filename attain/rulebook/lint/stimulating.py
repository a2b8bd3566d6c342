"""Demand 4: a stimulus to work. Better work scores higher, and enough hangs on it."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from attain.engine.decide.settings import LintSettings
from attain.engine.scoring.declaration import ScoreLine
from attain.rulebook.documents import Document
from attain.rulebook.lint.subject import Finding, Subject


def stimulating(subject: Subject, settings: LintSettings) -> Iterator[Finding]:
    """Each line's picture rises with what is better, and its weight is worth the effort."""
    for use in subject.lines:
        told = {"card": use.card.name}
        path = (*use.path, "curve" if use.line.curve is not None else "steps")
        scores = _scores(use.line)
        if len(set(scores)) == 1:
            yield subject.finding("lint.stimulating.flat", path, use.card, **told)
        elif _against(subject.kpi.better, scores):
            id = f"lint.stimulating.against_{subject.kpi.better}"
            yield subject.finding(id, path, use.card, **told)
        percent = use.line.weight * 100 / use.card.rule.total
        if percent < settings.lightest:
            path = (*use.path, "weight")
            values = {"weight": use.line.weight, "least": settings.lightest}
            yield subject.finding("lint.stimulating.light", path, use.card, **told, **values)


def crowded(card: Document, settings: LintSettings) -> Iterator[Finding]:
    """Five to seven indicators: with fewer much is left out, with more nothing is worth the effort."""
    low, high = settings.indicators
    count = len({line.kpi for line in card.rule.lines})
    if low <= count <= high:
        return
    id = "lint.stimulating.few" if count < low else "lint.stimulating.many"
    fault = card.fault(id, ("lines",), "warning", card=card.name, count=count, low=low, high=high)
    yield Finding("stimulating", card.name, fault)


def _scores(line: ScoreLine) -> list[Decimal]:
    points = (line.curve or line.steps).points
    return [score for point in points for score in (point.below, point.at)]


def _against(better: str, scores: list[Decimal]) -> bool:
    """Whether the picture falls anywhere in the direction that is better."""
    if better == "near":
        return False
    falls = any(after < before for before, after in pairwise(scores))
    rises = any(after > before for before, after in pairwise(scores))
    return falls if better == "higher" else rises
