"""What each run costs, by for-period, unit and component: summed once, for boards to open at once."""

from django.db import models


class Costed(models.Model):
    """A run whose costs are summed. posted: from the entries of the ledger; else as if it were posted now.

    share: parts per million of the period's working days that facts are known of.
    """

    run = models.CharField(max_length=64)
    posted = models.BooleanField()
    period = models.CharField(max_length=20, db_index=True)
    share = models.PositiveIntegerField(default=1_000_000)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "posted"], name="costed_once"),)


class Cost(models.Model):
    """What a component costs of the people whose post was in a unit at the end of the period."""

    costed = models.ForeignKey(Costed, on_delete=models.CASCADE, related_name="costs")
    for_period = models.CharField(max_length=20)
    unit = models.CharField(max_length=200)
    component = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=24, decimal_places=6)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["costed", "for_period", "unit", "component"], name="one_cost"),
        )
