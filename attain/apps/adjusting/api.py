"""The door of the app: adjustments proposed and followed, and files that are attached to things."""

from attain.apps.adjusting.attachments import NotTaken, attachments, download, forget, keep
from attain.apps.adjusting.copying import sync
from attain.apps.adjusting.models import Adjustment, Attachment
from attain.apps.adjusting.periods import Choice, choice, components
from attain.apps.adjusting.proposing import ADJUSTMENT, adjust, after

__all__ = [
    "ADJUSTMENT",
    "Adjustment",
    "Attachment",
    "Choice",
    "NotTaken",
    "adjust",
    "after",
    "attachments",
    "choice",
    "components",
    "download",
    "forget",
    "keep",
    "sync",
]
