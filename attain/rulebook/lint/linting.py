"""Runs the seven demands over a rulebook's KPIs and takes the waivers into account."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from attain.engine.decide.settings import LintSettings, Waiver
from attain.engine.formulas import names
from attain.rulebook.documents import Document
from attain.rulebook.lint.attainable import attainable
from attain.rulebook.lint.clear import clear
from attain.rulebook.lint.comparable import comparable
from attain.rulebook.lint.drawn import drawn
from attain.rulebook.lint.responsible import responsible
from attain.rulebook.lint.serves import serves
from attain.rulebook.lint.stimulating import crowded, stimulating
from attain.rulebook.lint.subject import Finding, Line, Past, PastValue, RuleBook, Subject
from attain.rulebook.load import Loaded
from attain.rulebook.sites import sites


def lint(loaded: Loaded, past: Past | None = None) -> list[Finding]:
    """Every finding about the rulebook's own KPIs, and about shipped ones that its scorecards and plans use.

    past: earlier values by name, for the demands that only experience can test.
    """
    rules = RuleBook.of(loaded.documents)
    settings = next((d.rule.lint for d in rules.all("rulebook")), LintSettings())
    found: list[Finding] = []
    for subject in subjects(rules):
        found += _demands(subject, settings, past or _nothing)
    for card in rules.all("scorecard"):
        if not card.library:
            found += crowded(card, settings)
    found, idle = _waived(found, settings.waivers)
    return [*found, *(_idle(rules, settings, waiver) for waiver in idle)]


def subjects(rules: RuleBook) -> Iterator[Subject]:
    """KPIs to lint, each with its uses: of shipped ones, those in the rulebook's own scorecards and plans."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for card in rules.all("scorecard"):
        for at, line in enumerate(card.rule.lines):
            lines[line.kpi].append(Line(card, at))
    components = _components(rules)
    for document in rules.all("kpi"):
        uses = lines[document.name]
        pays = components[document.name]
        if document.library:
            uses = [line for line in uses if not line.card.library]
            pays = [(plan, at) for plan, at in pays if not plan.library]
            if not uses and not pays:
                continue
        yield Subject(document, rules, tuple(uses), tuple(pays))


def _components(rules: RuleBook) -> dict[str, list[tuple[Document, int]]]:
    """KPI → the components of plans whose formulas read it."""
    found: dict[str, list[tuple[Document, int]]] = defaultdict(list)
    for plan in rules.all("plan"):
        for site in sites(plan.rule):
            if site.path[0] != "components":
                continue
            for name in names(site.formula.tree):
                if (plan, site.path[1]) not in found[name]:
                    found[name].append((plan, site.path[1]))
    return found


def _demands(subject: Subject, settings: LintSettings, past: Past) -> Iterator[Finding]:
    if not subject.document.library:
        yield from clear(subject, settings)
        yield from serves(subject)
    yield from attainable(subject, past)
    yield from responsible(subject)
    yield from stimulating(subject, settings)
    yield from comparable(subject)
    yield from drawn(subject, past)


def _waived(
    found: Sequence[Finding], waivers: Sequence[Waiver]
) -> tuple[list[Finding], list[tuple[int, Waiver]]]:
    """Findings with the reasons why some are accepted, and the waivers that waive nothing."""
    reasons = {(waiver.kpi, waiver.demand): waiver.because for waiver in waivers}
    marked = [replace(f, waived=reasons.get((f.name, f.demand), {})) for f in found]
    hit = {(f.name, f.demand) for f in found}
    idle = [(at, waiver) for at, waiver in enumerate(waivers) if (waiver.kpi, waiver.demand) not in hit]
    return marked, idle


def _idle(rules: RuleBook, settings: LintSettings, waiver: tuple[int, Waiver]) -> Finding:
    at, given = waiver
    document = next(rules.all("rulebook"))
    path = ("lint", "waivers", at)
    fault = document.fault("lint.waiver.idle", path, "warning", kpi=given.kpi, demand=given.demand)
    return Finding(given.demand, given.kpi, fault)


def _nothing(name: str) -> Sequence[PastValue]:
    return ()
