"""The menu: the apps' pages, shown to those who may open them. Apps add their entries at start-up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from attain.shell.permissions import Held, allowed

#: Where a menu has more entries than this, they stand in groups.
FEW = 8

#: So many entries the bar of a phone has beside "More".
ON_PHONE = 4

#: The heads of the groups: of entries from this order on.
GROUPS = (
    (30, "menu.group.business"),
    (40, "menu.group.rules"),
    (50, "menu.group.data"),
    (60, "menu.group.pay"),
    (70, "menu.group.control"),
)


@dataclass(frozen=True)
class Entry:
    """A line of the menu. title: a message id.

    order: where it stands, by which it also has its group. phone: whether the bar at the bottom of a phone
    has it. own: whether it is about the reader as a payee. also: where further pages of it stand; of pages
    about the reader, what follows /people/KEY.
    """

    title: str
    icon: str
    address: str
    permission: str
    order: int
    phone: bool = False
    own: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    entry: Entry
    url: str
    here: bool
    group: str = ""


_ENTRIES: list[Entry] = []


def add(entry: Entry) -> None:
    """Adds an entry; called when apps are ready."""
    _ENTRIES.append(entry)
    _ENTRIES.sort(key=lambda each: (each.order, each.title))


def menu_for(held: Iterable[Held], path: str, payee: str) -> tuple[Shown, ...]:
    """The entries that these roles may open; the one that stands above the path is `here`.

    payee: who the reader is as one, "" for nobody: the pages about them stand below the entries of their own.
    """
    roles = tuple(held)
    found = [
        (entry, reverse(entry.address))
        for entry in _ENTRIES
        if allowed(entry.permission, roles) and (payee or not entry.own)
    ]
    of_own = path.removeprefix(f"/people/{payee}") if payee else path
    above = [(url, url) for entry, url in found if _below(of_own if entry.own else path, url)]
    above += [(each, url) for entry, url in found for each in entry.also if _below(of_own, each)]
    here = max(above, key=lambda found: len(found[0]), default=("", ""))[1]
    few = len(found) <= FEW
    return tuple(Shown(entry, url, url == here, "" if few else _group(entry)) for entry, url in found)


def on_phone(menu: Iterable[Shown]) -> tuple[Shown, ...]:
    """The entries of a phone's bar, the most used first; the others stand behind "More"."""
    return tuple(each for each in menu if each.entry.phone)[:ON_PHONE]


def _below(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _group(entry: Entry) -> str:
    return next((title for first, title in reversed(GROUPS) if entry.order >= first), "")
