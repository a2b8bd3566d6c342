"""python -m attain.config make_administrator NAME: the first user, or the one who is locked out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from attain.shell.audit.writing import SYSTEM
from attain.shell.languages import wording_for
from attain.shell.models import User
from attain.shell.permissions import allowed
from attain.shell.roles import Role
from attain.shell.users.actions import Details, Refused, add, give_role, password_link, switch


class Command(BaseCommand):
    help = "Makes a user an administrator and shows the link at which they set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--email", default="")
        parser.add_argument("--address", default="", help="where the application is reached: https://host")

    def handle(self, *_: Any, username: str, email: str, address: str, **__: Any) -> None:
        wording = wording_for("en")
        try:
            user = User.objects.filter(username=username).first() or add(SYSTEM, Details(username, email))
            switch(SYSTEM, user, True)
            today = timezone.localdate()
            if not allowed("user:manage", user.held_roles(on=today)):
                give_role(SYSTEM, user, Role.ADMINISTRATOR, "", today, None)
        except Refused as refused:
            raise CommandError(wording.say(refused.args[0])) from refused
        scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
        base = address.rstrip("/") or f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
        self.stdout.write(
            wording.say("users.command.made", username=username, link=password_link(user, base))
        )
