"""People who were erased go from files of the old way: their rows keep key, component and amounts."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from xlsxwriter import Workbook

from attain.apps.parallel.models import OldAmount, Upload
from attain.apps.parallel.reading import Columns, amounts, guessed, named_in, table
from attain.apps.people import api as people
from attain.runs.target_sheets import NoSheet

SEPARATORS = ",;\t"


def forget(keys: Collection[str]) -> None:
    """Rewrites every file in which these people have rows. The sums of a file stay as they were."""
    called = _called(keys)
    for number in list(Upload.objects.order_by("pk").values_list("pk", flat=True)):
        row = Upload.objects.select_for_update().get(pk=number)
        content, whom = without(bytes(row.content), row.columns, called)
        if whom:
            row.content, row.erased_at = content, timezone.now()
            row.erased = F("erased") + len(whom)
            row.save(update_fields=["content", "erased", "erased_at"])
    for text, key in called.items():
        for old in OldAmount.objects.filter(person=text).exclude(person=key):
            there = OldAmount.objects.filter(upload=old.upload_id, person=key, component=old.component)
            if not there.exists():
                old.person, old.known = key, True
                old.save(update_fields=["person", "known"])


def _called(keys: Collection[str]) -> dict[str, str]:
    """What a file may write of these people → their keys: the key, or a name that nobody else has."""
    found = {key: key for key in keys}
    for key, view in people.people(keys).items():
        given, family = view.given_name, view.family_name
        whole = (f"{given} {family}", f"{family} {given}", f"{family}{given}", f"{family}, {given}")
        texts = (view.name, *(whole if given and family else ()))
        found |= {text: key for text in texts if text}
    shared = {name for name, owners in people.keys_named(found).items() if len(owners) > 1}
    return {text: key for text, key in found.items() if text not in shared}


def without(
    content: bytes, stored: Mapping[str, int | None], called: Mapping[str, str]
) -> tuple[bytes, frozenset[str]]:
    """The file without what it says of people but keys, components and amounts; and of whom that was."""
    try:
        head, rows = table(content)
    except NoSheet:
        return content, frozenset()
    if not head:
        return content, frozenset()
    columns = Columns(**stored) if stored else guessed(head, rows, _number)  # type: ignore[arg-type]
    kept = {columns.component, *amounts(head, rows, columns, _number)} - {None}
    found = [(row, _whose(row, columns.person, called)) for row in rows]
    bare = [_bare(row, key, columns.person, kept) if key else list(row) for row, key in found]
    whom = {key for (row, key), now in zip(found, bare, strict=True) if now != list(row)}
    if not whom:
        return content, frozenset()
    made = _workbook([head, *bare]) if content[:2] == b"PK" else _text([head, *bare])
    return made, frozenset(whom)


def _whose(row: Sequence[Any], person: int, called: Mapping[str, str]) -> str:
    """Of which of these people a row tells: by its person, else by a name anywhere in it; "" for none."""
    names = (cell.strip() for cell in row if isinstance(cell, str))
    key = next((called[text] for text in names if called.get(text, text) != text), "")
    return called.get(named_in(row, person), key)


def _bare(row: Sequence[Any], key: str, person: int, kept: Collection[int | None]) -> list[Any]:
    return [key if at == person else cell if at in kept else "" for at, cell in enumerate(row)]


def _number(cell: Any) -> Decimal:
    """Whether a cell is a figure in any way of writing. Raises ValueError."""
    plain = "".join(mark for mark in str(cell) if mark not in " .,'’\u00a0\u202f-−+")
    if not plain.isdigit():
        raise ValueError(cell)
    return Decimal(plain)


def _text(rows: Sequence[Sequence[Any]]) -> bytes:
    """With a separator by which the file is read back as it is."""
    for separator in SEPARATORS:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
        made = text.getvalue().encode()
        if table(made)[0] == list(rows[0]):
            break
    return made


def _workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            if isinstance(cell, str | bool) or not hasattr(cell, "real"):
                page.write_string(number, at, str(cell))
            else:
                page.write_number(number, at, cell)
    book.close()
    return file.getvalue()
