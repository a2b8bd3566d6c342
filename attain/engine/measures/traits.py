"""What holds of a snapshot's credit tables, so that queries leave out what cannot matter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from attain.engine.facts import FactTable
from attain.engine.measures.declaration import Measure
from attain.engine.measures.route import owner_table, through

Query = Callable[[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Traits:
    """credited: fact tables of which some facts are credited by name; None = any may be.
    shared: tables ("coverage", "product_coverage", "credits") in which some share is below 100 %."""

    credited: frozenset[str] | None = None
    shared: frozenset[str] = frozenset({"coverage", "product_coverage", "credits"})

    def named_credits(self, measure: Measure) -> bool:
        """Whether `credits` can hold facts of this measure."""
        return self.credited is None or measure.of in self.credited

    def several_owners(self, measure: Measure, fact: FactTable) -> bool:
        """Whether a fact of this measure can belong to several people at once."""
        by_name = "credits" in self.shared and self.named_credits(measure)
        return by_name or owner_table(through(measure, fact)) in self.shared


#: What holds of every snapshot.
ANY = Traits()


def traits(query: Query) -> Traits:
    """The traits of the registered tables."""
    credited = query("SELECT DISTINCT fact FROM credits")
    shared = [
        table
        for table in ("coverage", "product_coverage", "credits")
        if query(f"SELECT 1 FROM {table} WHERE share <> 1000000 LIMIT 1")
    ]
    return Traits(frozenset(row[0] for row in credited), frozenset(shared))
