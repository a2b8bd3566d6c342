"""Finding people by words of their key and names: by an index of words where the database has one."""

from functools import reduce
from operator import and_
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from attain.apps.people.models import Person
from attain.shell.words import tsquery, unindexed, words

FIELDS = ("name", "given_name", "family_name", "key")

#: As the index has it (migration 0003).
WORDS = (
    "attain_person_words(people_person.key, people_person.name, people_person.given_name, "
    "people_person.family_name) @@ to_tsquery('simple'::regconfig, %s)"
)


def found(rows: "QuerySet[Person]", text: str) -> "QuerySet[Person]":
    """People whose key and names have all the words in them, each at the start of a word.

    Where the database has no index of words (SQLite), anywhere in a word. `by_name` sorts what is found.
    """
    wanted = words(text)
    if not wanted:
        return rows.none().alias(by_name=F("name"))
    if connection.vendor == "postgresql":
        matching: Any = RawSQL(WORDS, [tsquery(wanted)], output_field=BooleanField())
        return rows.filter(matching).alias(by_name=unindexed("name"))
    every = [
        reduce(lambda a, b: a | b, (Q(**{f"{name}__icontains": word}) for name in FIELDS)) for word in wanted
    ]
    return rows.filter(reduce(and_, every)).alias(by_name=F("name"))
