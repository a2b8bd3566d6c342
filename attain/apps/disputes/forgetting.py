"""What was said in disputes of people who were erased goes; which there was and how it ended stays."""

from collections.abc import Collection

from attain.apps.adjusting import api as adjusting
from attain.apps.disputes.models import Dispute, Message


def forget(keys: Collection[str]) -> None:
    """Blanks every text of these people's disputes, whoever wrote it, and takes attached files away."""
    rows = Dispute.objects.filter(person__in=list(keys))
    adjusting.forget([row.about for row in rows])
    Message.objects.filter(dispute__in=rows).update(text="")
    rows.update(reason="", source="")
