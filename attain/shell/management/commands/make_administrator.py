"""python -m attain.config make_administrator NAME: the first user, or the one who is locked out."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from attain.engine.declare import LANGUAGES
from attain.shell.languages import wording_for
from attain.shell.users.actions import Refused, password_link
from attain.shell.users.first import administrator


class Command(BaseCommand):
    help = "Makes a user an administrator and shows the link at which they set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--email", default="")
        parser.add_argument("--address", default="", help="where the application is reached: https://host")

    def handle(self, *_: Any, username: str, email: str, address: str, **__: Any) -> None:
        language = os.environ.get("ATTAIN_LANG", "")[:2].lower()
        wording = wording_for(language if language in LANGUAGES else "en")
        try:
            user = administrator(username, email)
        except Refused as refused:
            raise CommandError(wording.say(refused.args[0])) from refused
        scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
        base = address.rstrip("/") or f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
        self.stdout.write(
            wording.say("users.command.made", username=username, link=password_link(user, base))
        )
