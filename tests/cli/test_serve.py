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


class Server:
    """A process that is looked at three times before it listens, or that ends instead with a code."""

    def __init__(self, port: int, code: int = 0, ends: bool = False) -> None:
        self.port, self.code, self.ends, self.looks, self.listening = port, code, ends, 0, None

    def poll(self) -> int | None:
        self.looks += 1
        if self.looks == 3 and not self.ends:
            self.listening = socket.create_server(("127.0.0.1", self.port))
        return self.code if self.ends and self.looks > 1 else None

    def wait(self) -> int:
        if self.listening:
            self.listening.close()
        return self.code


@pytest.mark.parametrize("ends", [False, True])
def test_the_address_is_told_once_it_can_be_opened(attain, tmp_path, monkeypatch, ends):
    port = serve._free("127.0.0.1", 18_000, 19_000)
    server = Server(port, code=3 if ends else 0, ends=ends)
    monkeypatch.setattr(serve.subprocess, "Popen", lambda *_, **__: server)
    told = attain("serve", "--folder", str(tmp_path), "--port", str(port))
    assert told.code == server.code
    assert (f"http://127.0.0.1:{port}/" in told.out) is not ends
