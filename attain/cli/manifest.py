"""Runs as programs see them, and the run that a command is about."""

from dataclasses import asdict
from typing import Any

from attain.engine.faults import Fault, Faulty
from attain.runs.register import Register, Run


def manifest_json(run: Run) -> dict[str, Any]:
    """A run's manifest for programs."""
    found = asdict(run)
    return {"run": found.pop("id"), **found}


def chosen_run(register: Register, run: str | None, period: str | None) -> Run:
    """The run named, else the period's, else that of the newest period. Raises Faulty where there is none."""
    if run:
        return register.get(run)
    found = register.latest(period) if period else register.newest()
    if found is not None:
        return found
    if period and register.newest() is not None:
        raise Faulty(Fault("fault.run.none_for", {"period": period}))
    raise Faulty(Fault("fault.run.none"))
