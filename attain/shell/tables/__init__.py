"""Declared tables: sorted, searched, paged, cut to chosen columns and exported the same way on every page."""

from attain.shell.tables.columns import Column
from attain.shell.tables.shown import Shown
from attain.shell.tables.table import Table

__all__ = ["Column", "Shown", "Table"]
