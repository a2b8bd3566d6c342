"""The door of the app: clients, who looks after them, and whose page a reader may see."""

from attain.apps.clients.contracts import ClientView, CoverView
from attain.apps.clients.copying import sync
from attain.apps.clients.queries import client, covered_by, covers, known, uncovered, visible

__all__ = [
    "ClientView",
    "CoverView",
    "client",
    "covered_by",
    "covers",
    "known",
    "sync",
    "uncovered",
    "visible",
]
