"""Imports run downwards only; a package without a place in the contract fails."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> subprocess.CompletedProcess:
    """Import-linter's verdict on the package `attain` in `folder`, by this checkout's contract."""
    command = [sys.executable, "-c", LINT, "--config", "pyproject.toml", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path):
    """A small house with one room a layer, under the real contract, that keeps it."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("", "engine", "rulebook", "wording", "runs", "cli", "apps"):
        folder = tmp_path / "attain" / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text("")
    (tmp_path / "attain/runs/run.py").write_text("import attain.engine\nimport attain.wording\n")
    return tmp_path


def test_the_contract_is_kept():
    verdict = lint(ROOT)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_canary_a_small_house_in_order_passes(house):
    verdict = lint(house)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(
    ("module", "imports"),
    [
        ("engine/upward.py", "import attain.runs"),
        ("rulebook/upward.py", "from attain.wording import anything"),
        ("wording/upward.py", "import attain.cli"),
        ("runs/upward.py", "def later():\n    import attain.cli"),
    ],
)
def test_canary_an_upward_import_fails(house, module, imports):
    (house / "attain" / module).write_text(imports + "\n")
    verdict = lint(house)
    assert verdict.returncode == 1
    assert "BROKEN" in verdict.stdout


def test_canary_a_package_without_a_place_fails(house):
    (house / "attain/drawer").mkdir()
    (house / "attain/drawer/__init__.py").write_text("")
    verdict = lint(house)
    assert verdict.returncode == 1
    assert "attain.drawer" in verdict.stdout
