"""A person's own part of a pool, with the pool's arithmetic: beside the statement, or as a page."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.sharing import queries
from attain.apps.sharing.sheets import left_words, rule_words
from attain.runs import sharing
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits, reach
from attain.wording import Wording

#: Of fewer people, the smallest and the largest part would tell what each of the others gets.
FEWEST = 5


@permits("statement:read")
@require_GET
def part(request: HttpRequest, key: str, component: str) -> HttpResponse:
    """Own weight, all weights, the pool, how many share it, the smallest and the largest part, no names."""
    period = request.GET.get("period", "")
    run = next((each for each in results.runs() if not period or each.period == period), None)
    if run is None:
        raise Http404
    if not people.works_within(request.reach, key, run.start, run.end):
        raise PermissionDenied(key)
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    shares = sharing.shares_of(rules, run.last_day, run.cycle)
    pool = next((name for name, own in shares.items() if any(s.component == component for _, s in own)), "")
    found = []
    if pool:
        with results.explaining(run.key) as held:
            units = sharing.units_for(held.computed, pool, key)
            sheets = [sharing.sheet(held.computed, pool, unit) for unit in units]
        held_roles = request.user.held_roles(on=timezone.localdate())
        far = reach("sharing:read", held_roles, "") if allowed("sharing:read", held_roles) else None
        seen = queries.visible(far) if far else lambda unit: False
        titles = people.unit_titles(units)
        found = [
            _told(sheet, key, titles.get(unit, unit), run.period if seen(unit) else "", wording)
            for unit, sheet in zip(units, sheets, strict=True)
            if sheet is not None
        ]
    if not found:
        raise Http404
    view = people.person(key)
    rule = shares[pool]
    given = {
        "key": key,
        "whose": view.shown(wording) if view else key,
        "run": run,
        "found": found,
        "wording": wording,
        "decimals": rules.settings.currency_decimals,
        "title": wording.title(rules.title(pool), pool.replace("_", " ")),
        "rule": rule_words([each for each in rule if each[1].component == component], rules, wording),
    }
    panel = request.htmx and request.htmx.target == "panel-content"
    return render(request, "sharing/part_panel.html" if panel else "sharing/part.html", given)


def _told(
    sheet: sharing.Sheet, person: str, unit_title: str, period: str, wording: Wording
) -> dict[str, object]:
    """One pool of a person. period: where the reader may see everybody's."""
    own = next((each for each in sheet.people if each.person == person), None)
    parts = [each.part for each in sheet.people if each.part is not None]
    word = queries.word_of(sheet.unit)
    return {
        "sheet": sheet,
        "own": own,
        "held": wording.say(sheet.held.id, **sheet.held.facts) if sheet.held else "",
        "unit_title": unit_title if sheet.unit else "",
        "left_words": left_words(sheet, unit_title, wording),
        "count": len(sheet.people),
        "smallest": min(parts) if len(parts) >= FEWEST else None,
        "largest": max(parts) if len(parts) >= FEWEST else None,
        "url": reverse("sharing:pool", args=[period, sheet.pool.pool, word]) if period else "",
    }
