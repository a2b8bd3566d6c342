"""The door of the app: what can be handed over, what was, and how far the pay of a period has come."""

from attain.apps.payroll.contracts import Handed, Owed, Refused
from attain.apps.payroll.drafting import owed
from attain.apps.payroll.holds import active as active_holds
from attain.apps.payroll.holds import sweep
from attain.apps.payroll.queries import handed, handover, handovers, unsent

__all__ = [
    "Handed",
    "Owed",
    "Refused",
    "active_holds",
    "handed",
    "handover",
    "handovers",
    "owed",
    "sweep",
    "unsent",
]
