"""The forms in which people write: sound when open, worked by the keyboard and on a phone, and what
they keep is there for whoever follows a link. They write beside a small file of their own."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator

from tests import handmade
from tests.browser.conftest import Visit, served
from tests.browser.test_browser_screens import OVERFLOW, violations
from tests.findings.test_no_leak import rows
from tests.plan_rows import action, found, put, said

WHERE = "council=999&view=board&as_at=31+March+2025"
# Of each page with forms the lines that open them.
FORMS = {
    "action_plan": ("Say how an action stands", "Record a decision"),
    "evidence": ("Add evidence",),
    "capacity": ("Keep these settings, or take some back",),
}


@pytest.fixture(scope="module")
def town_server(tmp_path_factory):
    """The app with a town that has a plan, a finding and a queue that can be foretold."""
    folder = tmp_path_factory.mktemp("forms")
    store = handmade.build(folder / "town.duckdb", *rows(None), data_date="2025-06-30")
    put(store, "finding", [found(1), found(2, wording="Nobody asks families.")])
    put(store, "action", [action("1.1", finding_id="f1", due="2025-12-31")])
    put(store, "action_update", [said("1.1", "2025-02-28")])
    put(store, "meta", [{"key": "built_at", "value": "2025-07-01T00:00:00"}])
    store.close()
    with served(store.path, folder) as address:
        yield address


@pytest.fixture
def reader(profile, town_server, tmp_path):
    """A function that opens a tab of a given width on the town."""
    tabs = []

    def make(width: int = 1280) -> Visit:
        tabs.append(Visit(profile(width, "light"), town_server, tmp_path))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.page.close()


def unfold(tab, line: str) -> None:
    """Open a folded part by the keyboard, once nothing is drawn anew any more."""
    tab.settle()
    summary = tab.page.locator("summary", has_text=line).first
    summary.focus()
    tab.page.keyboard.press("Enter")
    tab.page.locator("details[open]", has_text=line).locator(
        "form, [data-testid=stForm]"
    ).first.wait_for()
    tab.settle()


def pick(tab, box: Locator, option: str) -> None:
    """Choose one from a list, which closes again while the page still scrolls to it."""
    box.scroll_into_view_if_needed()
    tab.page.wait_for_timeout(300)
    box.click()
    tab.page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", FORMS)
def test_open_forms_are_sound(reader, name, width):
    tab = reader(width)
    page = tab.open(f"/{name}?{WHERE}")
    for line in FORMS[name]:
        unfold(tab, line)
    assert page.evaluate(OVERFLOW) <= 0
    assert violations(page) == []


def test_evidence_is_added_by_the_keyboard(reader):
    tab = reader()
    page = tab.open(f"/evidence?{WHERE}")
    unfold(tab, "Add evidence")
    page.get_by_label("What it shows, or its title").focus()
    page.keyboard.type("Minutes of March")
    page.keyboard.press("Enter")
    page.get_by_text("Kept: “Minutes of March”").wait_for()
    tab.settle()
    assert page.get_by_role("rowheader", name="Minutes of March").count() == 1
    assert violations(page) == []


def test_evidence_is_added_on_a_phone_and_stands_on_its_card(reader):
    tab = reader(390)
    page = tab.open(f"/evidence?{WHERE}")
    card = (
        page.get_by_role("table", name="Findings and what can be shown").get_by_role("row").nth(2)
    )
    assert card.get_by_role("cell").nth(3).inner_text().strip() == "none"
    unfold(tab, "Add evidence")
    for label, option in (
        ("Finding", "2 Nobody asks families."),
        ("Level", "4 Families or an outsider confirm it"),
    ):
        box = page.locator("[data-testid=stForm]").get_by_label(label, exact=True).first
        pick(tab, box, option)
    page.get_by_label("What it shows, or its title").fill("What parents said")
    page.get_by_role("button", name="Add to the log").click()
    page.get_by_text("Kept: “What parents said”").wait_for()
    tab.settle()
    assert card.get_by_role("cell").nth(3).inner_text().startswith("1")
    assert page.evaluate(OVERFLOW) <= 0


def test_scenarios_are_kept_shared_by_link_and_stand_side_by_side(reader):
    mine = reader()
    page = mine.open(f"/capacity?{WHERE}&officers=12")
    for name in ("Twelve officers", "Nothing changes"):
        unfold(mine, FORMS["capacity"][0])
        page.get_by_label("Name of these settings").fill(name)
        page.get_by_role("button", name="Keep", exact=True).click()
        page.get_by_text(f"Kept: “{name}”").wait_for()
        mine.settle()
        if name == "Twelve officers":
            page = mine.open(f"/capacity?{WHERE}")
    page.get_by_role("link", name="Nothing changes").last.wait_for()
    mine.settle()
    table = page.get_by_role("table", name="Kept scenarios")
    for at, name in enumerate(("Twelve officers", "Nothing changes"), start=1):
        pick(mine, page.locator(".st-key-saved input"), name)
        page.keyboard.press("Escape")
        table.get_by_role("row").nth(at).wait_for()
        mine.settle()
    assert violations(page) == []

    yours = reader()
    there = yours.open(page.url.removeprefix(yours.address))
    told = there.get_by_role("table", name="Kept scenarios").inner_text()
    assert told == table.inner_text()
    there.get_by_role("link", name="Twelve officers").click()
    there.wait_for_url("**officers=12**")
    yours.settle()
    asked = parse_qs(urlsplit(there.url).query)
    assert (asked["officers"], asked["as_at"]) == (["12"], ["31 March 2025"])


def test_a_phone_has_the_plan_as_a_list_by_due_date(reader):
    tab = reader(390)
    page = tab.open(f"/action_plan?{WHERE}")
    picture, listed = (
        page.locator(f".st-key-{key}") for key in ("wide_timeline", "narrow_plan_by_due")
    )
    assert listed.is_visible() and not picture.is_visible()
    row = page.get_by_role("table", name="Open actions by due date").get_by_role("row").nth(1)
    assert "1.1 Seven case officers start" in row.inner_text()
    assert "31 December 2025" in row.inner_text()
    assert violations(page) == [] and page.evaluate(OVERFLOW) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_timeout(150)
    assert picture.is_visible() and not listed.is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
