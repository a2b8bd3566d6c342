"""Adjustments as pages search them: the store's rows, and what waits to become one; files beside them."""

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """UNAPPROVED: a row that was loaded without a second person's name; it is not paid."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNAPPROVED = "unapproved"


class Adjustment(models.Model):
    """key: `adjustment_id` of the row. proposal: the one that asks for it, None of rows that were loaded.

    made_by, approved_by, confirmed_by: as the row names them, people or users. about: what it came from
    ("dispute:12"). takes_back: the key of the one that it undoes.
    """

    key = models.CharField(max_length=200, unique=True)
    person = models.CharField(max_length=200, db_index=True)
    component = models.CharField(max_length=200)
    for_period = models.CharField(max_length=20)
    period = models.CharField(max_length=20, db_index=True)
    amount = models.DecimalField(max_digits=24, decimal_places=6)
    reason = models.TextField(blank=True)
    made_by = models.CharField(max_length=200, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, db_index=True)
    proposal = models.PositiveBigIntegerField(null=True, unique=True)
    about = models.CharField(max_length=60, blank=True)


class Copied(models.Model):
    """Of which files of the store the copies were made. One row."""

    files = models.JSONField(default=list)


class Attachment(models.Model):
    """A file that belongs to something ("proposal:3", "dispute:12"). digest: SHA-256, by which it is kept."""

    about = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=150)
    form = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("about", "digest", "name"), name="an_attachment_is_kept_once"),
        )
