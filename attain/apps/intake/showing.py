"""What the wizard's pages show: steps, fields, columns with their examples."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from pydantic import ValidationError

from attain.apps.intake import drafts, joins
from attain.apps.intake.allowing import loadable, may_load
from attain.apps.intake.models import Incoming, Upload
from attain.apps.intake.uploads import others, path_of
from attain.engine.facts import BUILTIN, Table
from attain.engine.faults import Faulty
from attain.engine.store import Look
from attain.runs.guessing import Feeding, Guess, feeds
from attain.runs.mapping_files import document, glob_of, save_mapping
from attain.runs.workplace import Workplace
from attain.shell.audit import record
from attain.wording import Wording
from attain.wording.columns import named

STEPS = ("load", "reading", "columns", "check", "done")

ENCODINGS = (
    "utf-8",
    "gb18030",
    "shift_jis",
    "cp1251",
    "cp1252",
    "euc_jp",
    "big5",
    "euc_kr",
    "koi8_r",
    "utf-16",
)
SEPARATORS = (",", ";", "tab", "|")
DATES = (
    *("yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd.mm.yyyy", "dd-mm-yyyy", "yyyy/mm/dd"),
    *("dd/mm/yy", "mm/dd/yy", "dd-mmm-yyyy", "yyyymmdd"),
)
MARKS = (".", ",")
HEADER_ROWS = tuple(map(str, range(1, 21)))


def steps(incoming: Incoming, at: int) -> dict[str, Any]:
    """The way through the wizard. at: which step the page is; only what is behind can be gone back to."""
    loaded = bool(incoming.report)
    return {
        "incoming": incoming,
        "steps": [
            {
                "title": f"intake.step.{name}",
                "number": number + 1,
                "here": number == at,
                "url": reverse(f"facts:{name}", args=[incoming.pk] if number else [])
                if number < at and not (loaded and number)
                else "",
            }
            for number, name in enumerate(STEPS)
        ],
    }


def uploads(request: HttpRequest) -> list[dict[str, Any]]:
    """Files that were brought and are not settled yet, the newest first."""
    found = Upload.objects.prefetch_related("files").select_related("made_by").order_by("-made_at")[:30]
    return [
        {
            "upload": each,
            "by": each.made_by.shown_name if each.made_by else "",
            "files": [(file, _next(file)) for file in sorted(each.files.all(), key=lambda file: file.pk)],
        }
        for each in found
        if any(not file.report or file.report.get("quarantined") for file in each.files.all())
        and all(may_load(request, file.table) for file in each.files.all())
    ]


def _next(file: Incoming) -> str:
    """Where a file is gone on with."""
    if file.report:
        return reverse("facts:done", args=[file.pk])
    if file.state == Incoming.State.LOADING and file.work:
        return reverse("work:one", args=[file.work])
    if file.preview:
        return reverse("facts:check", args=[file.pk])
    return reverse("facts:columns" if file.table else "facts:reading", args=[file.pk])


def reading_fields(incoming: Incoming, look: Look | None, sheets: Sequence[str]) -> list[dict[str, Any]]:
    """How the file is read: each property with what was found, what is stated, and what can be."""
    form = look.form if look else None
    text = form is None or form.kind == "csv"
    found = {
        "encoding": form.encoding if form else "",
        "separator": "tab" if form and form.separator == "\t" else form.separator if form else "",
        "sheet": form.sheet if form else "",
        "date_format": ", ".join(sorted(set(form.date_formats.values()))) if form else "",
        "decimal": form.decimal if form else "",
        "header_row": str(form.header_row) if form else "",
    }
    offered: dict[str, Sequence[str]] = {"date_format": DATES, "decimal": MARKS}
    if form is None or form.kind != "parquet":
        offered = {"header_row": HEADER_ROWS, **offered}
    if sheets:
        offered = {"sheet": sheets, **offered}
    elif text:
        offered = {"encoding": ENCODINGS, "separator": SEPARATORS, **offered}
    return [
        {
            "name": name,
            "title": f"intake.reading.{name}",
            "found": found[name],
            "stated": incoming.mapping.get(name, ""),
            "choices": [
                *choices,
                *([now] if (now := incoming.mapping.get(name, "")) and now not in choices else []),
            ],
        }
        for name, choices in offered.items()
    ]


def feeds_of(look: Look, house: Workplace, table: str) -> dict[str, Feeding]:
    return feeds(look, house.rules.tables[table], house.loaded.mappings)


def fills(feeds: Mapping[str, Feeding], table: Table, columns: Collection[str]) -> bool:
    """Whether some of these columns of a file fill a table, of which the file has the keys too."""
    kinds = {column: table.columns[column] for column in table.key}
    keys = [column for column, kind in kinds.items() if kind.kind != "date" and kind.default is None]
    return all(key in feeds for key in keys) and any(each.source in columns for each in feeds.values())


def title_of(table: Table, wording: Wording) -> str:
    """The table's title; of a built-in one the message that names it."""
    if table.name in BUILTIN:
        return wording.say(f"intake.table.{table.name}")
    return wording.title(getattr(table, "title", {}) or {}, table.name)


