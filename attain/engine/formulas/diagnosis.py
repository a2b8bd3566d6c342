"""Why a text is no formula: from the parser's complaint to the fault that says what to do."""

import re
from collections.abc import Callable, Iterable, Sequence

from lark import Token
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedInput

from attain.engine.formulas.errors import FormulaError

Lexer = Callable[[str], Iterable[Token]]

_NUMBERS = {"NUMBER", "PERCENT", "QUANTITY"}
_ENDS = _NUMBERS | {"DAY", "TEXT", "TRUE", "FALSE", "NAME", "TITLE", "RPAR"}
_BEGINS = (_ENDS - {"RPAR"}) | {"LPAR", "NOT"}
_QUOTES = "\"'“‘«"


def diagnosed(text: str, complaint: UnexpectedInput, lexer: Lexer) -> FormulaError:
    """The error to show for a `complaint` of the parser about `text`."""
    if isinstance(complaint, UnexpectedCharacters):
        return _character(text, complaint.pos_in_stream)
    if complaint.token.type == "$END":
        return _end(text, lexer)
    token, before = complaint.token, _tokens(text, complaint.token.start_pos, lexer)
    return _token(text, token, before)


def comma_in_number(text: str, lexer: Lexer, start: int, end: int) -> FormulaError | None:
    """The first `1,5` between start and end: most likely a decimal comma or a thousands separator."""
    tokens = _tokens(text, end, lexer)
    for first, comma, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
        glued = first.end_pos == comma.start_pos and comma.end_pos == last.start_pos
        numbers = first.type == "NUMBER" and comma.type == "_COMMA" and last.type in _NUMBERS
        if glued and numbers and first.start_pos >= start:
            return _comma(text, first, last.end_pos)
    return None


def _character(text: str, at: int) -> FormulaError:
    symbol = text[at]
    if symbol in _QUOTES:
        return _error("fault.formula.open_text", at, len(text) - at)
    if symbol == "[":
        return _error("fault.formula.open_title", at, len(text) - at)
    if symbol == ";":
        return _error("fault.formula.semicolon", at)
    if symbol == "%":
        return _error("fault.formula.percent", at)
    return _error("fault.formula.symbol", at, symbol=symbol)


def _end(text: str, lexer: Lexer) -> FormulaError:
    tokens = _tokens(text, len(text), lexer)
    if not tokens:
        return _error("fault.formula.empty", 0, 0)
    opened: list[Token] = []
    for token in tokens:
        if token.type == "LPAR":
            opened.append(token)
        elif token.type == "RPAR":
            opened.pop()
    if opened and tokens[-1].type in _ENDS:
        return _error("fault.formula.unclosed", opened[-1].start_pos)
    return _error("fault.formula.ends_early", len(text.rstrip()), 0, after=str(tokens[-1]))


def _token(text: str, token: Token, before: Sequence[Token]) -> FormulaError:
    at, length = token.start_pos, len(token)
    previous = before[-1] if before else None
    if previous is None and token == "=":
        return _error("fault.formula.leading_equals", at)
    if previous is not None and previous.type == "IN":
        return _error("fault.formula.in_list", at, length)
    if token.type == "RPAR" and not _depth(before):
        return _error("fault.formula.unopened", at)
    if previous is None or previous.type not in _ENDS:
        return _error("fault.formula.value_missing", at, length, before=str(token))
    if token.type == "_COMMA":
        return _comma_fault(text, previous, at)
    if token.type in _BEGINS:
        return _side_by_side(previous, token)
    return _error("fault.formula.unexpected", at, length, found=str(token))


def _side_by_side(previous: Token, token: Token) -> FormulaError:
    at, length = token.start_pos, len(token)
    if previous.type == "NUMBER" and token.type in _NUMBERS:
        return _error("fault.formula.thousands", previous.start_pos, token.end_pos - previous.start_pos)
    if previous.type == token.type == "NAME":
        start = previous.start_pos
        return _error("fault.formula.spaced_name", start, token.end_pos - start, name=f"{previous} {token}")
    return _error("fault.formula.operator_missing", at, length, before=str(token))


def _comma_fault(text: str, previous: Token, at: int) -> FormulaError:
    digits = re.match(r"[0-9]+", text[at + 1 :])
    if previous.type == "NUMBER" and previous.end_pos == at and digits:
        return _comma(text, previous, at + 1 + digits.end())
    return _error("fault.formula.comma", at)


def _comma(text: str, first: Token, end: int) -> FormulaError:
    written = text[first.start_pos : end]
    whole, _, fraction = written.partition(",")
    start, length = first.start_pos, len(written)
    if len(fraction) == 3:
        return _error("fault.formula.thousands", start, length)
    meant = f"{whole}.{fraction}"
    return _error("fault.formula.decimal_comma", start, length, written=written, meant=meant)


def _depth(tokens: Sequence[Token]) -> int:
    return sum((t.type == "LPAR") - (t.type == "RPAR") for t in tokens)


def _tokens(text: str, end: int, lexer: Lexer) -> list[Token]:
    """The tokens that start before `end`, as far as the text can be read."""
    found: list[Token] = []
    try:
        for token in lexer(text):
            if token.start_pos >= end:
                break
            found.append(token)
    except LarkError:
        pass
    return found


def _error(id: str, position: int, length: int = 1, **values: object) -> FormulaError:
    return FormulaError(id, position, length, **values)
