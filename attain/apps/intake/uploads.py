"""Uploaded files on disk: kept until they are settled, looked at, and gone afterwards."""

import re
import shutil
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.intake.models import Incoming, Upload
from attain.engine.facts import BUILTIN
from attain.engine.store import Look, Stated, file_digest, look_at
from attain.runs.sources import SUFFIXES

#: So many bytes a file may have; larger ones are for the command line.
MOST_BYTES = 512 << 20

#: So long a list lies there whose other columns may fill another table.
LEFT_FOR = timedelta(days=1)

#: So many files are taken at once.
MOST_FILES = 20


class Refused(Exception):
    """A file that is not taken: a message id and its values."""

    def __init__(self, message: str, **values: object) -> None:
        self.message, self.values = message, values
        super().__init__(message)


def keep(request: HttpRequest, files: Sequence[UploadedFile]) -> Upload:
    """Keeps the files in a folder of their own. Raises Refused where one is not taken."""
    if not files:
        raise Refused("intake.refused.none")
    if len(files) > MOST_FILES:
        raise Refused("intake.refused.many", most=MOST_FILES)
    names = [_name(file) for file in files]
    for file, name in zip(files, names, strict=True):
        if not name.lower().endswith((*SUFFIXES, ".tsv.gz", ".txt.gz")):
            raise Refused("intake.refused.form", file=name, forms=", ".join(SUFFIXES))
        if (file.size or 0) > MOST_BYTES:
            raise Refused("intake.refused.large", file=name, most=MOST_BYTES >> 20)
        if not file.size:
            raise Refused("intake.refused.empty", file=name)
    if len({name.casefold() for name in names}) < len(names):
        raise Refused("intake.refused.twice")
    _sweep()
    upload = Upload.objects.create(key=uuid4().hex, made_by=request.user)
    folder = folder_of(upload)
    folder.mkdir(parents=True)
    for file, name in zip(files, names, strict=True):
        with (folder / name).open("wb") as kept:
            for piece in file.chunks():
                kept.write(piece)
        digest = file_digest(folder / name)
        Incoming.objects.create(upload=upload, name=name, size=file.size, digest=digest)
    return upload


def folder_of(upload: Upload) -> Path:
    return Path(settings.MEDIA_ROOT) / "facts" / upload.key


def path_of(incoming: Incoming) -> Path:
    return folder_of(incoming.upload) / incoming.name


def is_kept(incoming: Incoming) -> bool:
    """Whether the file still lies there."""
    return path_of(incoming).is_file()


def others(incoming: Incoming) -> list[Incoming]:
    """The files that came with it, which it can be joined with."""
    return list(incoming.upload.files.exclude(pk=incoming.pk).order_by("name"))


def settle(upload: Upload, late: bool = False) -> None:
    """Removes the files of an upload once none waits for anything, and what pages showed of them.

    late: columns that no table took are not waited for any longer.
    """
    if any(not _is_settled(each) or (_has_more(each) and not late) for each in upload.files.all()):
        return
    shutil.rmtree(folder_of(upload), ignore_errors=True)
    upload.files.update(preview={})


def give_up(upload: Upload) -> None:
    """Removes an upload that nobody goes on with; what it has loaded stays."""
    shutil.rmtree(folder_of(upload), ignore_errors=True)
    upload.files.exclude(state=Incoming.State.LOADED).delete()
    upload.files.update(preview={})
    if not upload.files.exists():
        upload.delete()


def _is_settled(each: Incoming) -> bool:
    return each.state == Incoming.State.LOADED and not each.report.get("quarantined")


def _has_more(each: Incoming) -> bool:
    """Whether a list (of people, of clients) has columns that may fill another table as well."""
    return each.table in BUILTIN and bool(each.report.get("unused"))


def _sweep() -> None:
    """Settles uploads that lie there for nothing but their other columns."""
    for upload in Upload.objects.filter(made_at__lt=timezone.now() - LEFT_FOR).prefetch_related("files"):
        if folder_of(upload).is_dir():
            settle(upload, late=True)


def look(incoming: Incoming, stated: Stated) -> Look:
    """A look at the file, remembered while it lies there. Raises Faulty."""
    path = path_of(incoming)
    return _look(str(path), path.stat().st_mtime_ns, stated)


@lru_cache(maxsize=64)
def _look(path: str, _mark: int, stated: Stated) -> Look:
    return look_at(path, stated)


def _name(file: UploadedFile) -> str:
    """The file's own name without anything that could lead out of a folder."""
    plain = re.sub(r"[^\w.() -]", "_", Path(file.name or "").name)
    return plain.lstrip(".")[-150:] or "file"
