"""Copies that follow the store: apps say which tables they copy, and are told when those change."""

from collections.abc import Callable, Collection, Iterable

#: Called with the names of the built-in tables that have changed, after the store has them.
Follower = Callable[[Collection[str]], None]

_FOLLOWERS: list[tuple[frozenset[str], Follower]] = []


def follow(tables: Iterable[str], follower: Follower) -> None:
    """Has `follower` told when one of the tables changes; called when apps are ready."""
    _FOLLOWERS.append((frozenset(tables), follower))


def changed(tables: Iterable[str]) -> None:
    """Tells all that copy one of the tables, in the order in which they asked to be told."""
    found = frozenset(tables)
    for copied, follower in _FOLLOWERS:
        if mine := copied & found:
            follower(mine)
