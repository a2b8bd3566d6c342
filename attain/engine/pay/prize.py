"""The shape `prize`: sums by rank in a peer group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from attain.engine.declare import Number
from attain.engine.formulas import Expression
from attain.engine.money import rounded, shared_out
from attain.engine.pay.component import Component, Computed, Note, line
from attain.engine.pay.refused import NotEmpty, refused
from attain.engine.pay.scope import PayScope, Peer, PeerGroup


@dataclass(frozen=True, slots=True)
class Place:
    """A person's rank and prize. tied: how many share the rank; shared: the prizes that they share."""

    rank: int
    prize: Decimal
    tied: int
    shared: Decimal


class Prize(Component):
    """Pays prizes to the best of a peer group.

    of: the formula that ranks. prizes: the first's, the second's, … better: "higher" (default) or "lower".
    least: the smallest group in which prizes are given (3). group: attributes that make the peer group;
        the KPI's own where none are said. In it is everyone whose plan has the prize when the period ends.
    Those who tie share the prizes of the ranks that they take up, to the cent.
    """

    shape: Literal["prize"] = "prize"
    of: Expression
    prizes: Annotated[tuple[Number, ...], NotEmpty]
    least: int = Field(default=3, ge=1)
    better: Literal["higher", "lower"] = "higher"
    group: tuple[str, ...] | None = None

    line_ids: ClassVar = ("pay.prize.rank", "pay.prize.tied")
    example: ClassVar = """\
component: best_of_the_month
shape: prize
of: sales_plan_fulfilment
prizes: [500.00, 300.00, 100.00]
group: [post, market_type]
"""
    worked: ClassVar = (
        "two share the first rank: (500.00 + 300.00) ÷ 2 = 400.00 each; the next is third: 100.00"
    )

    @model_validator(mode="after")
    def _descending(self) -> "Prize":
        for at, prize in enumerate(self.prizes):
            if prize < 0:
                raise refused("fault.prize.negative", ("prizes", at), component=self.component)
        for at, (better, worse) in enumerate(pairwise(self.prizes), 1):
            if worse > better:
                raise refused("fault.prize.descending", ("prizes", at), better=better, worse=worse)
        return self

    def compute(self, scope: PayScope) -> Computed:
        peers = scope.peers(self.component)
        peers = peers if isinstance(peers, PeerGroup) else PeerGroup(peers)
        if len(peers) < self.least:
            return Computed((), {"peers": len(peers)}, (Note("pay.none.group", self._size(peers)),))
        own = peers.by_person.get(scope.person)
        if own is None:
            return Computed((), {"peers": len(peers)}, (Note("pay.none.rank", {"of": self.of.text}),))
        place = self._ranked(peers, self.places(scope))[scope.person]
        facts = {"rank": place.rank, "peers": len(peers), "result": own.value, "of": self.of.text}
        if not place.prize:
            note = Note("pay.none.prize", facts | {"prizes": len(self.prizes)})
            return Computed((), facts, (note,))
        told = facts | ({"tied": place.tied, "shared": place.shared} if place.tied > 1 else {})
        id = "pay.prize.tied" if place.tied > 1 else "pay.prize.rank"
        return Computed((line(id, place.prize, self.places(scope), **told),), facts)

    def _ranked(self, peers: PeerGroup, places: int) -> Mapping[str, Place]:
        """Everyone's place, worked out once a group."""
        key = self.prizes, self.better, places
        if key not in peers.ranked:
            peers.ranked[key] = places_of(peers, self.prizes, self.better, places)
        return peers.ranked[key]

    def _size(self, peers: Sequence[Peer]) -> dict[str, int]:
        return {"peers": len(peers), "least": self.least}


def places_of(peers: Sequence[Peer], prizes: Sequence[Decimal], better: str, places: int) -> dict[str, Place]:
    """Everyone's rank and prize. The prizes given are those declared, to the cent."""
    sign = -1 if better == "higher" else 1
    ordered = sorted(peers, key=lambda peer: (sign * peer.value, peer.person))
    found: dict[str, Place] = {}
    for _, alike in groupby(ordered, key=lambda peer: peer.value):
        tied = list(alike)
        first = len(found)
        shared = sum(prizes[first : first + len(tied)], Decimal(0))
        cents = int(rounded(shared, places).scaleb(places))
        parts = shared_out(cents, {peer.person: Decimal(1) for peer in tied})
        for person, part in parts.items():
            found[person] = Place(first + 1, Decimal(part).scaleb(-places), len(tied), shared)
    return found
