"""Tokens: what programs sign in with. Only their hash is kept."""

from datetime import datetime

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """digest: SHA-256 of the token. hint: its first signs, to know it by. scopes: permissions."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=16)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def valid(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
