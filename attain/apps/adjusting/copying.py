"""Adjustments brought into the database from the store: what differs, and nothing else."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from attain.apps.adjusting.models import Adjustment, Copied, State
from attain.engine.decide.rules import Rules
from attain.engine.decide.world import Adjustment as Told
from attain.engine.store import Store
from attain.runs.records import Records

TABLE = "adjustments"

#: The columns that a copy has of its row.
FIELDS = ("person", "component", "for_period", "period", "amount", "reason")
BY = ("made_by", "approved_by", "confirmed_by")


def sync(store: Store, rules: Rules) -> None:
    """Makes the copies what the newest snapshot has; those that wait for approval stay beside them."""
    with transaction.atomic():
        held, _ = Copied.objects.select_for_update().get_or_create(pk=1)
        snapshot = store.snapshot()
        files = [part.file for part in snapshot.parts(TABLE)] if TABLE in snapshot.tables() else []
        if files == held.files:
            return
        rows: list[Mapping[str, Any]] = []
        if files:
            with store.engine() as engine:
                engine.register(snapshot, rules.tables)
                rows = Records(engine, rules).of(TABLE)
        _made_like(rows)
        held.files = files
        held.save()


def follower(_tables: Collection[str]) -> None:
    """Told by the house when adjustments have changed."""
    from attain.apps.house.api import rules_now, store

    sync(store(), rules_now())


def _made_like(rows: list[Mapping[str, Any]]) -> None:
    there = {each.key: each for each in Adjustment.objects.all()}
    new, changed = [], []
    for row in rows:
        made = _made(row)
        known = there.pop(made.key, None)
        if known is None:
            new.append(made)
        elif any(getattr(known, name) != getattr(made, name) for name in (*FIELDS, *BY, "state")):
            for name in (*FIELDS, *BY, "state"):
                setattr(known, name, getattr(made, name))
            changed.append(known)
    Adjustment.objects.bulk_create(new, 1_000)
    Adjustment.objects.bulk_update(changed, (*FIELDS, *BY, "state"), 500)
    left = [each.pk for each in there.values() if each.proposal is None]
    Adjustment.objects.filter(pk__in=left).delete()


def _made(row: Mapping[str, Any]) -> Adjustment:
    by = [row[name] or "" for name in BY]
    told = Told(row["adjustment_id"], row["person_id"], row["component"], "", row["amount"], "", *by)
    return Adjustment(
        key=row["adjustment_id"],
        person=row["person_id"],
        component=row["component"],
        for_period=row["for_period"] or row["period"],
        period=row["period"],
        amount=row["amount"],
        reason=row["reason"] or "",
        state=State.APPROVED if told.approved else State.UNAPPROVED,
        **dict(zip(BY, by, strict=True)),
    )
