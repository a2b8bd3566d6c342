"""What hands decided about draws and pay that comes later, as steps of a pay: each with its reason."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from attain.engine.decide.by_hand import DRAW, RECOVER, about
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.world import Instalment, Setting
from attain.engine.pay.draw import BY_HAND
from attain.engine.pay.scope import Line
from attain.engine.trace import Node

ZERO = Decimal(0)


def released(pay: PersonPay) -> Iterator[Node]:
    """Instalments that are paid now: by their terms, or because a hand said so."""
    for part in filter(_there, pay.released):
        decided = _said(pay, lambda each, part=part: about(each, part) and bool(each.due))
        told = {"number": part.number, "of": part.of, "event": part.event}
        id = "paid.released.decided" if decided else "paid.released"
        yield _node(id, part.amount, part, told, decided)


def forfeited(pay: PersonPay) -> Iterator[Node]:
    """What is lost: by leaving, or because a hand took it back."""
    for part in filter(_there, pay.forfeited):
        decided = _said(pay, lambda each, part=part: about(each, part)) if part.vesting == "never" else {}
        id = "paid.forfeited.decided" if decided else "paid.forfeited"
        yield _node(id, ZERO, part, {"lost": part.amount}, decided)


def moved(pay: PersonPay) -> Iterator[Node]:
    """What a hand moved to another period: it changes nothing of this one's pay."""
    for part in filter(_there, pay.still_deferred):
        if decided := _said(pay, lambda each, part=part: about(each, part) and each.due == part.due):
            yield _node("paid.moved", ZERO, part, {"moved": part.amount, "due": part.due}, decided)


def drawn(pay: PersonPay) -> Iterator[Node]:
    """What a hand wrote off of a draw, then the draw itself."""
    if pay.forgiven:
        decided = _said(pay, lambda each: (each.name + ".").startswith(f"{DRAW}."))
        id = "paid.draw.forgiven" if pay.forgiven > 0 else "paid.draw.charged"
        yield Node(id, ZERO, "money", {"amount": ZERO, "forgiven": abs(pay.forgiven), **decided})
    for line in pay.draw.lines if pay.draw else ():
        yield Node(line.id, line.amount, "money", _recovered(pay, line))


def _there(part: Instalment) -> bool:
    """Nothing is said of instalments of nothing: of a spread that pays all of it at its end."""
    return bool(part.amount)


def _recovered(pay: PersonPay, line: Line) -> dict[str, Any]:
    decided = _said(pay, lambda each: each.name == RECOVER) if line.id == BY_HAND else {}
    return {**line.facts, **decided}


def _said(pay: PersonPay, of: Callable[[Setting], bool]) -> dict[str, Any]:
    """Why, by whom and approved by whom: of the first decision that is about it."""
    return next(_told(each for each in pay.by_hand if each.decided and of(each)), {})


def _told(found: Iterable[Setting]) -> Iterator[dict[str, Any]]:
    for each in found:
        yield {"reason": each.reason, "made_by": each.made_by, "approved_by": each.approved_by}


def _node(
    id: str, amount: Decimal, part: Instalment, told: Mapping[str, Any], decided: Mapping[str, Any]
) -> Node:
    facts = {"amount": amount, "name": part.component, "for_period": part.for_period, **told, **decided}
    return Node(id, amount, "money", facts)
