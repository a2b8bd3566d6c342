"""Runs and the published numbers of each subject, as the run's files have them. Written once."""

from django.db import models


class StoredRun(models.Model):
    """A run whose numbers the pages may show. current: the one that its period is shown by."""

    key = models.CharField(max_length=64, primary_key=True)
    period = models.CharField(max_length=20)
    cycle = models.CharField(max_length=12)
    start = models.DateField()
    end = models.DateField()
    bundle = models.CharField(max_length=64)
    snapshot = models.CharField(max_length=64)
    state = models.CharField(max_length=20)
    facts_until = models.DateField(null=True)
    people = models.PositiveIntegerField()
    control = models.JSONField()
    counts = models.JSONField()
    current = models.BooleanField(default=False)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["period"], condition=models.Q(current=True), name="one_current_run_a_period"
            ),
        )


class Sheet(models.Model):
    """What a run published of one person's spell, one unit or the company.

    traits: what the subject is chosen and compared by (post, unit, class, market_type). values: node → text,
    "node|group" for a group. further: numbers about other periods, "period|node|group" → text. total, grade:
    of the spell's scorecard of the cycle. paid: what the person is paid, on the last spell's sheet alone.
    """

    run = models.ForeignKey(StoredRun, on_delete=models.CASCADE, related_name="sheets")
    kind = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    spell = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    card = models.CharField(max_length=200, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    grade = models.CharField(max_length=60, blank=True)
    paid = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    traits = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    further = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["run", "kind", "subject", "spell"], name="one_sheet_a_subject"),
        )
        indexes = (
            models.Index(fields=["run", "unit", "kind"], name="sheet_of_unit"),
            models.Index(fields=["run", "post", "total"], name="sheet_of_post"),
            models.Index(fields=["kind", "subject"], name="sheet_of_subject"),
            # People are counted by post and unit from the index alone.
            models.Index(
                fields=["run", "post", "unit"],
                condition=models.Q(kind="person"),
                name="sheet_people_by_post",
            ),
        )
