"""What pay may cost."""

from attain.engine.facts.builtin.spec import table

BUDGETS = (
    table(
        "budgets",
        "What pay may cost in a period: of the company or of a unit with all below it, in all or for one "
        "component. Nobody is paid by it; the boards compare with it.",
        ("unit_id", "component", "period"),
        {
            "unit_id": "text = ",
            "component": "text = ",
            "period": "text",
            "value": "money",
            "reason": "text?",
        },
        {
            "unit_id": "NORTH",
            "component": "",
            "period": "2026-10",
            "value": "48000.00",
            "reason": "Two more account managers from October",
        },
    ),
)
