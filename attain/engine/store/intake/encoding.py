"""Which characters a text file's bytes stand for: proven, detected with confidence, or asked for."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from attain.engine.faults import Fault, Faulty

BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

#: The 8-bit and multi-byte encodings that business files in our languages come in.
LEGACY = ["gb18030", "shift_jis", "cp1251", "cp1252", "euc_jp", "big5", "euc_kr", "koi8_r"]

#: A detected encoding must read this cleanly, and this much more cleanly than the next that reads otherwise.
MOST_CHAOS, LEAST_LEAD = 0.1, 0.05


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding's Python name and how sure it is (1 where proven or stated)."""

    name: str
    confidence: float = 1.0


def known_encoding(name: str, file: str) -> Encoding:
    """The stated encoding. Raises Faulty if there is no such text encoding."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        found = None
    if found is None or not getattr(found, "_is_text_encoding", False):
        raise Faulty(Fault("fault.encoding_unknown", {"encoding": name}, file))
    return Encoding(found.name)


def marked_encoding(head: bytes, file: str) -> Encoding | None:
    """The encoding that a byte-order mark or a pattern of zero bytes proves, if one does.

    Raises Faulty if the bytes cannot be text.
    """
    for mark, name in BOMS.items():
        if head.startswith(mark):
            return Encoding(name)
    if b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even * 20 < odd:
        return Encoding("utf-16-le")
    if even > len(head) // 5 and odd * 20 < even:
        return Encoding("utf-16-be")
    raise Faulty(Fault("fault.not_text", {}, file))


def likely_encoding(sample: bytes, file: str) -> Encoding:
    """The encoding of bytes that are no UTF-8, from lines with such bytes.

    Raises Faulty if no encoding fits, or none surely: then the mapping states it.
    """
    matches = list(from_bytes(sample, cp_isolation=LEGACY, threshold=0.4))
    candidates = ", ".join(match.encoding for match in matches) or ", ".join(LEGACY)
    unsure = Faulty(Fault("fault.encoding_unsure", {"candidates": candidates}, file))
    if not matches or matches[0].chaos > MOST_CHAOS:
        raise unsure
    best, *others = matches
    for other in others:
        closer = (other.chaos, -other.coherence) < (best.chaos + LEAST_LEAD, -best.coherence + LEAST_LEAD)
        if closer and str(other) != str(best):
            raise unsure
    return Encoding(best.encoding, round(1 - best.chaos, 2))
