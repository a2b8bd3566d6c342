"""A mapping as a form has it: from a guess to fields, from fields to the document that the library reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from attain.apps.intake.joins import joins_from, lines, pairs
from attain.engine.declare import LANGUAGES
from attain.engine.facts import ColumnType, Table
from attain.engine.facts import Mapping as FileMapping
from attain.engine.faults import Fault
from attain.engine.formulas import FormulaError
from attain.engine.store import Look, Stated
from attain.runs.guessing import Feeding
from attain.wording import Wording

#: What a mapping says of how a file is written.
STATED = ("encoding", "separator", "sheet", "date_format", "decimal", "header_row")

#: The name of a mapping that has none yet.
UNNAMED = "upload"

#: Post → its titles by language.
Titles = Mapping[str, Mapping[str, str]]

FIXED, FORMULA = "=constant", "=formula"


@dataclass
class Target:
    """A column of the table, and what the form says of it.

    source: a column of the file, FIXED, FORMULA or "". text: the constant or formula. why: of the guess.
    title: what the reader's language calls it, "" where that is not known.
    """

    name: str
    kind: ColumnType
    source: str = ""
    text: str = ""
    default: str = ""
    values: str = ""
    why: Feeding | None = None
    title: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def required(self) -> bool:
        return not self.kind.optional and self.kind.default is None

    @property
    def type(self) -> str:
        return f"intake.type.{self.kind.kind}"

    @property
    def more(self) -> bool:
        """Whether the form opens what stands behind "more"."""
        return bool(self.default or self.values or self.source in (FIXED, FORMULA))


def stated_of(mapping: Mapping[str, Any]) -> Stated:
    """What a draft says of the file's form."""
    *texts, row = (mapping.get(name) or None for name in STATED)
    return Stated(*texts, header_row=int(row) if str(row).isdecimal() else None)


def guessed(feeds: Mapping[str, Feeding]) -> dict[str, Any]:
    """The draft's columns from guesses."""
    return {column: feed.source for column, feed in feeds.items()}


def titles_read(columns: Mapping[str, Any], look: Look, posts: Titles) -> dict[str, Any]:
    """The draft's columns; where the file writes posts by their titles, what each stands for is filled in."""
    source = columns.get("post")
    seen = look.column(source) if isinstance(source, str) else None
    for language in LANGUAGES if seen else ():
        keys = {titles[language]: post for post, titles in posts.items() if titles.get(language)}
        if any(example in keys and example not in posts for example in seen.examples):
            return {**columns, "post": {"from": source, "values": keys}}
    return dict(columns)


def targets(table: Table, mapping: Mapping[str, Any], feeds: Mapping[str, Feeding]) -> list[Target]:
    """The table's columns as the form shows them: required ones first, fed ones before the others."""
    columns = mapping.get("columns", {})
    found = [_target(name, kind, columns.get(name), feeds) for name, kind in table.columns.items()]
    return sorted(found, key=lambda each: (not each.required, not each.source))


def _target(name: str, kind: ColumnType, feed: Any, feeds: Mapping[str, Feeding]) -> Target:
    target = Target(name, kind)
    if isinstance(feed, str):
        target.source = feed
    elif isinstance(feed, Mapping):
        target.default = str(feed.get("default") or "")
        target.values = "\n".join(f"{key} = {value}" for key, value in (feed.get("values") or {}).items())
        if feed.get("formula") is not None:
            target.source, target.text = FORMULA, str(feed["formula"])
        elif feed.get("constant") is not None:
            target.source, target.text = FIXED, str(feed["constant"])
        else:
            target.source = str(feed.get("from") or "")
    guess = feeds.get(name)
    target.why = guess if guess is not None and guess.source == target.source else None
    return target


def columns_from(post: QueryDict, table: Table) -> dict[str, Any]:
    """The draft's columns from what was typed."""
    found: dict[str, Any] = {}
    for name in table.columns:
        source, text = post.get(f"c-{name}", ""), post.get(f"k-{name}", "").strip()
        if not source:
            continue
        feed: dict[str, Any] = {}
        if source == FIXED:
            feed["constant"] = text
        elif source == FORMULA:
            feed["formula"] = text
        else:
            feed["from"] = source
            if default := post.get(f"d-{name}", "").strip():
                feed["default"] = default
            if values := pairs(post.get(f"v-{name}", "")):
                feed["values"] = values
        found[name] = feed["from"] if set(feed) == {"from"} else feed
    return found


def further_from(post: QueryDict) -> dict[str, Any]:
    """What else of a mapping the form says: which rows, joins, references, totals."""
    found: dict[str, Any] = {}
    if where := post.get("where", "").strip():
        found["where"] = where
    if post.get("references") == "accept":
        found["references"] = "accept"
    if post.get("whole"):
        found["whole"] = True
    if zone := post.get("timezone", "").strip():
        found["timezone"] = zone
    if control := pairs(post.get("control", "")):
        found["control"] = control
    if currency := post.get("currency", "").strip():
        fixed = re.fullmatch(r"[A-Z]{3}", currency)
        found["currency"] = {"constant": currency} if fixed else {"column": currency}
    if joined := joins_from(post):
        found["join"] = joined
    return found


def shown_further(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the form's fields."""
    currency = mapping.get("currency") or {}
    return {
        "where": mapping.get("where", ""),
        "references": mapping.get("references", ""),
        "whole": mapping.get("whole", False),
        "timezone": mapping.get("timezone", ""),
        "control": lines(mapping.get("control") or {}),
        "currency": currency.get("constant") or currency.get("column") or "",
    }


def built(mapping: Mapping[str, Any], name: str = UNNAMED) -> FileMapping:
    """The library's mapping. Raises ValidationError."""
    return FileMapping.model_validate({"mapping": name, **mapping})


def is_plain(mapping: Mapping[str, Any], look: Look, table: Table) -> bool:
    """Whether a draft says nothing that the names of the columns would not say by themselves."""
    header = [column.name for column in look.columns]
    columns = mapping.get("columns", {})
    if any(mapping[name] for name in set(mapping) - {"into", "columns"}):
        return False
    found = {name: name for name in table.columns if any(_alike(name, source) for source in header)}
    return columns == found and all(name in header for name in columns)


def _alike(column: str, source: str) -> bool:
    """Whether the library takes a column by its name."""
    left, right = (re.sub(r"[\s_-]", "", name.casefold()) for name in (column, source))
    return left == right


def errors_of(error: ValidationError, wording: Wording) -> dict[str, list[str]]:
    """Sentences by the field of the form: a table's column, "where", "join", "control" … or ""."""
    found: dict[str, list[str]] = {}
    for each in error.errors(include_url=False):
        place = [str(part) for part in each["loc"]]
        key = place[1] if place[:1] == ["columns"] and len(place) > 1 else (place or [""])[0]
        found.setdefault(key, []).append(_sentence(each, wording))
    return found


def _sentence(error: Any, wording: Wording) -> str:
    cause = (error.get("ctx") or {}).get("error")
    if isinstance(cause, FormulaError):
        return wording.fault(cause.fault(""))
    id = error["type"] if error["type"].startswith("fault.") else str(cause or "")
    if id.startswith("fault."):
        return wording.fault(Fault(id.split(" ")[0], error.get("ctx") or {}))
    return wording.say("intake.refused.value", value=str(error.get("input", "")))
