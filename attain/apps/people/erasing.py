"""Who was erased since the copies were made; apps that keep what was written about people are told of it."""

from collections.abc import Callable, Collection

from attain.apps.people.models import Person
from attain.engine.store import Snapshot, Store

#: Called with the keys of who was erased, in the transaction that takes their names out of the copies.
Told = Callable[[Collection[str]], None]

_TOLD: list[Told] = []


def after_erasing(told: Told) -> None:
    """Has `told` called when people were erased; called when apps are ready."""
    _TOLD.append(told)


def tell(store: Store, then: Snapshot | None, now: Snapshot) -> None:
    """Tells of those who have a name in the copies and none in the store any more, if somebody was erased.

    Without an erasure between the two snapshots it is a file without names: texts are not taken for that.
    """
    if then is None or not _TOLD or not _erased_between(store, then, now):
        return
    named = {row["person_id"] for row in store.personal("people")}
    without = Person.objects.exclude(name="", given_name="", family_name="", email="")
    keys = [key for key in without.values_list("key", flat=True) if key not in named]
    if keys:
        for told in _TOLD:
            told(keys)


def _erased_between(store: Store, then: Snapshot, now: Snapshot) -> bool:
    """Whether a snapshot after `then` brings other personal columns without a load of its own."""
    while now.id != then.id and now.manifest.parent:
        before = store.snapshot(now.manifest.parent)
        alike = now.manifest.loads == before.manifest.loads
        if alike and now.personal("people") != before.personal("people"):
            return True
        now = before
    return False
