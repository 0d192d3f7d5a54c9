"""Every page in a real browser: wide and narrow, light and dark; nothing leaves the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.drawn import check_whole, texts

ROOT = Path(__file__).resolve().parents[2]
PAGES = [path.stem for path in sorted((ROOT / "pages").glob("*.py"))]
# Streamlit looks for these under the page's own path before it falls back to the root.
PROBES = re.compile(r"404 \(Not Found\).*/_stcore/(health|host-config)$")
# Markup that Streamlit makes by itself, by axe's rule; everything inside these is none of ours.
OWN = {
    "svg-img-alt": "[data-testid=stMetricChart]",  # Vega's mark group in st.metric's sparkline
    "target-size": "[data-testid=stDateInputField]",  # the parts of a date: 18 x 20 px
    "color-contrast": ".react-json-view",  # numbers inside st.json
    # On a phone st.navigation puts its section headings into the list, between the items.
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems]",
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OVERFLOW = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const parts = [document.documentElement, document.body, main];
  return Math.max(...parts.map(part => part.scrollWidth - part.clientWidth));
}"""
IN_THE_DARK = ("timeliness", "localities")
# The colour of the first text of the first picture; null where no picture is.
INK = """() => {
  const text = document.querySelector('.sv-picture text');
  return text && getComputedStyle(text).fill;
}"""
# Pictures of which not just one width is seen, or whose right edge is out of the page.
UNSEEN = """() => [...document.querySelectorAll('.sv-picture')].filter(picture => {
  if (!picture.offsetParent) return false;  // in a closed part
  const seen = [...picture.children].filter(each => each.offsetParent);
  return seen.length !== 1 || seen[0].getBoundingClientRect().right > innerWidth;
}).length"""


def path_of(page: str) -> str:
    return "/" if page == "overview" else f"/{page}"


TITLES: dict[str, str] = {}


@pytest.mark.parametrize("name", PAGES)
def test_page_in_every_size_in_the_dark_and_its_first_screen(visit, name):
    tab = visit(1280)
    page = tab.open(path_of(name))
    assert page.locator("h1").count() == 1
    assert TITLES.setdefault(page.title(), name) == name
    assert violations(page) == []
    if name in RECORD_PAGES:
        check_first_screens(page, name)
        page.set_viewport_size({"width": 1280, "height": 800})
    if name in IN_THE_DARK:
        light = page.evaluate(INK)
        page.emulate_media(color_scheme="dark")
        page.reload()
        tab.settle()
        # The colours are exchanged when the theme is known.
        page.wait_for_function(f"light => light === null || ({INK})() !== light", arg=light)
        assert violations(page) == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_timeout(150)
        assert page.evaluate(OVERFLOW) <= 0, f"the page scrolls sideways at {width}"
        assert page.evaluate(UNSEEN) == 0, f"a picture is not seen whole at {width}"
    assert [each for each in tab.errors if not PROBES.search(each)] == []
    own = (tab.address, "ws" + tab.address.removeprefix("http"), "data:", "blob:")
    assert [url for url in tab.requests if not url.startswith(own)] == []


def test_a_phone_shows_the_answer_first(visit):
    tab = visit(390)
    for name in ("overview", "timeliness", "localities"):
        page = tab.open(path_of(name))
        council = page.locator(".st-key-filters").get_by_label("Council").first
        assert not council.is_visible()
        assert page.locator(".sv-name").inner_text() == "sendviz Essex"
        box = page.locator(".sv-answer").first.bounding_box()
        assert box["y"] < 844 * 0.8, f"the answer of {name} begins {box['y']:.0f} pixels down"
        assert page.evaluate(OVERFLOW) <= 0
    page.get_by_role("button", name="Filters", exact=True).click()
    council.wait_for(state="visible")


def test_the_neighbours_stand_whole_on_a_phone(visit):
    """Each council is a block of its own, and still a row of a table for a screen reader."""
    page = visit(390).open("/compare")
    table = page.get_by_role("table", name="Neighbours")
    table.scroll_into_view_if_needed()
    assert table.get_by_role("row").count() >= 12
    for cell in table.get_by_role("row").nth(1).get_by_role("cell").all():
        box = cell.bounding_box()
        assert box["width"] > 0 and box["x"] + box["width"] <= 390
    wide = page.get_by_role("region", name="Neighbours")
    assert wide.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_axe_on_a_phone_with_filters_and_tables_open(visit):
    page = visit(390, "dark").open("/backlog?area=Mid&area=West")
    page.get_by_role("button", name="Filters", exact=True).click()
    for summary in page.get_by_text("Table, definition and download").all()[:2]:
        summary.click()
    page.locator("[data-testid=stExpander] .sv-scroll").first.wait_for(state="visible")
    assert violations(page) == []


# Colours are judged when no button is on its way from one to another.
AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime !== Infinity)
    .map(each => each.finished)).then(() => null)"""


def violations(page) -> list[str]:
    """'rule: selector' of every node that axe finds wrong and that is not Streamlit's own."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(AT_REST)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": WCAG}}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
        if not _is_own(page, rule["id"], node["target"][0])
    ]


