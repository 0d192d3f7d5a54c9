"""Every page, for every role, under many selections: nothing breaks, nothing ill-formed is told."""

from __future__ import annotations

import re

import pytest

from sendviz import ask
from tests.pages.screens import PAGES, RECORD_PAGES, VIEWS, Screen, look

MORE_PAGES = sorted({"plans", "changes", "compare"} & set(PAGES))
SELECTIONS = {
    "another council": ("board", {"council": "West Northamptonshire"}),
    "a council with an area and another date": (
        "officer",
        {"council": "Cambridgeshire", "area": "Fenland", "as_at": "30 June 2024"},
    ),
    "one locality": ("councillor", {"area": "Mid"}),
    "two localities": ("board", {"area": ("Mid", "West")}),
    "one need": ("councillor", {"need": "Autism"}),
    "one phase": ("officer", {"phase": "Secondary"}),
    "one month": ("councillor", {"period": "1 month"}),
    "a calendar year": ("officer", {"period": "Calendar year", "as_at": "30 September 2025"}),
    "since a month": ("councillor", {"period": "Since a month", "since": "1 March 2023"}),
    "few records yet": ("councillor", {"as_at": "28 February 2021"}),
    "few records yet, exact": ("officer", {"as_at": "28 February 2021"}),
    "a council and four filters": (
        "officer",
        {
            "council": "BCP",
            "need": "Down syndrome",
            "phase": "Post-16",
            "sex": "Female",
            "age_band": "16 to 18",
        },
    ),
    "more than public view takes": ("councillor", {"need": "Autism", "phase": "Secondary"}),
}
CASES = [
    *((page, role, "no filter") for page in PAGES for role in VIEWS),
    *(
        (page, role, name)
        for name, (role, address) in SELECTIONS.items()
        for page in (("timeliness", "localities") if "period" in address else RECORD_PAGES)
    ),
    *((page, "councillor", name) for page in MORE_PAGES for name in ("one locality", "one need")),
]
WORTHLESS = re.compile(r"\b(nan|NaN|None(?! recorded)|NaT|inf|Infinity)\b|<NA>")
COUNTS = re.compile(r"[\d,]+ of [\d,]+")
INTERVAL = re.compile(r"(under |over )?[\d.]+% to (under |over )?[\d.]+%|95% interval")
# What a council is held against, and where others lie: shares of many councils have no one count.
COMPARED = re.compile(r"(England|middle|the region) [\d.]+%")
# A share under another mix of children has no counts of its own: the real ones stand in its row.
ADJUSTED = "ancestor::div[contains(@aria-label, 'like for like')]"

pytestmark = pytest.mark.usefixtures("simulated_app")
every_screen = pytest.mark.parametrize(("page", "role", "name"), CASES)


def shown(page: str, role: str, name: str) -> Screen:
    """The screen of a case."""
    return look(page, role, **({} if name == "no filter" else SELECTIONS[name][1]))


@every_screen
def test_no_exception_and_one_question(page, role, name):
    screen = shown(page, role, name)
    assert not screen.at.exception
    assert len(screen.headings) == 1
    assert screen.headings[0].endswith("?")


@every_screen
def test_an_answer_in_sentences(page, role, name):
    answer = shown(page, role, name).answer
    assert len(answer) > 20
    assert answer.endswith(".")


@every_screen
def test_no_missing_value_is_printed(page, role, name):
    screen = shown(page, role, name)
    words = [
        screen.text,
        *(chart.alt for chart in screen.charts),
        *(chart.spec for chart in screen.charts),
    ]
    assert [found[0] for each in words for found in WORTHLESS.finditer(each)] == []


@every_screen
def test_nothing_unknown_is_reckoned_with(page, role, name):
    """'not known' stands alone; a sentence that counts with it asserts what nobody knows."""
    found = re.findall(
        r"[^.\n]*\bnot known (?:a|came|left|children|plans|weeks|cases)\b[^.\n]*",
        shown(page, role, name).text,
    )
    assert [each for each in found if "in and" in each or "queue" in each] == []


@every_screen
def test_percentages_stand_with_their_counts(page, role, name):
    screen = shown(page, role, name)
    alts = [] if page == "compare" else [chart.alt for chart in screen.charts]
    places = screen.parts(f"//p[@class='sv-answer'] | //section | //td[not({ADJUSTED})]")
    assert [text for text in [*places, *alts] if not _has_counts(text)] == []
    adjusted = screen.parts(f"//tbody/tr[{ADJUSTED}]")
    assert [text for text in adjusted if "%" in text and not COUNTS.search(text)] == []


