"""What a guide tells to type is typed, and answers as the guide shows."""

import contextlib
import io
import shlex
import shutil
import subprocess
from functools import reduce
from pathlib import Path

import pytest

from attain.cli.main import main
from tests.docs.guide import FOLDER, GUIDES, Guide, answers, named


def wrong_commands(guide: Guide, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Commands of the page that fail, or answer otherwise than it shows."""
    if "(company/" in guide.text:
        shutil.copytree(FOLDER / "company", folder, dirs_exist_ok=True)
    guide.write_files(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ATTAIN_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    wrong, code, runs = [], 0, {}
    for number, command in enumerate(guide.commands):
        if command.typed == "echo $?":
            if command.answer != (str(code),):
                wrong.append(f"{guide.path}:{command.line}: exit code {code}")
            continue
        output, code = typed(reduce(lambda line, run: line.replace(*run), runs.items(), command.typed))
        following = guide.commands[number + 1 : number + 2]
        if code and not (following and following[0].typed == "echo $?"):
            wrong.append(f"{guide.path}:{command.line}: exit code {code}\n{output}")
        elif not answers(command.answer, output, runs):
            wrong.append(f"{guide.path}:{command.line}: answers\n{output}")
    return wrong


def typed(line: str) -> tuple[str, int]:
    """What a command line puts out, and its exit code."""
    words = shlex.split(line)
    if words[0] != "attain":
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr, done.returncode
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(words[1:])
    return said.getvalue(), code


@named([guide for guide in GUIDES if guide.commands])
def test_commands_answer_as_shown(guide, tmp_path, monkeypatch):
    assert wrong_commands(guide, tmp_path, monkeypatch) == []


CANARY = """
```console
$ attain --version
attain 99
$ attain chekc rulebook
```
"""


def test_canary_a_wrong_answer_and_an_unknown_command_are_found(tmp_path, monkeypatch):
    version, unknown = wrong_commands(Guide("guide.md", CANARY), tmp_path, monkeypatch)
    assert version.startswith("guide.md:3: answers\nattain ")
    assert unknown.startswith("guide.md:5: exit code 2")


def test_an_answer_is_compared_line_by_line():
    assert answers(("a  b", "…", "last … line"), "a b\n\nmore\neven more\nlast long line\n")
    assert not answers(("a b", "last"), "a b\nmore\nlast\n")
    assert not answers((), "something\n")
    assert answers((), "")


def test_a_run_is_known_by_the_id_that_the_page_shows():
    runs = {}
    assert answers(
        ("run 0123456789abcdef", "again 0123456789abcdef"), "run " + "e" * 16 + "\nagain " + "e" * 16, runs
    )
    assert runs == {"0123456789abcdef": "e" * 16}
    assert not answers(("run 0123456789abcdef",), "run " + "f" * 16, runs)
