"""Help and mistakes in the command line itself, in every language."""

import re
import subprocess
import sys

import pytest

from attain import __version__
from attain.cli.commands import FILES
from attain.cli.main import main
from attain.engine.declare import LANGUAGES

NAMES = [*FILES]
SCRIPT = {
    "zh": r"[\u4e00-\u9fff]",
    "ja": r"[\u3040-\u30ff]",
    "ru": r"[\u0400-\u04ff]",
    "es": r"[a-z]",
    "en": r"[a-z]",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", *NAMES])
def test_every_command_has_help_in_every_language(attain, name, language):
    told = attain(*filter(None, [name]), "--help", "--lang", language)
    assert told.code == 0
    assert not told.err
    assert "cli." not in told.out, "a message is missing"
    assert re.search(SCRIPT[language], told.out)


def test_all_the_designed_commands_are_there(attain):
    told = attain("--help").out
    for name in ("demo", "check", "load", "run", "explain", "compare", "whatif", "verify", "export"):
        assert f"\n  {name} " in told


def test_the_language_is_the_option_then_the_variable_then_the_locale(attain, monkeypatch):
    assert "Команды" in attain("--help", "--lang=ru").out
    monkeypatch.setenv("ATTAIN_LANG", "es_MX.UTF-8")
    assert "Órdenes" in attain("--help").out
    monkeypatch.delenv("ATTAIN_LANG")
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert "コマンド" in attain("--help").out
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "Commands" in attain("--help").out


def test_help_reads_no_command_and_a_command_reads_no_other():
    """All of them together take twice as long to be read as most take to answer."""
    told = (
        "import sys; from attain.cli.main import main; main(sys.argv[1:]); "
        "print(*(name for name in sys.modules if name in ('jinja2', 'typst', 'xlsxwriter') "
        "or name.startswith('attain.cli.commands.')), file=sys.stderr)"
    )

    def read(*words: str) -> list[str]:
        command = [sys.executable, "-c", told, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stderr.split()

    assert read("--help") == []
    assert read("explain", "--help") == ["attain.cli.commands.explain"]


def test_the_version_is_told(attain):
    assert attain("--version").out == f"attain {__version__}\n"


def test_nothing_asked_is_answered_with_help(attain):
    told = attain()
    assert told.code == 2
    assert "Commands" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "“rnu”. Did you mean “run”?"),
        (["run", "book", "--peroid", "2026-03"], "--peroid here. Did you mean --period?"),
        (["run", "book"], "--period is missing"),
        (["run"], "RULEBOOK is missing"),
        (["run", "book", "--period"], "--period needs a value"),
        (["run", "book", "--period", "2026-03", "--engine", "excel"], "one of: duckdb, spark"),
        (["runs", "--json=yes"], "--json takes no value"),
        (
            ["explain", "--person", "P1", "--limit", "many"],
            "--limit must be a whole number from 1 to 100,000",
        ),
        (["explain", "--person", "P1", "--limit", "0"], "--limit must be a whole number"),
        (["export", "everything"], "KIND must be one of: all, statements"),
        (["export", "all", "--out", __file__], "--out must be a folder"),
        (["whatif", "book", "--period", "2026-03", "--with", "/"], "--with must be a file"),
        (["verify", "a", "b"], "more than this command takes: b"),
        (["--lang", "fr", "runs"], "--lang must be one of: en, zh, es, ja, ru"),
    ],
)
def test_usage_mistakes_are_named_with_a_remedy_and_exit_2(attain, words, said):
    told = attain(*words)
    assert told.code == 2
    assert said in told.err
    assert "--help" in told.err
    assert not told.out


@pytest.mark.parametrize("language", ["zh", "es", "ja", "ru"])
def test_usage_mistakes_speak_the_readers_language(attain, language):
    words = [
        ["rnu"], ["run", "b", "--peroid", "1"], ["run", "b"], ["run", "b", "--period"], ["verify", "a", "b"],
        ["export", "x"], ["explain", "--limit", "x"], ["runs", "--json=yes"],
        ["export", "all", "--out", __file__],
    ]  # fmt: skip
    for mistake in words:
        told = (
            attain(*mistake, "--lang", language)
            if mistake[-1] != "--period"
            else attain("--lang", language, *mistake)
        )
        assert told.code == 2
        assert "must be" not in told.err
        assert "There is" not in told.err
        assert "needs" not in told.err


def test_a_usage_mistake_is_json_for_programs(attain):
    told = attain("run", "--json")
    assert told.code == 2
    assert told.json["ok"] is False
    assert "RULEBOOK" in told.json["faults"][0]["message"]


def test_what_nobody_foresaw_is_one_line_and_70(attain, monkeypatch, capsys):
    def broken(*_):
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr("attain.cli.commands.runs.Register", broken)
    monkeypatch.setattr("attain.cli.commands.runs.Store.open", lambda _: None)
    told = attain("runs")
    assert told.code == 70
    assert told.err.count("\n") == 1
    assert "RuntimeError: first line" in told.err
    assert attain("runs", "--json").json["ok"] is False
    monkeypatch.setenv("ATTAIN_DEBUG", "1")
    assert main(["runs"]) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Stopped."),
        (MemoryError(), 1, "not enough memory"),
        (
            OSError(28, "No space left on device", "x.csv"),
            1,
            "x.csv: No more can be written here: the disk is full",
        ),
    ],
)
def test_what_the_machine_refuses_is_told(attain, monkeypatch, error, code, said):
    def refused(_):
        raise error

    monkeypatch.setattr("attain.cli.commands.runs.Store.open", refused)
    told = attain("runs")
    assert (told.code, told.out) == (code, "")
    assert said in told.err
