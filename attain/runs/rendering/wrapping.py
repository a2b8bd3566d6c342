"""Text cut into lines of a terminal: between words, and between Chinese and Japanese characters."""

import re

from rich.cells import cell_len, chop_cells

#: What is never torn apart: a run of letters and figures (no-break spaces belong to it), or one wide
#: character, each with the marks that must not begin a line.
_CLOSING = "，。、；：！？）」』】》”’…%％,.;:!?)»"
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"[（「『【《“‘(«]*(?:[{_WIDE}]|[^{_WIDE}\x20\t\n]+)[{_CLOSING}]*|[\x20\t\n]+")


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text that is at most `width` columns wide; at least one."""
    lines, now, used = [], "", 0
    for piece in _pieces(text, max(width, 2)):
        wide = cell_len(piece)
        if used + wide > width and now.strip(" "):
            lines.append(now.rstrip(" "))
            now, used = "", 0
        if not now and piece.isspace():
            continue
        now, used = now + piece, used + wide
    return [*lines, now.rstrip(" ")] if now.strip(" ") or not lines else lines


def _pieces(text: str, width: int) -> list[str]:
    """What may stand on a line; a piece wider than a line is cut."""
    found: list[str] = []
    for match in _PIECE.finditer(text):
        piece = " " if match[0][0] in " \t\n" else match[0]
        found += [piece] if cell_len(piece) <= width else chop_cells(piece, width)
    return found
