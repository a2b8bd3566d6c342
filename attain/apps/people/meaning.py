"""Whom the words of a field stand for: a key, one person's name, or a name that several have."""

from datetime import date

from attain.apps.people import organisation
from attain.apps.people.models import Person
from attain.apps.people.places import called
from attain.apps.people.queries import people, within
from attain.shell.permissions import Reach
from attain.wording import Wording

#: So many people the words of a field may stand for; who types so little wants somebody else.
MOST_MEANT = 100

#: Of several whom the words fit, so many are offered to choose from.
OFFERED = 20


def meant(text: str, reach: Reach, on: date) -> str:
    """Whose key a field's text stands for: "key · name", a key, or words of one name that the reader may see.

    Else the text itself, which is nobody's key.
    """
    wanted = _words(text)
    if not wanted or Person.objects.filter(key=wanted).exists():
        return wanted
    found = list(within(reach, on, wanted).values_list("key", flat=True)[:2])
    return found[0] if len(found) == 1 else wanted


def all_meant(text: str, reach: Reach, on: date) -> list[str]:
    """As `meant`, but everybody whom the words fit: a list narrowed to Ruiz shows what any Ruiz has.

    The text itself where they fit nobody: rows may be of somebody whom people.csv doesn't know any more.
    """
    one = meant(text, reach, on)
    if not one or Person.objects.filter(key=one).exists():
        return [one] if one else []
    return list(within(reach, on, one).values_list("key", flat=True)[:MOST_MEANT]) or [one]


def offered(text: str, reach: Reach, on: date, wording: Wording) -> list[tuple[str, str]]:
    """Where the words fit several, whom they may mean: (key, name with post and unit)."""
    keys = all_meant(text, reach, on)[:OFFERED]
    if len(keys) < 2:
        return []
    spells, known = organisation.assigned(keys, on), people(keys)
    names = called(wording, (), {spell.unit for own in spells.values() for spell in own})
    found = []
    for key in keys:
        at = [f"{names.post(spell.post)}, {names.unit(spell.unit)}" for spell in spells.get(key, ())][:1]
        found.append((key, " · ".join([known[key].shown(wording), *(at or [key])])))
    return found


def _words(text: str) -> str:
    return text.replace("\0", "").partition(" · ")[0].strip()[:200]
