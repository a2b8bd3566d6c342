"""A small invented company with every kind of fact, dirt included: same seed, same rows.

Its people move and leave, its clients change hands, are shared, fall silent and come back, some belong to
nobody, some lines are credited by name. Numbers are Decimals here; the store has them as scaled integers.
"""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attain.engine.facts import ColumnType, FactTable

FIRST, DAYS = date(2024, 10, 1), 548
OPEN = date(2100, 1, 1)
PEOPLE = [f"P{n:02d}" for n in range(1, 13)]
CLIENTS = [f"C{n:02d}" for n in range(1, 41)]
PRODUCTS = [f"S{n:02d}" for n in range(1, 13)]
GRADES = ("junior", "middle", "senior", "technician", "senior_technician")

#: Greatest values that a column may have; others run to 100.
MOST = {"recommend": 10, "satisfaction": 5, "level_rank": 5, "own_items": 30, "settle_days": 20}

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def company(facts: Mapping[str, FactTable], seed: int = 7) -> Rows:
    """Rows by table."""
    chance = random.Random(seed)
    rows = _organisation() | _portfolio(chance)
    rows |= {name: _facts(chance, fact) for name, fact in facts.items()}
    rows["order_lines"] = _orders(chance)
    rows["credits"] = _credits(chance, rows["order_lines"])
    rows["staff_months"] = _staff_months(chance, rows["assignments"])
    return rows


def _organisation() -> Rows:
    """Two branches under the company; P03 moves to the other, P05 leaves for good."""
    units = [("ALL", None), ("NORTH", "ALL"), ("SOUTH", "ALL")]
    spells = [(p, "NORTH" if n % 2 else "SOUTH", date(2024, 1, 1), OPEN) for n, p in enumerate(PEOPLE)]
    spells[2] = ("P03", "SOUTH", date(2024, 1, 1), date(2026, 3, 12))
    spells.append(("P03", "NORTH", date(2026, 3, 12), OPEN))
    spells[4] = ("P05", "SOUTH", date(2024, 1, 1), date(2026, 3, 20))
    names = ("person_id", "unit_id", "from", "to")
    return {
        "units": [{"unit_id": unit, "parent_id": parent} for unit, parent in units],
        "assignments": [
            dict(zip(names, spell, strict=True)) | {"post": "account_manager"} for spell in spells
        ],
        "reporting": [
            {"person_id": p, "manager_id": PEOPLE[0], "from": date(2024, 1, 1), "to": OPEN}
            for p in PEOPLE[1:]
        ],
    }


def _portfolio(chance: random.Random) -> Rows:
    clients = [{"client_id": c, "key_account": n % 4 == 0, "unit_id": "NORTH"} for n, c in enumerate(CLIENTS)]
    products = [
        {
            "product_id": p,
            "group": "ABC"[n % 3],
            "brand": "XYZ"[n % 3],
            "category": "UV"[n % 2],
            "focus": n % 3 == 0,
        }
        for n, p in enumerate(PRODUCTS)
    ]
    return {
        "clients": clients,
        "products": products,
        "coverage": [row for client in CLIENTS[:-2] for row in _covered(chance, client)],
        "product_coverage": [
            _product_owner("brand", "X", "P10", "1"),
            _product_owner("brand", "Y", "P10", "0.7"),
            _product_owner("brand", "Y", "P11", "0.3"),
            _product_owner("category", "U", "P12", "1"),
        ],
    }


def _product_owner(scope: str, key: str, person: str, share: str) -> Row:
    span = {"from": date(2024, 1, 1), "to": OPEN}
    return {"scope": scope, "key": key, "person_id": person, "share": Decimal(share), **span}


def _covered(chance: random.Random, client: str) -> list[Row]:
    """One owner, two who share, or one after the other with a gap in between."""

    def row(person: str, start: date, end: date, share: str = "1") -> Row:
        span = {"from": start, "to": end}
        return {"client_id": client, "person_id": person, "share": Decimal(share), "role": "", **span}

    one, two = chance.sample(PEOPLE[1:9], 2)
    start = date(2024, 1, 1)
    kind = chance.randrange(4)
    if kind == 0:
        return [row(one, start, OPEN, "0.6"), row(two, start, OPEN, "0.4")]
    if kind == 1:
        change = FIRST + timedelta(days=chance.randrange(400, DAYS))
        return [row(one, start, change), row(two, change + timedelta(days=chance.randrange(4)), OPEN)]
    return [row(one, start, OPEN)]


def _orders(chance: random.Random) -> list[Row]:
    """Every client orders in some stretches and is silent in others; some lines come back."""
    lines: list[Row] = []
    for number, client in enumerate(CLIENTS):
        begins = {0: 520 + number, 4: 400 + number}.get(number % 9, chance.randrange(40))
        on = FIRST + timedelta(days=begins)
        while on < FIRST + timedelta(days=DAYS):
            lines += _order(chance, f"O{len(lines)}", client, on)
            silent = chance.random() < 0.15
            on += timedelta(days=chance.randrange(80, 160) if silent else chance.randrange(3, 30))
    back = [line for line in lines if chance.random() < 0.08]
    return lines + [_taken_back(chance, line, number) for number, line in enumerate(back)]


