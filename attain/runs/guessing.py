"""Where an uploaded file most likely goes, and which of its columns feeds which: each guess with why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

from attain.engine.declare import LANGUAGES
from attain.engine.facts import BUILTIN, Table
from attain.engine.facts import Mapping as FileMapping
from attain.engine.store import Look
from attain.runs.column_words import folded, stands_for
from attain.wording import Wording

#: A table is guessed if so many percent of the file's columns have a place in it.
LEAST_SHARE = 40


@dataclass(frozen=True)
class Guess:
    """into: a mapping's name or a table's. why: a message id with `values`. sure: it needs no second look."""

    into: str
    table: str
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)
    sure: bool = False


@dataclass(frozen=True)
class Feeding:
    """source: the file's column that feeds a table's column. why: a message id."""

    source: str
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)


def guesses(
    name: str, look: Look, mappings: Sequence[FileMapping], tables: Mapping[str, Table]
) -> list[Guess]:
    """Where a file of this name and these columns may go, the likeliest first."""
    header = {column.name for column in look.columns}
    found = [
        Guess(each.mapping, each.into, "intake.why.mapping", {"mapping": each.mapping}, fits(each, header))
        for each in mappings
        if each.file != "*" and fnmatch(name, each.file)
    ]
    found += [
        Guess(each.mapping, each.into, "intake.why.header", {"mapping": each.mapping})
        for each in mappings
        if each.mapping not in {guess.into for guess in found} and needs(each) and fits(each, header)
    ]
    found = [guess for guess in found if fits(_named(mappings, guess.into), header)]
    return [*found, *_tables(name, look, tables)]


def _named(mappings: Sequence[FileMapping], name: str) -> FileMapping:
    return next(each for each in mappings if each.mapping == name)


def needs(mapping: FileMapping) -> set[str]:
    """The columns of the file that a mapping names."""
    brought = {column for join in mapping.join for column in join.columns}
    named = {feed.source for feed in mapping.columns.values() if feed.source}
    named |= {key for join in mapping.join for key in join.pairs}
    return named - brought


def fits(mapping: FileMapping, header: set[str]) -> bool:
    """Whether a file has all columns that the mapping names."""
    return needs(mapping) <= header


def _tables(name: str, look: Look, tables: Mapping[str, Table]) -> list[Guess]:
    stem = folded(name.split(".")[0])
    scored = []
    for table in tables.values():
        fed = feeds(look, table)
        columns = [c for c in look.columns if c.filled]
        hits = len({each.source for each in fed.values()} & {c.name for c in columns})
        missing = [
            column
            for column, kind in table.columns.items()
            if column not in fed and not kind.optional and kind.default is None
        ]
        called = _called(stem, table)
        share = 100 * hits // max(len(columns), 1)
        if called or (share >= LEAST_SHARE and hits >= 2):
            why, values = "intake.why.columns", {"found": hits, "all": len(columns)}
            if called:
                why, values = "intake.why.name", {"table": table.name}
            rank = (not called, len(missing), -hits, len(table.columns), table.name)
            scored.append((rank, Guess(table.name, table.name, why, values, called and not missing)))
    return [guess for _, guess in sorted(scored, key=lambda each: each[0])][:8]


def _called(stem: str, table: Table) -> bool:
    """Whether a file's name begins with the table's, or with one of its titles."""
    titles = [*getattr(table, "title", {}).values()]
    if table.name in BUILTIN:
        titles = [Wording(language).say(f"intake.table.{table.name}") for language in LANGUAGES]
    for title in (table.name, *titles):
        short = folded(title)
        rest = stem.removeprefix(short)
        if short and stem.startswith(short) and (not rest or not rest[0].isalpha()):
            return True
    return False


def feeds(look: Look, table: Table, earlier: Iterable[FileMapping] = ()) -> dict[str, Feeding]:
    """Which column of the file most likely feeds each column of the table, where one does."""
    header = [column.name for column in look.columns]
    found: dict[str, Feeding] = {}
    for column in table.columns:
        if guess := _named_alike(column, header) or _remembered(column, header, table, earlier):
            found[column] = guess
    taken = {each.source for each in found.values()}
    for column in table.columns:
        if column not in found:
            alike = [source for source in header if source not in taken and stands_for(column, source)]
            if alike:
                found[column] = Feeding(alike[0], "intake.why.word", {"column": column})
                taken.add(alike[0])
    _only_date(look, table, found, taken)
    return found


def _named_alike(column: str, header: Sequence[str]) -> Feeding | None:
    if column in header:
        return Feeding(column, "intake.why.same")
    alike = [source for source in header if folded(source) == folded(column)]
    return Feeding(alike[0], "intake.why.alike") if len(alike) == 1 else None


def _remembered(
    column: str, header: Sequence[str], table: Table, earlier: Iterable[FileMapping]
) -> Feeding | None:
    for mapping in earlier:
        feed = mapping.columns.get(column)
        if mapping.into == table.name and feed is not None and feed.source in header:
            return Feeding(str(feed.source), "intake.why.earlier", {"mapping": mapping.mapping})
    return None


def _only_date(look: Look, table: Table, found: dict[str, Feeding], taken: set[str]) -> None:
    """The one column of dates that is left feeds the one date that must be there."""
    needed = [
        column
        for column, kind in table.columns.items()
        if column not in found
        and kind.kind in ("date", "timestamp")
        and not kind.optional
        and kind.default is None
    ]
    left = [column.name for column in look.columns if column.dates and column.name not in taken]
    if len(needed) == len(left) == 1:
        found[needed[0]] = Feeding(left[0], "intake.why.only_date")
