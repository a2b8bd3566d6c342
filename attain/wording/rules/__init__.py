"""Rules as sentences: every document of a rulebook in the reader's language, exact to its declared numbers.

    told = sentences("plan", rule, rules, wording)      # [Sentence(text, paths, part, depth), …]
    for change in difference(before, after): …          # same, gone, come

`wording` shows money in the rulebook's currency. `rules` are those among which the document stands: they
give names their titles and units. Each sentence knows the places of the document that it speaks of.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attain.engine.decide.rules import Rules
from attain.wording.rules import kpis, measures, others, plans, scorecards
from attain.wording.rules.sentence import Change, Path, Sentence, Telling, difference
from attain.wording.rules.teller import Teller, rows_for
from attain.wording.speech import Wording

__all__ = ["Change", "Path", "Sentence", "Teller", "difference", "rows_for", "sentences"]

_KINDS: Mapping[str, Callable[[Telling, Any], None]] = {
    "plan": plans.plan,
    "scorecard": scorecards.scorecard,
    "kpi": kpis.kpi,
    "param": kpis.param,
    "measure": measures.measure,
    "pool": others.pool,
    "post": others.post,
    "fact": others.fact,
    "table": others.table,
    "mapping": others.mapping,
    "case": others.case,
    "rulebook": others.rulebook,
}


def sentences(
    kind: str,
    rule: Any,
    rules: Rules,
    wording: Wording,
    valued_on: date | None = None,
    traits: Mapping[str, str] | None = None,
) -> list[Sentence]:
    """What a document rules, sentence by sentence. kind: its first key (plan, scorecard, kpi, …).

    valued_on: a day whose figures of params are told beside their names, such as “Salary” (€1,300).
    traits: of one person (class, unit, …), for whom these figures are told.
    """
    day = getattr(rule, "starts", None) or date.max
    of = {"post": rule.post} if kind in ("plan", "scorecard") else {}
    tell = Telling(Teller(rules, wording, day, valued_on, {**of, **(traits or {})}))
    _KINDS[kind](tell, rule)
    return tell.found
