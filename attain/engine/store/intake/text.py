"""A text file as clean UTF-8 on disk, whatever it came in; what it is, is found out and stated."""

import codecs
import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from attain.engine.faults import Fault, Faulty
from attain.engine.store.intake.encoding import (
    Encoding,
    known_encoding,
    likely_encoding,
    marked_encoding,
)
from attain.engine.store.intake.form import LONGEST_LINE

CHUNK = 1 << 20
SAMPLE = 1 << 18
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that is plain UTF-8 now. tidy: no blank lines inside, no lone carriage returns."""

    path: Path
    encoding: Encoding
    compressed: bool
    tidy: bool


@dataclass(slots=True)
class _Scan:
    """What one pass over the bytes finds out."""

    utf8: bool = True
    tidy: bool = True
    sample: bytearray = field(default_factory=bytearray)


def file_digest(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def is_compressed(path: Path) -> bool:
    with path.open("rb") as content:
        return content.read(2) == GZIP


def clean_text(path: Path, stated: str | None, workspace: Path) -> TextFile:
    """`path` as UTF-8: itself where it is that already, else written anew in `workspace`.

    Raises Faulty for what is no text, has a line that is too long, or an encoding that is unsure.
    """
    compressed = is_compressed(path)
    head = next(_chunks(path, compressed), b"")
    if not head.strip():
        raise Faulty(Fault("fault.file_empty", {}, str(path)))
    encoding = known_encoding(stated, str(path)) if stated else marked_encoding(head, str(path))
    wide = encoding is not None and encoding.name.replace("_", "-").startswith(("utf-16", "utf-32"))
    scan = _Scan() if wide else _scanned(path, compressed)
    if encoding is None:
        encoding = Encoding("utf-8") if scan.utf8 else likely_encoding(bytes(scan.sample), str(path))
    if not compressed and scan.utf8 and encoding.name in ("utf-8", "utf-8-sig"):
        return TextFile(path, encoding, compressed, scan.tidy)
    copy = _transcoded(path, compressed, encoding.name, workspace / f"{path.name}.utf8")
    return TextFile(copy, encoding, compressed, _scanned(copy, False).tidy)


def _opened(path: Path, compressed: bool) -> IO[bytes]:
    return gzip.open(path, "rb") if compressed else path.open("rb")  # type: ignore[return-value]


def _chunks(path: Path, compressed: bool) -> Iterator[bytes]:
    try:
        with _opened(path, compressed) as content:
            while chunk := content.read(CHUNK):
                yield chunk
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise Faulty(Fault("fault.file_unreadable", {"why": str(error)}, str(path))) from None


def _scanned(path: Path, compressed: bool) -> _Scan:
    scan, decoder = _Scan(), codecs.getincrementaldecoder("utf-8")()
    open_line, previous, lines = 0, b"", 0
    for chunk in _chunks(path, compressed):
        if b"\0" in chunk:
            raise Faulty(Fault("fault.not_text", {}, str(path)))
        scan.utf8 = scan.utf8 and _decodes(decoder, chunk)
        scan.tidy = scan.tidy and _is_tidy(previous + chunk) and not (lines == 0 and chunk[:1] in b"\r\n")
        if not scan.utf8 and len(scan.sample) < SAMPLE:
            scan.sample += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())[:SAMPLE]
        longest, open_line = _longest_line(chunk, open_line)
        if longest > LONGEST_LINE:
            raise Faulty(Fault("fault.line_too_long", {"line": lines + 1, "most": LONGEST_LINE}, str(path)))
        lines += chunk.count(b"\n")
        previous = chunk[-2:]
    scan.utf8 = scan.utf8 and _decodes(decoder, b"", final=True)
    return scan


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_tidy(chunk: bytes) -> bool:
    """A carriage return at the very end may be followed by its line feed in the next chunk."""
    if b"\n\n" in chunk:
        return False
    returns = chunk.count(b"\r") - chunk.endswith(b"\r")
    return not returns or (b"\n\r\n" not in chunk and returns == chunk.count(b"\r\n"))


def _longest_line(chunk: bytes, before: int) -> tuple[int, int]:
    """The longest line that ends or is open in `chunk`, and the length of the open one."""
    first = chunk.find(b"\n")
    if first < 0:
        return before + len(chunk), before + len(chunk)
    last = chunk.rfind(b"\n")
    return max(before + first, len(chunk) - last - 1), len(chunk) - last - 1


def _transcoded(path: Path, compressed: bool, encoding: str, target: Path) -> Path:
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    try:
        with target.open("w", encoding="utf-8", newline="") as written:
            for chunk in _chunks(path, compressed):
                written.write(decoder.decode(chunk))
                read += len(chunk)
            written.write(decoder.decode(b"", True))
    except UnicodeError as error:
        values = {"encoding": encoding, "byte": read + getattr(error, "start", 0) + 1}
        raise Faulty(Fault("fault.encoding_wrong", values, str(path))) from None
    return target
