"""The ten shapes of pay: what each pays, an example, its arithmetic, every setting."""

from attain.engine.pay.component import Component, Prorate, Spread
from attain.engine.pay.shapes import SHAPES
from attain.engine.pay.tier import Tier
from docs.pages.documents import HEAD, prose
from docs.pages.layout import code, page, table
from docs.pages.settings import rows

SHARED = frozenset(Component.model_fields)


def shapes() -> str:
    """Every shape, then what all of them can have."""
    parts = [
        "# Shapes of pay",
        "Each component of a plan has one of these shapes. The amount of a component is the sum of its\n"
        "lines; each line is rounded by itself. [Guides](../guides/pay) show each shape at work.",
        "Shapes: " + ", ".join(f"[{name}](#{name})" for name in SHAPES) + ".",
    ]
    for name, shape in SHAPES.items():
        parts += [f"## {name}", prose(shape), code(shape.example, "yaml")]
        parts += [f"*Worked by hand:* {shape.worked}.", table(HEAD, rows(shape, SHARED))]
        if name == "tiers":
            parts += ["### Tier", prose(Tier), table(HEAD, rows(Tier))]
    parts += ["## What every component can have", prose(Component), table(HEAD, rows(Component))]
    parts += ["### Prorate", prose(Prorate), table(HEAD, rows(Prorate))]
    parts += ["### Spread", prose(Spread), table(HEAD, rows(Spread))]
    return page(parts)
