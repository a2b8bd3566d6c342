"""Batches of entries, each posted at once, and the entries. Rows are written once and never change."""

from django.db import models

#: The batch of a closed period. Others move what is owed: attain.apps.ledger.moving.
CLOSE = "close"


class Batch(models.Model):
    """What was posted at once. run, bundle: what it comes from. entries: how many.

    period: of a close the in-period; of others a key of their own that begins with it ("2026-10/1").
    first, last: the days [first, last) of the period. sums: account → text of what the batch credits to it,
    less debits. digest: SHA-256 of it and its entries; previous: that of the batch before: they are a chain.
    """

    kind = models.CharField(max_length=12)
    period = models.CharField(max_length=20)
    first = models.DateField()
    last = models.DateField()
    run = models.CharField(max_length=64)
    bundle = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    sums = models.JSONField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "period"], name="posted_once"),
            models.UniqueConstraint(fields=["previous"], name="one_chain"),
        )


class Entry(models.Model):
    """An amount above zero, debited to one account and credited to another."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField()
    person = models.CharField(max_length=200)
    component = models.CharField(max_length=200)
    for_period = models.CharField(max_length=20)
    in_period = models.CharField(max_length=20)
    kind = models.CharField(max_length=16)
    debit = models.CharField(max_length=12)
    credit = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=24, decimal_places=6)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "line"], name="one_entry_a_line"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="amount_above_zero"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="two_accounts"),
        )
        indexes = (
            models.Index(fields=["person", "in_period"], name="entry_of_person"),
            models.Index(fields=["in_period", "component"], name="entry_of_period"),
            models.Index(fields=["in_period", "person"], name="entry_of_period_by_person"),
            models.Index(fields=["kind", "person"], name="entry_of_kind"),
        )
