"""Whatever shows results: pages, sheets, files. The one door to it."""

from attain.runs.rendering import terminal
from attain.runs.rendering.html import statement_page
from attain.runs.rendering.json_tree import tree_json
from attain.runs.rendering.sheet_of import sheet_of
from attain.runs.rendering.terminal import colour_wanted, tree_text
from attain.runs.statement import Statement
from attain.wording import Wording

__all__ = [
    "colour_wanted",
    "payslip_text",
    "statement_html",
    "tree_json",
    "tree_text",
    "wording_for",
]


def wording_for(statement: Statement, language: str, locale: str | None = None) -> Wording:
    """The reader's wording with the statement's currency."""
    return Wording(language, locale, statement.origin.currency)


def statement_html(statement: Statement, language: str, locale: str | None = None) -> str:
    """The statement as one HTML file in a language."""
    wording = wording_for(statement, language, locale)
    return statement_page(sheet_of(statement, wording), wording)


def payslip_text(statement: Statement, wording: Wording, width: int = 80, *, colour: bool = False) -> str:
    """The whole statement for the terminal."""
    return terminal.payslip(sheet_of(statement, wording), wording, width, colour=colour)