def _order(chance: random.Random, order: str, client: str, on: date) -> list[Row]:
    promised = on + timedelta(days=chance.randrange(1, 9)) if chance.random() < 0.9 else None
    lines = []
    for number, product in enumerate(chance.sample(PRODUCTS, chance.randrange(1, 4)), 1):
        quantity = chance.randrange(1, 50)
        late, some = chance.random() < 0.15, chance.random() < 0.1
        delivered = promised and promised + timedelta(days=chance.randrange(1, 40) if late else 0)
        amount = Decimal(quantity * chance.randrange(90, 400)).scaleb(-2)
        lines.append(
            {
                "order_id": order,
                "line_no": number,
                "client_id": client,
                "product_id": product,
                "ordered_on": on,
                "promised_on": promised,
                "delivered_on": None if chance.random() < 0.05 else delivered,
                "quantity": quantity,
                "delivered_quantity": None if not delivered else max(0, quantity - 3) if some else quantity,
                "amount": amount,
                "cost": (amount * Decimal("0.7")).quantize(Decimal("0.01")),
                "is_return": False,
                "is_order_head": number == 1,
                "online": chance.random() < 0.5,
            }
        )
    return lines


def _taken_back(chance: random.Random, line: Row, number: int) -> Row:
    negative = {name: -line[name] for name in ("quantity", "amount", "cost")}
    return (
        line
        | negative
        | {
            "order_id": f"R{number}",
            "line_no": 1,
            "ordered_on": line["ordered_on"] + timedelta(days=chance.randrange(1, 60)),
            "original_ordered_on": line["ordered_on"],
            "original_line": f"{line['order_id']}|{line['line_no']}",
            "is_return": True,
            "is_order_head": False,
        }
    )


def _credits(chance: random.Random, lines: list[Row]) -> list[Row]:
    """Some lines are given to named people: to one, or 70/30 to two."""
    found = []
    for line in lines:
        if chance.random() < 0.03:
            key = f"{line['order_id']}|{line['line_no']}"
            one, two = chance.sample(PEOPLE[1:9], 2)
            parts = [(one, "1")] if chance.random() < 0.5 else [(one, "0.7"), (two, "0.3")]
            found += [
                {"fact": "order_lines", "fact_key": key, "person_id": p, "share": Decimal(s), "role": ""}
                for p, s in parts
            ]
    return found


def _staff_months(chance: random.Random, assignments: list[Row]) -> list[Row]:
    rows = []
    for number in range(18):
        month = date(2024 + (9 + number) // 12, (9 + number) % 12 + 1, 1)
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        for person in PEOPLE:
            ends = max(a["to"] for a in assignments if a["person_id"] == person)
            if ends <= month:
                continue
            rows.append(
                {
                    "employee_id": person,
                    "month": month,
                    "recorded_on": min(after, ends) - timedelta(days=1),
                    "sells": person < "P08",
                    "at_start": True,
                    "at_end": ends >= after,
                    "left": ends < after,
                    "overtime": Decimal(chance.randrange(0, 900)).scaleb(-2),
                }
            )
    return rows


def _facts(chance: random.Random, fact: FactTable, count: int = 600) -> list[Row]:
    """Random rows of any fact table, by the types of its columns."""
    return [_fact(chance, fact, number) for number in range(count)]


def _fact(chance: random.Random, fact: FactTable, number: int) -> Row:
    lately = chance.random() < 0.5
    on = FIRST + timedelta(days=DAYS - 1 - chance.randrange(60) if lately else chance.randrange(DAYS))
    row: Row = {}
    for name, kind in fact.columns.items():
        if kind.optional and chance.random() < 0.2:
            row[name] = None
        elif name == fact.date:
            row[name] = on
        else:
            row[name] = _KINDS.get(kind.kind, _number)(chance, name, kind, on, number)
    return row


def _number(chance: random.Random, name: str, kind: ColumnType, on: date, number: int) -> Decimal | int:
    drawn = chance.randrange(MOST.get(name, 100) + 1)
    scale = kind.scale(2)
    if kind.kind == "money" and name == "amount":
        drawn = chance.randrange(-200, 800)
    return Decimal(drawn * 10**scale + chance.randrange(10**scale)).scaleb(-scale) if scale else drawn


_KINDS: dict[str, Callable[[random.Random, str, ColumnType, date, int], Any]] = {
    "text": lambda chance, name, kind, on, number: f"{name[0]}{number}",
    "date": lambda chance, name, kind, on, number: on + timedelta(days=chance.randrange(-6, 12)),
    "boolean": lambda chance, name, kind, on, number: chance.random() < 0.6,
    "client": lambda chance, name, kind, on, number: chance.choice(CLIENTS),
    "product": lambda chance, name, kind, on, number: chance.choice(PRODUCTS),
    "employee": lambda chance, name, kind, on, number: chance.choice(PEOPLE),
    "unit": lambda chance, name, kind, on, number: chance.choice(["NORTH", "SOUTH"]),
    "choice": lambda chance, name, kind, on, number: chance.choice(kind.choices),
}
