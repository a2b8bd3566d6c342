"""How good the facts are: measured once a snapshot, shown with its moment and with what to do."""

from collections.abc import Callable
from typing import Any

from attain.apps.house.api import register, workplace
from attain.apps.intake.models import Measured
from attain.engine.faults import Faulty
from attain.runs.quality import measured


def measure(told: Callable[[str, float], None]) -> Measured:
    """Measures the store as it is now, and keeps what was found."""
    house = workplace()
    content = {**measured(house, told), "uncredited": _uncredited()}
    kept, _ = Measured.objects.update_or_create(snapshot=content["snapshot"], defaults={"content": content})
    return kept


def _uncredited() -> dict[str, Any]:
    """The share of facts without an owner in the newest run."""
    try:
        newest = register().newest()
    except Faulty:
        return {}
    if newest is None:
        return {}
    return {"period": newest.period, "run": newest.id, **newest.control}
