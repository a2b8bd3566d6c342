"""Proposals as the database keeps them: who asked for what and why, who decided, what came of it."""

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Proposal(models.Model):
    """kind: a name of attain.apps.approvals.kinds. about: the key of what it is about.

    given: what is proposed; outcome: what came of it when it was approved. from_day: from when it shall hold.
    faults: why it could not be done at the last attempt, [{"id", "values", "file", "line"}].
    takes_back: the proposal that this one undoes. done: how many steps are approved (see kinds.Kind).
    """

    kind = models.CharField(max_length=60, db_index=True)
    about = models.CharField(max_length=300, db_index=True)
    given = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    from_day = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    done = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    takes_back = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="taken_back_by")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(state="withdrawn")
                | ~models.Q(decided_by=models.F("made_by")),
                name="a_second_person_decides",
            ),
        )


class Approval(models.Model):
    """One step of a proposal, approved. made_by: who proposed, so that the database holds both apart."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="approvals")
    step = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("step",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "step"), name="a_step_is_approved_once"),
            models.UniqueConstraint(fields=("proposal", "by"), name="nobody_approves_two_steps"),
            models.CheckConstraint(
                condition=models.Q(by__isnull=True) | ~models.Q(by=models.F("made_by")),
                name="a_maker_approves_no_step",
            ),
        )
