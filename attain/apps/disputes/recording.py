"""Settled disputes as facts: a row of `pay_disputes` each, from which KPIs of answering are counted."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from attain.apps.disputes.models import Dispute
from attain.apps.disputes.rules import State
from attain.apps.house.api import rules_now, workplace
from attain.apps.people import api as people
from attain.engine.faults import Faulty
from attain.runs.sources import Source

TABLE = "pay_disputes"

COLUMNS = (
    "dispute_id",
    "payee_id",
    "answered_by",
    "kind",
    "opened_on",
    "due_on",
    "settled_on",
    "working_days",
    "outcome",
)

#: So many days back it is looked for disputes that a stopped process left unrecorded.
BACK = timedelta(days=60)


def has_table() -> bool:
    """Whether the rulebook in use measures disputes."""
    try:
        return TABLE in rules_now().facts
    except Faulty:
        return False


def record_settled(number: int) -> bool:
    """Writes a settled dispute to the store; the same again changes nothing. Whether it is there now.

    Nothing is written where the rulebook has no such table, or who answered is nobody whom it measures.
    """
    row = Dispute.objects.select_related("decided_by").filter(pk=number, state=State.SETTLED).first()
    if row is None or not has_table() or not answered_by(row):
        return False
    return _recorded([row])


def catch_up() -> int:
    """Records what was settled and not recorded, as after a stop between the database and the store."""
    if not Dispute.objects.exists() or not has_table():
        return 0
    since = timezone.now() - BACK
    rows = Dispute.objects.filter(state=State.SETTLED, recorded=False, settled_at__gte=since)
    found = [row for row in rows.select_related("decided_by").order_by("pk") if answered_by(row)]
    return len(found) if found and _recorded(found) else 0


def answered_by(row: Dispute) -> str:
    """Who is measured: the person who decided; "" where they are none of the people."""
    key = row.decided_by.person if row.decided_by else ""
    return key if key and people.person(key) else ""


def _recorded(rows: Iterable[Dispute]) -> bool:
    rows = list(rows)
    house = workplace()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"disputes {rows[0].pk}-{rows[-1].pk}.csv"
        lines = [",".join(COLUMNS), *(_line(row) for row in rows)]
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        try:
            report = house.load(Source(path, TABLE))
        except Faulty:
            return False
    if report.quarantined:
        return False
    Dispute.objects.filter(pk__in=[row.pk for row in rows]).update(recorded=True)
    return True


def _line(row: Dispute) -> str:
    """No cell has a comma in it: keys, days and words of ours."""
    cells = (
        f"{row.pk}-{row.opened_at:%Y%m%d}",
        row.person,
        answered_by(row),
        row.kind,
        row.opened_on.isoformat(),
        row.due_on.isoformat(),
        row.decided_on.isoformat() if row.decided_on else "",
        str(row.days or 0),
        row.outcome,
    )
    return ",".join(f'"{cell}"' for cell in cells)
