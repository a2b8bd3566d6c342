"""From text to tree: the only way into the expression language."""

from functools import cache, lru_cache
from pathlib import Path

from lark import Lark, UnexpectedInput

from attain.engine.formulas.diagnosis import comma_in_number, diagnosed
from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.signs import first_deeper, plain
from attain.engine.formulas.tree import Aggregate, Binary, Expr, Logic, children, walk
from attain.engine.formulas.tree_building import TreeBuilding

#: What no formula that people can review needs: beyond it, a clear fault.
MOST_CHARACTERS = 4_000
MOST_NODES = 500
DEEPEST = 60


def parse(text: str, *, aggregates: bool = False) -> Expr:
    """The tree of a formula; raises FormulaError, which points at the character.

    aggregates: row expressions, where sum, count, count_distinct, min and max of rows are allowed
    and target(x), previous(x), … are not.
    """
    try:
        return _parsed(text, aggregates)
    except FormulaError as error:
        raise error.within(text) from None


@lru_cache(maxsize=4096)
def _parsed(text: str, aggregates: bool) -> Expr:
    """A tree has no place outside its own text, so every formula of the same text may share it."""
    if len(text) > MOST_CHARACTERS:
        raise FormulaError("fault.formula.long", 0, 0, count=len(text), most=MOST_CHARACTERS)
    written = plain(text)
    language = _language(aggregates)
    _check_parentheses(written)
    try:
        expr = language.parse(written)
    except UnexpectedInput as complaint:
        raise diagnosed(written, complaint, language.lex) from None
    except FormulaError as error:
        raise _comma_instead(written, error, language) from None
    _check_size(expr)
    _check_nested_aggregates(expr)
    return expr


@cache
def _language(aggregates: bool) -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", transformer=TreeBuilding(rows=aggregates))


def _comma_instead(text: str, error: FormulaError, language: Lark) -> FormulaError:
    """`IF(a > 1,5, b, c)` has one argument too many because of a decimal comma."""
    if error.fault_id != "fault.formula.arguments":
        return error
    return comma_in_number(text, language.lex, error.position, len(text)) or error


def _check_parentheses(text: str) -> None:
    """Parentheses leave no node behind, so their depth is counted before."""
    deeper = first_deeper(text, DEEPEST)
    if deeper is not None:
        raise FormulaError("fault.formula.deep", deeper, 1, most=DEEPEST)


def _check_size(expr: Expr) -> None:
    count = sum(1 for _ in walk(expr))
    if count > MOST_NODES:
        raise FormulaError("fault.formula.large", 0, 0, count=count, most=MOST_NODES)
    waiting = [(expr, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise FormulaError("fault.formula.deep", node.start, 1, most=DEEPEST)
        below = children(node)
        # a + b + c + … is read from left to right, not inwards.
        chain = isinstance(node, (Binary, Logic)) and type(below[0]) is type(node)
        waiting.extend((each, depth + (not chain or each is not below[0])) for each in below)


def _check_nested_aggregates(expr: Expr) -> None:
    for outer in walk(expr):
        inner = outer.argument if isinstance(outer, Aggregate) else None
        for node in walk(inner) if inner is not None else ():
            if isinstance(node, Aggregate):
                raise FormulaError(
                    "fault.formula.nested_aggregate", node.start, len(node.name), function=node.name
                )
