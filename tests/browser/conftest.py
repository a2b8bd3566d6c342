"""A real Chromium against the application with the small demo company; left out where there is none."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import company, django_db_setup  # noqa: F401 - the same company

AXE = Path(__file__).parents[2] / "attain/shell/static/vendor/axe.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}

# Playwright's loop runs in this thread; the database is asked between its steps, never inside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


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
        found = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
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
def reader(chromium, live_server) -> Iterator:
    """reader(width="desk", language="en", dark=False) → a Reader."""
    made: list[Reader] = []

    def opened(width: str = "desk", language: str = "en", dark: bool = False) -> Reader:
        made.append(Reader(chromium, live_server.url, width, language, dark))
        return made[-1]

    yield opened
    for each in made:
        each.context.close()


@pytest.fixture(autouse=True)
def _shown_again(transactional_db, company):  # noqa: F811 - a live server's tests empty the database
    from attain.config.company import show_store

    show_store()
