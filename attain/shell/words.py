"""Words that are looked for in names and keys, by an index of words where the database has one."""

import re

from django.db.models import F, Value
from django.db.models.functions import Concat

#: Scripts that are written without spaces: each character is a word.
_ALONE = re.compile("([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])")
_WORD = re.compile(r"[^\W_]+")

#: More words than this narrow nothing any more.
MOST_WORDS = 12


def words(text: str) -> list[str]:
    """What is looked for: every word, each character of Chinese and Japanese a word of its own."""
    return _WORD.findall(_ALONE.sub(r" \1 ", text))[:MOST_WORDS]


def tsquery(wanted: list[str]) -> str:
    """PostgreSQL's query of texts that have all the words, each at the start of a word."""
    return " & ".join(f"'{word}':*" for word in wanted)


def unindexed(name: str) -> Concat:
    """A column to sort what is found by; no index has it, so none is walked until enough of them come."""
    return Concat(F(name), Value(""))
