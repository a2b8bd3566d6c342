"""A month is closed by two people, handed over to payroll, and reconciled with what was paid."""

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from attain.runs.register import Register
from attain.runs.workplace import Workplace
from tests.browser.conftest import Reader, serving

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("browser")]

EARLIER = "2026-09"


@pytest.fixture
def readers(chromium, company, tmp_path):
    """readers(user) → a Reader signed in at a server with a company of its own; the first month is closed."""
    for name in ("rulebook", "store"):
        shutil.copytree(company / name, tmp_path / name, ignore=shutil.ignore_patterns("LOCK", "tmp"))
    register = Register(Workplace.open(tmp_path / "rulebook", tmp_path / "store").store)
    register.close(register.latest(EARLIER))
    made = []
    with serving(tmp_path) as address:

        def opened(user, *how):
            made.append(Reader(chromium, address, *(how or ("desk", "en", False))))
            made[-1].sign_in(user)
            return made[-1]

        yield opened
        for each in made:
            each.context.close()


def press(reader, button):
    """What axe finds on the page that a button leads to."""
    with reader.page.expect_navigation():
        reader.page.locator(button).click()
    return reader.violations()


def done(reader):
    """Waits for the work at hand, and goes to what came of it; its address."""
    with reader.page.expect_navigation():
        reader.page.locator(f"#{work_of(reader)} a.button.main").click(timeout=30_000)
    return reader.page.url.removeprefix(reader.address)


def work_of(reader):
    return f"work-{reader.page.url.strip('/').rpartition('/')[2]}"


def paid(path: Path) -> tuple[str, str]:
    """What payroll says that it paid: the first person a cent less than the file has; and who that is."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sums[row["person"]] += Decimal(row["amount"])
    first = min(sums)
    sums[first] -= Decimal("0.01")
    return "Employee;Paid\n" + "".join(f"{key};{amount}\n" for key, amount in sums.items()), first


def test_a_month_is_closed_handed_over_sent_and_reconciled_but_for_a_cent(readers, tmp_path):
    operations = readers("operations")
    operations.go("/closing/")
    assert "October 2026" in operations.page.title()
    operations.page.locator("textarea[name=reason]").fill("As told to the branches")
    wrong = press(operations, "form button.main")
    finance = readers("finance", "phone", "ru", True)
    finance.go(operations.page.url.removeprefix(operations.address))
    wrong += press(finance, "button[value=approve]")

    operations.go("/payroll/propose/")
    whole = operations.page.locator("dl.change dd").first.inner_text()
    operations.page.select_option("#post", "account_manager")
    operations.page.locator("text=Left for another hand-over").wait_for()
    assert operations.page.locator("dl.change dd").first.inner_text() != whole
    wrong += operations.violations() + press(operations, "form[method=post] button.main")
    proposal = done(operations)
    wrong += operations.violations()

    finance.go(proposal)
    wrong += finance.violations() + press(finance, "button[value=approve]")
    handover = done(finance)
    wrong += finance.violations()
    with finance.page.expect_download() as download:
        finance.page.locator("form[action$='/file/'] button").click()
    file = tmp_path / "payroll.csv"
    download.value.save_as(file)

    operations.go(handover)
    operations.page.set_input_files("#file", file)
    wrong += press(operations, "form[action$='/acknowledge/'] button")
    text, who = paid(file)
    (tmp_path / "paid.csv").write_text(text, encoding="utf-8")
    operations.page.set_input_files("#paid", tmp_path / "paid.csv")
    wrong += press(operations, "form[action$='/paid/'] button")
    assert operations.page.locator("table.cards tbody tr").count() == 1
    assert "paid less" in operations.page.locator("table.cards").inner_text()
    operations.page.locator("input[name='note-0']").fill("A cent is missing: payroll looks for it")
    wrong += press(operations, "form button.main")
    assert done(operations) == handover
    assert operations.page.locator(f"#unpaid a[href='/people/{who}/ledger/']").count() == 1
    assert "€0.01" in operations.page.locator("#unpaid").inner_text()
    assert wrong == []
    assert operations.troubles + finance.troubles == []
