"""The panels of the question whether it depends on where you live, on a small file made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sendviz.ask import Records
from sendviz.panels import alike, areas, gap, gradient, heat, maps, multiples, sheet
from tests import handmade

ID, STOCK, MEDIAN = (
    "plans_issued_within_20_weeks",
    "cases_open_over_20_weeks",
    "median_weeks_to_issue",
)
YEAR = handmade.select("2025-12-31", "2025-01-01")
# Plans on time of all issued each month, by district; both years alike.
PLANS = {"N1": (10, 12), "S1": (4, 15)}
GROUPS = {
    "Plans": [ID, "plans_issued_after_a_year"],
    "Waits": ["share_waiting_over_18_weeks/slt"],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    requests = []
    for month in range(24):
        issued = date(2024 + month // 12, 1 + month % 12, 20)
        for district, (on_time, total) in PLANS.items():
            for i in range(total):
                received = issued - timedelta(100 if i < on_time else 300)
                days = (received, received + timedelta(30), issued)
                texts = (each.isoformat() for each in days)
                requests.append(handmade.request(*texts, district=district, age=6 + i % 2 * 5))
    path = tmp_path_factory.mktemp("areas") / "made.duckdb"
    made = handmade.build(path, requests, data_date="2025-12-31")
    yield made
    made.close()


@pytest.fixture
def officer(store):
    return Records(store, YEAR, "officer")


def test_the_answer_tells_the_spread_and_what_it_means_for_children(officer):
    (spread,) = areas.areas_answer(officer, ID, "locality")
    panel = areas.reach_panel(officer, ID, "locality")
    reach, before = panel.sentences
    assert spread.startswith(
        "Yes, in the 12 months to 31 December 2025. In South 48 of 180 plans (27%) were issued "
        "within 20 weeks, in "
    )
    assert before == (
        "In the 12 months to 31 December 2024 South and North differed in the same way."
    )
    assert reach.startswith("Had every quarter done as well as North, about ")
    assert panel.notes == (areas.LUCK,)
    assert len(areas.areas_answer(officer, STOCK, "locality")) == 1
    assert areas.reach_panel(officer, STOCK, "locality").is_empty


def test_areas_are_dots_with_who_stands_apart(officer):
    panel = areas.areas_panel(officer, ID, "locality")
    assert panel.title == "How sure is the figure for each quarter?"
    assert panel.sentences == ("Against all of Test: North is better; South is worse.",)
    assert panel.alt.startswith("Dots with 95% intervals") and panel.figure.data
    assert panel.caption.startswith("Plans issued within 20 weeks. Test, 12 months to 31 Dec")
    assert [answer.by for answer in panel.answers] == ["locality"]
    assert not areas.stands_in_funnel(officer, ID, "locality")
    counted = areas.areas_panel(officer, STOCK, "locality")
    assert counted.title == "Children waiting past 20 weeks, by quarter"


def test_the_question_stands_where_nothing_can_be_compared(officer):
    """One area alone has no other."""
    north = officer.over(areas=("999/locality/North",))
    panel = areas.areas_panel(north, ID, "locality")
    assert panel.title == "How sure is the figure for each quarter?" and not panel.sentences


def test_the_whole_is_the_councils_whichever_areas_are_looked_at(officer):
    north = officer.over(areas=("999/locality/North",))
    assert areas.compare_with_whole(north, ID, "locality").whole.row.denominator == 324


def test_places_of_one_kind_are_told_by_their_own_noun(officer):
    panel = areas.by_place_panel(officer, ID, "district")
    assert panel.title == "Northby is better than Test as a whole; Southam is worse."
    assert panel.sentences[0].startswith("Yes. In S") and panel.key == f"by_district_{ID}"
    assert "We mark districts only" in panel.notes[0]


def test_what_may_not_be_told_says_why_and_leaves_the_answer_out(store):
    held = Records(store, YEAR.filtered("sex", "M"))
    for panel in (
        areas.areas_panel(held, ID, "locality"),
        areas.by_place_panel(held, ID, "district"),
        maps.map_panel(held, ID, "district"),
        gap.gap_panel(held, ID, "locality"),
        multiples.multiples_panel(held, ID, "locality"),
        sheet.sheet_panel(held, GROUPS),
        heat.heat_panel(held, GROUPS),
    ):
        assert panel.refused and panel.figure is None and not panel.tables
    assert areas.areas_answer(held, ID, "locality") == ()
    assert areas.reach_panel(held, ID, "locality").is_empty
    assert sheet.sheet_orders(held, GROUPS) == ()


def test_the_gap_has_its_periods_folded_away(officer):
    panel = gap.gap_panel(officer, ID, "locality")
    assert "between North and South" in panel.title and panel.figure.data
    (folded,) = panel.closed
    assert folded.title == "The gap, period by period" and len(folded.tables[0].rows) == 8
    assert gap.gap_panel(officer, STOCK, "locality").is_empty


def test_like_for_like_and_what_moved_the_share(store, officer):
    panel = alike.like_panel(officer, ID, "locality")
    assert panel.title == "Like for like" and "lie 57 percentage points apart" in panel.sentences[0]
    assert panel.tables[0].head[:3] == ("Quarter", "As it is", "Same mix of ages")
    (moved,) = alike.shift_panel(officer, ID, "locality").sentences
    assert moved.startswith("Plans issued within 20 weeks: in the 12 months to 31 December 2024 ")
    public = alike.like_panel(Records(store, YEAR), ID, "locality")
    assert public.sentences == (alike.LIKE_REFUSED,) and not public.tables
    assert alike.like_panel(officer, STOCK, "locality").is_empty
    assert alike.shift_panel(officer, STOCK, "locality").is_empty


def test_without_an_index_a_folded_line_says_what_to_load(officer):
    panel = gradient.gradient_panel(officer, ID)
    (folded,) = panel.closed
    assert folded.title == gradient.NO_FILE and folded.sentences == gradient.WHAT_TO_DO
    assert gradient.gradient_choices(officer, ID) == {}


def test_no_map_where_nothing_is_known_of_where_areas_lie(officer):
    assert maps.map_panel(officer, ID, "district").is_empty


def test_small_charts_are_asked_for_by_name_and_stand_in_one_column_where_it_is_narrow(officer):
    asked = multiples.multiples_question(officer, ID, "locality")
    assert asked == "Is it getting better in each quarter?"
    assert multiples.multiples_question(officer, MEDIAN, "locality") == asked
    assert (
        multiples.multiples_question(replace(officer, role="councillor"), MEDIAN, "locality") == ""
    )
    panels = [
        multiples.multiples_panel(officer, ID, "locality", narrow=narrow)
        for narrow in (False, True)
    ]
    starts = [{axis.domain[0] for axis in panel.figure.select_xaxes()} for panel in panels]
    assert starts == [{0, 0.53}, {0}]
    assert multiples.multiples_panel(officer, "cases_in_and_out", "locality").is_empty


def test_the_sheet_stands_in_the_order_that_is_chosen(officer):
    names = sheet.sheet_orders(officer, GROUPS)
    assert names[0] == "Plans on time" and names[2].startswith("Speech and language therapy: ")
    plain, ordered = (
        sheet.sheet_panel(officer, GROUPS, order=order) for order in ("", "Plans on time")
    )
    first = [[row[0].text for row in panel.tables[0].rows] for panel in (plain, ordered)]
    assert first[0][:2] == ["North", "South"] and first[1][:2] == ["South", "North"]
    assert first[1][-1] == "All of Test"
    table = ordered.tables[0]
    assert table.wide and table.title == "Plans" and table.name == "Plans by quarter"
    assert table.rows[0][1].text == "27%" and "worse than Test" in [
        sign.word for sign in table.rows[0][1].signs
    ]
    assert "values are better or worse than the whole" in ordered.notes[0]


def test_the_heat_table_has_counts_and_a_word_on_every_ground(officer):
    panel = heat.heat_panel(officer, GROUPS, order="Plans on time")
    table = panel.tables[0]
    assert [row[0].text for row in table.rows][:2] == ["South", "North"]
    south = table.rows[0][1]
    assert (south.text, south.small, south.ground) == ("27%", "48 of 180", "concern")
    assert [sign.word for sign in south.signs] == ["worse"]
    north = table.rows[1][1]
    assert (north.ground, north.signs[0].word) == ("improvement", "better")
    cells = [cell for each in panel.tables for row in each.rows for cell in row]
    assert all(bool(cell.ground) == bool(cell.signs) for cell in cells)
    assert table.rows[-1][0].text == "All of Test" and not table.rows[-1][1].ground
    assert panel.caption.startswith("Orange: worse than all of Test. Blue: better.")
