"""Users, what they are to the company, and the trail of changes."""

from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models

from attain.shell.audit.entries import AuditEntry, AuditHead
from attain.shell.permissions import Held
from attain.shell.roles import Role
from attain.wording.names import in_local_order

__all__ = ["OPEN_END", "AuditEntry", "AuditHead", "RoleGrant", "User"]

#: No end is known.
OPEN_END = date(2100, 1, 1)


class User(AbstractUser):
    """Who signs in. person: the key in the rulebook's table of people, "" for those who are no payees."""

    person = models.CharField(max_length=200, blank=True, db_index=True)
    language = models.CharField(max_length=8, blank=True)
    locale = models.CharField(max_length=16, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)

    @cached_property
    def _grants(self) -> list["RoleGrant"]:
        return list(self.grants.all()) if self.pk else []

    def held_roles(self, on: date) -> tuple[Held, ...]:
        """The roles that the user has on a date."""
        return tuple(
            Held(Role(grant.role), grant.unit) for grant in self._grants if grant.since <= on < grant.until
        )

    @property
    def shown_name(self) -> str:
        return self.full_name or self.username

    @property
    def full_name(self) -> str:
        """Both names in the order of their script; "" where there is none."""
        return in_local_order(self.first_name, self.last_name, self.language)


class RoleGrant(models.Model):
    """A role of a user in [since, until). unit: which one a leader leads."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    unit = models.CharField(max_length=200, blank=True)
    since = models.DateField(default=date(2000, 1, 1))
    until = models.DateField(default=OPEN_END)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(since__lt=models.F("until")), name="grant_has_days"),
        )
