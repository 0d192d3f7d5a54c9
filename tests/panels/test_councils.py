"""One council among all, in words: the answer, places, tables, doubts, and its own records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.findings.councils import Council, compare_councils, council_years, published_years
from sendviz.kit.values import interval_text, level_text, standing_sign, value_text
from sendviz.panels import councils as words
from sendviz.panels.council_years import years_table_panel
from tests.answers import row
from tests.bundled import ON_TIME, records_of

PUBLISHED = catalogue.published()
SHARE = PUBLISHED[ON_TIME]
RATE = PUBLISHED["published_requests_per_1000"]
INDEX = PUBLISHED["published_requests_index"]


@pytest.fixture(scope="module")
def essex(published_store):
    return compare_councils(records_of(published_store, "881"), ON_TIME, 2025)


def of(store, id: str, la_code: str, year: int, base: int | None = None):
    return compare_councils(records_of(store, la_code), id, year, base)


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in each] for each in table.rows]


def test_the_answer(essex):
    assert " ".join(words.answer_sentences(essex)).replace("\u2019", "'") == (
        "454 of 2,420 plans (18.8%) came within 20 weeks in Essex in 2025. "
        "England 46,498 of 102,203 (45.5%), neighbours' middle 39.7%. "
        "18 of 150 councils are lower, 12 of them beyond doubt. "
        "That is the 19th lowest of 150; allowing for chance, 13th to 38th."
    )


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("published_requests_per_1000", "9.7 requests (4,307 in all) were received for every "
         "1,000 people aged 0 to 25 in Essex in 2025."),
        ("published_plans_in_force_per_1000", "32 of every 1,000 people aged 0 to 25 had a plan "
         "(14,240 in all) in Essex in January 2025."),
        ("published_mean_weeks_to_issue", "Plans took 54.7 weeks on average in Essex in 2025."),
        ("published_reviews_decided_in_4_weeks", "Review decisions within 4 weeks of the meeting: "
         "counts not published (32.9%) in Essex in 2024."),
    ],
)  # fmt: skip
def test_the_own_figure_in_each_unit(published_store, id, said):
    asked = records_of(published_store, "881")
    found = compare_councils(asked, id, published_years(asked, id)[0])
    assert words.own_sentence(found) == said


def test_a_blank_is_never_a_nought(published_store):
    found = of(published_store, ON_TIME, "921", 2025)
    said = "Plans issued within 20 weeks in Isle of Wight in 2025: suppressed by the publisher."
    assert words.own_sentence(found) == said
    assert len(words.answer_sentences(found)) == 2


def test_values_have_their_counts_first_as_everywhere():
    assert value_text(SHARE, row(SHARE, value=0.072, numerator=59, denominator=819)) == (
        "59 of 819 (7%)"
    )
    many = row(SHARE, value=0.072, numerator=72, denominator=1000)
    assert value_text(SHARE, many) == "72 of 1,000 (7.2%)"
    bare = row(SHARE, value=0.329, numerator=np.nan, denominator=np.nan)
    assert value_text(SHARE, bare) == "counts not published (32.9%)"
    rate = row(RATE, value=32.0, numerator=14240, denominator=444970)
    assert value_text(RATE, rate) == "32 per 1,000 (14,240 of 444,970)"
    index = row(INDEX, value=138.3, numerator=1430, denominator=1034)
    assert value_text(INDEX, index) == "1,430 requests (index 138)"
    assert [level_text(SHARE, 0.455), level_text(SHARE, 0.07, 386), level_text(INDEX, 138.3)] == [
        "45.5%", "7%", "138",
    ]  # fmt: skip


def test_intervals_of_few_cases_are_in_whole_per_cent():
    few = row(SHARE, value=0.072, numerator=59, denominator=819, low=0.056, high=0.092)
    assert interval_text(SHARE, few) == "6% to 9%"


def test_missing_councils_are_named_with_the_reason(essex):
    told = words.missing_sentence(essex)
    assert "Halton and Isle of Wight (suppressed by the publisher)" in told
    assert "Leicester (not submitted)" in told


def test_no_place_and_no_verdict_without_counts(published_store):
    id = "published_mean_weeks_to_issue"
    found = of(published_store, id, "881", 2025)
    assert words.place_words(found.council, len(found.councils)) == ("", "")
    assert "without counts nobody can tell" in " ".join(words.answer_sentences(found))
    other = of(published_store, id, "308", 2025)
    assert "how many beyond doubt is not known" in " ".join(words.answer_sentences(other))
    assert words.judged_words(found) == "Without counts nobody is judged."


def test_ties_are_said(essex):
    tied = Council(row(SHARE), "1", lowest=3, highest=7, tied=True, surely_lower=1,
                   surely_higher=4)  # fmt: skip
    assert words.place_words(tied, 10) == ("joint 3rd lowest", "allowing for chance, 2nd to 6th")


def test_the_table_of_neighbours(essex):
    panel = words.neighbours_panel(essex)
    (table,) = panel.tables
    told = cells(table)
    assert [each[0] for each in told] == [
        "Essex", *(each.name for each in essex.neighbours), "East of England", "England",
    ]  # fmt: skip
    assert told[0] == ["Essex", "454 of 2,420 (18.8%)", "26.7 points below", "17.3% to 20.4%",
                       "19th lowest of 150"]  # fmt: skip
    assert table.rows[0][2].signs == (standing_sign("worse"),)
    assert told[-1][1:] == [
        "46,498 of 102,203 (45.5%)",
        "what the others are held against",
        "45.2% to 45.8%",
        "",
    ]
    assert not table.rows[-1][2].signs and not table.rows[-2][2].signs
    assert "outside the range that chance gives 998 councils in 1,000" in panel.notes[0]


def test_a_verdict_says_how_it_was_reached(essex, published_store):
    index = of(published_store, INDEX.id, "881", 2025)
    assert words.judged_words(index).startswith("Higher or lower than England is told with allow")
    alike = replace(essex, differ=False)
    assert words.judged_words(alike) == (
        "No council is marked: all together differ no more than by chance."
    )


def test_all_councils_are_in_the_table_and_the_file(essex, published_store):
    panel = words.all_councils_panel(records_of(published_store, "881"), essex)
    names = [each[0] for each in cells(panel.tables[0])]
    assert len(names) == 153 and names == sorted(names)
    assert panel.downloads[0].file_name == f"{ON_TIME}.csv"
    lines = panel.downloads[0].text.splitlines()
    assert len(lines) == 1 + 153 + 9 + 1 and lines[0].endswith("publisher,edition,source")
    assert any(each.startswith("What it is: ") for each in panel.sentences)


def test_the_table_of_years(published_store):
    panel = years_table_panel(records_of(published_store, "839"), ON_TIME)
    told = cells(panel.tables[0])
    assert [each[0] for each in told] == [str(year) for year in range(2025, 2013, -1)]
    assert told[0][:5] == ["2025", "460 of 656 (70%)", "67% to 73%", "45.5%", "33.6%"]
    assert told[-1][1:3] == ["not published", ""]


@pytest.mark.parametrize("id", list(PUBLISHED))
@pytest.mark.parametrize("la_code", ["881", "921", "942"])
def test_every_measure_has_words_for_every_kind_of_council(published_store, id, la_code):
    asked = records_of(published_store, la_code)
    found = compare_councils(asked, id, published_years(asked, id)[0])
    panels = (words.neighbours_panel(found), words.all_councils_panel(asked, found),
              years_table_panel(asked, id), words.doubts_panel(found))  # fmt: skip
    told = [*words.answer_sentences(found), words.missing_sentence(found)]
    for panel in panels:
        told += [panel.title, panel.caption, *panel.sentences, *panel.notes, panel.refused]
        told += [text for table in panel.tables for each in cells(table) for text in each]
    text = " ".join(told)
    assert "None" not in text.replace("None of", "")
    assert "nan" not in text.replace("governance", "") and "{" not in text


def test_doubts_are_told_beside_the_figure(published_store):
    found = of(published_store, "published_requests_refused", "826", 2025)
    assert "no refusal among 749" in words.doubt_words(found.council)
    assert any(each.startswith("Waltham Forest") for each in words.doubt_sentences(found))
    gone = of(published_store, "published_appeal_rate_new_method", "873", 2025)
    assert words.doubt_words(gone.council).startswith("Left out")


def test_the_caption_names_publisher_and_editions(published_store, essex):
    y = council_years(records_of(published_store, "881"), ON_TIME)
    assert words.published_caption(y.answer, "Essex") == (
        "Plans issued within 20 weeks. Essex. Published by Department for Education, editions "
        "2023, 2025 and 2026."
    )
    assert words.councils_caption(essex).endswith("Department for Education, edition 2026.")


def test_filters_that_do_nothing_are_said_to(essex):
    above, none = (words.figures_note_panel(essex, has_filters=each) for each in (True, False))
    assert "filters above" in above.notes[0] and "filters" not in none.notes[0]


class TestOwnRecords:
    def test_published_beside_the_councils_own(self, simulated):
        asked = Records(simulated, records_of(simulated, "881").selection, "officer")
        panel = words.own_records_panel(asked, ON_TIME)
        told = {each[0]: each[1:] for each in cells(panel.tables[0])}
        assert list(told) == ["2025", "2024", "2023", "2022", "2021"]
        assert told["2024"] == ["297 of 1,833 (16.2%)"] * 2
        assert panel.made_up.startswith("Totals of Essex as DfE published")

    def test_a_count_stands_beside_an_index(self, simulated):
        asked = Records(simulated, records_of(simulated, "881").selection, "officer")
        told = cells(words.own_records_panel(asked, INDEX.id).tables[0])
        assert told[1] == ["2024", "4,255 requests (index 135)", "4,255 requests"]

    def test_a_year_that_is_not_over_is_not_told(self, simulated):
        asked = records_of(simulated, "881").over(as_at=date(2025, 6, 30))
        told = cells(words.own_records_panel(asked, ON_TIME).tables[0])
        assert told[0][2] == "not known from these records"

    def test_nothing_where_no_records_are_held(self, published_store):
        asked = records_of(published_store, "881")
        assert words.own_records_panel(asked, ON_TIME).is_empty
