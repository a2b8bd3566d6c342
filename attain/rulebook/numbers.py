"""The numbers of a document that may be changed in forms: each with its path and its text as written.

Numbers of one picture or table stand together: points of a curve, tiers, rows of a param.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attain.engine.declare import number
from attain.rulebook.scalars import scalar
from attain.rulebook.text_parts import Tree
from attain.rulebook.yaml_source import Path

#: Words beside the rule, names and dates: no number of theirs changes anything that is computed.
WORDS = frozenset(
    {"title", "meaning", "source", "example", "because", "from", "until", "math", "note", "id", "corrects"}
)

#: Numbers in a formula, not those in texts, titles, names, days, nor what stands in for nothing.
_LITERAL = re.compile(
    r"COALESCE\([^()]*\)|\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’|«[^»]*»|\[[^\]]*\]|[0-9]{4}-[0-9]{2}-[0-9]{2}|[^\W\d][\w.]*"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:\s*%)?)",
    re.IGNORECASE,
)

#: Columns of tiers, in the order in which they are shown.
TIER = ("from", "to", "through", "rate", "amount")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at a path. at: which literal of the formula that stands there, -1 where it stands alone."""

    path: Path
    text: str
    at: int = -1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are added and taken away. form: "points" (columns x, y, or x, below, y), "tiers" or "rows".

    rows: the cells' texts by column, "" where a row lacks one.
    """

    form: str
    path: Path
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


Field = Number | Table


def fields(text: str) -> list[Field]:
    """What a form of this document's text has, in the order of the text. Raises yaml.YAMLError."""
    tree = Tree(text)
    kind = str(next(iter(tree.items(())))[0])
    return list(_fields(tree, kind, ()))


def _fields(tree: Tree, kind: str, path: Path) -> Iterator[Field]:
    items = tree.items(path)
    table = _table(tree, kind, path, items)
    if table is not None:
        yield table
        return
    if not items:
        yield from _numbers(tree, path)
    for each in items:
        if each[-1] in WORDS or each == (kind,):
            continue
        yield from _fields(tree, kind, each)


def _table(tree: Tree, kind: str, path: Path, items: list[Path]) -> Table | None:
    name = path[-1] if path else ""
    if name in ("curve", "steps") and items and items[0][-1] != 0:
        return _points(tree, path, items)
    mappings = bool(items) and all(tree.raw(item).startswith("{") or tree.items(item) for item in items)
    if name == "tiers" and mappings:
        return _rows(tree, "tiers", path, items, TIER)
    if kind == "param" and path == ("values",) and mappings:
        return _rows(tree, "rows", path, items, ("value",))
    return None


def _points(tree: Tree, path: Path, items: list[Path]) -> Table:
    pairs = any(tree.items(item) for item in items)
    rows = []
    for item in items:
        both = [tree.raw(each) for each in tree.items(item)] or [tree.raw(item)]
        row = {"x": unquoted(tree.key_raw(item)), "below": both[0] if len(both) > 1 else "", "y": both[-1]}
        rows.append(row if pairs else {"x": row["x"], "y": row["y"]})
    return Table("points", path, ("x", "below", "y") if pairs else ("x", "y"), tuple(rows))


def _rows(tree: Tree, form: str, path: Path, items: list[Path], known: tuple[str, ...]) -> Table:
    rows = [{str(cell[-1]): unquoted(tree.raw(cell)) for cell in tree.items(item)} for item in items]
    found = {name for row in rows for name in row}
    if form == "rows":
        names = (*dict.fromkeys(name for row in rows for name in row if name != "value"), "value")
    else:
        names = tuple(name for name in known if name in found)
    return Table(form, path, names, tuple({name: row.get(name, "") for name in names} for row in rows))


def _numbers(tree: Tree, path: Path) -> Iterator[Number]:
    raw = tree.raw(path)
    if is_number(raw):
        yield Number(path, raw)
        return
    if not path or (tree.spans[path].plain and not isinstance(scalar(raw), str)):
        return
    for at, (begin, end) in enumerate(literals(raw)):
        yield Number(path, raw[begin:end], at)


def literals(raw: str) -> list[tuple[int, int]]:
    """Where numbers stand in a formula as it is written, quotes and all."""
    inside = raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'" else raw
    shift = 1 if inside is not raw else 0
    found = (match for match in _LITERAL.finditer(inside) if match["number"])
    return [(match.start("number") + shift, match.end("number") + shift) for match in found]


def is_number(raw: str) -> bool:
    """Whether a text as written is a number, and not a day or a name."""
    try:
        number(raw if "%" in raw else scalar(raw) if raw else None)
    except ValueError:
        return False
    return True


def value_of(raw: str) -> Decimal:
    """The number that a text means. Raises ValueError."""
    return number(raw)


def unquoted(raw: str) -> str:
    """A scalar's text without its quotes."""
    if len(raw) > 1 and raw[0] == raw[-1] == '"':
        return raw[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return raw[1:-1].replace("''", "'") if len(raw) > 1 and raw[0] == raw[-1] == "'" else raw


def shown_path(path: Path) -> str:
    """A path as a person finds it in the text: components[2].tiers[1].rate, counted from 1."""
    told = ""
    for step in path:
        told += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if told else str(step)
    return told


def by_path(found: list[Field]) -> dict[tuple[Any, ...], Field]:
    """Fields by their path and literal."""
    return {(*each.path, getattr(each, "at", -1)): each for each in found}
