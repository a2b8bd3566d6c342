"""Why a published number is what it is, and the facts behind it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Path, Router

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.faults import Faulty
from attain.runs import rendering
from attain.runs.statement import titles
from attain.shell.api.access import permitted
from attain.shell.api.interface import PROBLEMS
from attain.shell.api.lists import Key, Limit, Offset, Text
from attain.shell.languages import in_currency
from attain.web.api.runs import asked_run
from attain.web.api.schemas import ExplanationOut, RowsOut

router = Router(tags=["explanations"])

Kind = Annotated[str, Path(pattern=r"^(person|unit|company)$")]


@router.get("explanations/{kind}/{subject}/{node}", response={200: ExplanationOut, **PROBLEMS})
@permitted("explanation:read")
def explanation(
    request: HttpRequest, kind: Kind, subject: Key, node: Key, run: Text = "", period: Text = ""
) -> dict[str, object]:
    """A number's tree: formula, inputs, steps, in the language asked for. Permission: explanation:read."""
    found = _seen(request, kind, subject, asked_run(run, period))
    currency = results.rules_of(found.bundle).settings.currency
    wording = in_currency(request.wording, currency)
    try:
        with results.explaining(found.key) as held:
            tree = held.tree(subject, node) if kind == "person" else held.unit_tree(subject, node)
            known = titles(held.computed, [tree])
            same = held.as_published(subject, node, tree)
    except Faulty as error:
        raise Http404 from error
    told = rendering.tree_json(tree, wording, known, results.names_in(tree))
    return {"run": found.key, "subject": subject, "node": node, "as_published": same, "tree": told}


@router.get("explanations/{kind}/{subject}/{node}/rows/{measure}", response={200: RowsOut, **PROBLEMS})
@permitted("explanation:read")
def explanation_rows(
    request: HttpRequest,
    kind: Kind,
    subject: Key,
    node: Key,
    measure: Key,
    run: Text = "",
    period: Text = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, object]:
    """The facts behind a measure of a number. Permission: explanation:read."""
    found = _seen(request, kind, subject, asked_run(run, period))
    try:
        rows = results.source_rows(found, kind, subject, node, measure, limit, offset)
    except Faulty as error:
        raise Http404 from error
    if rows is None:
        raise Http404
    query = request.GET.copy()
    query["limit"], query["offset"] = str(limit), str(offset + limit)
    more = offset + limit < rows.count
    return {
        "columns": list(rows.columns),
        "items": [[_plain(cell) for cell in row] for row in rows.rows],
        "count": rows.count,
        "next": f"{request.path}?{query.urlencode()}" if more else None,
    }


def _seen(request: HttpRequest, kind: str, subject: str, run: results.RunView) -> results.RunView:
    """The run, where the reader may see the subject in it. Raises PermissionDenied."""
    reach = request.reach
    if kind == "person":
        if not people.works_within(reach, subject, run.start, run.end):
            raise PermissionDenied(subject)
    elif not reach.everywhere and (kind == "company" or subject not in people.units_below(reach.units)):
        raise PermissionDenied(subject)
    return run


def _plain(value: Any) -> str | int | bool | None:
    """A cell as JSON knows it; decimals and dates as text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
