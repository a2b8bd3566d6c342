"""Draws: a minimum that is paid in bad periods and recovered in good ones."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from attain.engine.money import exactly, rounded
from attain.engine.pay.component import number_of
from attain.engine.pay.plan import Draw
from attain.engine.pay.scope import Line, PayScope
from attain.engine.period import Period

ZERO = Decimal(0)

#: What a hand takes back of a draw.
BY_HAND = "pay.draw.recovered.by_hand"


@dataclass(frozen=True, slots=True)
class DrawTerms:
    """A draw in numbers. limit: the most that one period recovers (None: no limit); decimals: of money."""

    minimum: Decimal
    recover: Decimal = Decimal(1)
    paid: Literal["top_up", "advance"] = "top_up"
    limit: Decimal | None = None
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class DrawResult:
    """adjustment: paid − earned. drawn: paid beyond earnings; recovered: earnings that repaid the balance.

    given: what was drawn and will never be recovered. balance: what is owed afterwards.
    Over any number of periods Σ paid = Σ earned + balance − opening balance + Σ given.
    """

    earned: Decimal
    drawn: Decimal
    recovered: Decimal
    given: Decimal
    balance: Decimal
    lines: tuple[Line, ...] = ()

    @property
    def adjustment(self) -> Decimal:
        return self.drawn - self.recovered

    @property
    def paid(self) -> Decimal:
        return self.earned + self.adjustment


def terms_of(draw: Draw, scope: PayScope) -> DrawTerms:
    """A plan's draw with its formulas computed; raises Undefined."""
    return exactly(_terms_of, draw, scope)


def _terms_of(draw: Draw, scope: PayScope) -> DrawTerms:
    places = scope.currency_decimals
    minimum = rounded(number_of(scope, draw.minimum), places)
    limit = None if draw.limit is None else rounded(number_of(scope, draw.limit), places)
    return DrawTerms(minimum, draw.recover, draw.paid, limit, places)


def may_draw(draw: Draw, period: Period) -> bool:
    """Whether the period still pays the minimum: the day `until` lies in it or after it."""
    return draw.until is None or period.start <= draw.until


def may_recover(draw: Draw, period: Period) -> bool:
    """Whether the period recovers: the day `recover_from` lies in it or before it."""
    return draw.recover_from is None or draw.recover_from < period.end


def settle_draw(
    terms: DrawTerms, earned: Decimal, balance: Decimal, *, may_draw: bool = True, may_recover: bool = True
) -> DrawResult:
    """What a period pays and what is owed after it.

    top_up: earnings below the minimum are filled up to it; of earnings above the minimum the part `recover`
    repays the balance. advance: the minimum is paid ahead of the earnings, and the part `recover` of all
    earnings repays the balance, this period's advance included; negative earnings add to the balance.
    recover 0 never recovers: what is drawn is given. After the draw has ended nothing is filled up, recovery
    goes on, and negative earnings stand as they are.
    """
    return exactly(_settled, terms, earned, balance, may_draw, may_recover)


def _settled(
    terms: DrawTerms, earned: Decimal, balance: Decimal, may_draw: bool, may_recover: bool
) -> DrawResult:
    drawn = _drawn(terms, earned) if may_draw else ZERO
    given = ZERO if terms.recover else drawn
    owed = balance + drawn - given
    recovered = _recovered(terms, earned, owed, may_draw) if may_recover else ZERO
    lines = _lines(terms, earned, drawn, recovered, owed - recovered)
    return DrawResult(earned, drawn, recovered, given, owed - recovered, lines)


def recovered_by_hand(draw: DrawResult, most: Decimal) -> DrawResult:
    """The same with `most` taken back beside: never more than is still owed, nor than is left of the pay."""
    return exactly(_by_hand, draw, most)


def _by_hand(draw: DrawResult, most: Decimal) -> DrawResult:
    amount = min(most, draw.balance, draw.paid)
    if amount <= 0:
        return draw
    balance = draw.balance - amount
    told = {"earned": draw.earned, "balance": balance, "amount": -amount, "recovered": amount}
    lines = (*draw.lines, Line(BY_HAND, -amount, told))
    recovered = draw.recovered + amount
    return DrawResult(draw.earned, draw.drawn, recovered, draw.given, balance, lines)


def _drawn(terms: DrawTerms, earned: Decimal) -> Decimal:
    if terms.paid == "advance":
        return terms.minimum - min(earned, ZERO)
    return max(terms.minimum - earned, ZERO)


def _recovered(terms: DrawTerms, earned: Decimal, owed: Decimal, drawing: bool) -> Decimal:
    """Never more than is owed, than the limit allows, or than was earned above what is left untouched."""
    untouched = ZERO if terms.paid == "advance" else terms.minimum
    above = max(earned - untouched, ZERO)
    most = rounded(above * terms.recover, terms.decimals)
    if terms.limit is not None:
        most = min(most, max(terms.limit, ZERO))
    return min(most, max(owed, ZERO))


def _lines(
    terms: DrawTerms, earned: Decimal, drawn: Decimal, recovered: Decimal, balance: Decimal
) -> tuple[Line, ...]:
    facts = {"earned": earned, "minimum": terms.minimum, "balance": balance}
    lines = []
    if drawn:
        id = "pay.draw.given" if not terms.recover else f"pay.draw.{terms.paid}"
        lines.append(Line(id, drawn, facts | {"amount": drawn}))
    if recovered:
        told = facts | {"amount": -recovered, "recovered": recovered, "recover": terms.recover}
        lines.append(Line("pay.draw.recovered", -recovered, told))
    return tuple(lines)
