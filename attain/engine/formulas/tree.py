"""A parsed formula: immutable nodes that know where in the text they stand.

Nodes are equal when they mean the same, wherever they were written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Expr:
    """Any node. start, end: its characters in the text, half-open, parentheses included."""

    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number(Expr):
    """A literal. unit: "" (plain), "percent" (value 0.95 for 95%), "days", "hours", "minutes", "money"."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Text(Expr):
    value: str


@dataclass(frozen=True, slots=True)
class Boolean(Expr):
    value: bool


@dataclass(frozen=True, slots=True)
class Day(Expr):
    """A date literal, 2026-10-01."""

    value: date


@dataclass(frozen=True, slots=True)
class Name(Expr):
    """A name. key: as written, without brackets; `rename` turns titles into keys."""

    key: str


@dataclass(frozen=True, slots=True)
class Modified(Expr):
    """target(x), previous(target(x)), …: a name seen otherwise. modifiers: outermost first."""

    modifiers: tuple[str, ...]
    name: Name


@dataclass(frozen=True, slots=True)
class Unary(Expr):
    """Minus: the only sign that does something."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary(Expr):
    """operator: + - * /; at: its position in the text."""

    operator: str
    left: Expr
    right: Expr
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """operator: = <> < <= > >=; at: its position in the text."""

    operator: str
    left: Expr
    right: Expr
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Among(Expr):
    """value in (choice, choice, …)"""

    value: Expr
    choices: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Logic(Expr):
    """operator: and, or; at: its position in the text."""

    operator: str
    left: Expr
    right: Expr
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Not(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """A function of values. name: in lower case (if, min, max, abs, round, rounddown, roundup, cap,
    coalesce, is_missing).
    """

    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Expr):
    """A function of rows. name: sum, count, count_distinct, min, max; argument: None in count()."""

    name: str
    argument: Expr | None


def children(expr: Expr) -> tuple[Expr, ...]:
    """The operands, in reading order. A modified name counts as one."""
    match expr:
        case Binary() | Compare() | Logic():
            return (expr.left, expr.right)
        case Unary() | Not():
            return (expr.operand,)
        case Call():
            return expr.args
        case Among():
            return (expr.value, *expr.choices)
        case Aggregate():
            return (expr.argument,) if expr.argument is not None else ()
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """The node and all below it, in reading order."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def references(expr: Expr) -> tuple[Name | Modified, ...]:
    """What the formula reads, each once, in reading order: names, and names under modifiers."""
    return tuple(dict.fromkeys(node for node in walk(expr) if isinstance(node, (Name, Modified))))


def names(expr: Expr) -> tuple[str, ...]:
    """The keys of all names, each once, in reading order."""
    return tuple(dict.fromkeys(_name(node).key for node in references(expr)))


def aggregates(expr: Expr) -> tuple[Aggregate, ...]:
    """The row functions in the formula, each once, in reading order."""
    return tuple(dict.fromkeys(node for node in walk(expr) if isinstance(node, Aggregate)))


def rename(expr: Expr, mapping: Mapping[str, str]) -> Expr:
    """The same formula with names replaced (titles by keys); names not in `mapping` stay."""
    match expr:
        case Name():
            return replace(expr, key=mapping.get(expr.key, expr.key))
        case Modified():
            return replace(expr, name=rename(expr.name, mapping))
    changes = {item.name: _renamed(getattr(expr, item.name), mapping) for item in fields(expr)}
    return replace(expr, **changes)


def _renamed(part: object, mapping: Mapping[str, str]) -> object:
    if isinstance(part, tuple):
        return tuple(rename(each, mapping) for each in part)
    return rename(part, mapping) if isinstance(part, Expr) else part


def _name(node: Name | Modified) -> Name:
    return node.name if isinstance(node, Modified) else node