def _is_own(page, rule: str, target: str) -> bool:
    return rule in OWN and page.evaluate(
        "([target, own]) => !!document.querySelector(target)?.closest(own)", [target, OWN[rule]]
    )


def test_the_filters_fold_by_the_width_of_the_window_alone(visit):
    """At 200% a desk has 640 pixels: its browser is no phone's."""
    page = visit(1280).open("/timeliness")
    fields = page.locator(".st-key-filter_row")
    assert fields.is_visible() and page.locator(".st-key-pages").is_visible()
    page.set_viewport_size({"width": 640, "height": 400})
    assert not fields.is_visible() and not page.locator(".st-key-pages").is_visible()
    button = page.get_by_role("button", name="Filters", exact=True)
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    fields.wait_for(state="visible")
    assert button.get_attribute("aria-expanded") == "true"


# The first picture of a page, or what stands in its place; its top is to lie on the first screen.
PICTURE = ".sv-picture, .sv-cards, .sv table"
FIRST_SCREENS = {"desk": (1280, 800), "phone": (390, 844), "at 200%": (640, 400)}
RECORD_PAGES = (
    "overview", "timeliness", "backlog", "localities", "health_waits", "changes", "plans",
    "compare",
)  # fmt: skip


def check_first_screens(page, name: str) -> None:
    """Question, answer and picture stand on the first screen of every size."""
    for size, (width, height) in FIRST_SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        question = page.locator("[data-testid=stMain] h1").bounding_box()
        answer = page.locator(".sv-answer").first.bounding_box()
        assert question["y"] < height * 0.35, size
        assert answer["y"] + answer["height"] <= height, size
        top = page.locator(PICTURE).first.bounding_box()["y"]
        assert top < height, f"{size}: the first picture begins {top:.0f} pixels down"


@pytest.mark.parametrize("name", ["overview", "localities"])
def test_the_heat_table_lies_within_the_page(visit, name):
    """Whole on a desk, with all that stands folded away under it; one block an area on a phone."""
    page = visit(1280).open(path_of(name))
    table = page.locator(".sv-scroll:has(td[class^=g-])").first
    assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.get_by_text("Each value with its interval").click()
    whole = page.locator("[data-testid=stExpander] .sv-scroll:has(.sv-stack)").first
    whole.wait_for(state="visible")
    assert whole.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(150)
    assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.evaluate(OVERFLOW) <= 0 and violations(page) == []


def test_paper(visit):
    page = visit(1280).open("/timeliness?need=Autism")
    page.emulate_media(media="print")
    for hidden in (".st-key-head", ".st-key-filters", ".st-key-who", ".st-key-chips", ".sv-tools"):
        assert not page.locator(hidden).first.is_visible(), hidden
    head = page.locator(".sv-paper").inner_text()
    for told in (
        "sendviz: Timeliness, Essex", "Councillor view", "31 December 2025", "12 months",
        "Only main need: Autism",
    ):  # fmt: skip
        assert told in head
    assert page.locator(".sv-answer").first.is_visible()
    assert page.locator(".sv-made-up").is_visible()
    assert page.get_by_role("button", name="Explore this chart").count() == 0
    chart = page.locator(".sv-picture").first
    assert chart.evaluate("e => getComputedStyle(e).breakInside") == "avoid"


@pytest.mark.parametrize("name", ["timeliness", "localities", "compare"])
def test_nothing_is_wider_than_the_sheet(visit, name):
    """A4 less its margins has 688 pixels; drawn for a desk, every picture and table lies in it."""
    page = visit(1280).open(path_of(name))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.sv-picture svg, .sv table, .sv p')]
        .filter(e => e.getBoundingClientRect().right > 689 && e.checkVisibility())
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert wide == []


def test_a_chart_is_explored_by_whoever_wants_to_on_every_page(visit):
    tab = visit(1280)
    page = tab.open("/timeliness")
    plotly = page.locator("[data-testid=stPlotlyChart]")
    assert plotly.count() == 0 and not any("plotly" in url.casefold() for url in tab.requests)
    alt = page.locator(".sv-picture svg[role=img]").first.get_attribute("aria-label")
    page.get_by_role("button", name="Explore this chart").first.click()
    page.get_by_role("figure", name=alt).locator(".main-svg").first.wait_for()
    tab.settle()
    assert page.locator(".sv-picture").count() == 0 and violations(page) == []
    page.get_by_role("button", name="Show the picture").first.click()
    page.locator(".sv-picture").first.wait_for()


def test_a_saved_picture_says_what_it_shows(visit):
    page = visit(1280).open("/timeliness")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the picture").first.click()
    told = Path(waiting.value.path()).read_text("utf-8")
    assert waiting.value.suggested_filename == "control_plans_issued_within_20_weeks.svg"
    words = " ".join(each.words for each in texts(check_whole(told)))
    assert "Plans issued within 20 weeks. Essex" in words and "Simulated records" in words
