"""Which message ids the code and the templates of attain/ use."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from attain.wording.arithmetic import STEPS
from tests.architecture.sources import Source

#: Calls that tell something, and which of their arguments is the message id.
TELLING = {"Node": 0, "push": 0, "say": 0, "Fault": 0, "_note": 1}

#: Topics whose dotted words are names of other things as well: period.days is a name in formulas.
SHARED_TOPICS = {"period"}

_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+\.?")
_FILE = re.compile(r".*\.(?:yaml|yml|json|csv|lark|py|j2|html|css|typ|svg|txt|md|xlsx|pdf|parquet|sql)")
_QUOTED = re.compile(r"'([a-z]+\.[a-z0-9_.]+)('|$)")
_IN_TEMPLATE = re.compile(r"""\bsay(?:\(\s*|\s+)["']([a-z0-9_.]+)["']""")
_IN_ATTRIBUTE = re.compile(r"""=["']([a-z]+\.[a-z0-9_.]+)["']""")


@dataclass(frozen=True)
class Use:
    """A message id, or a pattern of ids, at a place of the code. sure: it can be nothing else."""

    pattern: str
    place: str
    sure: bool = True

    @property
    def id(self) -> str:
        """The one id that the pattern stands for; "" where it stands for several."""
        plain = self.pattern.replace("\\.", ".").replace("\\_", "_").replace("\\-", "-")
        return plain if re.fullmatch(r"[a-z0-9_.\-]+", plain) else ""

    def matches(self, id: str) -> bool:
        return re.fullmatch(self.pattern, id) is not None


def uses(sources: Iterable[Source], topics: set[str]) -> list[Use]:
    """All uses in the code of attain/. topics: first words by which a dotted text is known as an id.

    Migrations name tables as messages are named ("approvals.proposal"), and tell nobody anything.
    """
    telling = (each for each in sources if each.within("attain") and "/migrations/" not in each.path)
    found = (use for source in telling for use in _of(source, topics))
    return list(dict.fromkeys(found))


def missing(used: Iterable[Use], known: set[str]) -> dict[str, str]:
    """Ids without a message, with the last place that uses each."""
    handled = known | STEPS
    unknown = (use for use in used if use.sure and use.id not in handled)
    missing = (use for use in unknown if use.id or not any(map(use.matches, handled)))
    return {use.pattern.replace("\\", ""): use.place for use in missing}


def idle(used: Iterable[Use], known: set[str]) -> list[str]:
    """Messages that nothing uses."""
    used = list(used)
    plain = {use.id for use in used}
    patterns = re.compile("|".join(sorted({f"(?:{use.pattern})" for use in used if not use.id})) or "(?!)")
    return sorted(id for id in known - plain if not patterns.fullmatch(id))


def _of(source: Source, topics: set[str]) -> Iterator[Use]:
    if not source.path.endswith(".py"):
        if not source.path.endswith((".yaml", ".md")):
            yield from (Use(_pattern(id), source.path) for id in _IN_TEMPLATE.findall(source.text))
            yield from (Use(_pattern(id), source.path, False) for id in _IN_ATTRIBUTE.findall(source.text))
        return
    for node in ast.walk(source.tree):
        place = f"{source.path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            yield from (Use(re.escape(id), place) for id in _told(node))
        elif isinstance(node, ast.JoinedStr):
            yield from (Use(pattern, place) for pattern in _composed(node, topics))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _written(node.value, topics, place)


def _written(text: str, topics: set[str], place: str) -> Iterator[Use]:
    """A text that is an id or the beginning of one, and ids that stand quoted in SQL."""
    if _is_id(text, topics):
        yield Use(_pattern(text), place, text.partition(".")[0] not in SHARED_TOPICS)
    for id, end in _QUOTED.findall(text):
        if id.partition(".")[0] in topics - SHARED_TOPICS:
            yield Use(re.escape(id) + ("" if end else "[a-z0-9_.]+"), place)


def _pattern(text: str) -> str:
    """What an id, or the beginning of one, stands for."""
    return re.escape(text) + ("[a-z0-9_.]+" if text.endswith(("_", ".")) else "")


def _told(call: ast.Call) -> Iterator[str]:
    """Ids written where a call tells something, without a dot too: push("measure", …)."""
    at = TELLING.get(getattr(call.func, "attr", getattr(call.func, "id", "")))
    if at is None or at >= len(call.args):
        return
    id = call.args[at]
    choices = (id.body, id.orelse) if isinstance(id, ast.IfExp) else (id,)
    for choice in choices:
        written = choice.value if isinstance(choice, ast.Constant) else None
        if isinstance(written, str) and re.fullmatch(r"[a-z][a-z0-9_.]*", written):
            yield written


def _is_id(text: str, topics: set[str]) -> bool:
    topic = text.partition(".")[0]
    return topic in topics and bool(_ID.fullmatch(text)) and not _FILE.fullmatch(text)


def _composed(text: ast.JoinedStr, topics: set[str]) -> Iterator[str]:
    """An id that is made of parts: f"target.{how}" uses target.set, target.summed, …"""
    first = text.values[0]
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return
    start, space, _ = first.value.partition(" ")
    topic, dot, _ = start.partition(".")
    if not dot or topic not in topics or not re.fullmatch(r"[a-z0-9_.]+", start):
        return
    if space:
        yield re.escape(start)
        return
    parts = (re.escape(v.value) if isinstance(v, ast.Constant) else "[a-z0-9_.]+" for v in text.values)
    yield "".join(parts)
