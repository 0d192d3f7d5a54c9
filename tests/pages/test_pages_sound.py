"""Every page, for every role, under many selections: nothing breaks, nothing ill-formed is told."""

from __future__ import annotations

import re

import pytest

from sendviz import ask
from sendviz.app import state
from sendviz.kit.words import is_heading
from sendviz.panels.panel import Panel
from tests.pages.screens import PAGES, RECORD_PAGES, VIEWS, Screen, look
from tests.pairs import Case, pairs_in, pairs_of, pairwise
from tests.retired_words import retired_words

COUNCILS = {"Essex": "881", "West Northamptonshire": "941", "Cambridgeshire": "873", "BCP": "839"}
PERIODS = {
    "12 months": {},
    "1 month": {"period": "1 month"},
    "a calendar year": {"period": "Calendar year"},
    "since a month": {"period": "Since a month", "since": "1 February 2021"},
}
CHILDREN = {
    "all": {},
    "one need": {"need": "Autism"},
    "one phase": {"phase": "Secondary"},
    "four filters": {
        "need": "Down syndrome",
        "phase": "Post-16",
        "sex": "Female",
        "age_band": "16 to 18",
    },
}
# In February 2021 there are few records yet.
DIMENSIONS = {
    "page": PAGES,
    "role": tuple(VIEWS),
    "council": tuple(COUNCILS),
    "as_at": ("31 December 2025", "30 June 2024", "28 February 2021"),
    "period": tuple(PERIODS),
    "localities": (0, 1, 2),
    "children": tuple(CHILDREN),
}
# Each page as it opens first; then as many as make every pair of values occur.
OPENED = [{name: values[0] for name, values in DIMENSIONS.items()} | {"page": p} for p in PAGES]
CASES = pairwise(DIMENSIONS, OPENED)
WORTHLESS = re.compile(r"\b(nan|NaN|None(?! recorded)|NaT|inf|Infinity)\b|<NA>")
COUNTS = re.compile(r"[\d,]+ of [\d,]+")
INTERVAL = re.compile(r"(under |over )?[\d.]+% to (under |over )?[\d.]+%|95% interval")
# What a council is held against, and where others lie: shares of many councils have no one count.
COMPARED = re.compile(r"(England|middle|the region) [\d.]+%")
# A share under another mix of children has no counts of its own: the real ones stand in its row.
ADJUSTED = "ancestor::div[contains(@aria-label, 'like for like')]"

pytestmark = pytest.mark.usefixtures("simulated_app")


@pytest.fixture(scope="module")
def localities(simulated) -> dict[str, list[str]]:
    """The names of each council's own localities."""
    found = {
        name: [area.name for area in ask.areas(simulated, code, "locality") if area.known]
        for name, code in COUNCILS.items()
    }
    assert all(len(names) >= max(DIMENSIONS["localities"]) for names in found.values())
    return found


@pytest.fixture(scope="module")
def case_refs(simulated) -> list[str]:
    """Real case references of all four councils: the longest open and the newest."""
    found = simulated.frame(
        "select case_ref from (select case_ref, row_number() over (partition by la_code "
        "order by received) as old, row_number() over (partition by la_code "
        "order by received desc) as young from request) where old <= 300 or young <= 300"
    )
    return [ref for ref in found["case_ref"].dropna() if len(ref) > 5]


def shown(case: Case, localities: dict[str, list[str]]) -> Screen:
    """The screen of a case: what is as it opens stands in no address."""
    address = PERIODS[case["period"]] | CHILDREN[case["children"]]
    for name in ("council", "as_at"):
        if case[name] != OPENED[0][name]:
            address = address | {name: case[name]}
    if case["localities"]:
        address = address | {"area": tuple(localities[case["council"]][: case["localities"]])}
    return look(case["page"], case["role"], **address)


def test_every_pair_of_values_occurs():
    assert {pair for case in CASES for pair in pairs_in(case)} == set(pairs_of(DIMENSIONS))
    assert len(PAGES) * len(COUNCILS) <= len(CASES) < 1.25 * len(PAGES) * len(COUNCILS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case.values())))
def test_a_screen_is_sound(case, localities, case_refs):
    screen = shown(case, localities)
    no_exception_and_one_question(screen)
    an_answer_in_sentences(screen)
    headings_can_be_read_aloud(screen)
    no_retired_word_is_said(screen)
    no_missing_value_is_printed(screen)
    nothing_unknown_is_reckoned_with(screen)
    percentages_stand_with_their_counts(case["page"], screen)
    charts_are_described_and_fetch_nothing(screen)
    a_table_and_a_file_under_every_chart(case["page"], screen)
    made_up_records_are_called_so(case["page"], screen)
    a_link_that_is_right_is_not_called_wrong(screen)
    lists_of_children_are_for_officers(case["page"], case["role"], screen, case_refs)
    if case["page"] in RECORD_PAGES:
        the_page_is_told_to_its_end(screen)
        chosen = case["localities"] or len(localities[case["council"]])
        those_left_out_are_not_said_to_have_none(screen, localities[case["council"]][chosen:])


def no_exception_and_one_question(screen):
    assert not screen.at.exception
    assert len(screen.headings) == 1
    assert screen.headings[0].endswith("?")


def an_answer_in_sentences(screen):
    assert len(screen.answer) > 20
    assert screen.answer.endswith(".")


