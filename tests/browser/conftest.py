"""A real Chromium against the application with the small demo company; left out where there is none."""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.conftest import company, django_db_setup, kept_store  # noqa: F401 - the same company

ROOT = Path(__file__).parents[2]
AXE = ROOT / "attain/shell/static/vendor/axe.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}

# Playwright's loop runs in this thread; the database is asked between its steps, never inside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

#: So long a server may take to be ready, in seconds.
PATIENCE = 120


@pytest.fixture(scope="session")
def served(company, tmp_path_factory) -> Iterator[str]:  # noqa: F811
    """The address of a server of its own process on the same rulebook and store, started as people do."""
    home = tmp_path_factory.mktemp("served")
    for name in ("rulebook", "store"):
        (home / name).symlink_to(company / name)
    with serving(home) as address:
        yield address


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of a server on the rulebook and store in a folder; it ends cleanly afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("ATTAIN_", "DJANGO_"))
    }
    environment |= {"ATTAIN_HOME": str(home), "ATTAIN_DEMO": "1", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "attain.config", "serve", "--port", str(port)]
    with (home / "log.txt").open("w") as log:
        server = subprocess.Popen(words, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _until_ready(server, address, home / "log.txt")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) in (0, -signal.SIGTERM, 128 + signal.SIGTERM), (
            home / "log.txt"
        ).read_text()


def _until_ready(server: subprocess.Popen, address: str, log: Path) -> None:
    """Asks until the server answers. Fails with its log where it ended, or takes too long."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health/ready/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            select.select([], [], [], 0.2)
    pytest.fail(log.read_text())


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI has Chromium")
        pytest.skip("left out: there is no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Reader:
    """Somebody at a browser: signs in, goes to pages, and everything that goes wrong there is kept."""

    def __init__(self, chromium, address: str, width: str, language: str, dark: bool) -> None:
        wide, high = WIDTHS[width]
        self.address = address
        self.context = chromium.new_context(
            viewport={"width": wide, "height": high},
            locale=language,
            color_scheme="dark" if dark else "light",
            bypass_csp=True,  # for axe alone; that pages keep to the policy is tested without
        )
        self.context.add_cookies([{"name": "attain_language", "value": language, "url": address}])
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._asked)

    def sign_in(self, user: str) -> None:
        self.page.goto(f"{self.address}/sign-in/")
        with self.page.expect_navigation():
            self.page.locator(f"button[data-name={user}]").click()

    def go(self, path: str):
        answer = self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return answer

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 A and AA on this page."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; null")
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        asked = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
        found = self.page.evaluate(asked, tags)
        return [
            f"{each['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def _asked(self, request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.troubles.append(f"left the host: {request.url}")


@pytest.fixture
def reader(chromium, served) -> Iterator:
    """reader(width="desk", language="en", dark=False) → a Reader."""
    made: list[Reader] = []

    def opened(width: str = "desk", language: str = "en", dark: bool = False) -> Reader:
        made.append(Reader(chromium, served, width, language, dark))
        return made[-1]

    yield opened
    for each in made:
        each.context.close()
