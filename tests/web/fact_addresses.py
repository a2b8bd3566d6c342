"""Samples of the pages of facts for the walk over all addresses (see addresses.py)."""

from typing import Any
from uuid import uuid4

from attain.apps.house import api as house
from attain.apps.intake.models import Incoming, Upload
from attain.apps.intake.uploads import folder_of

IDEAS = "idea_id,employee_id,given_on,adopted\nI1,E101,2031-01-01,no\n"


def _incoming(asker: Any, foreign: bool) -> dict[str, object] | None:
    """A small file that was brought, looked at and not loaded yet."""
    if foreign:
        return None
    upload = Upload.objects.create(key=uuid4().hex, made_by=asker.user)
    folder_of(upload).mkdir(parents=True)
    (folder_of(upload) / "ideas.csv").write_text(IDEAS)
    told = {"upload": upload, "name": "ideas.csv", "size": len(IDEAS), "digest": "d"}
    return {"incoming": Incoming.objects.create(**told, table="ideas", mapping={"into": "ideas"}).pk}


def _upload(_asker: Any, foreign: bool) -> dict[str, object] | None:
    return None if foreign else {"upload": Upload.objects.create(key=uuid4().hex).pk}


def _snapshots(_asker: Any, foreign: bool) -> dict[str, object] | None:
    """The newest snapshot twice: between them nothing differs."""
    newest = house.store().snapshot().id
    return None if foreign else {"first": newest, "second": newest}


def _load(_asker: Any, foreign: bool) -> dict[str, object] | None:
    """The newest load."""
    return None if foreign else {"load": house.store().snapshot().manifest.loads[-1].load_id}


#: Pages of a source with rows that wait: the company of the tests has none.
_WAITING = ("facts:waiting", "facts:repair", "facts:original")

PAGES = {
    **{f"facts:{page}": _incoming for page in ("reading", "columns", "check", "done", "again")},
    "facts:remove": _upload,
    **dict.fromkeys(_WAITING, lambda *_: {"source": "none"}),
    "facts:compare": _snapshots,
    "facts:take_back": _load,
}

SOMETIMES = dict.fromkeys(_WAITING, "a source with rows that wait")
