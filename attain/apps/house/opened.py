"""The rulebook folder and the store that this installation works with, and what is read of them once."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from attain.engine.decide.rules import Rules
from attain.engine.faults import Faulty
from attain.engine.store import Store
from attain.rulebook.bundle import from_bundle, publish
from attain.rulebook.load import Loaded
from attain.runs.register import Register
from attain.runs.workplace import Workplace, sound_rulebook

#: (path, time of change, size) of every file.
Marks = tuple[tuple[str, int, int], ...]


def store() -> Store:
    """The store of this installation. Raises Faulty where there is none."""
    return Store.open(settings.ATTAIN_STORE)


def register() -> Register:
    return Register(store())


def workplace() -> Workplace:
    """Rulebook and store together, as the command line opens them to write: the first one makes the store.

    The rulebook is read again only when a file has changed. Raises Faulty with all its faults.
    """
    return Workplace.at(loaded_now(), settings.ATTAIN_STORE, create=True)


def rules_of(bundle: str) -> Rules:
    """The rules of a published bundle."""
    rules = loaded_of(bundle).rules
    assert rules is not None
    return rules


def loaded_of(bundle: str) -> Loaded:
    """A published bundle with all its documents. Raises Faulty where the store has none of that hash."""
    return _loaded(str(settings.ATTAIN_STORE), bundle)


@lru_cache(maxsize=8)
def _loaded(place: str, bundle: str) -> Loaded:
    return from_bundle(Store.open(Path(place)).place.read(f"bundles/{bundle}.json"))


def rules_now() -> Rules:
    """The rules of the rulebook folder as it is now, read again only when a file has changed.

    Raises Faulty with all its errors.
    """
    rules = loaded_now().rules
    assert rules is not None
    return rules


def loaded_now() -> Loaded:
    """The same with all its documents (the cards of posts, say). Raises Faulty with all its errors."""
    return _loaded_now(*_marked())


def bundle_now() -> str:
    """What a run of the rulebook as it is now would name as its bundle; "" where it has errors."""
    try:
        return _bundle_now(*_marked())
    except Faulty:
        return ""


def _marked() -> tuple[str, Marks]:
    """The rulebook folder, and by what a change of its files is noticed."""
    folder = Path(settings.ATTAIN_RULEBOOK)
    marks = sorted((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*.yaml"))
    return str(folder), tuple(marks)


@lru_cache(maxsize=2)
def _loaded_now(folder: str, marks: Marks) -> Loaded:
    return sound_rulebook(folder)


@lru_cache(maxsize=2)
def _bundle_now(folder: str, marks: Marks) -> str:
    return publish(_loaded_now(folder, marks)).hash
