"""Pieces of work as the database keeps them: asked for, on their way, ended."""

from decimal import Decimal

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: States after which nothing happens by itself.
ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Work(models.Model):
    """A piece of work. kind: a name of attain.shell.work.kinds. about: what it is about, as words show it.

    given: what it was asked with. step, part: what is being done (a message id) and how far, 0 to 1.
    outcome: {"message", "values", "url"} of what is done. faults: [{"id", "values", "file", "line"}].
    files: names of what it left for download. task: the library's row of the attempt that counts; an older
    one finds that it does not, and does nothing. worker, beat_at: who does it, and when it was last heard of.
    """

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="work"
    )
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    cancel_asked = models.BooleanField(default=False)
    step = models.CharField(max_length=100, blank=True)
    part = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    outcome = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    files = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    task = models.UUIDField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["asked_by", "-made_at"], name="work_of_user"),
            models.Index(fields=["state"], name="work_by_state"),
        )

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def known_part(self) -> Decimal | None:
        """How far it is; None where that cannot be told."""
        return Decimal(1) if self.state == State.DONE else self.part
