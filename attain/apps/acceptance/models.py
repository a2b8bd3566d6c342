"""Plans as people have accepted them, word for word, and what they ask about them."""

from django.conf import settings
from django.db import models


class Accepted(models.Model):
    """A person's acceptance of a plan's content. Rows are written once and never change.

    digest: of the content (attain.runs.plan_versions), the same in every language. since: from when it holds.
    language, text: what was read, [[kind, name, title, [[sentence, part, depth], …]], …]; fingerprint: its
    SHA-256. user: the number of who was signed in. No name stands here.
    """

    person = models.CharField(max_length=200)
    plan = models.CharField(max_length=200)
    post = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    since = models.DateField()
    language = models.CharField(max_length=8)
    text = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    user = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "plan", "digest"], name="accepted_once"),)
        indexes = (models.Index(fields=["digest", "person"], name="accepted_content"),)


class Question(models.Model):
    """What a person asks about a plan, and the answer. fingerprint: of the text: the same is asked once."""

    person = models.CharField(max_length=200, db_index=True)
    plan = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "plan", "digest", "fingerprint"], name="asked_once"),
        )
