"""People's names in the order that their script and language give them."""

import re

_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN_OR_HANGUL = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")


def in_local_order(given: str, family: str, language: str) -> str:
    """Family name first where the name is written in an East Asian script: 王伟, 山田 太郎; else given first.

    The script decides, not the reader: María García keeps her order on a Chinese page. A Japanese name
    is set with a space.
    """
    both = family + given
    if not (_KANA.search(both) or _HAN_OR_HANGUL.search(both)):
        return " ".join(part for part in (given, family) if part)
    space = " " if _KANA.search(both) or language == "ja" else ""
    return space.join(part for part in (family, given) if part)