def _has_counts(text: str) -> bool:
    shares = re.findall(r"\d%", COMPARED.sub("", INTERVAL.sub("", text)))
    return len(COUNTS.findall(text)) >= len(shares)


@every_screen
def test_charts_are_described_and_fetch_nothing(page, role, name):
    screen = shown(page, role, name)
    for chart in screen.charts:
        assert len(chart.alt) > 40
        assert not re.search(r"https?:|www\.|//cdn", chart.spec + chart.config)


@every_screen
def test_a_table_and_a_file_under_every_chart(page, role, name):
    screen = shown(page, role, name)
    closed = [each.label for each in screen.at.expander if each.label.endswith("download")]
    if (
        page == "compare"
    ):  # built when opened; one table of all councils for the dots and the funnel
        assert len(closed) == len(screen.charts) - 1 == 2
        return
    assert len(closed) == len(screen.charts)
    assert len(screen.at.get("download_button")) >= len(closed)


@every_screen
def test_made_up_records_are_called_so(page, role, name):
    screen = shown(page, role, name)
    said = [place for place, body in enumerate(screen.html) if "sv-made-up" in body]
    assert len(said) == 1
    assert screen.parts("//p[@class='sv-made-up']")[0].startswith("Simulated records.")
    before = " ".join(screen.html[: said[0]])
    if page == "compare":  # published figures are none: said beside the council's own records only
        assert "sv-answer" in before and "Own records (simulated)" not in before
        assert "Own records (simulated)" in " ".join(screen.html[said[0] + 1 :])
    else:
        assert "sv-answer" not in before and "<table" not in before


@every_screen
def test_a_link_that_is_right_is_not_called_wrong(page, role, name):
    assert [each for each in shown(page, role, name).warnings if "does not exist" in each] == []


@pytest.mark.parametrize(
    ("page", "role", "name"), [case for case in CASES if case[0] in RECORD_PAGES]
)
def test_the_page_is_told_to_its_end(page, role, name):
    """What a role may not see is left out where it would stand; the rest of the page stays."""
    assert "What this page does not tell you" in shown(page, role, name).parts("//h2")


@every_screen
def test_lists_of_children_are_for_officers(page, role, name, case_refs):
    screen = shown(page, role, name)
    if role == "officer":
        assert len(screen.at.dataframe) > 0 or page not in ("backlog", "data_quality")
        return
    assert len(screen.at.dataframe) == 0
    sent = screen.everything
    # The template on the sources page names the column; no page may show what stands in one.
    assert "case_ref" not in sent or page == "sources"
    assert [ref for ref in case_refs if ref in sent] == []


@pytest.fixture(scope="module")
def case_refs(simulated) -> list[str]:
    """Real case references of all four councils: the longest open and the newest."""
    found = simulated.frame(
        "select case_ref from (select case_ref, row_number() over (partition by la_code "
        "order by received) as old, row_number() over (partition by la_code "
        "order by received desc) as young from request) where old <= 300 or young <= 300"
    )
    return [ref for ref in found["case_ref"].dropna() if len(ref) > 5]


def test_the_case_references_would_be_found(case_refs):
    """The test above could not fail if the officers' own list did not carry them."""
    sent = shown("backlog", "officer", "no filter").everything
    assert any(ref in sent for ref in case_refs)


@pytest.mark.parametrize("name", ["one locality", "two localities"])
@pytest.mark.parametrize("page", RECORD_PAGES)
def test_an_area_left_out_by_the_filter_is_not_said_to_have_none(page, name):
    """With the filter on Mid nobody asked about North East: that it has none would be false."""
    screen = shown(page, SELECTIONS[name][0], name)
    told = screen.text + " ".join(chart.alt for chart in screen.charts)
    assert not re.search(r"North East:? 0 (children|plans)", told)
    tables = [
        row for body in screen.parts("//tr") for row in [body] if row.startswith("North East 0 ")
    ]
    assert tables == []


def test_a_filter_that_public_view_cannot_take_is_named():
    told = " ".join(shown("overview", "councillor", "more than public view takes").warnings)
    assert "“Phase”" in told and "Not applied" in told


def test_a_swept_selection_is_really_applied(simulated):
    screen = shown("overview", "board", "two localities")
    names = {area.name: area.id for area in ask.areas(simulated, "881", "locality")}
    assert set(names) >= {"Mid", "West"}
    assert "Mid and West" in screen.answer
