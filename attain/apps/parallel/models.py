"""What the old way paid for a period, what its names mean, the causes that people gave, and sign-offs."""

from django.db import models


class Upload(models.Model):
    """A file of the old way's results. content: the file; columns: which are what, {} until it is said.

    taken: it is what its period is compared with; an earlier one stays, but counts no longer.
    digest: of the file as it came. erased: so many people were taken out of it since, by key they stay.
    """

    period = models.CharField(max_length=20, db_index=True)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    columns = models.JSONField(default=dict)
    taken = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    erased = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["period", "digest"], name="parallel_once"),
            models.UniqueConstraint(
                fields=["period"], condition=models.Q(taken=True), name="one_parallel_a_period"
            ),
        )


class OldAmount(models.Model):
    """An amount of the file: its person as we know them, else as written; its component as written."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="amounts")
    person = models.CharField(max_length=200)
    component = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=24, decimal_places=6)
    known = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["upload", "person", "component"], name="one_old_amount"),
        )


class OldName(models.Model):
    """What the old way calls a component. component: ours; "" for one that we do not have."""

    name = models.CharField(max_length=200, unique=True)
    component = models.CharField(max_length=200, blank=True)


class Naming(models.Model):
    """The cause that somebody gave a difference of this amount; it holds while the difference does."""

    period = models.CharField(max_length=20)
    person = models.CharField(max_length=200)
    component = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=24, decimal_places=6)
    cause = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now=True)
    made_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["period", "person", "component"], name="one_naming"),)


class SignOff(models.Model):
    """Somebody signed that every difference of a period is named. Kept for good.

    run, upload: what was compared. digest: of all differences with their causes; it holds while they do.
    """

    period = models.CharField(max_length=20, db_index=True)
    run = models.CharField(max_length=64)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    told = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "upload", "digest"], name="signed_once"),)
