"""What closing keeps of its own: the figures that groups are reviewed by, and what verifying found."""

from django.db import models


class Group(models.Model):
    """What a run pays the people of a post within a unit. Written once a run: runs never change.

    people: how many; held: how many of them wait for a value; paid: to all of them together.
    digest: of every piece of their pay (attain.runs.pay_lines): the same digest, the same pay.
    """

    run = models.CharField(max_length=64)
    period = models.CharField(max_length=20)
    post = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    paid = models.DecimalField(max_digits=24, decimal_places=6)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["run", "post", "unit"], name="one_group_a_post_and_unit"),
        )


class GroupChange(models.Model):
    """What has become of a group's pay between two runs of a period. Written once a pair: runs never change.

    before, after: the runs. people: how many people's pay differs; change: by how much their sum.
    """

    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    post = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField()
    change = models.DecimalField(max_digits=24, decimal_places=6)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["before", "after", "post", "unit"], name="one_change_a_group_and_pair"
            ),
        )


class Verification(models.Model):
    """A closed period's run, computed again. same: every byte agrees; line: the first that differs.

    made_by: the version of Attain that computed it again; first_made_by: the one that had closed it.
    run "" stands for the ledger; why: the message that says what is wrong with it. work: the piece of work.
    """

    work = models.PositiveIntegerField()
    run = models.CharField(max_length=64, blank=True)
    period = models.CharField(max_length=20, blank=True)
    same = models.BooleanField()
    line = models.PositiveIntegerField(default=0)
    stored = models.TextField(blank=True)
    now = models.TextField(blank=True)
    why = models.CharField(max_length=100, blank=True)
    made_by = models.CharField(max_length=40)
    first_made_by = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["work", "run"], name="verified_once_a_work"),)
        indexes = (models.Index(fields=["run", "-made_at"], name="verified_last"),)
