"""Hand-overs to payroll with their files, what was paid of them, holds, and how files are laid out."""

from django.db import models


class Mapping(models.Model):
    """A version of how a file is laid out. document: as attain.runs.payroll_mapping has it."""

    name = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "number"], name="one_version_of_a_mapping"),)


class PayrollNumber(models.Model):
    """What payroll calls a person."""

    person = models.CharField(max_length=200, unique=True)
    number = models.CharField(max_length=100)


class Hold(models.Model):
    """Pay of a person, or of one component ("" = all), that is not paid out. since: the first in-period.

    proposal, end_proposal: the approvals by which it was made and let go. ended_at: None while it holds.
    """

    person = models.CharField(max_length=200, db_index=True)
    component = models.CharField(max_length=200, blank=True)
    since = models.CharField(max_length=20)
    reason = models.TextField()
    proposal = models.PositiveBigIntegerField(unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    end_reason = models.TextField(blank=True)
    end_proposal = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "component"],
                condition=models.Q(ended_at__isnull=True),
                name="one_hold_at_a_time",
            ),
        )


class HandOver(models.Model):
    """What is handed over at once. key: "2026-10/1", also that of its batch in the ledger.

    whom: {"post", "unit"} whom it holds alone, "" for any. mapping: the document that the file was made by.
    control: its control sums. held, carried: people and sums of these that were left out: on hold, and below
    zero. A moment is None until its step is done.
    """

    key = models.CharField(max_length=30, unique=True)
    period = models.CharField(max_length=20, db_index=True)
    number = models.PositiveIntegerField()
    whom = models.JSONField(default=dict)
    pay_date = models.DateField()
    mapping = models.JSONField()
    bundle = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    control = models.JSONField()
    lines = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=24, decimal_places=6)
    held = models.JSONField(default=dict)
    carried = models.JSONField(default=dict)
    proposal = models.PositiveBigIntegerField(unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    released_by = models.CharField(max_length=200)
    released_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["period", "number"], name="one_handover_a_number"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="what_is_sent_is_not_cancelled",
            ),
        )


class Content(models.Model):
    """The file of a hand-over, byte for byte. Rows are written once and never change."""

    handover = models.OneToOneField(HandOver, on_delete=models.PROTECT, primary_key=True)
    content = models.BinaryField()


class Step(models.Model):
    """What was done with a hand-over, by whom. Rows are written once and never change."""

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=20)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    told = models.JSONField(default=dict)


class PaidFile(models.Model):
    """A file of what payroll paid. rows: its cells; person, amount: which columns are read.

    sha256: of its bytes: the same file is taken once. posted_at: None until what it says is posted.
    """

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="paid_files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    rows = models.JSONField()
    person = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)
    posted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["handover", "sha256"], name="one_paid_file"),)


class Difference(models.Model):
    """Who was paid otherwise than was handed over, as a file said. note: what is known about it."""

    paid_file = models.ForeignKey(PaidFile, on_delete=models.CASCADE, related_name="differences")
    person = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    handed = models.DecimalField(max_digits=24, decimal_places=6)
    paid = models.DecimalField(max_digits=24, decimal_places=6)
    note = models.TextField(blank=True)
