"""By which way a measure's facts find their owners."""

from attain.engine.facts import FactTable
from attain.engine.measures.declaration import Measure

#: Ways that go through a product of the fact, with the product's column that they look at.
PRODUCT_WAYS = {"product": "product_id", "brand": "brand", "group": "group", "category": "category"}


def through(measure: Measure, fact: FactTable) -> str:
    """The way that the measure declares; by default the named employee where no client is named."""
    if measure.credit.through:
        return measure.credit.through
    return "fact" if fact.employee is not None and fact.client is None else "coverage"


def owner_table(way: str) -> str:
    """The table that a way looks at ("" for the person on the fact)."""
    if way in PRODUCT_WAYS:
        return "product_coverage"
    return "coverage" if way == "coverage" else ""
