"""Files that people attach: taken by what is in them, kept outside the web root, given out as downloads."""

import re
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpRequest

from attain.apps.adjusting.models import Attachment

#: So many bytes a file may have.
MOST_BYTES = 5 << 20

#: form → media type; the form is told by the content, never by the name.
FORMS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

#: What files of a form begin with.
BEGINNINGS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}


class NotTaken(Exception):
    """A file that is not taken. args[0]: the message that says why."""


def keep(request: HttpRequest, file: UploadedFile, about: str) -> Attachment:
    """Keeps a file for something; the same file again is the one that is there. Raises NotTaken."""
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise NotTaken("adjusting.file.empty")
    if len(content) > MOST_BYTES:
        raise NotTaken("adjusting.file.large")
    form = form_of(content)
    if not form:
        raise NotTaken("adjusting.file.form")
    digest = sha256(content).hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{digest}.{uuid4().hex}")
        new.write_bytes(content)
        new.replace(path)
    told = {"form": form, "size": len(content), "made_by": request.user}
    name = _name(file.name or "", form)
    return Attachment.objects.get_or_create(about=about, digest=digest, name=name, defaults=told)[0]


def move(numbers: list[int], before: str, about: str) -> None:
    """Files that were kept for one thing belong to another from now on."""
    Attachment.objects.filter(pk__in=numbers, about=before).update(about=about)


def attachments(about: str) -> list[Attachment]:
    return list(Attachment.objects.filter(about=about).select_related("made_by").order_by("pk"))


def forget(abouts: Iterable[str]) -> None:
    """Takes the files of these things away for good, once the transaction is through."""
    rows = Attachment.objects.filter(about__in=list(abouts))
    digests = set(rows.values_list("digest", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _unlinked(digests))


def _unlinked(digests: set[str]) -> None:
    """Without the files that belong to nothing any more."""
    kept = set(Attachment.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in digests - kept:
        _path(digest).unlink(missing_ok=True)


def download(found: Attachment) -> FileResponse:
    """The file as a download: no browser opens it in the page. Raises FileNotFoundError."""
    answer = FileResponse(
        _path(found.digest).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=FORMS[found.form],
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def form_of(content: bytes) -> str:
    """pdf, png, jpg, csv or xlsx by what is in the file; "" for anything else."""
    for form, beginning in BEGINNINGS.items():
        if content.startswith(beginning):
            return form
    if content.startswith(b"PK\x03\x04"):
        return "xlsx" if _is_workbook(content) else ""
    return "csv" if _is_table(content) else ""


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return False
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names and not any(
        name.lower().endswith(".bin") for name in names
    )


def _is_table(content: bytes) -> bool:
    """Plain text in lines with separators, that no reader takes for a page."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    plain = all(each.isprintable() or each in "\t\r\n" for each in text)
    return plain and "<" not in text[:1000] and any(mark in text for mark in ",;\t")


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "attached" / digest[:2] / digest


def _name(given: str, form: str) -> str:
    """The file's own name with nothing that could lead anywhere, ending as its content says."""
    plain = re.sub(r"[^\w.() -]", "_", Path(given).name).lstrip(".")[-140:] or "file"
    return plain if plain.lower().endswith((f".{form}", ".jpeg")) else f"{plain}.{form}"
