"""One server with the simulated file and one Chromium for all browser tests of a worker."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Mobile Safari/537.36"
)
START_SECONDS = 180
PAGE_MS = 120_000


def pytest_collection_modifyitems(items):
    """Every test of this folder needs a Chromium."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@contextmanager
def served(database: Path, folder: Path):
    """The address of the app on a free port, answering; its process is ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = folder / f"server-{port}.log"
    with open(log, "wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"SENDVIZ_DB": str(database)},
            stdout=out,
            stderr=out,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The app did not start:\n{log.read_text('utf-8')[-2000:]}")


@pytest.fixture(scope="session")
def server(simulated_path, tmp_path_factory):
    """The app with the simulated file."""
    with served(simulated_path, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """One headless Chromium: the machine's own, else Playwright's; skips where there is neither."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    with api.sync_playwright() as playwright:
        path = found or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("no Chromium: neither on the path nor Playwright's own")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _timeout() -> type[Exception]:
    from playwright.sync_api import TimeoutError as TooSlow

    return TooSlow


class Visit:
    """One reader's tab: what it loads, what it asks for, what goes wrong."""

    def __init__(self, context, address: str, traces: Path):
        self.context, self.address, self.traces = context, address, traces
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def open(self, path: str = "/"):
        """Load the path to the end of its run; one retry, whose first failure leaves a trace."""
        try:
            self._load(path)
        except _timeout():
            self.context.tracing.start(screenshots=True, snapshots=True)
            try:
                self._load(path)
            finally:
                self.context.tracing.stop(path=self.traces / "retry.zip")
        return self.page

    def _load(self, path: str) -> None:
        self.page.goto(self.address + path, timeout=PAGE_MS)
        self.settle()

    def settle(self) -> None:
        """Wait until the run is over and the page is told to its foot."""
        end = self.page.locator(".sv-foot, .sv-broken, [data-testid=stException]").first
        end.wait_for(state="attached", timeout=PAGE_MS)
        self.page.locator('[data-test-script-state="notRunning"]').wait_for(timeout=PAGE_MS)
        broken = self.page.locator(".sv-broken, [data-testid=stException]").all_inner_texts()
        assert broken == [], f"{self.page.url} raises"

    @property
    def answer(self) -> str:
        """The answer on the screen."""
        return self.page.locator(".sv-answer").first.inner_text()


@pytest.fixture(scope="session")
def profile(chromium):
    """A function that gives the browser's profile for a width and scheme: what one test has
    fetched of Streamlit's own files the next one takes from its cache."""
    kept: dict[tuple[int, str], object] = {}

    def find(width: int, scheme: str):
        if (width, scheme) not in kept:
            phone = {"user_agent": PHONE, "has_touch": True} if width < 500 else {}
            size = {"width": width, "height": 844 if phone else 800}
            made = chromium.new_context(viewport=size, color_scheme=scheme, **phone)
            kept[width, scheme] = made
        return kept[width, scheme]

    return find


@pytest.fixture
def visit(profile, server, tmp_path):
    """A function that opens a new tab of a given width; a phone below 500 pixels."""
    tabs = []

    def make(width: int = 1280, scheme: str = "light", address: str = server) -> Visit:
        tabs.append(Visit(profile(width, scheme), address, tmp_path))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.page.close()
