"""Disputes and what was said in them. Texts are personal data: they stand here and nowhere else."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from attain.apps.disputes.rules import Desk, Kind, Outcome, State


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]


class Dispute(models.Model):
    """line: the node of the statement's line, "paid" for the whole. run, value: the number as it stood.

    counts_in: the period whose closing waits for it: its own, or the one that it was carried to.
    desk, answerer: who answers; None: anybody of the desk. due_on: by when. decided_at: the last decision.
    proposal: the adjustment that an accepted one became. source: the load that put it right instead.
    recorded: whether the facts tell of it.
    """

    person = models.CharField(max_length=200, db_index=True)
    period = models.CharField(max_length=20)
    counts_in = models.CharField(max_length=20, db_index=True)
    line = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=_choices(Kind))
    expected = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    reason = models.TextField()
    run = models.CharField(max_length=64)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    state = models.CharField(max_length=10, choices=_choices(State), default=State.OPEN, db_index=True)
    desk = models.CharField(max_length=10, choices=_choices(Desk))
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="disputes_to_answer"
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="disputes_raised"
    )
    opened_on = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=_choices(Outcome), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="disputes_decided"
    )
    decided_on = models.DateField(null=True)
    days = models.PositiveIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    reopened = models.BooleanField(default=False)
    proposal = models.PositiveBigIntegerField(null=True, db_index=True)
    source = models.CharField(max_length=200, blank=True)
    recorded = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "period", "line"),
                condition=~models.Q(state="settled"),
                name="one_open_dispute_a_line",
            ),
        )
        indexes = (models.Index(fields=("state", "due_on"), name="dispute_due"),)

    @property
    def about(self) -> str:
        """What files and adjustments name it by."""
        return f"dispute:{self.pk}"


class Message(models.Model):
    """A step of a dispute with what was said. run, value: the number as it was then, on the newest run."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="messages")
    what = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    run = models.CharField(max_length=64, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    told = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
