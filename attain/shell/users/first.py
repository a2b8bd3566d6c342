"""The first administrator: who has just installed the application has to get in somehow."""

from django.utils import timezone

from attain.shell.audit.writing import SYSTEM
from attain.shell.models import User
from attain.shell.permissions import allowed
from attain.shell.roles import Role
from attain.shell.users.actions import Details, add, give_role, switch

#: What the first user is called where nobody has said.
NAME = "administrator"


def administrator(username: str, email: str = "") -> User:
    """The user of this name as an administrator who may sign in. Raises Refused for a name that can't be."""
    user = User.objects.filter(username=username).first() or add(SYSTEM, Details(username, email))
    switch(SYSTEM, user, True)
    today = timezone.localdate()
    if not allowed("user:manage", user.held_roles(on=today)):
        give_role(SYSTEM, user, Role.ADMINISTRATOR, "", today, None)
    return user


def nobody_can_sign_in() -> bool:
    """Whether no user has ever set a password."""
    return not User.objects.filter(is_active=True).exclude(password__startswith="!").exists()
