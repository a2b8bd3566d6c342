"""Texts of others on their way into spreadsheets: none of them may be taken for a formula."""

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def defused(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it. Numbers stay numbers."""
    if (text.startswith(_STARTS) or text.lstrip().startswith(_STARTS)) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
