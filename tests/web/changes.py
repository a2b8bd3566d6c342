"""Samples of what was changed and waits, for the walk over addresses: of who asks, or of another."""

from typing import Any

from attain.apps.people.models import Change
from attain.apps.targets.models import Draft, Save
from attain.shell.roles import Scope


def change(_asker: Any, foreign: bool) -> dict[str, object] | None:
    """A change of the organisation."""
    if foreign:
        return None
    return {"change": Change.objects.create(what="moved", person="E001", reason="r").pk}


def draft(asker: Any, foreign: bool) -> dict[str, object]:
    """Targets that wait to be saved, of the asker or of another."""
    owner = 0 if foreign else asker.user.pk
    row = ["company", "", "2026-10", "1", "2"]
    made = Draft.objects.create(owner=owner, name="sales_amount", year=2026, how="spread", cells=[row])
    return {"draft": made.pk}


def save(asker: Any, foreign: bool) -> dict[str, object] | None:
    """Targets that were saved, of the asker or of another; taken back they stay what they are."""
    if foreign and asker.scope == Scope.ALL:
        return None
    row = ["company", "", "2026-10", "1", "1"]
    given = {"name": "sales_amount", "how": "typed", "cells": [row], "count": 1, "snapshot": "s"}
    return {"save": Save.objects.create(made_by=0 if foreign else asker.user.pk, **given).pk}
