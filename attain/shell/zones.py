"""In which time zone times are told: the reader's own, else the company's, which an app knows."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

_COMPANY: list[Callable[[], str]] = []


def company_by(found: Callable[[], str]) -> None:
    """Has the company's zone told by `found`, "" where it has none; called when apps are ready."""
    _COMPANY[:] = [found]


def company_zone() -> str:
    """The name of the company's zone."""
    told = next((found() for found in _COMPANY), "")
    return told or str(settings.TIME_ZONE)


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone of who asks; before somebody has signed in nothing is read for it."""
    if not request.user.is_authenticated:
        return ZoneInfo(settings.TIME_ZONE)
    return ZoneInfo(request.user.time_zone or company_zone())
