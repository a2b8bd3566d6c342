"""Files about people who were erased go. The reason of an adjustment is a fact: it stays."""

from collections.abc import Collection

from attain.apps.adjusting import attachments
from attain.apps.adjusting.models import Adjustment


def forget(keys: Collection[str]) -> None:
    """Takes away the files attached to adjustments of these people's pay."""
    rows = Adjustment.objects.filter(person__in=list(keys), proposal__isnull=False)
    attachments.forget(f"proposal:{number}" for number in rows.values_list("proposal", flat=True))
