"""Finding clients by words of their key and name: by an index of words where the database has one."""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from attain.apps.clients.models import Client
from attain.shell.words import tsquery, unindexed, words

#: By what a list may be sorted; of what is found by "by_" before it.
ORDERS = ("name", "key", "klass")

#: As the index has it (migration 0002).
WORDS = (
    'attain_client_words("clients_client"."key", "clients_client"."name") '
    "@@ to_tsquery('simple'::regconfig, %s)"
)


def found(rows: "QuerySet[Client]", text: str) -> "QuerySet[Client]":
    """Clients whose key and name have all the words in them, each at the start of a word.

    Where the database has no index of words (SQLite), anywhere in a word.
    """
    wanted = words(text)
    if not wanted:
        rows, wanted = rows.none(), ["x"]
    if connection.vendor == "postgresql":
        matching: Any = RawSQL(WORDS, [tsquery(wanted)], output_field=BooleanField())
        return rows.filter(matching).alias(**{f"by_{name}": unindexed(name) for name in ORDERS})
    every = Q()
    for word in wanted:
        every &= Q(key__icontains=word) | Q(name__icontains=word)
    return rows.filter(every).alias(**{f"by_{name}": F(name) for name in ORDERS})