def columns(
    request: HttpRequest,
    incoming: Incoming,
    look: Look,
    house: Workplace,
    known: Sequence[Guess],
    errors: dict[str, list[str]] | None = None,
) -> dict[str, Any]:
    """The page on which a file's columns are mapped."""
    wording, errors = request.wording, errors or {}
    tables = house.rules.tables
    given: dict[str, Any] = {
        **steps(incoming, 2),
        "guesses": [
            {
                "into": each.into,
                "table": title_of(tables[each.table], wording),
                "why": wording.say(each.why, **each.values),
                "chosen": each.into == (incoming.into or incoming.table),
            }
            for each in known[:4]
        ],
        "tables": sorted(
            ((title_of(each, wording), name) for name, each in loadable(request, tables).items()),
            key=lambda x: x[0],
        ),
        "mappings": sorted(each.mapping for each in house.loaded.mappings if may_load(request, each.into)),
        "table": tables.get(incoming.table),
        "errors": errors,
    }
    if incoming.table not in tables:
        return given
    table = tables[incoming.table]
    targets = drafts.targets(table, incoming.mapping, feeds_of(look, house, table.name))
    for target in targets:
        target.errors = errors.get(target.name, [])
        target.title = named(target.name, wording)
    further = drafts.shown_further(incoming.mapping)
    return given | {
        "title": title_of(table, wording),
        "builtin": table.date is None,
        "needed": [each for each in targets if each.required],
        "optional": [each for each in targets if not each.required],
        "sources": [(each.name, " · ".join(each.examples)) for each in look.columns]
        + joins.brought(incoming.mapping),
        "unused": _unused(look, targets),
        "further": further,
        "further_open": any(further.values())
        or bool(incoming.mapping.get("join"))
        or bool({"where", "join", "control", "currency"} & set(errors)),
        "others": [each.name for each in others(incoming)],
        "joins": joins.shown(incoming.mapping, incoming),
    }


def _unused(look: Look, targets: Sequence[drafts.Target]) -> list[str]:
    """Columns of the file that nothing takes."""
    taken = {each.source for each in targets}
    words = set(re.findall(r"\w+", " ".join(each.text for each in targets if each.source == drafts.FORMULA)))
    return [each.name for each in look.columns if each.name not in taken | words]


def wrong(draft: dict[str, Any], table: Table, whole: bool, wording: Wording) -> dict[str, list[str]]:
    """What is wrong with a draft, by field. whole: whether columns that must be fed are missed as well."""
    errors: dict[str, list[str]] = {}
    try:
        drafts.built(draft)
    except ValidationError as error:
        errors = drafts.errors_of(error, wording)
    for name, kind in table.columns.items():
        if whole and name not in draft["columns"] and not kind.optional and kind.default is None:
            errors.setdefault(name, []).append(wording.say("intake.refused.column"))
    return errors


def unchanged(incoming: Incoming, draft: dict[str, Any], house: Workplace) -> str:
    """The remembered mapping that the draft still is, "" where it differs."""
    for each in house.loaded.mappings:
        if each.mapping == incoming.into:
            try:
                own = document(drafts.built(draft, each.mapping))
            except ValidationError:
                return ""
            there = document(each)
            there.pop("file", None)
            return each.mapping if own == there else ""
    return ""


def mapping_name(incoming: Incoming, house: Workplace) -> str:
    """What a mapping for files like this one may be called; another name where one leads to another table."""
    stem = re.sub(r"[\W\d]+", "_", incoming.name.split(".")[0]).strip("_").lower() or incoming.table
    taken = {each.mapping: each.into for each in house.loaded.mappings}
    return f"{stem}_{incoming.table}" if taken.get(stem, incoming.table) != incoming.table else stem


def remember(request: HttpRequest, incoming: Incoming, house: Workplace) -> dict[str, list[str]]:
    """Saves the draft as a mapping of the rulebook where that is wanted; errors by field."""
    if incoming.into or not request.POST.get("remember"):
        return {}
    name, pattern = (request.POST.get(each, "").strip() for each in ("name", "pattern"))
    try:
        mapping = drafts.built({**incoming.mapping, "file": pattern or "*"}, name)
    except ValidationError as error:
        found = drafts.errors_of(error, request.wording)
        return {
            "name" if "mapping" in found else "pattern": [each for texts in found.values() for each in texts]
        }
    if name in house.rules.tables:
        return {"name": [request.wording.say("intake.refused.name_taken", name=name)]}
    try:
        save_mapping(settings.ATTAIN_RULEBOOK, mapping, path_of(incoming))
    except Faulty as error:
        return {"name": [request.wording.fault(replace(fault, file="")) for fault in error.faults[:3]]}
    incoming.into = name
    incoming.save()
    after = {"into": mapping.into, "file": mapping.file}
    record(request, "mapping_saved", "mapping", name, after=after)
    return {}


def pattern_of(incoming: Incoming, house: Workplace) -> str:
    """The names of files like this one; none of its own where another mapping takes them to another table."""
    others = (each for each in house.loaded.mappings if each.into != incoming.table and each.file != "*")
    return "*" if any(fnmatch(incoming.name, each.file) for each in others) else glob_of(incoming.name)
