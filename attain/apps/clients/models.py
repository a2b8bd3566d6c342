"""The store's clients and coverage once more, in the database, so that a million of them can be searched.

The store keeps the truth; `copying.sync` writes here what has changed there. A bucket is a small part of all
clients, chosen by a hash of the key, by which the two are compared.
"""

from django.db import models


class Client(models.Model):
    """A client. name, address, phone: personal data; "" once erased. own: columns of the rulebook's own.

    covered_since, covered_until: the first stretch of days on which somebody looks after the client.
    covered_again: whether there are others, for which `Cover` has to be asked.
    """

    key = models.CharField(max_length=200, primary_key=True)
    name = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    phone = models.CharField(max_length=200, blank=True)
    klass = models.CharField(max_length=200, blank=True)
    market_type = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=200, blank=True)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    key_account = models.BooleanField(default=False)
    own = models.JSONField(default=dict)
    bucket = models.PositiveSmallIntegerField()
    covered_since = models.DateField(null=True)
    covered_until = models.DateField(null=True)
    covered_again = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["name", "key"], name="client_name"),
            models.Index(fields=["unit", "name"], name="client_unit"),
            models.Index(fields=["klass", "key"], name="client_class"),
            models.Index(fields=["covered_until"], name="client_covered_until"),
            models.Index(fields=["covered_since"], name="client_covered_since"),
            models.Index(fields=["bucket"], name="client_bucket"),
            models.Index(fields=["name"], condition=models.Q(key_account=True), name="client_key_account"),
            models.Index(fields=["name"], condition=models.Q(closed__isnull=False), name="client_closed"),
        )


class Cover(models.Model):
    """Who looks after a client in [since, until). share: parts per million."""

    client = models.CharField(max_length=200)
    person = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField()
    share = models.PositiveIntegerField()
    bucket = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (
            models.Index(fields=["client", "since"], name="cover_client"),
            models.Index(fields=["person", "until", "client"], name="cover_person"),
            models.Index(fields=["bucket"], name="cover_bucket"),
        )


class Copied(models.Model):
    """Of which files a copy is, and what was in them. digests: of each bucket in order, in 16 digits.

    choices: of clients, the values that some columns have, which a list can be narrowed by.
    """

    source = models.CharField(max_length=60, primary_key=True)
    files = models.JSONField(default=list)
    digests = models.TextField(default="")
    choices = models.JSONField(default=dict)


class Handed(models.Model):
    """A client that went to another person on a day. proposal: by which; undone: taken back by which."""

    client = models.CharField(max_length=200, db_index=True)
    giver = models.CharField(max_length=200, db_index=True)
    receiver = models.CharField(max_length=200, db_index=True)
    day = models.DateField()
    proposal = models.PositiveIntegerField(db_index=True)
    undone = models.PositiveIntegerField(null=True)
