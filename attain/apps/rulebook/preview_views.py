"""Pages of what changes would have done to a known period, as the work has left it."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from attain.apps.house.api import loaded_now
from attain.apps.rulebook.changing import change_of
from attain.apps.rulebook.preview import Line, Names, kept
from attain.apps.rulebook.proposal_views import address, visible
from attain.apps.rulebook.proposals import summary
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table


def table(names: Names) -> Table:
    """Everybody whose pay changes, under the names that a reader knows."""
    columns = (
        Column("name", "rule.person", value=lambda row: names.person(row.person), order="name"),
        Column("post", "rule.post", value=lambda row: names.post(row.post), order="post"),
        Column("unit", "rule.unit", value=lambda row: names.unit(row.unit), order="unit"),
        Column("before", "rule.before", unit="money", order="before"),
        Column("after", "rule.after", unit="money", order="after"),
        Column("change", "rule.change", unit="money", order="change"),
        Column("part", "rule.part", unit="percent", decimals=1, order="part"),
    )
    return Table(
        "rule_preview",
        "rule.preview.people",
        columns,
        "-change",
        ("name", "post", "unit"),
        "rule.preview.same",
    )


@permits("rulebook:preview")
@require_GET
def preview(request: HttpRequest, digest: str, period: str) -> HttpResponseBase:
    """One change on one period: what it costs, who gains, who loses, everybody."""
    found = kept(digest, period) if digest.isalnum() else None
    if found is None:
        raise Http404
    wording = request.wording = in_currency(request.wording, found.currency)
    about = next((each for each in visible(request) if change_of(each.given).digest == digest), None)
    names = Names((line.person for line in found.changed), loaded_now().rules, wording)
    names.load(line.person for line in found.largest)
    given = {
        "found": found,
        "wording": wording,
        "about": about,
        "back": address(about) if about else "",
        "summary": summary(about, wording) if about else "",
        "by_post": found.groups("post", names.posts),
        "other_posts": found.untouched("post"),
        "other_units": found.untouched("unit"),
        "by_unit": found.groups("unit", names.units),
        "largest": bars(found.largest, names),
    }

    def prepared(page: Sequence[Line]) -> Sequence[Line]:
        names.load(line.person for line in page)
        return page

    return table(names).response(request, found.changed, "rulebook/preview.html", given, prepared)


def bars(lines: Sequence[Line], names: Names) -> list[tuple[str, Line, str, str]]:
    """People with where their bars begin and how long they are, from the middle of 200 to either side."""
    longest = max((abs(line.change) for line in lines), default=Decimal(1)) or Decimal(1)
    found = []
    for line in lines:
        width = abs(line.change) / longest * 96
        found.append(
            (
                names.person(line.person),
                line,
                f"{100 if line.change > 0 else 100 - width:.1f}",
                f"{width:.1f}",
            )
        )
    return found
