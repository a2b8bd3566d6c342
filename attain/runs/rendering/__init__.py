"""Whatever shows results: pages, sheets, files, lines of a terminal. The one door to it.

Of one statement: statement_html, statement_pdf, statement_xlsx, payslip_text. Of one number: tree_text,
tree_json, explanation_html. Of a run's statements: run_index_html, summary_xlsx, payroll_csv; of its
published numbers: results_export. For pages that others lay out: sheet_of a statement, score_line of a
scorecard, branch of an explanation, in words and figures already.

What writes pages, PDF and workbooks is read when one is first asked for: it takes longer than many answers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from attain.engine.faults import Fault
from attain.engine.trace import Node
from attain.runs.control import Control
from attain.runs.left_over import LeftOver
from attain.runs.rendering import terminal
from attain.runs.rendering.branch import Branch, branch
from attain.runs.rendering.card_part import corner_ahead, score_line
from attain.runs.rendering.json_tree import tree_json
from attain.runs.rendering.payroll_csv import PayrollFile, payroll_file, results_export
from attain.runs.rendering.people import Names
from attain.runs.rendering.picture import Picture
from attain.runs.rendering.reader import Reader
from attain.runs.rendering.sheet import ScoreLine, Sheet
from attain.runs.rendering.sheet_of import sheet_of
from attain.runs.rendering.summary import Summary, summary_of
from attain.runs.rendering.terminal import colour_wanted, tree_text
from attain.runs.rendering.titled import Titles
from attain.runs.statement import Origin, Statement
from attain.wording import Wording

__all__ = [
    "Branch",
    "PayrollFile",
    "Picture",
    "Reader",
    "ScoreLine",
    "Sheet",
    "Summary",
    "branch",
    "colour_wanted",
    "corner_ahead",
    "explanation_html",
    "lacking_font",
    "payroll_csv",
    "payslip_text",
    "results_export",
    "run_index_html",
    "score_line",
    "sheet_of",
    "statement_html",
    "statement_pdf",
    "statement_xlsx",
    "summary_of",
    "summary_xlsx",
    "tree_json",
    "tree_text",
    "wording_for",
]


def wording_for(origin: Origin, language: str, locale: str | None = None) -> Wording:
    """The reader's wording with the currency of what is shown."""
    return Wording(language, locale, origin.currency)


def statement_html(statement: Statement, language: str, locale: str | None = None) -> str:
    """The statement as one HTML file that needs nothing beside it."""
    from attain.runs.rendering.html import statement_page

    wording = wording_for(statement.origin, language, locale)
    return statement_page(sheet_of(statement, wording), wording)


def statement_pdf(statement: Statement, language: str, locale: str | None = None) -> bytes:
    """The statement as one sheet in PDF. Ask `lacking_font(language)` once whether its script has a font."""
    from attain.runs.rendering.pdf import statement_sheet

    wording = wording_for(statement.origin, language, locale)
    return statement_sheet(sheet_of(statement, wording), wording)


def statement_xlsx(statement: Statement, language: str, locale: str | None = None) -> bytes:
    """The statement as a workbook."""
    from attain.runs.rendering.xlsx import statement_book

    wording = wording_for(statement.origin, language, locale)
    return statement_book(sheet_of(statement, wording), wording)


def lacking_font(language: str) -> Fault | None:
    """What is told where this machine has no font for a language's script."""
    from attain.runs.rendering.fonts import lacking

    return lacking(language)


def payslip_text(statement: Statement, wording: Wording, width: int = 80, *, colour: bool = False) -> str:
    """The whole statement for the terminal."""
    return terminal.payslip(sheet_of(statement, wording), wording, width, colour=colour)


def explanation_html(
    node: Node,
    language: str,
    currency: str = "",
    *,
    titles: Titles | None = None,
    names: Names | None = None,
    origin: Origin | None = None,
    rows: Sequence[Mapping[str, Any]] = (),
) -> str:
    """One number explained, as one HTML file. names: of people; rows: the source rows behind it."""
    from attain.runs.rendering.explanation import explanation_page

    wording = Wording(language, None, currency or (origin.currency if origin else ""))
    return explanation_page(node, wording, titles=titles, names=names, origin=origin, rows=rows)


def run_index_html(
    statements: Sequence[Statement],
    control: Control,
    language: str,
    links: Mapping[str, str] | None = None,
    titles: Titles | None = None,
    left: Sequence[LeftOver] = (),
) -> str:
    """The page of a run of at least one statement.

    links: person → address of the statement beside the page. titles: of measures that nobody is paid by.
    left: what pools leave over.
    """
    from attain.runs.rendering.run_index import run_page

    summary = summary_of(statements, control, titles, left)
    return run_page(summary, wording_for(summary.origin, language), links or {})


def summary_xlsx(
    statements: Sequence[Statement],
    control: Control,
    language: str,
    titles: Titles | None = None,
    left: Sequence[LeftOver] = (),
) -> bytes:
    """The run of at least one statement as a workbook."""
    from attain.runs.rendering.summary_book import summary_book

    summary = summary_of(statements, control, titles, left)
    return summary_book(summary, wording_for(summary.origin, language))


def payroll_csv(statements: Sequence[Statement]) -> PayrollFile:
    """The payroll file for finance with its count of rows and control sum."""
    pays = {slip.person.id: slip.pay for slip in statements}
    period = statements[0].period.key if statements else ""
    return payroll_file(pays, period, statements[0].origin.currency if statements else "")
