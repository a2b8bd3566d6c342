"""A unit's pool of a period while it is being shared: the draft, and the proposal that waits."""

from django.conf import settings
from django.db import models


class Sharing(models.Model):
    """One a pool, unit and period: two who share the same pool see and save the same draft.

    weights: person → [weight, reason]: as machines read it, or as it was typed where it is no number.
    basis: the suggestion that reasons are asked against. version: grows by each save, so that nobody
    overwrites what they have not seen. proposal: the one that was made of it last; None before.
    """

    period = models.CharField(max_length=20)
    pool = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    weights = models.JSONField(default=dict)
    basis = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(null=True)
    proposal = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["period", "pool", "unit"], name="one_sharing_a_pool"),)
