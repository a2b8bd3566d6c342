"""python -m attain.config verify_ledger: reads the whole ledger and names the first broken batch."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attain.apps.ledger import api as ledger
from attain.shell.languages import wording_for


class Command(BaseCommand):
    help = "Counts, sums and hashes every batch of the ledger; exits with an error at the first broken one."

    def handle(self, *_: Any, **__: Any) -> None:
        wording = wording_for("en")
        broken = ledger.verify()
        if broken is not None:
            given = {"number": str(broken.batch), "period": broken.period, "why": wording.say(broken.why)}
            raise CommandError(wording.say("ledger.found", **given))
        self.stdout.write(wording.say("ledger.whole", count=len(ledger.batches())))
