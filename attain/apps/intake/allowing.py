"""Whose files go where: facts are loaded by several, the company's own tables by sales operations alone.

People, coverage, targets or adjustments decide who is paid for what; facts only tell what happened.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.http import HttpRequest
from django.utils import timezone

from attain.engine.facts import BUILTIN, Table
from attain.runs.guessing import Guess
from attain.shell.permissions import allowed

FACTS, MASTERS = "fact:load", "master:load"

Known = TypeVar("Known")


def permission(table: str) -> str:
    """What loading into a table needs."""
    return MASTERS if table in BUILTIN else FACTS


def may_load(request: HttpRequest, table: str) -> bool:
    """Whether who asks may load into a table; "" is one that is not known yet."""
    return allowed(permission(table), request.user.held_roles(on=timezone.localdate()))


def loadable(request: HttpRequest, tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables that who asks may load into."""
    masters = may_load(request, next(iter(BUILTIN)))
    return {name: table for name, table in tables.items() if masters or name not in BUILTIN}


def fitting(guesses: Iterable[Guess], tables: Mapping[str, Table]) -> list[Guess]:
    """Guesses that lead into one of these tables."""
    return [each for each in guesses if each.table in tables]
