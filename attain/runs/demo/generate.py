"""Writes the demo company: CSV files, its rulebook, and late corrections. Same seed, same bytes."""

import shutil
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

from attain.runs.demo import care, fieldwork, finance, growth, organisation, records, shelves, targets
from attain.runs.demo.clients import client_rows
from attain.runs.demo.company import Company, found_company
from attain.runs.demo.late import late_lines
from attain.runs.demo.leaders import leaders_visits
from attain.runs.demo.orders import COLUMNS as ORDER_LINES
from attain.runs.demo.orders import Orders, Sold
from attain.runs.demo.products import product_rows
from attain.runs.demo.sheet import Progress, Sheets
from attain.runs.demo.size import size_of
from attain.runs.demo.staff import team_id, unit_rows
from attain.runs.demo.window import Window, last_full_month

RULEBOOK = Path(__file__).parent / "rulebook"

#: How many tables are written, for progress.
TABLES = 49


@dataclass(frozen=True)
class DemoFiles:
    """What was written. facts: (table, file), in the order in which they are best loaded.

    late: corrections that arrive when the last month is closed: (table, file), loaded after the others.
    rulebook: the company's rulebook. period: the last month, "2026-10". personas: persona → person ids
    (see `personas`); this stands nowhere in the data.
    """

    facts: tuple[tuple[str, Path], ...]
    late: tuple[tuple[str, Path], ...]
    rulebook: Path
    period: str
    personas: dict[str, tuple[str, ...]]

    def file(self, table: str) -> Path:
        """The file of a table. Raises KeyError if the demo has none."""
        return dict(self.facts)[table]


def generate(
    folder: Path,
    seed: int = 1,
    last_month: str | None = None,
    scale: Fraction | int | str = 1,
    progress: Progress | None = None,
) -> DemoFiles:
    """Writes the demo company into `folder`: `facts/*.csv`, `late/*.csv` and `rulebook/`.

    last_month: the last month that the facts reach, default the last full one before today.
    scale: 1 is the whole company; 1/10 has 10 account managers, 2000 clients and 3 months.
    progress(table, number, of): called after each table. Files that stand there are written anew.
    """
    size = size_of(scale)
    window = Window(last_month or last_full_month(), size.months)
    company = found_company(seed, size, window)
    sheets = Sheets(folder / "facts", progress, TABLES)
    _organisation(sheets, company)
    orders = Orders(company)
    sheets.lines("order_lines", ORDER_LINES, orders.blocks())
    _field(sheets, company)
    _clients(sheets, company)
    _people(sheets, company)
    _money(sheets, company, orders.sold)
    late, orders_file = Sheets(folder / "late"), dict(sheets.written)["order_lines"]
    late.rows("order_lines", ORDER_LINES, (row.values() for row in late_lines(orders_file, company)))
    shutil.copytree(RULEBOOK, folder / "rulebook", dirs_exist_ok=True)
    return DemoFiles(
        tuple(sheets.written), tuple(late.written), folder / "rulebook", window.last, company.personas
    )


def _organisation(sheets: Sheets, company: Company) -> None:
    o = organisation
    sheets.rows("units", o.UNITS, unit_rows())
    sheets.rows("posts", o.POSTS, o.posts(company))
    sheets.rows("people", o.PEOPLE, o.people(company))
    sheets.rows("assignments", o.ASSIGNMENTS, o.assignments(company))
    sheets.rows("reporting", o.REPORTING, o.reporting(company))
    sheets.rows(
        "clients",
        o.CLIENTS,
        client_rows(company.seed, company.clients, lambda client: team_id(client.branch, client.team)),
    )
    sheets.rows("products", o.PRODUCTS, product_rows(company.products))
    sheets.rows("coverage", o.COVERAGE, o.coverage(company))
    sheets.rows("product_coverage", o.PRODUCT_COVERAGE, o.product_coverage(company))
    sheets.rows("holidays", o.HOLIDAYS, o.holidays(company))


def _field(sheets: Sheets, company: Company) -> None:
    work = fieldwork.Fieldwork(company)
    sheets.lines("visit_plans", fieldwork.PLANS, work.plans)
    sheets.lines("visits", fieldwork.VISITS, chain(work.visits, leaders_visits(company)))
    sheets.lines("calls", fieldwork.CALLS, fieldwork.calls(company))
    sheets.rows("stock_checks", shelves.STOCK, shelves.stock_checks(company))
    sheets.rows("range_checks", shelves.RANGE, shelves.range_checks(company))
    sheets.rows("market_signs", shelves.SIGNS, shelves.market_signs(company))
    sheets.rows("inspections", shelves.INSPECTIONS, shelves.inspections(company))
    sheets.rows("promotions", shelves.PROMOTIONS, shelves.promotions(company))
    sheets.rows("shop_days", shelves.SHOP_DAYS, shelves.shop_days(company))


def _clients(sheets: Sheets, company: Company) -> None:
    rows = care.Care(company)
    sheets.rows("complaints", care.COMPLAINTS, rows.complaints())
    sheets.rows("claims", care.CLAIMS, rows.claims())
    sheets.rows("client_requests", care.REQUESTS, rows.requests())
    sheets.rows("surveys", care.SURVEYS, rows.surveys())
    sheets.rows("data_records", care.DATA, rows.data_records())
    sheets.rows("referrals", care.REFERRALS, rows.referrals())
    sheets.rows("contracts", care.CONTRACTS, rows.contracts())


def _people(sheets: Sheets, company: Company) -> None:
    written, people = records.Records(company), growth.Growth(company)
    sheets.rows("diaries", records.DIARIES, written.diaries())
    sheets.rows("information_transfers", records.TRANSFERS, written.transfers())
    sheets.rows("information_handlings", records.HANDLINGS, written.handlings())
    sheets.rows("promises", records.PROMISES, written.promises())
    sheets.rows("task_handovers", records.TASKS, written.tasks())
    sheets.rows("front_requests", records.REQUESTS, written.requests())
    sheets.rows("ideas", records.IDEAS, written.ideas())
    sheets.rows("exams", growth.EXAMS, people.exams())
    sheets.rows("competency_ratings", growth.RATINGS, people.ratings())
    sheets.rows("trainings", growth.TRAININGS, people.trainings())
    sheets.rows("conduct_cases", growth.CONDUCT, people.conduct())
    sheets.rows("projects", growth.PROJECTS, people.projects())
    sheets.rows("staff_months", growth.STAFF_MONTHS, people.staff_months())


def _money(sheets: Sheets, company: Company, sold: Sold) -> None:
    rows = finance.Finance(company, sold)
    sheets.rows("receivable_movements", finance.RECEIVABLES, rows.receivables())
    sheets.rows("purchases", finance.PURCHASES, rows.purchases())
    sheets.rows("payable_movements", finance.PAYABLES, rows.payables())
    sheets.rows("ledger_entries", finance.LEDGER, rows.ledger())
    sheets.rows("funnel_events", finance.FUNNEL, rows.funnel())
    sheets.rows("forecasts", finance.FORECASTS, rows.forecasts())
    sheets.rows("targets", targets.COLUMNS, targets.Targets(company, sold).rows())
    sheets.rows("adjustments", organisation.ADJUSTMENTS, organisation.adjustments(company))
    sheets.rows("hand_shares", organisation.HAND_SHARES, organisation.hand_shares(company))
