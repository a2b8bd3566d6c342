"""Reference pages say what the program declares; a stale page fails the build."""

from docs.generate import REFERENCE, stale, write
from docs.pages import PAGES, table


def test_the_reference_pages_are_fresh():
    assert stale(REFERENCE, PAGES) == [], "run: make docs"


def test_canary_a_stale_a_missing_and_a_left_over_page_are_found(tmp_path):
    pages = {name: lambda name=name: f"{name}\n" for name in ("fresh.md", "changed.md", "missing.md")}
    write(tmp_path, pages)
    assert stale(tmp_path, pages) == []
    (tmp_path / "changed.md").write_text("by hand\n")
    (tmp_path / "missing.md").unlink()
    (tmp_path / "old.md").write_text("gone from the declarations\n")
    assert stale(tmp_path, pages) == ["changed.md", "missing.md", "old.md"]
    write(tmp_path, pages)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed.md", "fresh.md", "missing.md"]


def test_a_bar_in_a_cell_does_not_break_the_table():
    assert table(("a", "b"), [("x|y", "z")]) == "| a | b |\n| --- | --- |\n| x\\|y | z |"
