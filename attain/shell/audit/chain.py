"""Reading the whole chain: whether an entry was changed, removed or put in between."""

from dataclasses import dataclass

from django.db import connection

from attain.shell.audit.entries import BEGINNING, AuditEntry, AuditHead
from attain.shell.audit.guard import guarded

#: So many entries are read at a time.
BATCH = 5_000


@dataclass(frozen=True)
class Broken:
    """The first place where the trail is not what was written. why: an id of a message."""

    number: int
    why: str


def verify(known_hash: str = "") -> Broken | None:
    """The first broken entry, None where all is as it was written.

    known_hash: the hash of an entry as somebody keeps it elsewhere: it must be in the chain. Without one, a
    trail that was wholly written anew by who may write everywhere can't be told from the true one.
    """
    number, previous, seen = 0, BEGINNING, not known_hash
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=BATCH):
        number += 1
        if entry.number != number:
            return Broken(number, "audit.broken.missing")
        if entry.previous != previous:
            return Broken(number, "audit.broken.chain")
        if entry.hash != entry.counted():
            return Broken(number, "audit.broken.changed")
        previous = entry.hash
        seen = seen or entry.hash == known_hash
    head = AuditHead.objects.filter(pk=1).first()
    if head is None or (head.number, head.hash) != (number, previous):
        return Broken(number + 1, "audit.broken.end")
    if not seen:
        return Broken(number, "audit.broken.unknown")
    if not guarded(connection):
        return Broken(number, "audit.broken.unguarded")
    return None
