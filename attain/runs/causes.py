"""The causes by which pay can change, and which of them lie between two snapshots."""

from attain.engine.store import Snapshot

#: In the order in which comparisons switch them.
CAUSES = ("facts", "coverage", "targets", "rules", "adjustments", "state")

#: Built-in tables by the cause that their change is; every other table is coverage and people.
TARGETS = ("targets", "target_transfers", "seasonality")
ADJUSTMENTS = ("adjustments", "hand_shares")
STATE = ("openings",)

#: Built-in tables that change nobody's pay.
BESIDE = ("budgets",)


def organisation(*snapshots: Snapshot) -> list[str]:
    """The tables whose change is a change of coverage and people."""
    tables = {table for snapshot in snapshots for table in snapshot.manifest.tables}
    return sorted(tables - {*TARGETS, *ADJUSTMENTS, *STATE, *BESIDE})


def between(first: Snapshot, second: Snapshot, rules: bool, state: bool) -> tuple[str, ...]:
    """The causes that changed. rules, state: whether the rulebook and the opening state did."""
    tables = {
        "coverage": organisation(first, second),
        "targets": TARGETS,
        "adjustments": ADJUSTMENTS,
    }
    old, new = first.manifest, second.manifest
    found = {"facts": (old.facts, old.outside) != (new.facts, new.outside), "rules": rules, "state": state}
    for cause, names in tables.items():
        found[cause] = any(old.tables.get(name) != new.tables.get(name) for name in names)
    return tuple(cause for cause in CAUSES if found[cause])
