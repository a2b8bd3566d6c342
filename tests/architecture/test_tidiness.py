"""A file tells one story, is named after it, and is the same on every machine."""

import pytest

from tests.architecture.sources import ROOT, Source, kept, python, texts
from tests.architecture.tidiness import (
    MOST_LINES,
    TOO_LONG,
    drawers,
    heavy,
    hosts,
    lines_over,
    machine_paths,
    untold,
)


def test_no_file_is_longer_than_one_story():
    assert {source.path: lines_over(source) for source in python() if lines_over(source)} == {}


def test_the_list_of_long_files_only_shrinks():
    lengths = {source.path: len(source.text.splitlines()) for source in python()}
    assert {path: lengths.get(path, 0) for path in TOO_LONG if lengths.get(path, 0) <= MOST_LINES} == {}


def test_every_file_begins_by_saying_what_it_is_about():
    assert [source.path for source in python() if untold(source)] == []


def test_no_module_is_a_drawer():
    assert {source.path: drawers(source.path) for source in python() if drawers(source.path)} == {}


def test_no_file_names_a_registry_host():
    assert [place for source in texts() for place in hosts(source)] == []


def test_no_file_names_a_folder_of_one_machine():
    assert [place for source in texts() for place in machine_paths(source)] == []


def test_no_file_is_heavy():
    assert [str(path.relative_to(ROOT)) for path in kept() if heavy(path)] == []


def test_canary_a_long_file_is_found():
    assert lines_over(Source("attain/runs/run.py", "pass\n" * 301)) == 1
    assert lines_over(Source("attain/runs/run.py", "pass\n" * 300)) == 0


@pytest.mark.parametrize("text", ["x = 1", '"""Drawer"""\nx = 1', "# A comment.\nx = 1"])
def test_canary_a_file_that_does_not_say_what_it_is_about_is_found(text):
    assert untold(Source("attain/runs/run.py", text))


def test_canary_a_file_that_says_it_passes():
    assert not untold(Source("attain/runs/run.py", '"""Runs: load, compute, keep.\n\nMore"""\nx = 1'))
    assert not untold(Source("attain/runs/__init__.py", ""))


@pytest.mark.parametrize("path", ["attain/utils.py", "attain/core/run.py", "attain/date_helpers.py"])
def test_canary_a_drawer_is_found(path):
    assert drawers(path)


def test_canary_a_thing_is_no_drawer():
    assert not drawers("attain/engine/database.py")


@pytest.mark.parametrize("host", ["https://pypi" + ".org/simple", "registry.npmjs" + ".org"])
def test_canary_a_host_is_found(host):
    assert hosts(Source("requirements.lock", f"--index-url {host}\n"))


@pytest.mark.parametrize("line", ["open('/work/main/x')", "see /root/x", "cd /tmp/x", "/home/ann/x"])
def test_canary_a_machine_path_is_found(line):
    assert machine_paths(Source("docs/guide.md", line))


@pytest.mark.parametrize("line", ["https://example.com/work/rules", "a/tmp/b", "/tmpfs/x"])
def test_canary_other_paths_pass(line):
    assert not machine_paths(Source("docs/guide.md", line))


def test_canary_a_heavy_file_is_found(tmp_path):
    (tmp_path / "heavy").write_bytes(b"x" * (1024 * 1024 + 1))
    (tmp_path / "light").write_bytes(b"x" * (1024 * 1024))
    assert heavy(tmp_path / "heavy")
    assert not heavy(tmp_path / "light")
