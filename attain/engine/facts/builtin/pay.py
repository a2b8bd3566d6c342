"""What pay starts from, and what a hand may add: each with who, why and approved by."""

from attain.engine.facts.builtin.spec import table

PAY = (
    table(
        "openings",
        "What a hand sets of a person's state at the start of a period: balances of a start in mid-year, and "
        "decisions on draws and on pay that comes later (these with made_by; they hold once someone else has "
        "approved them). An empty value leaves the amount as it is; due is the period that pays it.",
        ("person_id", "name", "period"),
        {
            "person_id": "employee",
            "name": "text",
            "period": "text",
            "value": "decimal(6)?",
            "due": "text?",
            "reason": "text?",
            "made_by": "text?",
            "approved_by": "text?",
        },
        {
            "person_id": "P017",
            "name": "bonus.deferred.2026-03",
            "period": "2026-07",
            "value": "350.00",
            "due": "2026-09",
            "reason": "Agreed with the works council",
            "made_by": "P003",
            "approved_by": "P001",
        },
    ),
    table(
        "adjustments",
        "An amount that a hand adds to or takes from a person's pay; who made, approved and confirmed it are "
        "people or users.",
        ("adjustment_id",),
        {
            "adjustment_id": "text",
            "person_id": "employee",
            "period": "text",
            "for_period": "text?",
            "component": "text",
            "amount": "money",
            "reason": "text",
            "made_by": "text",
            "approved_by": "text?",
            "confirmed_by": "text?",
        },
        {
            "adjustment_id": "A-2026-118",
            "person_id": "P017",
            "period": "2026-10",
            "for_period": "2026-09",
            "component": "commission",
            "amount": "-45.00",
            "reason": "Order O-5398 was booked twice",
            "made_by": "P003",
            "approved_by": "P001",
            "confirmed_by": "",
        },
    ),
    table(
        "hand_shares",
        "Weights that a leader sets by hand for the parts of a unit's pool.",
        ("pool", "unit_id", "person_id", "period"),
        {
            "pool": "text",
            "unit_id": "unit",
            "person_id": "employee",
            "period": "text",
            "weight": "decimal(6)",
            "reason": "text",
            "made_by": "employee?",
            "approved_by": "employee?",
        },
        {
            "pool": "branch_pool",
            "unit_id": "NORTH",
            "person_id": "P017",
            "period": "2026-10",
            "weight": "1.2",
            "reason": "Opened 14 new shops",
            "made_by": "P003",
            "approved_by": "P001",
        },
    ),
    table(
        "exchange_rates",
        "What one unit of a currency is worth in the rulebook's currency, from a day on.",
        ("currency", "from"),
        {"currency": "text", "from": "date", "rate": "decimal(8)"},
        {"currency": "USD", "from": "2026-10-01", "rate": "0.91870000"},
    ),
)
