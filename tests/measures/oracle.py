"""The same semantics once more, fact by fact in plain Python: slow, and nothing of it shared with the SQL."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

PPM = 1_000_000
Row = Mapping[str, Any]
Subject = tuple[str, str, str]


class Oracle:
    """rows: tables of a company, by name. way: through what facts find their owners. role: of coverage."""

    def __init__(self, rows: Mapping[str, list[Row]], way: str = "coverage", role: str = "") -> None:
        names = ("assignments", "reporting", "units", "coverage", "product_coverage", "credits", "products")
        self.rows = {name: rows.get(name, []) for name in names}
        self.way, self.role = way, role

    def owners(self, fact: Row, on: date) -> list[tuple[str, int]]:
        key = f"{fact['order_id']}|{fact['line']}"
        named = [c for c in self.rows["credits"] if c["fact_key"] == key and c["fact"] == "sales"]
        named = [c for c in named if c["role"] == self.role]
        if named:
            return [(c["person_id"], c["share"]) for c in named]
        return [(c["person_id"], c["share"]) for c in self._looking_after(fact) if c["from"] <= on < c["to"]]

    def _looking_after(self, fact: Row) -> list[Row]:
        """Who looks after the client, or the product, at any time; or the person on the fact, always."""
        if self.way == "fact":
            always = {"share": PPM, "from": date.min, "to": date.max}
            return [{"person_id": fact["seller_id"], **always}] if fact["seller_id"] else []
        if self.way == "coverage":
            rows = [c for c in self.rows["coverage"] if c["client_id"] == fact["client_id"]]
            return [c for c in rows if c["role"] == self.role]
        products = {row["product_id"]: row for row in self.rows["products"]}
        key = products.get(fact["product_id"], {}).get("product_id" if self.way == "product" else self.way)
        return [c for c in self.rows["product_coverage"] if (c["scope"], c["key"]) == (self.way, key)]

    def spell(self, person: str, on: date) -> Row | None:
        held = (a for a in self.rows["assignments"] if a["person_id"] == person)
        return next((a for a in held if a["from"] <= on < a["to"]), None)

    def leaders(self, person: str, on: date) -> set[str]:
        found, waiting = set(), [person]
        while waiting:
            found.add(waiting[-1])
            below = waiting.pop()
            lines = (r for r in self.rows["reporting"] if r["person_id"] == below)
            waiting += [r["manager_id"] for r in lines if r["from"] <= on < r["to"]]
        return found

    def units(self, unit: str) -> list[str]:
        parents = {row["unit_id"]: row["parent_id"] for row in self.rows["units"]}
        found = [unit]
        while parents.get(found[-1]):
            found.append(parents[found[-1]])
        return found

    def given(self, fact: Row, owned: date, credited: date) -> dict[Subject, int]:
        """Every subject that the fact reaches, with its share of it."""
        shares: dict[Subject, int] = defaultdict(int)
        shares["company", "company", ""] = PPM
        for person, share in self.owners(fact, owned):
            spell = self.spell(person, credited)
            if spell is None:
                continue
            shares["person", person, spell["from"].isoformat()] += share
            for leader in self.leaders(person, credited):
                if held := self.spell(leader, credited):
                    shares["team", leader, held["from"].isoformat()] += share
            for unit in self.units(spell["unit_id"]):
                shares["unit", unit, ""] += share
        return shares

    def lacks(self, fact: Row, owned: date, credited: date) -> dict[str, int]:
        """What part of the fact nobody has, and what its owners lost by holding no post."""
        owners = self.owners(fact, owned)
        left = sum(share for person, share in owners if self.spell(person, credited) is None)
        return {"no_owner": PPM - sum(share for _, share in owners), "owner_left": left}

    def values(
        self, facts: list[Row], value: Callable[[list[tuple[Row, int]]], Any], period_end: date | None = None
    ) -> dict[Subject, Any]:
        """`value` of each subject's (fact, share) pairs; subjects for which it is None are left out."""
        gathered: dict[Subject, list[tuple[Row, int]]] = defaultdict(list)
        for fact in facts:
            owned = period_end or fact.get("sold_on") or fact["ordered_on"]
            for subject, share in self.given(fact, owned, period_end or fact["ordered_on"]).items():
                gathered[subject].append((fact, share))
        found = {subject: value(pairs) for subject, pairs in gathered.items()}
        return {subject: number for subject, number in found.items() if number is not None}


def by_client(pairs: list[tuple[Row, int]]) -> list[list[tuple[Row, int]]]:
    groups: dict[str, list[tuple[Row, int]]] = defaultdict(list)
    for fact, share in pairs:
        groups[fact["client_id"]].append((fact, share))
    return list(groups.values())
