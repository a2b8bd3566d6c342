"""A process of its own with the small company: the same asked by several at once, each with a connection.

python -m tests.web.disputes_racing HOME prints as JSON what came of it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.web.closing_racing import PERIOD, PLAIN, by, decides, together  # first: it sets Django up

from django.core.management import call_command  # isort: skip
from django.test.utils import override_settings  # isort: skip

from attain.apps.approvals.models import Approval, Proposal  # isort: skip
from attain.apps.disputes.models import Dispute  # isort: skip
from attain.config.company import show_store  # isort: skip
from attain.shell.models import RoleGrant, User  # isort: skip
from tests.runs.small_company import opened  # isort: skip
from tests.web.small_pay import USERS  # isort: skip

RAISED = {"person": "P1", "period": PERIOD, "line": "commission", "kind": "rule", "reason": "1.5 %"}
DECIDED = {
    "do": "decide",
    "outcome": "accepted",
    "text": "Yes",
    "how": "adjustment",
    "component": "commission",
    "period": PERIOD,
    "amount": "10.00",
    "reason": "Rate",
}


def posts(name: str, address: str, told: dict[str, str]) -> Any:
    client = by(name)
    return lambda: client.post(address, told).status_code


def raced(place: Any) -> dict[str, Any]:
    """Raised twice, answered by two, approved by two at either step: each at the same time."""
    told: dict[str, Any] = {"raised": together(*[posts("ana", "/disputes/new/", RAISED)] * 2)}
    told["disputes"] = Dispute.objects.count()
    address = f"/disputes/{Dispute.objects.latest('pk').pk}/do/"
    told["decided"] = sorted(together(*(posts(name, address, DECIDED) for name in ("ops", "ops2"))))
    number = Proposal.objects.get().pk
    told["first"] = sorted(together(decides(by("boss"), number), decides(by("boss2"), number)))
    told["last"] = sorted(together(decides(by("fin"), number), decides(by("fin2"), number)))
    told["steps"] = list(Approval.objects.order_by("step").values_list("step", flat=True))
    with place.engine() as engine:
        engine.register(place.store.snapshot(), {"adjustments": place.rules.tables["adjustments"]})
        told["rows"] = engine.query("SELECT count(*), sum(amount) FROM adjustments")[0]
    return told


def main(home: Path) -> None:
    call_command("migrate", verbosity=0)
    place = opened(home, home / "rulebook")
    with place.engine() as engine:
        place.run(engine, PERIOD)
    show_store()
    users = {**USERS, "fin2": USERS["fin"], "boss2": ("leader", "", "C")}
    for name, (role, person, unit) in users.items():
        user = User.objects.create(username=name, person=person)
        RoleGrant.objects.create(user=user, role=role, unit=unit)
    with override_settings(STORAGES=PLAIN):
        print(json.dumps(raced(place), default=int))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
