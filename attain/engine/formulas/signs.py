"""The signs that keyboards of other languages write, read as the ones of the grammar."""

import re

#: One for one, so that positions stay.
_SAME = dict(
    zip("（），；＋－＊／％＝＜＞．×÷−０１２３４５６７８９", "(),;+-*/%=<>.*/-0123456789", strict=True)
)

_QUOTED = r"\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’|«[^»]*»"
_TITLE = r"[\[［][^\[\]［］]*[\]］]"
_PIECES = re.compile(f"{_QUOTED}|{_TITLE}|[{''.join(map(re.escape, _SAME))}]")
_PARENTHESES = re.compile(f"{_QUOTED}|{_TITLE}|[()]")


def plain(text: str) -> str:
    """The text with every sign as the grammar knows it; quoted text and titles stay as written."""
    return _PIECES.sub(_piece, text)


def first_deeper(text: str, most: int) -> int | None:
    """Where parentheses open more than `most` deep, or None."""
    depth = 0
    for found in _PARENTHESES.finditer(text):
        depth += (found[0] == "(") - (found[0] == ")")
        if depth > most:
            return found.start()
    return None


def _piece(found: re.Match[str]) -> str:
    piece = found[0]
    if piece[0] in "[［":
        return f"[{piece[1:-1]}]"
    return _SAME.get(piece, piece)
