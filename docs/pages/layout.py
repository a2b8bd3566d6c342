"""What the reference pages are laid out with: pages, tables, titles in five languages."""

import re
from collections.abc import Iterable, Mapping, Sequence

from attain.engine.declare import LANGUAGES, in_language

NOTE = "<!-- Written by `make docs` from the declarations; change those. -->\n"


def page(parts: Iterable[str]) -> str:
    """A page of the parts, with a blank line between them."""
    return NOTE + "\n" + "\n\n".join(part for part in parts if part) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def plain_table(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table of two columns that needs no headings; rows without a value are left out."""
    return table(("", ""), [row for row in rows if row[1]])


def code(text: str, language: str = "") -> str:
    """A code block."""
    return f"```{language}\n{text.rstrip()}\n```"


def codes(words: Iterable[str]) -> str:
    """Words as inline code, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def english(text: Mapping[str, str], fallback: str = "") -> str:
    """The English sentence."""
    return in_language(dict(text), "en", fallback)


def titles(title: Mapping[str, str]) -> str:
    """A title in all its languages, English first and bold."""
    listed = [title[language] for language in LANGUAGES if title.get(language)] or [title.get("", "")]
    return " · ".join([f"**{listed[0]}**", *listed[1:]]) if listed[0] else ""


def anchor(heading: str) -> str:
    """The name by which a link finds a heading."""
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")
