"""Keys of clients from what somebody pasted or uploaded: a list, a column of a sheet, a file."""

import csv
import io
import re

from django.core.files.uploadedfile import UploadedFile
from python_calamine import CalamineError, CalamineWorkbook

#: A greater file is no list of clients.
LARGEST = 5 * 1024 * 1024

#: What heads a column of keys, in the languages of the pages; other heads are taken for keys and not found.
HEADS = frozenset({"client_id", "client", "key", "客户", "客户编号", "cliente", "клиент", "顧客"})

_BETWEEN = re.compile(r"[\s,;、，；]+")


def keys_of_text(text: str) -> list[str]:
    """Keys with spaces, commas or ends of lines between."""
    return [key for key in _BETWEEN.split(text.replace("\0", "")) if key][:100_000]


def keys_of_file(file: UploadedFile) -> list[str]:
    """The first column of a CSV, text or XLSX file. Raises ValueError(message id) where it can't be read."""
    if (file.size or 0) > LARGEST:
        raise ValueError("clients.handover.file_large")
    content = file.read()
    try:
        if (file.name or "").lower().endswith(".xlsx"):
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
            first = [_text(row[0]) for row in sheet.to_python() if row]
        else:
            first = [row[0] for row in csv.reader(io.StringIO(_decoded(content))) if row]
    except (CalamineError, csv.Error, IndexError) as error:
        raise ValueError("clients.handover.file_wrong") from error
    keys = [re.split(r"[;\t]", key)[0].strip() for key in first]
    return [key for at, key in enumerate(keys) if key and not (at == 0 and key.casefold() in HEADS)]


def _text(value: object) -> str:
    """A cell as a key: a number that a sheet made of it has no decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
