"""What a person would earn if some of their own numbers were others: the same evaluator, nothing stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.settlement import PersonPay, settle
from attain.engine.scoring.result import CardResult
from attain.runs.compute import Computed


@dataclass(frozen=True)
class Estimate:
    """Pay and scorecards of one person. cards: scorecard → result, of the last spell that has it."""

    pay: PersonPay
    cards: Mapping[str, CardResult]


def estimate(computed: Computed, person: str, given: Mapping[str, Decimal]) -> Estimate:
    """The person's pay with some of their KPIs or measures given; everything else as the run had it.

    Other people keep what they have, so a share of a pool is as if only this person had done otherwise.
    """
    world = computed.evaluation.world
    own = {(person, name, ()): value for name, value in given.items()}
    evaluation = Evaluation(computed.rules, replace(world, given={**world.given, **own}), computed.period)
    payroll = Payroll(evaluation)
    cards = {}
    for spell in payroll.spells(person):
        day = computed.period.last_day
        for card in computed.rules.scorecards(spell.post, computed.period.cycle, day):
            cards[card.scorecard] = evaluation.card(spell, card.scorecard, computed.period)
    return Estimate(settle(payroll, person), cards)
