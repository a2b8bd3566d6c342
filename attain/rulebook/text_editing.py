"""One change at a time to a document's text: a value set, a row put in, a row taken out.

Each returns the whole text anew; comments, order and layout of everything else stay.
"""

import json
import re

from attain.rulebook.scalars import scalar
from attain.rulebook.text_parts import Edit, Span, Tree, edited
from attain.rulebook.yaml_source import Path

#: Texts that need no quotes anywhere in a document.
_SAFE = re.compile(r"[\w%.+-][\w %.+-]*", re.UNICODE)


def quoted(value: str) -> str:
    """A text as a scalar that is read as this text again."""
    safe = _SAFE.fullmatch(value) and not value.endswith(" ") and not value.startswith(("- ", "--"))
    return value if safe and isinstance(scalar(value), str) else json.dumps(value, ensure_ascii=False)


def set_value(text: str, path: Path, raw: str) -> str:
    """The value at `path` written as `raw`. Raises KeyError where there is none."""
    span = Tree(text).spans[path]
    return edited(text, [Edit(span.begin, span.end, raw)])


def set_key(text: str, path: Path, raw: str) -> str:
    """The key that leads to `path` written as `raw`."""
    span = Tree(text).spans[path]
    return edited(text, [Edit(span.key, span.key_end, raw)])


def insert(text: str, path: Path, after: int, row: str) -> str:
    """A row (`80%: 50`, or an item) put into what stands at `path`, behind its `after`-th; -1: first."""
    tree = Tree(text)
    whole, items = tree.spans[path], tree.items(path)
    if not items:
        bracket = text[whole.begin : whole.begin + 1] or "["
        return edited(text, [Edit(whole.begin, whole.end, f"{bracket}{row}{'}' if bracket == '{' else ']'}")])
    if whole.flow:
        if after < 0:
            first = tree.spans[items[0]].key
            return edited(text, [Edit(first, first, f"{row}, ")])
        end = tree.spans[items[after]].end
        return edited(text, [Edit(end, end, f", {row}")])
    first = tree.spans[items[0]]
    margin = _margin(text, first, isinstance(items[0][-1], int) and first.key == first.begin)
    if after < 0:
        return edited(text, [Edit(first.key, first.key, f"{row}\n{margin}")])
    end = _line_end(text, tree.spans[items[after]].end)
    return edited(text, [Edit(end, end, f"\n{margin}{row}")])


def remove(text: str, path: Path) -> str:
    """The list or mapping without the item at `path`; one that becomes empty is written so."""
    tree = Tree(text)
    above = path[:-1]
    items, whole, own = tree.items(above), tree.spans[above], tree.spans[path]
    at = items.index(path)
    if len(items) == 1:
        empty = "[]" if own.key == own.begin else "{}"
        return edited(text, [Edit(whole.begin, whole.end, empty)])
    if at + 1 < len(items) and (whole.flow or _shares_line(text, own)):
        return edited(text, [Edit(own.key, tree.spans[items[at + 1]].key, "")])
    if whole.flow:
        return edited(text, [Edit(tree.spans[items[at - 1]].end, own.end, "")])
    begin, end = _line_begin(text, own.key), _line_end(text, own.end)
    if end < len(text):
        return edited(text, [Edit(begin, end + 1, "")])
    return edited(text, [Edit(max(begin - 1, 0), end, "")])


def _margin(text: str, first: Span, item: bool) -> str:
    """What stands before a row on its line: blanks, and the dash of a list."""
    before = text[_line_begin(text, first.key) : first.key]
    if not item:
        return " " * len(before)
    dash = before.rindex("-")
    return " " * dash + before[dash:]


def _shares_line(text: str, own: Span) -> bool:
    """Whether something other than its own dash stands before a row on its line."""
    before = text[_line_begin(text, own.key) : own.key].strip()
    return before not in ("", "-") or (before == "-" and own.key != own.begin)


def _line_begin(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
