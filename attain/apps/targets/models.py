"""Who set which targets when, with what takes it back; and sheets of targets that wait to be saved.

The targets themselves are rows of the store's table `targets`; here stands what the table has no place for.
"""

from django.db import models


class Turn(models.Model):
    """One row, which those who save lock one after another: nobody overwrites what they haven't seen."""


class Save(models.Model):
    """Targets set at once. cells: [kind, subject, period, before, after] as texts, "" for none.

    snapshot: the store with them. undoes: the save that this one takes back.
    """

    name = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000, blank=True)
    cells = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    snapshot = models.CharField(max_length=64, db_index=True)
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")


class Draft(models.Model):
    """Targets that were spread, copied or read from a file, until somebody saves them or lets them go."""

    owner = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=40)
    told = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
