"""Tiers in sentences: as one sentence where they are slices of the base, else as a list."""

from decimal import Decimal

from attain.engine.pay.tier import literal
from attain.engine.pay.tiers import Tiers
from attain.wording.rules.ranges import stretch
from attain.wording.rules.sentence import Telling


def tiers(tell: Telling, rule: Tiers) -> None:
    """Whole, sliced or prorated, by rates or by amounts, and what they are read against."""
    in_words = (
        rule.apply == "slice" and rule.by is None and literal(rule.tiers) and rule.tiers[0].rate is not None
    )
    if in_words and rule.tiers[0].low is None:
        _as_sentence(tell, rule)
    else:
        _as_list(tell, rule)
    if rule.tiers[-1].high is not None and (rule.apply == "whole" or rule.tiers[0].rate is not None):
        tell.add("rules.tiers.ends", ("tiers", len(rule.tiers) - 1))
    if rule.accumulate:
        tell.add("rules.tiers.climb", "per", "accumulate")
    elif rule.per == "event":
        tell.add("rules.tiers.event", "per")
    if rule.to_date is not None:
        tell.add(f"rules.tiers.to_date_{rule.to_date}", "to_date")


def _as_sentence(tell: Telling, rule: Tiers) -> None:
    """1% of Sales up to €100,000, 1.5% of the next €150,000 and 2% of everything above."""
    teller, say = tell.teller, tell.teller.wording.say
    base, unit, figures = teller.formula(rule.base), teller.unit(rule.base), _figure_unit(tell, rule)
    parts, low = [], Decimal(0)
    for at, tier in enumerate(rule.tiers):
        rate = teller.given(tier.rate, figures)
        if not isinstance(tier.high, Decimal):
            id = "rules.tiers.all" if at == 0 else "rules.tiers.rest"
            parts.append(say(id, rate=rate, base=base))
            break
        width = teller.figure(tier.high - low, unit)
        parts.append(
            say("rules.tiers.next" if at else "rules.tiers.first", rate=rate, base=base, width=width)
        )
        low = tier.high
    paths = [("tiers", at) for at in range(len(rule.tiers))]
    listed, joined = teller.wording.list(parts), say("rules.points.between").join(parts)
    told = say("rules.tiers.joined", list=listed, parts=joined)
    tell.add("rules.tiers.pays", "base", "apply", *paths, parts=told)


def _as_list(tell: Telling, rule: Tiers) -> None:
    teller = tell.teller
    pays = "amount" if rule.tiers[0].rate is None else "rate"
    place = rule.base if rule.by is None else rule.by
    by = "_by" if rule.apply == "slice" and pays == "rate" and rule.by is not None else ""
    base, told = teller.formula(rule.base), teller.formula(place)
    id = f"rules.tiers.{rule.apply}_{pays}{by}"
    tell.add(id, "base", "by", "apply", "tiers", base=base, place=told)
    unit, figures = teller.unit(place), _figure_unit(tell, rule)
    low, above = teller.given(rule.tiers[0].low, unit), False
    for at, tier in enumerate(rule.tiers):
        high = teller.given(tier.high, unit)
        within = stretch(teller, low, high, above=above, through=tier.through is not None)
        figure = teller.given(tier.figure, figures)
        tell.add("rules.point.at", ("tiers", at), depth=1, x=within, y=figure, below="")
        low, above = high, tier.through is not None


def _figure_unit(tell: Telling, rule: Tiers) -> str:
    """Rates of money are parts of it; of a count, sums apiece unless they are all small."""
    if rule.tiers[0].rate is None:
        return "money"
    rates = [tier.rate for tier in rule.tiers]
    small = all(not isinstance(rate, Decimal) or abs(rate) <= 1 for rate in rates)
    return "percent" if tell.teller.unit(rule.base) == "money" or small else "money"
