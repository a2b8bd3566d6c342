"""Whatever shows results: pages, sheets, files. The one door to it."""

from attain.runs.rendering.html import statement_page
from attain.runs.rendering.sheet_of import sheet_of
from attain.runs.statement import Statement
from attain.wording import Wording


def wording_for(statement: Statement, language: str) -> Wording:
    return Wording(language, None, statement.origin.currency)


def statement_html(statement: Statement, language: str) -> str:
    """The statement as one HTML file in a language."""
    wording = wording_for(statement, language)
    return statement_page(sheet_of(statement, wording), wording)
