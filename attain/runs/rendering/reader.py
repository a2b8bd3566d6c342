"""Who reads: the wording, the titles and the money of one statement, in one hand."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from attain.engine.pay.component import Note
from attain.engine.trace import Node, Value
from attain.runs.rendering.branch import Branch, branch
from attain.runs.rendering.people import Names
from attain.runs.rendering.titled import Titles
from attain.wording import Wording

NOTHING = "–"


@dataclass(frozen=True)
class Reader:
    """Says things of one statement in one language. decimals: of money. names: of people it mentions."""

    wording: Wording
    titles: Titles = field(default_factory=dict)
    decimals: int = 2
    names: Names = field(default_factory=dict)

    def say(self, id: str, /, **values: Any) -> str:
        return self.wording.say(id, **values)

    def title(self, name: str, own: Titles | None = None) -> str:
        """The title of a rule; its name where it has none."""
        return self.wording.title((own or self.titles).get(name) or {}, name)

    def money(self, value: Decimal | None) -> str:
        """A sum with its currency."""
        return self._or_nothing(value) or self.wording.money(value, decimals=self.decimals)

    def amount(self, value: Decimal | None) -> str:
        """A sum without its currency, for a column whose head names it."""
        return self._or_nothing(value) or self.wording.money(value, "", self.decimals)

    def value(self, value: Value, unit: str, decimals: int | None = None) -> str:
        """A figure with its unit, but bare where the unit is money or points: the column says it."""
        if not isinstance(value, Decimal):
            return self._or_nothing(value) or self.wording.value(value)
        if unit == "money":
            return self.amount(value)
        return self.wording.value(value, "number" if unit == "points" else unit, decimals)

    def plain(self, value: Decimal) -> str:
        """A figure without needless decimals: 300 000, 82.25."""
        whole = value == value.to_integral_value()
        return self.wording.number(value, 0 if whole else None)

    def branch(self, node: Node) -> Branch:
        return branch(node, self.wording, self.titles, self.names)

    def note(self, note: Note) -> str:
        """A note beside the lines: why nothing is paid, how far the next step is."""
        return self.branch(Node(note.id, None, "text", note.facts)).text

    def _or_nothing(self, value: Value) -> str:
        return NOTHING if value is None else ""
