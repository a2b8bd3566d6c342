"""KPIs in force."""

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router

from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.kpis.declaration import Kpi
from attain.shell.api.access import permitted
from attain.shell.api.interface import PROBLEMS
from attain.shell.api.lists import Key, Limit, Listed, Offset, listed
from attain.web.api.schemas import KpiOut
from attain.wording import Wording

router = Router(tags=["kpis"])


@router.get("kpis", response={200: Listed[KpiOut], **PROBLEMS})
@permitted("kpi:read")
def list_kpis(
    request: HttpRequest, on: date | None = None, limit: Limit = 50, offset: Offset = 0
) -> dict[str, object]:
    """KPIs in force on a day, by key; where none is named, at the newest run's end. Permission: kpi:read."""
    day, rules = _rules(on)
    found = rules.in_force("kpi", day) if rules else ()
    return listed(request, found, limit, offset, lambda kpi: _kpi(kpi, request.wording))


@router.get("kpis/{key}", response={200: KpiOut, **PROBLEMS})
@permitted("kpi:read")
def get_kpi(request: HttpRequest, key: Key, on: date | None = None) -> dict[str, object]:
    """A KPI as it is in force on a day. Permission: kpi:read."""
    day, rules = _rules(on)
    found = rules.kpi(key, day) if rules else None
    if found is None:
        raise Http404
    return _kpi(found, request.wording)


def _rules(on: date | None) -> tuple[date, Rules | None]:
    newest = next(iter(results.runs()), None)
    if newest is None:
        return on or date.min, None
    return on or newest.last_day, results.rules_of(newest.bundle)


def _kpi(kpi: Kpi, wording: Wording) -> dict[str, object]:
    return {
        "key": kpi.kpi,
        "title": wording.title(kpi.title, kpi.kpi),
        "formula": str(getattr(kpi.formula, "text", kpi.formula)),
        "unit": kpi.unit,
        "decimals": kpi.decimals,
        "better": kpi.better,
        "often": kpi.often,
        "judges": list(kpi.judges),
        "peer_group": list(kpi.peer_group),
        "used_for": list(kpi.used_for),
        "since": kpi.starts,
        "until": kpi.until,
    }
