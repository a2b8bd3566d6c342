"""Published numbers: of a person, of a unit, as scorecards."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.scorecards import api as scorecards
from attain.shell.api.access import permitted
from attain.shell.api.interface import PROBLEMS
from attain.shell.api.lists import Key, Text
from attain.web.api.runs import asked_run
from attain.web.api.schemas import CardOut, SheetOut

router = Router(tags=["results"])


@router.get("people/{key}/results", response={200: list[SheetOut], **PROBLEMS})
@permitted("statement:read")
def person_results(
    request: HttpRequest, key: Key, run: Text = "", period: Text = ""
) -> list[dict[str, object]]:
    """Every number that a run published of a person, pay included, a spell a sheet. The newest run where none
    is named. Permission: statement:read."""
    found = _seen(request, key, asked_run(run, period))
    return [_sheet(sheet) for sheet in results.sheets_of(key, found)]


@router.get("people/{key}/scorecards", response={200: list[CardOut], **PROBLEMS})
@permitted("scorecard:read")
def person_scorecards(
    request: HttpRequest, key: Key, run: Text = "", period: Text = ""
) -> list[dict[str, object]]:
    """A person's scorecards in a run, line by line. Permission: scorecard:read."""
    found = _seen(request, key, asked_run(run, period))
    return [_card(card, found) for card in scorecards.cards_of(key, found, [found], request.wording)]


@router.get("units/{key}/results", response={200: list[SheetOut], **PROBLEMS})
@permitted("unit:read")
def unit_results(
    request: HttpRequest, key: Key, run: Text = "", period: Text = ""
) -> list[dict[str, object]]:
    """Every number that a run published of a unit. Permission: unit:read."""
    found = asked_run(run, period)
    if people.unit(key) is None:
        if request.reach.everywhere:
            raise Http404
        raise PermissionDenied(key)
    if not request.reach.everywhere and key not in people.units_below(request.reach.units):
        raise PermissionDenied(key)
    return [_sheet(sheet) for sheet in results.sheets_of(key, found, "unit")]


def _seen(request: HttpRequest, person: str, run: results.RunView) -> results.RunView:
    """The run, where the reader may see the person in it. Raises PermissionDenied, or Http404 for nobody."""
    if not people.works_within(request.reach, person, run.start, run.end):
        raise PermissionDenied(person)
    if people.person(person) is None and not results.sheets_of(person, run):
        raise Http404
    return run


def _sheet(sheet: results.SheetView) -> dict[str, object]:
    return {
        "run": sheet.run,
        "period": sheet.period,
        "kind": sheet.kind,
        "subject": sheet.subject,
        "spell": sheet.spell,
        "post": sheet.post,
        "unit": sheet.unit,
        "card": sheet.card,
        "total": _text(sheet.total),
        "grade": sheet.grade,
        "paid": _text(sheet.paid),
        "values": {name: value or "" for name, value in sheet.values.items()},
        "further": {name: value or "" for name, value in sheet.further.items()},
    }


def _card(card: scorecards.Card, run: results.RunView) -> dict[str, object]:
    lines = [
        {
            "kpi": line.kpi,
            "title": line.told.title,
            "unit": line.unit,
            "actual": _text(line.result.actual),
            "target": _text(line.target),
            "score": _text(line.result.score),
            "weight": _text(line.result.effective),
            "points": _text(line.result.points),
            "node": line.node,
            "points_node": line.points_node,
        }
        for line in card.lines
    ]
    return {
        "scorecard": card.name,
        "title": card.title,
        "period": run.period,
        "run": run.key,
        "post": card.post,
        "unit": card.unit,
        "total": _text(card.total),
        "grade": card.grade,
        "lines": lines,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize() + 0, "f")
