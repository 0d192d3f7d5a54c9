"""Single cells of plans: days, numbers, colours, words, people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz.catalogue.layouts import TABLES
from sendviz.load.readers.colours import colour_name, rating_of
from sendviz.load.readers.people import Role, partner_of, without_names
from sendviz.load.readers.personal import what_names_a_child
from sendviz.load.readers.plan_days import FIRST, LAST, dated_bullets, plan_day
from sendviz.load.readers.plan_numbers import MixedColumn, plan_numbers, pounds
from sendviz.load.readers.words import code_of, codes_by_word

PLAN = TABLES["improvement_plan"]
NBSP, DASH = "\u00a0", "\u2013"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2025", (2025, 3, 31)), ("31.3.25", (2025, 3, 31)), ("31 March 2025", (2025, 3, 31)),
        ("31st March 2025", (2025, 3, 31)), ("2025-03-31", (2025, 3, 31)),
        ("March 2025", (2025, 3, 31)), ("Mar-25", (2025, 3, 31)), ("May 25", (2025, 5, 31)),
        ("Feb 24", (2024, 2, 29)), ("Sept '24", (2024, 9, 30)), ("Jan/25", (2025, 1, 31)),
        ("end of March 2025", (2025, 3, 31)), ("By end March 2025", (2025, 3, 31)),
        ("w/c 3 June 2024", (2024, 6, 7)), ("w/c 5 June 2024", (2024, 6, 7)),
        ("Spring term 2025", (2025, 3, 31)), ("Summer Term 2025", (2025, 7, 31)),
        ("Autumn 2024", (2024, 12, 31)), ("Autumn term 2024/25", (2024, 12, 31)),
        ("Spring term 2024/25", (2025, 3, 31)), ("Q3 2024/25", (2024, 12, 31)),
        ("Q4 2024-25", (2025, 3, 31)), ("Q1 2024/25", (2024, 6, 30)), ("2024-25", (2025, 3, 31)),
        ("2024/2025", (2025, 3, 31)), ("45747", (2025, 3, 31)), ("end of 2025", (2025, 12, 31)),
        ("Sept 2024 - Mar 2025", (2025, 3, 31)), ("September 24 to May 25", (2025, 5, 31)),
        (f" May{NBSP}25 ", (2025, 5, 31)),
    ],
)  # fmt: skip
def test_every_form_of_a_day(text, day):
    found = plan_day(text)
    assert (found.day, found.problem, found.text) == (date(*day), "", None)


@pytest.mark.parametrize(
    ("text", "so"), [("May 25", True), ("Mar-25", True), ("May 2025", False), ("1/5/25", False)]
)
def test_a_month_with_a_year_of_two_figures_is_told(text, so):
    assert plan_day(text).month == so


@pytest.mark.parametrize(
    "text",
    ["Ongoing", "On-going", "Continuous", "BAU", "TBC", "TBA", "ASAP", "Complete", "N/A",
     "ongoing from Sept 24", "When funding is agreed", "Termly"],
)  # fmt: skip
def test_what_is_no_day_is_kept_as_written(text):
    assert plan_day(text).text == text and plan_day(text).day is None
    assert plan_day(text).problem == ""


@pytest.mark.parametrize(
    "text",
    ["31/09/2024", "1900-01-01", "01/01/1900", "31/12/2013", "1 January 2041", "6 months",
     "2024-26", "Q5 2024/25", "Q3 2024", "13/13/2024", "0"],
)  # fmt: skip
def test_what_can_be_no_day_is_a_problem(text):
    assert plan_day(text).problem and plan_day(text).day is None


def test_blanks_say_nothing():
    assert {plan_day(text) for text in ("", " ", "-")} == {plan_day("")}


@given(st.dates(FIRST, LAST), st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%Y"]))
def test_any_whole_day_is_read_as_itself(day, form):
    assert plan_day(day.strftime(form)).day == day


@given(st.text(max_size=30))
def test_no_cell_breaks_the_reading(text):
    found = plan_day(text)
    assert found.day is None or FIRST <= found.day <= LAST
    plan_numbers([text])
    pounds(text)
    dated_bullets(text)
    what_names_a_child(text, date(2025, 3, 31))
    partner_of(text)
    without_names(text, {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sept 24: advert; Jan 25: in post", [(2024, 9, "advert"), (2025, 1, "in post")]),
        (f"\u2022 Sept 2024 {DASH} advert\n\u2022 Jan 2025 {DASH} in post",
         [(2024, 9, "advert"), (2025, 1, "in post")]),
        ("Sept 24: advert", []), ("Sept 24: advert; then in post", []), ("a; b", []),
    ],
)  # fmt: skip
def test_bullets_that_each_begin_with_a_day(text, told):
    assert [(day.year, day.month, words) for day, words in dated_bullets(text)] == told


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["8%", "8", "8.0 %", "8 per cent"], [8, 8, 8, 8]), (["0.08", "0.6"], [8, 60]),
        (["454/2420", "454 of 2,420"], [18.7603305785] * 2), (["18.8% (454)"], [18.8]),
        (["43 weeks"], [None]), (["1,204"], [1204]), (["0", "1"], [0, 1]), (["-3.5"], [-3.5]),
        (["<5", "*", "c", "TBC", "awaiting data", ""], [None] * 6),
    ],
)  # fmt: skip
def test_numbers_in_every_form(texts, values):
    assert [each.value for each in plan_numbers(texts)] == pytest.approx(values)


def test_counts_and_reasons_for_blanks_are_kept():
    found = plan_numbers(["454 of 2,420", "18.8% (454)", "<5", "x", "TBC"])
    assert [(each.count, each.whole) for each in found[:2]] == [(454, 2420), (454, None)]
    assert [each.blank for each in found[2:]] == ["suppressed", "not_reported", "not_yet_due"]


@pytest.mark.parametrize("texts", [["8%", "0.08"], ["8", "0.08"], ["454/2420", "0.2"]])
def test_fractions_beside_percentages_are_refused(texts):
    with pytest.raises(MixedColumn):
        plan_numbers(texts)


@pytest.mark.parametrize("text", ["\u00a3784k", "\u00a30.784m", "784,000", "\u00a3784,000"])
def test_pounds_in_every_form(text):
    assert pounds(text) == 784_000


@pytest.mark.parametrize(
    ("fill", "rating"),
    [
        ("FF0000", "red"), ("C00000", "red"), ("FFC7CE", "red"), ("FFC000", "amber"),
        ("ED7D31", "amber"), ("FFFF00", "amber"), ("FFEB9C", "amber"), ("00B050", "green"),
        ("92D050", "green"), ("C6EFCE", "green"), ("70AD47", "green"), ("0070C0", "blue"),
        ("00B0F0", "blue"), ("4472C4", "blue"), ("FFFFFF", None), ("D9D9D9", None),
        ("000000", None), ("7030A0", None), ("FF00FF", None),
    ],
)  # fmt: skip
def test_colours_are_ratings_by_their_hue(fill, rating):
    assert rating_of(fill) == rating


def test_grey_says_nothing_and_purple_is_not_known():
    assert (colour_name("D9D9D9"), colour_name("7030A0"), colour_name("FFFF00")) == (
        "none", None, "yellow",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("state", {"Not yet started": "not_started", "NYS": "not_started", "WIP": "in_progress",
                   "Work in progress": "in_progress", "On-going": "in_progress",
                   "Under way": "in_progress", "Green": "in_progress", "Done": "complete",
                   "Signed off": "complete", "Blue": "complete", "BAU": "embedded",
                   "Complete and embedded": "embedded", "On hold": "paused",
                   "Delayed pending": "paused", "No longer required": "stopped",
                   "Superseded": "merged", "In progress - on track": "in_progress",
                   "Complete (Jan 25)": "complete"}),
        ("rating", {"A/G": "amber", "A/R": "red", "R": "red", "On track": "green", "B": "blue",
                    "Significant delay": "red", "slippage": "amber", "AMBER": "amber"}),
        ("kind", {"Areas for priority action": "priority_action", "Area of weakness": "weakness"}),
    ],
)  # fmt: skip
def test_words_of_states_and_ratings(column, words):
    codes = codes_by_word(PLAN, column)
    assert {word: code_of(word, codes) for word in words} == words


@pytest.mark.parametrize(
    ("text", "partner"),
    [
        ("LA", "council"), ("Council", "council"), ("ECC", "council"), ("CCG", "icb"),
        ("ICB", "icb"), ("NHS ICB", "icb"), ("NHS", "trust"), ("Trust", "trust"),
        ("PCF", "forum"), ("PCC", "forum"), ("Forum", "forum"), ("Schools", "schools"),
        ("All", "joint"), ("Partnership", "joint"), ("Joint", "joint"), ("LA and ICB", "joint"),
        ("LA / ICB", "joint"), ("Kent County Council", "council"),
        ("Mid and South Essex ICB", "icb"), ("Somebody", None), ("", None),
    ],
)  # fmt: skip
def test_partners_by_their_usual_words(text, partner):
    assert partner_of(text) == partner


ROLES = {"a smith": Role("Head of SEND", "council"), "jj": Role("ICB lead", "icb")}


@pytest.mark.parametrize(
    ("text", "told", "partner", "named"),
    [
        ("A. Smith / JJ", "Head of SEND / ICB lead", "joint", False),
        ("A Smith", "Head of SEND", "council", False),
        ("AD SEND & ICB Lead", "AD SEND / ICB Lead", None, False),
        ("Jane Smith", "Jane Smith", None, True), ("J Jones", "J Jones", None, True),
        ("Head of SEND", "Head of SEND", None, False),
        ("Designated Clinical Officer", "Designated Clinical Officer", None, False),
    ],
)  # fmt: skip
def test_owners(text, told, partner, named):
    assert without_names(text, ROLES) == (told, partner, named)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("A123456789012 moved", "a child's UPN"), ("943 476 5919", "an NHS number"),
        ("943 476 5918", None), ("j.smith@example.gov.uk", "an e-mail address"),
        ("Adam 12/03/2014", "a date of birth beside a name"),
        ("Lily Smith (DOB 3 May 2012)", "a date of birth beside a name"),
        ("Board of 12/03/2014", None), ("Sarah to follow up 12/03/2025", None),
        ("Meeting held 3 March 2025", None), ("01234 567890", None),
    ],
)  # fmt: skip
def test_what_names_a_child(text, what):
    assert what_names_a_child(text, date(2025, 3, 31)) == what