def headings_can_be_read_aloud(screen):
    """At most 15 words and four numbers; of parts that are folded away, too."""
    shown = screen.at.session_state[state.KEY].shown
    panels = [title for _, what in shown if isinstance(what, Panel) for title in titles(what)]
    drawn = screen.parts("//h1 | //h2 | //h3")
    assert [each for each in (*panels, *drawn) if not is_heading(each)] == []


def titles(panel):
    """All headings of a panel and of its parts."""
    own = [panel.title, *(each.title for each in (*panel.signed, *panel.tables))]
    return own + [each for part in (*panel.parts, *panel.closed) for each in titles(part)]


def no_retired_word_is_said(screen):
    said = [screen.text, *(chart.alt for chart in screen.charts)]
    assert [each for text in said for each in retired_words(text)] == []


def no_missing_value_is_printed(screen):
    words = [
        screen.text,
        *(chart.alt for chart in screen.charts),
        *(chart.svg for chart in screen.charts),
    ]
    assert [found[0] for each in words for found in WORTHLESS.finditer(each)] == []


def nothing_unknown_is_reckoned_with(screen):
    """'not known' stands alone; a sentence that counts with it asserts what nobody knows."""
    found = re.findall(
        r"[^.\n]*\bnot known (?:a|came|left|children|plans|weeks|cases)\b[^.\n]*", screen.text
    )
    assert [each for each in found if "in and" in each or "queue" in each] == []


def percentages_stand_with_their_counts(page, screen):
    alts = [] if page == "compare" else [chart.alt for chart in screen.charts]
    places = screen.parts(f"//p[@class='sv-answer'] | //section | //td[not({ADJUSTED})]")
    assert [text for text in [*places, *alts] if not _has_counts(text)] == []
    adjusted = screen.parts(f"//tbody/tr[{ADJUSTED}]")
    assert [text for text in adjusted if "%" in text and not COUNTS.search(text)] == []


def _has_counts(text: str) -> bool:
    shares = re.findall(r"\d%", COMPARED.sub("", INTERVAL.sub("", text)))
    return len(COUNTS.findall(text)) >= len(shares)


def charts_are_described_and_fetch_nothing(screen):
    for chart in screen.charts:
        assert len(chart.alt) > 40
        assert not re.search(r"https?:|www\.|//|url\(|href|<script|<image", chart.svg)


def a_table_and_a_file_under_every_chart(page, screen):
    closed = [each.label for each in screen.at.expander if each.label.endswith("download")]
    if page == "compare":  # built when opened: those of the years, and of all councils
        assert len(closed) == len(screen.charts) == 2
        return
    assert len(closed) >= len(screen.charts)  # a table alone has its definition, too
    assert len(screen.at.get("download_button")) >= len(closed)


def made_up_records_are_called_so(page, screen):
    said = [place for place, body in enumerate(screen.html) if "sv-made-up" in body]
    assert len(said) == 1
    assert screen.parts("//p[@class='sv-made-up']")[0].startswith("Simulated records.")
    before = " ".join(screen.html[: said[0]])
    if page == "compare":  # published figures are none: said beside the council's own records only
        assert "sv-answer" in before and "Own records (simulated)" not in before
        assert "Own records (simulated)" in " ".join(screen.html[said[0] + 1 :])
    else:
        assert "sv-answer" not in before and "<table" not in before


def a_link_that_is_right_is_not_called_wrong(screen):
    assert [each for each in screen.warnings if "does not exist" in each] == []


def lists_of_children_are_for_officers(page, role, screen, case_refs):
    if role == "officer":
        assert len(screen.at.dataframe) > 0 or page not in ("backlog", "data_quality")
        return
    assert len(screen.at.dataframe) == 0
    sent = screen.everything
    # The template on the sources page names the column; no page may show what stands in one.
    assert "case_ref" not in sent or page == "sources"
    assert [ref for ref in case_refs if ref in sent] == []


def the_page_is_told_to_its_end(screen):
    """What a role may not see is left out where it would stand; the rest of the page stays."""
    assert "What this page does not tell you" in screen.parts("//h2")


def those_left_out_are_not_said_to_have_none(screen, names):
    """With the filter on Mid nobody asked about North East: that it has none would be false."""
    told = screen.text + " ".join(chart.alt for chart in screen.charts)
    rows = screen.parts("//tr")
    for name in map(re.escape, names):
        assert not re.search(rf"\b{name}:? 0 (children|plans)", told)
        assert [row for row in rows if re.match(f"{name} 0 ", row)] == []


@pytest.mark.parametrize(("role", "area"), [("councillor", "Mid"), ("board", ("Mid", "West"))])
@pytest.mark.parametrize("page", RECORD_PAGES)
def test_an_area_left_out_by_the_filter_is_not_said_to_have_none(page, role, area):
    those_left_out_are_not_said_to_have_none(look(page, role, area=area), ["North East", "South"])


def test_the_case_references_would_be_found(case_refs):
    """The search for them could not fail if the officers' own list did not carry them."""
    sent = look("backlog", "officer").everything
    assert any(ref in sent for ref in case_refs)


def test_a_filter_that_public_view_cannot_take_is_named():
    told = " ".join(look("overview", need="Autism", phase="Secondary").warnings)
    assert "“Phase”" in told and "Not applied" in told


def test_a_swept_selection_is_really_applied(simulated):
    screen = look("overview", "board", area=("Mid", "West"))
    names = {area.name: area.id for area in ask.areas(simulated, "881", "locality")}
    assert set(names) >= {"Mid", "West"}
    assert "Mid and West" in screen.answer
