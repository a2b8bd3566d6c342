"""The company's time zone, as the rulebook says it."""

import time

from django.conf import settings

from attain.apps.house.opened import rules_now
from attain.engine.faults import Faulty

#: So many seconds it is kept: every page asks for it, and it hardly ever changes.
KEPT_FOR = 60.0

#: The rulebook's folder → when it was asked, and what it said.
_KEPT: dict[str, tuple[float, str]] = {}


def time_zone() -> str:
    """Its name; "" while there is no rulebook, or it has errors."""
    folder, now = str(settings.ATTAIN_RULEBOOK), time.monotonic()
    asked, zone = _KEPT.get(folder, (-KEPT_FOR, ""))
    if now - asked >= KEPT_FOR or not zone:
        _KEPT[folder] = now, _said()
    return _KEPT[folder][1]


def _said() -> str:
    try:
        return str(rules_now().settings.time_zone)
    except (Faulty, OSError):
        return ""
