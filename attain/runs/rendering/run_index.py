"""The page of a whole run: everybody's score and pay, totals, and the facts that found no owner."""

from collections.abc import Mapping
from decimal import Decimal

from attain.runs.rendering.html import page
from attain.runs.rendering.people import name_of
from attain.runs.rendering.reader import NOTHING, Reader
from attain.runs.rendering.sheet_of import origin_facts, state_of
from attain.runs.rendering.summary import Entry, Summary
from attain.wording import Wording

REASONS = {"no_owner": "index.reason.no_owner", "owner_left": "index.reason.owner_left"}


def run_page(summary: Summary, wording: Wording, links: Mapping[str, str]) -> str:
    """The index of a run. links: person → address of the statement, relative to the page."""
    reader = Reader(wording, summary.titles, summary.origin.currency_decimals)
    return page(
        "index.html.j2",
        wording,
        summary=summary,
        period=wording.period(summary.period),
        state=state_of(summary.origin.state, reader),
        paid=reader.money(summary.paid),
        total=reader.amount(summary.paid),
        entries=[_entry(entry, reader, links.get(entry.person.id, "")) for entry in summary.entries],
        sums=_sums(summary, reader),
        lacking=_lacking(summary, reader),
        left=_left(summary, reader),
        origin=origin_facts(summary.origin, reader),
    )


def _entry(entry: Entry, reader: Reader, link: str) -> dict[str, str]:
    scores = list(entry.scores.values())
    held = reader.say("statement.state.held")
    return {
        "name": name_of(entry.person, reader.wording),
        "key": entry.person.id,
        "link": link if _inside(link) else "",
        "posts": ", ".join(reader.title(post) for post in entry.posts),
        "units": ", ".join(reader.title(unit) for unit in entry.units),
        "score": " · ".join(_points(total, reader) for total, _ in scores),
        "grade": " · ".join(grade or NOTHING for _, grade in scores),
        "earned": reader.amount(entry.earned),
        "paid": held if entry.paid is None else reader.amount(entry.paid),
    }


def _inside(link: str) -> bool:
    """Whether a link leads to a file beside the page and nowhere else."""
    return ":" not in link and not link.startswith(("/", "\\"))


def _points(total: Decimal | None, reader: Reader) -> str:
    return NOTHING if total is None else reader.wording.number(total, 2)


def _sums(summary: Summary, reader: Reader) -> list[dict[str, str]]:
    return [
        {
            "title": reader.title(each.measure),
            "all": reader.value(each.all, each.unit),
            "credited": reader.value(each.credited, each.unit),
            "uncredited": reader.value(each.uncredited, each.unit),
        }
        for each in summary.control.sums
    ]


def _lacking(summary: Summary, reader: Reader) -> list[dict[str, str]]:
    units = {each.measure: each.unit for each in summary.control.sums}
    return [
        {
            "title": reader.title(each.measure),
            "unit": reader.title(each.unit) if each.unit else reader.say("index.unknown_unit"),
            "reason": reader.say(REASONS[each.reason]) if each.reason in REASONS else each.reason,
            "facts": reader.wording.number(each.facts, 0),
            "value": reader.value(each.value, units.get(each.measure, "number")),
        }
        for each in summary.control.lacking
    ]


def _left(summary: Summary, reader: Reader) -> list[dict[str, str]]:
    return [
        {
            "title": reader.title(each.pool),
            "place": reader.title(each.unit) if each.unit else reader.say("left_over.company"),
            "reason": reader.say(each.why),
            "amount": reader.amount(each.amount),
        }
        for each in summary.left
    ]
