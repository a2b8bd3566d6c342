"""The tables of the trail. The database itself refuses to change or remove an entry (audit.guard)."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import models

#: What the first entry has as the hash of the one before it.
BEGINNING = "0" * 64


class AuditEntry(models.Model):
    """One change. number: 1, 2, 3 … without a gap. before, after: JSON objects, keys sorted; "" for nothing.

    user: the key of who did it, None for the system or nobody. actor: their name for signing in. source: the
    address of the machine that asked. what: one of the messages audit.did.…; kind, key: what was changed.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    user = models.BigIntegerField(null=True, db_index=True)
    actor = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=64, blank=True)
    what = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=300, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["kind", "key"], name="audit_object"),)

    def counted(self) -> str:
        """The hash of what the entry says and of the one before it, hex."""
        said = [
            self.previous,
            self.number,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.user,
            self.actor,
            self.source,
            self.what,
            self.kind,
            self.key,
            self.before,
            self.after,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()

    def changes(self) -> list[tuple[str, Any, Any]]:
        """(field, before, after) of every field that is told of."""
        before, after = (json.loads(text) if text else {} for text in (self.before, self.after))
        return [(name, before.get(name), after.get(name)) for name in sorted({*before, *after})]


class AuditHead(models.Model):
    """The last entry's number and hash: one row, which writers lock one after another."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=BEGINNING)
