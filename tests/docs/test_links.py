"""Links between the pages of this checkout lead somewhere, and the README's commands exist."""

import re

from tests.architecture.sources import ROOT, Source, texts

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def broken(page: Source) -> list[str]:
    """Links of a Markdown page to files that are not there."""
    folder = (ROOT / page.path).parent
    return [f"{page.path}: {link}" for link in LINK.findall(page.text) if not (folder / link).exists()]


def test_no_link_is_broken():
    pages = [source for source in texts() if source.path.endswith(".md")]
    assert [link for page in pages for link in broken(page)] == []


def test_canary_a_broken_link_is_found():
    assert broken(Source("docs/page.md", "see [the plan](nowhere.md)")) == ["docs/page.md: nowhere.md"]
    assert not broken(
        Source("docs/page.md", "see [tenets](../TENETS.md) and [more](https://example.com/x.md)")
    )


def make_commands(text: str) -> set[str]:
    """The targets that a page tells the reader to make: in a code block's line, or between backticks."""
    return set(re.findall(r"(?:^|`)make ([a-z-]+)(?=`|$)", text, re.MULTILINE))


def test_the_make_commands_that_pages_name_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for page in texts() if page.path.endswith(".md") for name in make_commands(page.text)}
    assert named - targets == set()


def test_canary_make_commands_are_read_from_a_page():
    assert make_commands("```\nmake demo\n```\nthen `make test`, to make sure") == {"demo", "test"}
