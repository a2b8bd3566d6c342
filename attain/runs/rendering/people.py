"""What people are called on a page: their name in the order of its script, or only their key."""

from collections.abc import Mapping

from attain.runs.statement import Person
from attain.wording import Wording

Names = Mapping[str, Person]


def name_of(person: Person, wording: Wording) -> str:
    """The person's name in the order of its script; the key where no name is known."""
    both = wording.person_name(person.given_name, person.family_name)
    return both or person.name or person.id


def named(key: str, names: Names, wording: Wording) -> str:
    """Another person as a sentence mentions them: name and key, the key alone where no name is known."""
    name = name_of(names[key], wording) if key in names else key
    return key if name == key else wording.say("explanation.person", name=name, key=key)
