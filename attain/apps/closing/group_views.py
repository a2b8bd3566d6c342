"""A group's people with what they are paid, and what the page of its proposal says."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from attain.apps.approvals import api as approvals
from attain.apps.closing import reviews
from attain.apps.closing.figures import groups_of, members
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table
from attain.wording import Wording

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """A person of a group: paid now, and in the period before; None where that is held or was not."""

    person: str
    name: str
    unit: str
    paid: Decimal | None
    before: Decimal | None
    url: str

    @property
    def change(self) -> Decimal | None:
        return None if self.paid is None or self.before is None else self.paid - self.before

    @property
    def weight(self) -> Decimal:
        """Those whose pay has moved most come first, held pay before all."""
        return Decimal(10) ** 20 if self.paid is None else abs(self.change or ZERO)


def _table(decimals: int) -> Table:
    money = {"unit": "money", "decimals": decimals}
    return Table(
        "group",
        "closing.group.people",
        (
            Column("name", "closing.group.person", link=lambda row: row.url, order="name"),
            Column("unit", "closing.group.unit", order="unit"),
            Column("paid", "closing.group.paid", order="paid", **money),
            Column("before", "closing.group.before", order="before", **money),
            Column("change", "closing.group.change", order="change", **money),
        ),
        search=("name", "person"),
        empty="closing.group.none",
    )


@permits("closing:group")
@require_GET
def group(request: HttpRequest, period: str, post: str) -> HttpResponseBase:
    """The people of a post, or of one unit of it (?unit=), with what they are paid and were before."""
    run, unit = results.run(period), request.GET.get("unit", "")
    found = [each for each in groups_of(run) if each.post == post] if run else []
    found = [each for each in found if not unit or each.unit == unit]
    if run is None or not found:
        raise Http404
    if not request.reach.everywhere:
        mine = set(people.units_below(request.reach.units))
        if any(each.unit not in mine for each in found):
            raise PermissionDenied(period)
    rules = results.rules_of(run.bundle)
    request.wording = in_currency(request.wording, rules.settings.currency)
    lines = _lines(run, post, {each.unit for each in found}, request.wording)
    told = next((each for each in reviews.reviews(run) if unit and each.group.place == (post, unit)), None)
    given = {
        "run": run,
        "title": _title(run, post, unit, request.wording),
        "held": sum(each.held for each in found),
        "paid": sum((each.paid for each in found), ZERO),
        "decimals": rules.settings.currency_decimals,
        "people": len(lines),
        "review": told,
        "proposal_url": approvals.url(told.proposal) if told and told.proposal else "",
    }
    return _table(given["decimals"]).response(request, lines, "closing/group.html", given)


def told(proposal: approvals.ProposalView, request: HttpRequest) -> dict[str, Any]:
    """What the page of a proposal to approve a group says."""
    period, post, unit = proposal.about.split("|", 2)
    run = results.run_by_key(proposal.given["run"])
    if run is None:
        return {}
    rules = results.rules_of(run.bundle)
    shown = results.run(period)
    now = next((each for each in reviews.reviews(shown) if each.group.key == proposal.about), None)
    same = now is not None and now.group.digest == proposal.given["digest"]
    return {
        "run": run,
        "wording": in_currency(request.wording, rules.settings.currency),
        "decimals": rules.settings.currency_decimals,
        "people": proposal.given["people"],
        "paid": proposal.given["paid"],
        "same": same,
        "moved": now.moved if now and now.proposal and now.proposal.id == proposal.id else None,
        "url": f"{reverse('closing:group', args=[period, post])}?unit={unit}",
        "calculated_by": reviews.calculated_by(run.key),
    }


def summary(proposal: approvals.ProposalView, wording: Wording) -> str:
    """The period, the post and the unit of a group."""
    period, post, unit = proposal.about.split("|", 2)
    title, where = wording.title(proposal.given["post"], post), proposal.given["unit"] or unit
    return " · ".join(filter(None, (wording.period(period), title, where)))


def _title(run: results.RunView, post: str, unit: str, wording: Wording) -> str:
    title = wording.title(results.rules_of(run.bundle).posts.get(post) or {}, post)
    where = people.unit_titles([unit]).get(unit, unit) if unit else ""
    return f"{title} · {where}" if where else title


def _lines(run: results.RunView, post: str, units: set[str], wording: Wording) -> list[Line]:
    own = {who for who, place in members(run).items() if place[0] == post and place[1] in units}
    now, leaves = _paid(run, own)
    past = next((each for each in results.runs(run.cycle) if each.end <= run.start), None)
    before = _paid(past, own)[0] if past else {}
    names, titles = people.people(own), people.unit_titles(set(leaves.values()))
    found = [
        Line(
            who,
            names[who].shown(wording) if who in names else who,
            titles.get(leaves.get(who, ""), leaves.get(who, "")),
            now.get(who),
            before.get(who),
            f"{reverse('incentives:statement', args=[who])}?period={run.period}",
        )
        for who in own
    ]
    return sorted(found, key=lambda line: (-line.weight, line.person))


def _paid(run: results.RunView, own: set[str]) -> tuple[dict[str, Decimal | None], dict[str, str]]:
    """What these people are paid, and where they work: of their last spell."""
    rows = results.people_sheets(run, None).order_by("subject", "spell")
    paid: dict[str, Decimal | None] = {}
    leaves: dict[str, str] = {}
    for who, unit, amount in rows.values_list("subject", "unit", "paid"):
        if who in own:
            paid[who], leaves[who] = amount, unit
    return paid, leaves
