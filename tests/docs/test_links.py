"""Links between the pages of this checkout lead somewhere, and the README's commands exist."""

import re

from docs.pages.layout import anchor
from tests.architecture.sources import ROOT, Source, texts

PLACE = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def broken(page: Source) -> list[str]:
    """Links of a Markdown page to files that are not there."""
    folder = (ROOT / page.path).parent
    return [f"{page.path}: {link}" for link in LINK.findall(page.text) if not (folder / link).exists()]


def unknown_places(page: Source) -> list[str]:
    """Links to headings that the pages do not have."""
    folder, found = (ROOT / page.path).parent, []
    for file, place in PLACE.findall(page.text):
        target = folder / file
        if file and not (target.suffix == ".md" and target.exists()):
            continue
        if place not in places(target.read_text("utf-8") if file else page.text):
            found.append(f"{page.path}: {file}#{place}")
    return found


def places(text: str) -> set[str]:
    """The names by which links find the headings of a page."""
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def test_links_to_headings_find_them():
    pages = [source for source in texts() if source.path.endswith(".md")]
    assert [link for page in pages for link in unknown_places(page)] == []


def test_canary_a_link_to_no_heading_is_found():
    page = Source("docs/page.md", "# One place\n\n[a](#one-place) [b](#two-places) [c](../TENETS.md#nowhere)")
    assert unknown_places(page) == ["docs/page.md: #two-places", "docs/page.md: ../TENETS.md#nowhere"]


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
