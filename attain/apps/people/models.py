"""The store's people, units and assignments once more, in the database, so that pages can search and narrow.

The store keeps the truth; `actions.sync` writes these rows anew from it, whole or not at all.
"""

from django.db import models


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


class Assignment(models.Model):
    """A person's post in a unit in [since, until)."""

    person = models.CharField(max_length=200, db_index=True)
    post = models.CharField(max_length=200)
    unit = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["unit", "since", "until"], name="assignment_unit_days"),)
