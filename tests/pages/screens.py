"""A screen as a test sees it: the app run in memory at an address, its texts, charts and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from html import unescape
from pathlib import Path

from lxml import html
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from sendviz.app import state
from sendviz.app.header import SCRIPT

ROOT = Path(__file__).resolve().parents[2]
DRAWN = '<div class="sv">'
ROUTER = ROOT / "sendviz" / "app" / "router.py"
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
RECORD_PAGES = ("overview", "timeliness", "backlog", "localities")
VIEWS = {"councillor": "Councillor view", "board": "Board view", "officer": "Officer view"}
STYLE = re.compile(r"<style>.*?</style>", re.S)
ALT = re.compile(r'aria-label="([^"]*)"')


@dataclass(frozen=True)
class Chart:
    """A picture in all its widths: what it shows in words, and its SVG."""

    alt: str
    svg: str


@dataclass(frozen=True)
class Screen:
    """One finished run: the test handle and the files offered for download."""

    at: AppTest
    files: tuple[str, ...]

    @cached_property
    def html(self) -> tuple[str, ...]:
        """Our own HTML, without the style sheet and the head's one script."""
        bodies = [STYLE.sub("", element.proto.body) for element in self.at.get("html")]
        # What has small lines in it comes as Markdown.
        bodies += [each.proto.body for each in self.at.markdown if DRAWN in each.proto.body]
        return tuple(body for body in bodies if body.strip() and body != SCRIPT)

    @cached_property
    def text(self) -> str:
        """The words of our own HTML."""
        return "\n".join(unescape(re.sub(r"<[^>]+>", " ", body)) for body in self.html)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The pictures that the server drew."""
        bodies = [each.proto.body for each in self.at.markdown if "sv-picture" in each.proto.body]
        return tuple(Chart(unescape(ALT.search(body)[1]), body) for body in bodies)

    @property
    def everything(self) -> str:
        """Every message to the browser and every file, as text."""
        sent = [str(getattr(element, "proto", "")) for element in self.at.main]
        return "\n".join([*sent, *self.files])

    def parts(self, path: str) -> list[str]:
        """The text of all elements of our HTML at an XPath, white space as one space."""
        found = [
            each for body in self.html for each in html.fromstring(f"<div>{body}</div>").xpath(path)
        ]
        return [re.sub(r"\s+", " ", " ".join(each.itertext())).strip() for each in found]

    @property
    def headings(self) -> list[str]:
        """The h1 of the screen: one."""
        return self.parts("//h1")

    @property
    def answer(self) -> str:
        """The answer under the question; '' for none."""
        return " ".join(self.parts("//p[@class='sv-answer']"))

    @property
    def broken(self) -> list[str]:
        """What is said after an error that nobody foresaw; Streamlit then knows of no exception."""
        return self.parts("//p[@class='sv-broken']")

    @property
    def warnings(self) -> list[str]:
        """The sentences that warn."""
        return self.parts("//p[@class='sv-note warn']")

    def table(self, name: str) -> list[list[str]]:
        """The rows of the first table whose caption begins so, its head first."""
        for body in self.html:
            root = html.fromstring(f"<div>{body}</div>")
            for region in root.xpath("//div[@class='sv-scroll']"):
                if region.get("aria-label").startswith(name):
                    return [
                        [_words(cell) for cell in row.xpath("./th|./td")]
                        for row in region.xpath(".//tr")
                    ]
        raise AssertionError(f"There is no table '{name}'.")


def _words(cell) -> str:
    return re.sub(r"\s+", " ", " ".join(cell.itertext())).strip()


def open_screen(
    page: str = "overview",
    role: str = "councillor",
    opened: str = "",
    broken: bool = False,
    unfolded: bool = True,
    **address,
) -> Screen:
    """The page at an address, as a link opens it. unfolded: with the closed parts of its panels
    open, so that what a reader can open is tried. opened: a part that is made only when opened."""
    at = AppTest.from_file(str(ROUTER), default_timeout=120)
    at.session_state[state.UNFOLDED] = unfolded
    address = {"view": VIEWS[role], **address}
    for name, value in address.items():
        at.query_params[name] = list(value) if isinstance(value, tuple) else value
    if opened:
        at.session_state[opened] = True
    if page != "overview":
        at.switch_page(f"../../pages/{page}.py")
    return run(at, broken)


def run(at: AppTest, broken: bool = False) -> Screen:
    """Run once more, keeping what is offered for download; only a screen that is to break may."""
    files: list[str] = []
    keep = MemoryMediaFileStorage.load_and_get_id

    def spy(self, path_or_data, mimetype, kind, filename=None):
        files.append(
            path_or_data.decode("utf-8", "replace")
            if isinstance(path_or_data, bytes)
            else str(path_or_data)
        )
        return keep(self, path_or_data, mimetype, kind, filename)

    MemoryMediaFileStorage.load_and_get_id = spy
    try:
        at.run()
    finally:
        MemoryMediaFileStorage.load_and_get_id = keep
    screen = Screen(at, tuple(files))
    assert bool(screen.broken) == broken, "the log says what went wrong"
    return screen


def open_everything(page: str, role: str = "councillor", **address) -> Screen:
    """`open_screen` with every closed part open."""
    return open_screen(page, role, state.EVERYTHING, **address)


@cache
def look(page: str = "overview", role: str = "councillor", **address) -> Screen:
    """`open_screen` of the simulated file, run once for all tests that only read."""
    return open_screen(page, role, **address)
