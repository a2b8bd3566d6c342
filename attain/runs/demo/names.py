"""Names of people and shops in a branch's language, joined by chance from lists of words."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from attain.runs.demo.chance import Chance

#: The branches in their order, by language.
LANGUAGES = ("zh", "es", "ja", "ru", "en")

_WORDS = Path(__file__).parent / "words"

#: The country code 999 is given to no country: such a number reaches nobody.
_PHONE = "+999 {branch}00 {number:06d}"


@dataclass(frozen=True)
class Words:
    """The words of one language: see words/*.yaml."""

    branch: dict
    family: list[str]
    women: list[str]
    men: list[str]
    feminine: dict[str, str]
    name: str
    shops: list[str]
    kinds: dict[str, str]
    shop: str
    streets: list[str]
    address: str


@dataclass(frozen=True)
class Name:
    given: str
    family: str
    full: str


@cache
def words(language: str) -> Words:
    return Words(**yaml.safe_load((_WORDS / f"{language}.yaml").read_text(encoding="utf-8")))


def people_names(language: str, count: int, chance: Chance) -> list[Name]:
    """That many names, all different."""
    known = words(language)
    given = [(name, True) for name in known.women] + [(name, False) for name in known.men]
    pairs = [(first, family) for first in given for family in known.family]
    return [_name(known, *pair) for pair in chance.some(pairs, count)]


def shop_name(language: str, kind: str, number: int, chance: Chance) -> str:
    known = words(language)
    return known.shop.format(word=chance.pick(known.shops), kind=known.kinds[kind], number=number)


def address(language: str, chance: Chance) -> str:
    known = words(language)
    return known.address.format(street=chance.pick(known.streets), house=chance.between(1, 199))


def phone(branch: int, number: int) -> str:
    """A number in a range that no country has."""
    return _PHONE.format(branch=branch + 1, number=number)


def email(person_id: str) -> str:
    """An address in the domain that is kept for examples."""
    return f"{person_id.lower()}@example.com"


def _name(known: Words, given: tuple[str, bool], family: str) -> Name:
    first, is_woman = given
    last = _feminine(known, family) if is_woman else family
    return Name(first, last, known.name.format(given=first, family=last))


def _feminine(known: Words, family: str) -> str:
    ending = next((end for end in known.feminine if family.endswith(end)), None)
    return family if ending is None else family.removesuffix(ending) + known.feminine[ending]
