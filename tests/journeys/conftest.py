"""A real browser before a real server: each journey has a database of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.test.testcases import QuietWSGIRequestHandler
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

# The browser's own event loop runs in this thread; nothing here is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# `PICTURES=docs/pictures script/test tests/journeys/test_logging.py` renews those of the README.
PICTURES = Path(os.environ.get("PICTURES", Path(__file__).resolve().parents[2] / "var/pictures"))
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # Of what passes, one place is enough: describing all took more than half of the time.
    "resultTypes": ["violations"],
}
# Half of what is left is the contrast of each word with what is behind it.
WITHOUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
# Whether a press leads to another page; if so, the one before is marked.
LEADS_ON = """pressed => {
  const leads_on = pressed.form
    ? pressed.type === "submit" && pressed.form.target !== "_blank"
    : Boolean(pressed.href) && !pressed.hash && !pressed.target && !pressed.download;
  if (leads_on) document.documentElement.setAttribute("data-before", "");
  return leads_on;
}"""
HAS_COME = """() => document.readyState === "complete"
  && !document.documentElement.hasAttribute("data-before")"""
BROWSER_SETTINGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Handler(QuietWSGIRequestHandler):
    """Leaves no connection to the database behind."""

    def handle(self):
        try:
            super().handle()
        finally:
            connections.close_all()


@pytest.fixture(autouse=True)
def _site(settings):
    settings.DEMO_MODE = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def address(committed_db, _site) -> Iterator[str]:
    """The address of the portal, served by threads of this process."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def demo_data(committed_db) -> None:
    """A twentieth of the invented data, as script/server loads it."""
    call_command("demo", scale=0.05, verbosity=0)
    connection.close()


@pytest.fixture(scope="session")
def browser(django_db_setup, django_db_blocker) -> Iterator[Browser]:
    # Once the browser's event loop runs, Django keeps connections apart from those of before:
    # one left open would forbid cloning the database.
    with django_db_blocker.unblock():
        connections.close_all()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=BROWSER_SETTINGS
        )
        yield running
        running.close()


class Visitor:
    """Someone at a browser. Counts what they press, notices what goes wrong."""

    def __init__(self, browser: Browser, address: str, **settings) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(
            locale="en-GB", timezone_id="Europe/London", **settings
        )
        self.page: Page = self.context.new_page()
        self.presses = 0
        self.faults: list[str] = []
        self._notice(self.page)

    def _notice(self, page: Page) -> None:
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((self.address, "data:")) else self.faults.append(r.url)
            ),
        )

    # What they do

    def enter_as(self, key: str) -> Visitor:
        """Come in as one of the invented people, through the page of demo mode."""
        self.go("/users/demo/")
        self.page.locator(f"form[action='/users/demo/{key}/'] button").click()
        return self

    def go(self, path: str) -> Visitor:
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"
        return self

    def click(self, name: str, role: str = "button") -> Visitor:
        pressed = self.page.get_by_role(role, name=name).first
        leads_on = pressed.evaluate(LEADS_ON)
        pressed.click()
        self.presses += 1
        if leads_on:
            self._wait_for_page()
        return self

    def _wait_for_page(self) -> None:
        """Until another page has come; a press that a script holds back leads nowhere."""
        for _ in range(100):
            try:
                if self.page.evaluate(HAS_COME):
                    return
            except Error:
                pass  # The page went while it was asked.
            self.page.wait_for_timeout(20)

    def type(self, label: str, text: str) -> Visitor:
        field = self.page.get_by_label(label, exact=True).first
        field.fill("")
        field.type(text)
        self.presses += 1 + len(text)
        return self

    def choose(self, label: str) -> Visitor:
        self.page.get_by_label(label, exact=True).first.check()
        self.presses += 1
        return self

    def select(self, label: str, option: str) -> Visitor:
        self.page.get_by_label(label, exact=True).select_option(label=option)
        self.presses += 2
        return self

    def press(self, *keys: str) -> Visitor:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1
        return self

    # What they see

    def sees(self, words: str) -> Visitor:
        self.page.get_by_text(words).filter(visible=True).first.wait_for(
            state="visible", timeout=5000
        )
        return self

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def _barriers(self, *, colours: bool = True) -> list[str]:
        options = AXE if colours else AXE | WITHOUT_COLOURS
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['target']} {v['help']}" for v in found]

    def is_well(self, *, colours: bool = True) -> Visitor:
        """No barrier that axe finds, no sideways scroll, one h1, no error in the console."""
        said = self._barriers(colours=colours)
        if said:
            # The header folds its menu a moment after a page has come: what stays counts.
            self.page.wait_for_timeout(700)
            said = self._barriers(colours=colours)
        assert said == [], f"{self.page.url}: {said}"
        over = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{self.page.url} scrolls {over} px sideways"
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.faults == [], f"{self.page.url}: {self.faults}"
        return self

    def picture(self, name: str, *, whole: bool = False, part: str = "") -> Visitor:
        """A picture of the page or a part of it, for the README and for looking at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = str(PICTURES / f"{name}.png")
        if part:
            self.page.locator(part).first.screenshot(path=path)
        else:
            self.page.screenshot(path=path, full_page=whole)
        # A page has few colours: 256 of them look the same and come in a third of the time.
        with Image.open(path) as image:
            image.convert("RGB").quantize(256).save(path, optimize=True)
        return self


@pytest.fixture
def visitor(browser, address) -> Iterator:
    """`visitor()` opens a browser window; `visitor(phone=True)` a small one."""
    opened: list[Visitor] = []

    def open_window(*, phone: bool = False, **settings) -> Visitor:
        size = {"width": 320, "height": 640} if phone else {"width": 1280, "height": 900}
        opened.append(Visitor(browser, address, viewport=size, **settings))
        return opened[-1]

    yield open_window
    for each in opened:
        each.context.close()
