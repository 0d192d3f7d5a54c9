"""Using the app: links, filters, keyboard, files, a new build; and what the server sends."""

from __future__ import annotations

import csv
import gzip
import re
import shutil
import time
import urllib.request
from urllib.parse import parse_qs, urlsplit

import duckdb

from sendviz.load.new_file import swap_in
from tests.browser.conftest import served
from tests.browser.test_browser_screens import violations


def address_bar(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def until_address(page, wanted: dict[str, list[str]]) -> None:
    """The address tells of these filters; a change of screen writes them just after its run."""
    until = time.monotonic() + 30
    while not wanted.items() <= address_bar(page).items():
        assert time.monotonic() < until, f"{page.url} has not {wanted}"
        page.wait_for_timeout(100)


def choose(tab, label: str, option: str) -> None:
    """Pick an option of a select box of the filter bar by hand."""
    box = tab.page.locator(".st-key-filters").get_by_label(label).first
    box.click()
    tab.page.get_by_role("option", name=option, exact=True).click()


def until_answer(tab, words: str) -> None:
    """The answer tells of these words."""
    tab.page.locator(".sv-answer").filter(has_text=words).first.wait_for(timeout=30_000)
    tab.settle()


def test_a_cold_deep_link_goes_through_the_router(simulated_path, tmp_path, visit):
    """The very first request that a server ever gets is for a page of the folder."""
    with served(simulated_path, tmp_path) as address:
        tab = visit(address=address)
        page = tab.open(
            "/backlog?council=Cambridgeshire&area=Fenland&as_at=30+June+2024&view=Officer+view"
        )
        assert page.locator(".sv-made-up").is_visible()
        assert page.locator(".st-key-filters").is_visible()
        assert "Fenland" in tab.answer and "30 June 2024" in tab.answer
        assert page.get_by_text("officers only").first.is_visible()


def test_filters_live_in_the_address(visit):
    tab = visit()
    page = tab.open("/")
    choose(tab, "Council", "Cambridgeshire")
    until_answer(tab, "Cambridgeshire")
    until_address(page, {"council": ["Cambridgeshire"]})
    choose(tab, "As at", "30 June 2025")
    until_answer(tab, "30 June 2025")

    page.get_by_role("link", name="Timeliness").click()
    page.get_by_role("heading", name="Do children get their plan in time?").wait_for()
    tab.settle()
    wanted = {"council": ["Cambridgeshire"], "as_at": ["30 June 2025"]}
    until_address(page, wanted)
    assert "Cambridgeshire" in tab.answer and "30 June 2025" in tab.answer

    page.reload()
    tab.settle()
    until_address(page, wanted)
    assert "Cambridgeshire" in tab.answer and "30 June 2025" in tab.answer

    page.go_back()
    page.get_by_role("heading", name="How are we doing for children who wait?").wait_for()
    tab.settle()
    until_address(page, wanted)
    assert "Cambridgeshire" in tab.answer and "30 June 2025" in tab.answer
    assert page.locator(".sv-note.warn").count() == 0


def test_a_copied_address_is_the_same_view(visit):
    mine = visit()
    page = mine.open(
        "/localities?area=Mid&area=West&period=Calendar+year&view=Board+view&by=Districts"
    )
    until_address(page, {"council": ["Essex"], "as_at": ["31 December 2025"], "by": ["Districts"]})
    yours = visit()
    yours.open(page.url.removeprefix(yours.address))
    assert yours.answer == mine.answer
    assert page.url == yours.page.url


def test_a_filter_goes_with_the_address_to_every_page(visit):
    """What stands folded away under "More filters", too; and what is copied is that address."""
    tab = visit()
    page = tab.open("/?need=Autism&age_band=5+to+10&view=Board+view&last_review=None+recorded")
    wanted = {
        "need": ["Autism"],
        "age_band": ["5 to 10"],
        "last_review": ["None recorded"],
        "view": ["Board view"],
        "council": ["Essex"],
        "as_at": ["31 December 2025"],
    }
    until_address(page, wanted)
    for name, question in (
        ("Timeliness", "Do children get their plan in time?"),
        ("Backlog", "Who is still waiting, and is the queue growing?"),
    ):
        page.get_by_role("link", name=name, exact=True).click()
        page.get_by_role("heading", name=question).wait_for()
        tab.settle()
        until_address(page, wanted)
        assert page.title() == f"{name} \u2013 Essex \u2013 sendviz"
        assert page.locator(".sv-here[aria-current=page]").first.inner_text() == name
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").first.click()
    page.get_by_text("Link copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="Main need: Autism").click()
    page.get_by_role("button", name="Main need: Autism").wait_for(state="detached")
    tab.settle()
    assert "need" not in address_bar(page) and "age_band" in address_bar(page)


def test_a_link_holds_the_choices_of_a_list(visit):
    tab = visit()
    page = tab.open("/backlog?view=officer")
    page.locator(".st-key-list_open_case_area").get_by_text("Mid", exact=True).click()
    tab.settle()
    page.locator(".st-key-list_open_case_waited").get_by_text("past 52 weeks", exact=True).click()
    until_address(
        page,
        {
            "view": ["Officer view"],
            "list_open_case_area": ["Mid"],
            "list_open_case_waited": ["past 52 weeks"],
        },
    )
    told = page.get_by_text("past 52 weeks.").first.inner_text()
    page.get_by_role("link", name="Plans and reviews", exact=True).click()
    page.get_by_role("heading", name="Are plans kept up to date?").wait_for()
    tab.settle()
    assert "list_open_case_area" not in address_bar(page)
    page.get_by_role("link", name="Backlog", exact=True).click()
    page.get_by_text(told, exact=True).wait_for()
    until_address(page, {"list_open_case_area": ["Mid"]})
    yours = visit()
    yours.open(page.url.removeprefix(yours.address))
    yours.page.get_by_text(told, exact=True).wait_for()
    assert violations(yours.page) == []


def test_a_change_opens_its_chart_by_the_keyboard_and_by_its_link(visit):
    tab = visit()
    page = tab.open("/changes?view=board&area=Mid")
    row = page.locator("[class*=st-key-chart_of_] summary").first
    name = row.inner_text().strip().removeprefix("Chart: ")
    row.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Link to this chart").wait_for()
    tab.settle()
    until_address(page, {"chart": [name], "area": ["Mid"], "view": ["Board view"]})
    assert page.locator("[class*=st-key-chart_of_] .sv-picture").count() == 1
    assert violations(page) == []
    link = page.get_by_role("link", name="Link to this chart").evaluate("e => e.href")
    yours = visit()
    yours.open(link.removeprefix(yours.address))
    yours.page.locator("[class*=st-key-chart_of_] .sv-picture").wait_for()
    until_address(yours.page, address_bar(page))
    assert yours.answer == tab.answer


def test_light_or_dark_is_chosen_and_kept(visit):
    tab = visit()
    page = tab.open("/timeliness")

    def scheme() -> str:
        return page.locator("[data-testid=stApp]").evaluate("e => getComputedStyle(e).colorScheme")

    def until_scheme(name: str) -> None:
        """The page is loaded anew, and has no app for a moment."""
        app = "document.querySelector('[data-testid=stApp]')"
        page.wait_for_function(f"{app} && getComputedStyle({app}).colorScheme === '{name}'")

    assert scheme() == "light"
    page.get_by_role("button", name="Light or dark").first.click()
    until_scheme("dark")
    tab.settle()
    assert violations(page) == []
    tab.open("/backlog")
    assert scheme() == "dark", "another page, opened anew"
    page.get_by_role("button", name="Light or dark").first.click()
    until_scheme("light")


def test_words_that_stand_for_icons_are_not_in_the_text_of_a_page(visit):
    page = visit().open("/backlog?view=officer")
    told = page.evaluate("document.body.innerText")
    assert "Table, definition and download" in told
    assert re.findall(r"\b(?:expand|keyboard|arrow|chevron)_\w+", told) == []
    assert page.locator("[data-testid=stIconMaterial]:not([aria-hidden=true])").count() == 0


def test_a_file_is_checked_in_the_app(visit, tmp_path):
    """It is not loaded here: the file is that of all tests."""
    path = tmp_path / "cases.csv"
    path.write_text("case_ref,received,decision\nC1,2025-01-13,yes\n", "utf-8")
    tab = visit()
    page = tab.open("/add_records?view=officer")
    assert violations(page) == []
    page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(path)
    page.get_by_role("button", name="Check these files").click()
    page.get_by_text("“Council”").first.wait_for()
    tab.settle()
    page.get_by_text("What the files do not say themselves").click()
    page.get_by_text("Every open case").wait_for()
    assert page.get_by_role("button", name="Load these files").count() == 0
    assert violations(page) == []


def test_what_is_cleared_stays_cleared(visit):
    """Chosen by hand and folded away again: the browser must not bring it back."""
    tab = visit()
    page = tab.open("/timeliness?view=Board+view")
    page.get_by_text("More filters").click()
    page.locator(".st-key-need input").click()
    page.get_by_role("option", name="Autism", exact=True).click()
    until_answer(tab, "children with autism as main need")
    page.keyboard.press("Escape")
    assert page.locator(".st-key-sex").is_visible(), "the other filters stay open"
    page.keyboard.press("Escape")
    page.locator(".st-key-need").wait_for(state="detached")
    page.get_by_role("button", name="More filters (1)").wait_for()
    choose(tab, "Period", "1 month")
    until_answer(tab, "in December 2025")
    assert "autism" in tab.answer, "what is folded away still holds"
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("button", name="Main need: Autism").wait_for(state="detached")
    until_answer(tab, "12 months")
    choose(tab, "Period", "3 months")
    until_answer(tab, "October to December 2025")
    until_address(page, {"period": ["3 months"]})
    assert "need" not in address_bar(page) and "autism" not in tab.answer


def test_back_undoes_the_last_filter(visit):
    tab = visit()
    page = tab.open("/timeliness")
    until_address(page, {"council": ["Essex"]})
    choose(tab, "Council", "BCP")
    until_answer(tab, "BCP")
    until_address(page, {"council": ["BCP"]})
    page.go_back()
    until_answer(tab, "in Essex")
    until_address(page, {"council": ["Essex"]})


def test_a_file_swapped_under_the_app_is_noticed(simulated_path, tmp_path, visit):
    held, other = tmp_path / "held.duckdb", tmp_path / "new.duckdb"
    shutil.copy(simulated_path, held)
    shutil.copy(simulated_path, other)
    with duckdb.connect(str(other)) as connection:
        connection.execute("update council set short_name = 'Newshire' where la_code = '881'")
    with served(held, tmp_path) as address:
        tab = visit(address=address)
        tab.open("/?council=Essex")
        assert "Essex" in tab.answer
        swap_in(other, held)
        choose(tab, "Period", "3 months")
        tab.page.locator(".sv-answer").filter(has_not_text="in Essex").first.wait_for(
            timeout=30_000
        )
        tab.settle()
        tab.page.locator(".st-key-filters").get_by_label("Council").first.click()
        assert tab.page.get_by_role("option", name="Newshire", exact=True).count() == 1
        assert tab.page.get_by_role("option", name="Essex", exact=True).count() == 0


def test_the_file_of_a_panel(visit, tmp_path):
    tab = visit()
    page = tab.open("/timeliness?as_at=31+March+2025&period=1+month")
    page.get_by_text("Table, definition and download").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download plans").first.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "plans_issued_within_20_weeks.csv"
    with open(path, encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["records"] for row in rows} == {"simulated"}
    march = next(row for row in rows if row["period_start"].startswith("2025-03-01"))
    assert (float(march["numerator"]), float(march["denominator"])) == (47, 178)


def test_the_keyboard_reaches_filters_and_tables(visit):
    page = visit().open("/")
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => { const e = document.activeElement;
            if (e.closest('.sv-scroll')) return 'table: ' + e.getAttribute('aria-label');
            if (e.closest('.st-key-who')) return 'who';
            if (e.closest('.st-key-filters'))
              return 'filter: ' + (e.getAttribute('aria-label') || e.innerText);
            return e.tagName + ': ' + (e.innerText || e.getAttribute('aria-label')); }"""
            )
        )
    filters = " | ".join(each for each in reached if each.startswith("filter"))
    for name in ("Council", "As at", "Quadrants", "Period", "More filters", "Clear filters"):
        assert name in filters, filters
    assert "who" in reached
    assert any(each.startswith("table: ") for each in reached)
    assert any("Skip to main content" in each for each in reached)


def test_a_scrollable_table_scrolls_with_the_keyboard(visit):
    page = visit(390).open("/sources")
    table = page.get_by_role("region", name="Published and own figures")
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    table.focus()
    outline = table.evaluate("e => getComputedStyle(e).outlineStyle")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert table.evaluate("e => e.scrollLeft") > 0
    assert outline != "none"


def test_the_checks_are_whole_on_a_phone(visit):
    page = visit(390).open("/data_quality?view=Board+view")
    table = page.get_by_role("region", name="Checks by rule")
    assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert table.locator("td[data-label=All]").first.is_visible()


def test_the_import_log_is_whole_on_a_phone(visit):
    page = visit(390).open("/sources")
    table = page.get_by_role("region", name="Import log")
    assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert table.locator("td[data-label=Refused]").first.is_visible()


HEADERS = {
    "content-security-policy": "default-src 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=()",
}


def test_security_headers(server):
    for path in ("/", "/backlog", "/_stcore/health"):
        with urllib.request.urlopen(server + path, timeout=10) as answer:
            told = {name.lower(): value for name, value in answer.headers.items()}
        found = {name: told.get(name, "")[: len(start)] for name, start in HEADERS.items()}
        assert found == HEADERS, path


def test_text_is_compressed(server):
    plain = urllib.request.Request(server + "/")
    asking = urllib.request.Request(server + "/", headers={"Accept-Encoding": "gzip"})
    with (
        urllib.request.urlopen(plain, timeout=10) as one,
        urllib.request.urlopen(asking, timeout=10) as other,
    ):
        assert other.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(other.read()) == one.read()
