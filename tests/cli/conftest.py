"""A desk with the small company's rulebook, files, store and one run; and the command line as a call."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from attain.cli.main import main
from attain.engine.store import Store
from attain.runs.register import Register
from tests.runs.small_company import LATE_ORDER, RULEBOOK, TABLES, opened


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object that is all of standard output."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)


@pytest.fixture
def attain(capsys, monkeypatch):
    """attain("run", …) is the command `attain run …` in English."""
    for name in ("ATTAIN_STORE", "ATTAIN_DEBUG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ATTAIN_LANG", "en")

    def call(*words: Any) -> Answer:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def company(tmp_path_factory) -> Path:
    """The small company's folder: rulebook, data, store with the run of March. Nobody changes it."""
    home = tmp_path_factory.mktemp("company")
    shutil.copytree(RULEBOOK, home / "rulebook")
    (home / "data").mkdir()
    for table, text in TABLES.items():
        (home / "data" / f"{table}.csv").write_text(text, encoding="utf-8")
    (home / "order_lines-late.csv").write_text(LATE_ORDER, encoding="utf-8")
    place = opened(home)
    with place.engine() as engine:
        place.run(engine, "2026-03")
    return home


@pytest.fixture
def desk(company, tmp_path, monkeypatch) -> Path:
    """A copy of the company to work on, as the current folder."""
    home = tmp_path / "desk"
    shutil.copytree(company, home)
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def march(company) -> str:
    """The name of March's run."""
    run = Register(Store.open(company / "store")).latest("2026-03")
    assert run is not None
    return run.id
