"""The list of clients: its columns, and what of a page is looked up at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from attain.apps.clients import queries
from attain.apps.clients.models import Client
from attain.apps.clients.searching import found
from attain.apps.people import api as people
from attain.shell.permissions import Reach
from attain.shell.tables import Column, Table
from attain.wording import Wording
from attain.wording.columns import chosen_words

#: So many rows are counted and paged; more are "more than".
MOST = 10_000


def link(row: Client) -> str:
    return reverse("clients:one", args=[row.key])


NAME = Column("name", "clients.name", value=lambda row: row.name or row.key, order="name", link=link)

TABLE = Table(
    "clients",
    "clients.title",
    (
        NAME,
        Column("key", "clients.key", order="key"),
        Column("class", "clients.class", value="klass", order="klass"),
        Column(
            "market_type",
            "clients.market_type",
            visible=False,
            shown=lambda row, wording: chosen_words("market_type", row.market_type, wording),
        ),
        Column(
            "segment",
            "clients.segment",
            shown=lambda row, wording: chosen_words("segment", row.segment, wording),
        ),
        Column("unit", "clients.unit", value=lambda row: getattr(row, "unit_title", "") or row.unit),
        Column("manager", "clients.manager", value=lambda row: getattr(row, "managers", "")),
        Column("since", "clients.since", value=lambda row: getattr(row, "since", None), unit="date"),
        Column("opened", "clients.opened", unit="date", visible=False),
        Column("closed", "clients.closed", unit="date", visible=False),
        Column("key_account", "clients.key_account", value="key_account", visible=False),
        Column("address", "clients.address", visible=False),
        Column("phone", "clients.phone", visible=False),
    ),
    first="name",
    search=found,
    empty="clients.empty",
    most=MOST,
    keys_first=True,
    row_class=lambda row: "past" if getattr(row, "former", False) else "",
)


def chosen(row: Client, wording: Wording) -> str:
    """The name as a link, before it a box to choose the client for a hand-over."""
    return format_html(
        '<span class="choose"><input type="checkbox" form="hand-over" name="client" value="{}"'
        ' aria-label="{}"> <a href="{}">{}</a></span>',
        row.key,
        wording.say("clients.choose", name=row.name or row.key),
        link(row),
        row.name or row.key,
    )


def columns(choose: bool, searched: bool) -> tuple[Column, ...]:
    """The columns, with boxes for who may hand clients over. searched: whether words are looked for."""
    found = list(TABLE.columns)
    if choose:
        found[0] = replace(NAME, shown=chosen, link=None)
    if searched:
        found = [replace(each, order=f"by_{each.order}") if each.order else each for each in found]
    return tuple(found)


def prepared(on: date, reach: Reach, wording: Wording) -> Callable[[Sequence[Client]], Sequence[Client]]:
    """Gives the rows of a page their managers and units, in three queries."""

    def prepare(rows: Sequence[Client]) -> Sequence[Client]:
        covers = queries.covers([row.key for row in rows], on)
        names = people.people({each.person for found in covers.values() for each in found})
        units = people.units_named({row.unit for row in rows if row.unit})
        for row in rows:
            here: Any = row
            mine = covers.get(row.key, [])
            here.managers = ", ".join(
                names[each.person].shown(wording) if each.person in names else each.person for each in mine
            )
            here.since = max((each.since for each in mine), default=None)
            here.unit_title = units[row.unit].title if row.unit in units else row.unit
            own = reach.person and not reach.everywhere and not reach.units
            here.former = bool(own) and all(each.person != reach.person for each in mine)
        return rows

    return prepare
