"""A run's payroll file by a mapping, for the command line: what the run pays, with its control file."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from attain.engine.store import DuckEngine, Store
from attain.runs.again import recompute
from attain.runs.compute import Progress
from attain.runs.page import write_page
from attain.runs.paying import Cell
from attain.runs.payroll_file import About, PayrollFile, control_file, payroll_file
from attain.runs.payroll_mapping import PayrollMapping
from attain.runs.payroll_people import payees
from attain.runs.register import Register, Run
from attain.runs.rendering.payroll_csv import postings
from attain.wording import Wording

#: Pay is paid so many days after its period, where nothing else is said.
AFTER = timedelta(days=4)


def mapped_file(
    store: Store, engine: DuckEngine, run: Run, mapping: PayrollMapping, pay_date: date | None, told: Progress
) -> PayrollFile:
    """What a run pays, by the mapping. Raises Faulty where a line can't be written.

    Nobody is on hold here and nothing is posted: holds and hand-overs are the web application's.
    """
    computed = recompute(store, engine, run, told)
    period, rules = computed.period, computed.rules
    cells: dict[Cell, Decimal] = {}
    for _, pay in sorted(computed.pays.items()):
        for person, about, component, amount in postings(pay, period.key):
            cells[person, component, about, period.key] = amount
    keys = sorted({cell[0] for cell in cells})
    last = period.end - timedelta(days=1)
    snapshot = Register(store).snapshot(run)
    known = payees(store, snapshot, rules, mapping, keys, last, {})
    wording = Wording(rules.settings.languages[0])
    titles = {name: wording.title(rules.title(name), name) for name in {cell[1] for cell in cells}}
    money, day = rules.settings, pay_date or period.end + AFTER
    about_it = About(period.key, 1, money.currency, money.currency_decimals, day, known, titles)
    return payroll_file(mapping, cells, about_it)


def write_mapped(file: PayrollFile, folder: Path) -> list[str]:
    """The file and its control file; their names."""
    write_page(folder / file.name, file.content)
    control = f"{file.name}.control.json"
    write_page(folder / control, control_file(file))
    return [file.name, control]
