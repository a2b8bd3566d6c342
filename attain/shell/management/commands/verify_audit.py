"""python -m attain.config verify_audit: reads the whole audit trail and names the first broken entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attain.shell.audit import verify
from attain.shell.languages import wording_for
from attain.shell.models import AuditHead


class Command(BaseCommand):
    help = "Checks that the audit trail is as it was written; exits with an error at the first broken entry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--hash", default="", help="a hash that was kept elsewhere; it must be in the trail"
        )

    def handle(self, *_: Any, **given: Any) -> None:
        wording = wording_for("en")
        broken = verify(given["hash"])
        if broken is not None:
            raise CommandError(wording.say("audit.found", number=broken.number, why=wording.say(broken.why)))
        head = AuditHead.objects.get()
        self.stdout.write(wording.say("audit.whole", count=str(head.number), hash=head.hash))
