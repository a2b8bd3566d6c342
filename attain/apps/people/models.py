"""The store's people, units and assignments once more, in the database, so that pages can search and narrow.

The store keeps the truth; `actions.sync` makes these rows like its tables. What people change here goes to
the store first; `Change` keeps who did it, why, and what would take it back.
"""

from django.db import models


class Copied(models.Model):
    """What of the store the copies were made of. files: the names of a table's files, joined."""

    table = models.CharField(max_length=60, primary_key=True)
    files = models.CharField(max_length=400, blank=True)


class Unit(models.Model):
    """A unit. path: "/ROOT/…/KEY/", so that all below it begin alike."""

    key = models.CharField(max_length=200, primary_key=True)
    title = models.CharField(max_length=300)
    parent = models.CharField(max_length=200, blank=True, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=2000)
    depth = models.PositiveSmallIntegerField()


class Person(models.Model):
    """Somebody who works or worked here. Names are personal data: erased ones are ""."""

    key = models.CharField(max_length=200, primary_key=True)
    name = models.CharField(max_length=300, blank=True)
    given_name = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["name", "key"], name="person_by_name"),)


class Assignment(models.Model):
    """A person's post in a unit in [since, until). workload: parts per million of a whole post."""

    person = models.CharField(max_length=200, db_index=True)
    post = models.CharField(max_length=200)
    unit = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField()
    grade = models.CharField(max_length=200, blank=True)
    market_type = models.CharField(max_length=200, blank=True)
    workload = models.IntegerField(default=1_000_000)

    class Meta:
        indexes = (
            models.Index(fields=["unit", "since", "until"], name="assignment_unit_days"),
            # Heads are counted by unit and post from the index alone.
            models.Index(fields=["since", "until", "unit", "post"], name="assignment_heads"),
        )
        constraints = (
            models.UniqueConstraint(fields=["person", "post", "unit", "since"], name="one_assignment_a_day"),
        )


class Reporting(models.Model):
    """To whom a person reports in [since, until)."""

    person = models.CharField(max_length=200)
    manager = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["manager", "since", "until"], name="reporting_manager_days"),)
        constraints = (models.UniqueConstraint(fields=["person", "since"], name="one_manager_a_day"),)


class Change(models.Model):
    """A change of the organisation that somebody made here: dated, with a reason, and what takes it back.

    what: joined, moved, left … (messages organisation.change.…). before, after: [table, row as a CSV file has
    it] of the rows that it touched, never with a name. undoes: the change that it takes back.
    """

    what = models.CharField(max_length=40)
    person = models.CharField(max_length=200, blank=True, db_index=True)
    unit = models.CharField(max_length=200, blank=True, db_index=True)
    day = models.DateField(null=True)
    reason = models.CharField(max_length=1000)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
