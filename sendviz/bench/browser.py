"""What a reader waits for in a real browser: the first load, and the repaint after a filter."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from sendviz.bench.readers import App

Browser = Any  # playwright's, which the app does not need
WAIT_MS, QUIET_MS = 120_000, 700
# Notes when what the page shows last changed, and when anything was last clicked. That an element
# is marked as old, or the run as over, is no change of what is shown.
WATCH = """() => {
  const marks = ['class', 'style', 'data-stale', 'data-test-script-state'];
  const shows = each => each.type !== 'attributes' || !marks.includes(each.attributeName);
  window.changed = performance.now();
  new MutationObserver(all => { if (all.some(shows)) window.changed = performance.now(); }).observe(
    document, {subtree: true, childList: true, attributes: true, characterData: true});
  document.addEventListener('click', () => { window.clicked = performance.now(); }, true);
}"""
QUIET = f"""() => performance.now() - window.changed > {QUIET_MS}
  && document.querySelector('[data-test-script-state="notRunning"]')
  && document.querySelector('[data-testid=stMain] h1')"""


@dataclass(frozen=True)
class Load:
    """A first load with an empty cache: seconds to the last change of the page, and megabytes."""

    seconds: float
    megabytes: float


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """A headless Chromium; None where there is none to measure with."""
    named = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    path = next(named, None)
    if path is None or find_spec("playwright") is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


def first_load(browser: Browser, app: App) -> Load:
    """With nothing in the browser's cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, told = context.new_page(), context.new_cdp_session
    sizes: list[float] = []
    network = told(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda each: sizes.append(each["encodedDataLength"]))
    network.on(
        "Network.webSocketFrameReceived",
        lambda each: sizes.append(len(each["response"]["payloadData"]) * 3 / 4),
    )
    page.add_init_script(f"({WATCH})()")
    page.goto(app.url, timeout=WAIT_MS)
    page.wait_for_function(QUIET, timeout=WAIT_MS)
    seconds = page.evaluate("window.changed") / 1000
    context.close()
    return Load(seconds, sum(sizes) / 1e6)


def repaints(browser: Browser, app: App, label: str, options: Sequence[str]) -> list[float]:
    """Seconds from the click on each option to the last change of the page, after a first round."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(app.url, timeout=WAIT_MS)
    page.wait_for_function(QUIET, timeout=WAIT_MS)
    found = []
    for each in (*options, *options):
        page.get_by_label(label).first.click()
        page.get_by_role("option", name=each, exact=True).click()
        page.wait_for_function(QUIET, timeout=WAIT_MS)
        found.append(page.evaluate("window.changed - window.clicked") / 1000)
    context.close()
    return found[len(options) :]
