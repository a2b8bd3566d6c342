"""attain serve: what is told before anything is started."""

import socket

import pytest

from attain.cli.commands import serve


@pytest.fixture
def taken():
    """A port at which somebody else answers."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_told_in_one_line(attain, tmp_path, taken):
    told = attain("serve", "--folder", str(tmp_path), "--port", str(taken))
    assert told.code == 1
    assert str(taken) in told.err
    assert "--port" in told.err
    assert not (tmp_path / "web").exists(), "nothing was begun"


def test_a_demo_takes_the_next_free_port(taken, monkeypatch):
    assert taken < serve._free("127.0.0.1", taken, taken + serve.NEXT) <= taken + serve.NEXT


def test_without_the_web_parts_it_says_what_to_install(attain, tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    told = attain("serve", "--folder", str(tmp_path))
    assert told.code == 1
    assert "attain[web]" in told.err
