"""The demo from the command line: a small company made, checked, loaded, run, and one payslip shown."""

import pytest

WORDS = ["demo", "--folder", "demo", "--scale", "1/50", "--last-month", "2026-09"]


def test_the_demo_ends_with_a_payslip_and_the_path_of_its_page(attain, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = attain(*WORDS)
    assert told.code == 0
    assert "Pay statement · September 2026" in told.out
    assert " · Account manager · " in told.out
    pages = [line.split(": ")[1] for line in told.out.splitlines() if line.endswith(".html")]
    assert len(pages) == 2
    assert all((tmp_path / page).is_file() for page in pages)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scale", "0"], "“0”"),
        (["--scale", "2"], "“2”"),
        (["--scale", "1/0"], "“1/0”"),
        (["--last-month", "2026-13"], "“2026-13”"),
        (["--last-month", "../x"], "“../x”"),
        (["--folder", "."], "other files"),
    ],
)
def test_what_the_demo_cannot_be_is_said_and_nothing_is_touched(attain, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text("mine")
    told = attain("demo", *words)
    assert told.code == 1
    assert said in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
