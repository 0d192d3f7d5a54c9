"""A meeting in a real browser: keys and buttons, sizes on a chamber's wall and a phone, paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.test_browser_screens import OVERFLOW, violations
from tests.browser.test_browser_use import address_bar, until_address

FIRST = "/?meeting=1&q=1&council=Essex"
SIZE = "e => parseFloat(getComputedStyle(e).fontSize)"
# Without the script that binds keys: what it holds is never heard.
WITHOUT_SCRIPT = "window.sendvizTools = true"


def until_page(tab, number: int) -> None:
    """The screen of this number stands, and its run is over."""
    words = re.compile(rf"Page {number} of \d+")
    tab.page.locator(".sv-page").filter(has_text=words).wait_for(timeout=30_000)
    tab.settle()


def button(page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def test_keys_go_on_and_back_and_leave(visit):
    tab = visit(1280)
    page = tab.open(FIRST)
    for key, number in (
        ("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2), ("PageUp", 1), ("ArrowRight", 2),
    ):  # fmt: skip
        page.keyboard.press(key)
        until_page(tab, number)
    until_address(page, {"meeting": ["1"], "q": ["2"], "council": ["Essex"]})
    page.reload()
    until_page(tab, 2)
    page.go_back()
    until_page(tab, 1)
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="How are we doing for children who wait?").wait_for()
    tab.settle()
    assert not {"meeting", "q"} & address_bar(page).keys()
    assert page.locator(".st-key-filters").is_visible()


def test_without_the_script_the_buttons_work_and_keys_do_nothing(visit):
    tab = visit(1280)
    tab.page.add_init_script(WITHOUT_SCRIPT)
    page = tab.open(FIRST)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    until_page(tab, 1)
    button(page, "Next").click()
    until_page(tab, 2)
    button(page, "Previous").click()
    until_page(tab, 1)
    button(page, "Leave").click()
    page.get_by_role("heading", name="How are we doing for children who wait?").wait_for()


def test_on_the_wall_of_a_chamber_words_are_large_and_the_picture_is_not(visit):
    tab = visit(1280)
    page = tab.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    tab.open("/?meeting=1&q=2")
    page.locator(".sv-picture").wait_for()
    assert page.locator("h1").evaluate(SIZE) >= 40
    assert page.locator(".sv-answer").evaluate(SIZE) >= 30
    [height] = page.locator(".sv-picture > div > svg").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height).filter(each => each)"
    )
    assert 200 < height <= 0.6 * 1080
    for each in page.locator(".st-key-meeting_bar button").all():
        box = each.bounding_box()
        assert box["height"] >= 48 and box["width"] >= 48
    for hidden in (".st-key-head", ".st-key-filters", ".st-key-line"):
        assert not page.locator(hidden).is_visible(), hidden
    assert violations(page) == []


FOCUSED = """() => {
  const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
  return [document.activeElement.innerText, outlineStyle, parseFloat(outlineWidth)];
}"""


def test_the_keyboard_goes_through_the_buttons_and_is_seen(visit):
    """Before them stand Streamlit's own link to the page's content, and the page that scrolls."""
    page = visit(1280).open("/?meeting=1&q=2")
    seen = {}
    for _ in range(7):
        page.keyboard.press("Tab")
        name, *outline = page.evaluate(FOCUSED)
        seen[name] = outline
    buttons = ["Previous", "Next", "All, to print", "Leave"]
    assert [each for each in seen if each in buttons] == buttons
    assert all(seen[each][0] == "solid" and seen[each][1] >= 2 for each in buttons)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_is_one_column(visit, scheme):
    page = visit(390, scheme).open("/?meeting=1&q=7")
    page.locator(".sv-card").nth(2).wait_for()
    assert page.evaluate(OVERFLOW) <= 0
    lefts = page.locator(".sv-card").evaluate_all(
        "all => all.map(e => Math.round(e.getBoundingClientRect().left))"
    )
    assert len(lefts) == 3 and len(set(lefts)) == 1
    for each in page.locator(".st-key-meeting_bar button").all():
        assert each.bounding_box()["height"] >= 48
    assert page.locator(".sv-answer").bounding_box()["y"] < 844 * 0.5
    assert violations(page) == []


def test_paper_has_one_question_a_page(visit):
    tab = visit(1280)
    page = tab.open("/?meeting=1&q=all&view=Board+view")
    many = int(re.search(r"\d+", page.locator(".sv-page").inner_text())[0])
    page.emulate_media(media="print")
    assert not page.locator(".st-key-meeting_bar").is_visible()
    assert "Board view" in page.locator(".sv-paper").inner_text()
    tops = page.locator('[class*="st-key-meeting_page_"]').evaluate_all(
        "all => all.map(e => getComputedStyle(e).breakBefore)"
    )
    assert tops == ["auto", *["page"] * (many - 1)]
    assert sheets(page) == many
    assert sheets(tab.open("/?meeting=1&q=7")) == 1


def sheets(page) -> int:
    """How many sheets of A4 a page is on paper."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
