"""The rulebook of a company that has none yet, begun from what ships."""

from functools import lru_cache
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attain.engine.faults import Faulty
from attain.runs.beginning import Beginning, begin, is_missing
from attain.shell.audit import record
from attain.shell.permissions import permits
from attain.wording import Wording
from attain.wording.currencies import currencies, is_known

#: What is proposed to readers of a language: a currency and a time zone.
LIKELY = {
    "en": ("USD", "UTC"),
    "zh": ("CNY", "Asia/Shanghai"),
    "es": ("EUR", "Europe/Madrid"),
    "ja": ("JPY", "Asia/Tokyo"),
    "ru": ("RUB", "Europe/Moscow"),
}

#: Where places of time zones lie.
REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "UTC"}
)


@permits("rulebook:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """A name, a currency, a time zone, and what it stands on; then it is there."""
    if not is_missing(settings.ATTAIN_RULEBOOK):
        return redirect("rulebook:start")
    currency, zone = LIKELY[request.wording.language]
    typed = {"name": "", "currency": currency, "time_zone": zone, "standard": "1"}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip()[:200] for name in typed}
        errors = _wrong(typed, request.wording)
        if not errors:
            errors = _begun(request, typed)
        if not errors:
            messages.success(request, request.wording.say("rulebook.begun"))
            return redirect("web:home")
    given = {"typed": typed, "errors": errors, "currencies": currencies(request.wording), "zones": _zones()}
    return render(request, "rulebook/begin.html", given, status=422 if errors else 200)


def _wrong(typed: dict[str, str], wording: Wording) -> dict[str, list[str]]:
    errors = {}
    if not typed["name"]:
        errors["name"] = [wording.say("rulebook.begin.name.missing")]
    if not is_known(typed["currency"]):
        errors["currency"] = [wording.say("rulebook.begin.currency.unknown", currency=typed["currency"])]
    if typed["time_zone"] not in available_timezones():
        errors["time_zone"] = [wording.say("rulebook.begin.time_zone.unknown", zone=typed["time_zone"])]
    return errors


def _begun(request: HttpRequest, typed: dict[str, str]) -> dict[str, list[str]]:
    beginning = Beginning(typed["name"], typed["currency"], typed["time_zone"], typed["standard"] == "1")
    try:
        begin(settings.ATTAIN_RULEBOOK, beginning)
    except Faulty as error:
        return {"": [request.wording.fault(fault) for fault in error.faults[:5]]}
    record(request, "rulebook_begun", "rulebook", typed["name"], after={"currency": typed["currency"]})
    return {}


@lru_cache(maxsize=1)
def _zones() -> list[str]:
    """Zones by the names of their places; not the old names by countries."""
    return sorted(zone for zone in available_timezones() if zone.partition("/")[0] in REGIONS)
