"""What pay changed by from one run to another, person by person, in causes that add up. Written once."""

from django.db import models


class PayComparison(models.Model):
    """Two runs that were compared, from `first` to `second`: their keys."""

    first = models.CharField(max_length=64)
    second = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["first", "second"], name="compared_once"),)


class PayChange(models.Model):
    """A person's pay in either run, None while it is held; causes: cause → text of what it changed."""

    comparison = models.ForeignKey(PayComparison, on_delete=models.CASCADE, related_name="changes")
    person = models.CharField(max_length=200)
    before = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    after = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    causes = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comparison", "person"], name="one_change_a_person"),)
