"""Files on their way into the store, repairs to be made, who brought what. Facts are the store's."""

from django.conf import settings
from django.db import models


class Upload(models.Model):
    """Files that somebody brought together: they lie in one folder until all of them are settled."""

    key = models.CharField(max_length=32, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(auto_now_add=True)


class Incoming(models.Model):
    """A file on its way. mapping: a document of the rulebook's kind, as far as it is decided.

    into: the remembered mapping that it goes by, "" for one of its own. table: where it goes, "" = undecided.
    preview: what a load would do, as pages show it. report: what its load did. source: its name in the store.
    """

    class State(models.TextChoices):
        NEW = "new"
        CHECKING = "checking"
        CHECKED = "checked"
        LOADING = "loading"
        LOADED = "loaded"

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    into = models.CharField(max_length=200, blank=True)
    table = models.CharField(max_length=200, blank=True)
    mapping = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    source = models.CharField(max_length=64, blank=True, db_index=True)
    work = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(auto_now=True)


class Correction(models.Model):
    """A repair that somebody entered and the store does not have yet. column: "" leaves the row out."""

    source = models.CharField(max_length=64)
    row = models.BigIntegerField()
    column = models.CharField(max_length=300, blank=True)
    value = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "row", "column"], name="one_correction_a_cell"),
        )


class Brought(models.Model):
    """Who brought a load by way of the pages. The store itself keeps neither names nor clocks."""

    load = models.CharField(max_length=80, primary_key=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)


class Measured(models.Model):
    """How good the facts of a snapshot are, as it was measured once."""

    snapshot = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now=True)
    content = models.JSONField(default=dict)
