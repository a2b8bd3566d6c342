"""What large files bring is aggregated in the background, once for all that are loaded until it begins."""

from pathlib import Path

import pytest

from attain.apps.house import api as house
from attain.shell.work.models import State, Work
from attain.shell.work.performing import performed
from tests.web.test_intake import brought, own, worked  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

ROWS = 200_000
COLUMNS = {f"c-{name}": name for name in ("idea_id", "employee_id", "given_on", "adopted")}


def ideas(folder: Path, name: str, rows: int) -> Path:
    """A file of ideas of one manager."""
    path = folder / f"ideas-{name}.csv"
    lines = (f"{name}{n},E101,2026-10-05,no\n" for n in range(rows))
    path.write_text("idea_id,employee_id,given_on,adopted\n" + "".join(lines))
    return path


def load(client, path: Path) -> None:
    """Loads a file by the wizard."""
    incoming = brought(client, path)
    client.get(f"/facts/load/{incoming.pk}/columns/", {"into": "ideas"})
    checked = client.post(f"/facts/load/{incoming.pk}/columns/", {**COLUMNS, "do": "check"})
    if checked.headers["Location"].startswith("/work/"):  # a large file is checked in the background
        worked(checked)
    worked(client.post(f"/facts/load/{incoming.pk}/check/"))


def test_large_files_are_aggregated_afterwards_and_small_ones_are_not(own, signed_in):  # noqa: F811
    client = signed_in("sales_administrator")
    load(client, ideas(own, "S", 1))
    asked = Work.objects.filter(kind="aggregate_ahead")
    assert not asked.exists()
    load(client, ideas(own, "A", ROWS))
    load(client, ideas(own, "B", ROWS))
    work = asked.get()
    assert "aggregated ahead of a run" in client.get("/work/").content.decode()
    performed(work.pk, work.task)
    work.refresh_from_db()
    assert work.state == State.DONE, work.faults
    assert work.outcome["values"] == {"period": "2026-10"}
    assert "October 2026 are aggregated" in client.get(f"/work/{work.pk}/").content.decode()
    assert house.store().place.names("figures")
