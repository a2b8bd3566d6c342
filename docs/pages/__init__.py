"""The reference pages, each made from what the program itself declares."""

from collections.abc import Callable

from docs.pages.builtin import functions, messages, tables
from docs.pages.commands import commands
from docs.pages.documents import documents
from docs.pages.facts import facts
from docs.pages.kpis import kpi_pages
from docs.pages.layout import table
from docs.pages.plans import plans
from docs.pages.posts import posts
from docs.pages.scorecards import scorecards
from docs.pages.shapes import shapes

__all__ = ["PAGES", "table"]

#: Path in docs/reference → what writes it.
PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "documents.md": documents,
    "facts.md": facts,
    "functions.md": functions,
    "messages.md": messages,
    "plans.md": plans,
    "posts.md": posts,
    "scorecards.md": scorecards,
    "shapes.md": shapes,
    "tables.md": tables,
    **kpi_pages(),
}
