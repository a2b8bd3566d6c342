"""Faults that declarations raise as ValueError("fault.word argument …"): names for their arguments."""

#: Id → names of the arguments that follow it; the last takes the rest.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "fault.language": ("language",),
    "fault.param.tie": ("one", "other"),
    "fault.curve.twice": ("point",),
    "fault.curve.point": ("point",),
    "fault.curve.first_above": ("point",),
    "fault.scorecard.weights": ("sum", "total"),
    "fault.control_total": ("total",),
    "fault.table_column_taken": ("column",),
}

#: The key below the document, or the part of it, at which such a fault is best shown.
POINTS_AT: dict[str, str] = {
    "fault.scorecard.weights": "lines",
    "fault.scorecard.curve_or_steps": "kpi",
    "fault.param.tie": "values",
    "fault.measure.having_without_per": "having",
    "fault.gate.effect": "when",
    "fault.spread.parts": "parts",
}


def values_of(message: str) -> tuple[str, dict[str, str]]:
    """The id and the values in the text of such an error."""
    id, blank, rest = message.partition(" ")
    names = ARGUMENTS.get(id, ())
    arguments = rest.split(" ", max(0, len(names) - 1)) if blank else []
    return id, dict(zip(names, arguments, strict=False))
