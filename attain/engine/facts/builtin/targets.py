"""What is to be reached, and by when."""

from attain.engine.facts.builtin.spec import table

TARGETS = (
    table(
        "periods",
        "The calendar: every period of every cycle, [from, to). Months, fiscal, 4-4-5 or ISO weeks.",
        ("period",),
        {"period": "text", "cycle": "text", "from": "date", "to": "date"},
        {"period": "2026-10", "cycle": "month", "from": "2026-10-01", "to": "2026-11-01"},
    ),
    table(
        "holidays",
        "Days that are no working days, beside the weekend that the rulebook names.",
        ("date",),
        {"date": "date", "title": "text?"},
        {"date": "2026-12-25", "title": "Christmas Day"},
    ),
    table(
        "targets",
        "What a person, unit, client or the company is to reach: a measure or a KPI in a period. "
        "A fixed target is whole also for who is there for a part of the period.",
        ("subject_kind", "subject_id", "name", "group", "period"),
        {
            "subject_kind": "choice(person|unit|client|company)",
            "subject_id": "text = ",
            "name": "text",
            "group": "text = ",
            "period": "text",
            "value": "decimal(6)",
            "fixed": "boolean = false",
            "set_on": "date?",
            "set_by": "employee?",
            "reason": "text?",
        },
        {
            "subject_kind": "person",
            "subject_id": "P017",
            "name": "sales_amount",
            "group": "",
            "period": "2026-10",
            "value": "120000",
            "fixed": "no",
            "set_on": "2026-09-20",
            "set_by": "P003",
            "reason": "",
        },
    ),
    table(
        "target_transfers",
        "A part of a target that moves from one subject to another (a client changes hands).",
        ("period", "name", "from_kind", "from_id", "to_kind", "to_id"),
        {
            "period": "text",
            "name": "text",
            "from_kind": "choice(person|unit|client|company)",
            "from_id": "text = ",
            "to_kind": "choice(person|unit|client|company)",
            "to_id": "text = ",
            "value": "decimal(6)",
            "reason": "text?",
            "approved_by": "employee?",
        },
        {
            "period": "2026-10",
            "name": "sales_amount",
            "from_kind": "person",
            "from_id": "P017",
            "to_kind": "person",
            "to_id": "P018",
            "value": "4500",
            "reason": "Route 7 moved",
            "approved_by": "P003",
        },
    ),
    table(
        "seasonality",
        "How a target for a longer period is spread over its parts: weights of the year's months (01 … 12), "
        "quarters (Q1 …) or half-years (H1, H2). Without a row every part weighs the same.",
        ("name", "part"),
        {"name": "text = ", "part": "text", "weight": "decimal(6)"},
        {"name": "sales_amount", "part": "05", "weight": "1.35"},
    ),
)
