"""The sheet of many measures by area: order, what does not fit, and the words of its cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.findings.sheet import count_signs, sheet_column, worst_first
from sendviz.panels import heat
from sendviz.panels import sheet as panel
from tests import handmade

AT = handmade.select("2025-12-31", "2025-01-01")
OVER_18 = catalogue.get("share_waiting_over_18_weeks")
ON_TIME = catalogue.get("plans_issued_within_20_weeks")
# Children waiting for an assessment: (over 18 weeks, in all) by district and pathway.
WAITING = {
    ("N1", "slt"): (30, 60),
    ("S1", "slt"): (0, 40),
    ("999/unknown", "slt"): (10, 20),
    ("N1", "autism"): (50, 50),
}
HOT = {"Waits": ["share_waiting_over_18_weeks/slt"], "Plans": ["plans_issued_within_20_weeks"]}
PLANS = {"N1": (10, 60), "S1": (30, 40)}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    referrals, requests = [], []
    for (district, pathway), (late, total) in WAITING.items():
        for i in range(total):
            received = date(2025, 12, 31) - timedelta(200 if i < late else 100)
            referrals.append(handmade.referral(received.isoformat(), pathway, district=district))
    for district, (on_time, total) in PLANS.items():
        for i in range(total):
            issued = date(2025, 6, 1)
            asked = issued - timedelta(100 if i < on_time else 300)
            days = (asked, asked + timedelta(30), issued)
            texts = (each.isoformat() for each in days)
            requests.append(handmade.request(*texts, district=district))
    path = tmp_path_factory.mktemp("sheet") / "made.duckdb"
    made = handmade.build(path, requests, data_date="2025-12-31", referrals=referrals, public=True)
    yield made
    made.close()


def column(store, m=OVER_18, pathway="slt", role="officer"):
    return sheet_column(Records(store, AT, role), m, "locality", pathway)


def test_a_column_is_one_measure_by_area_beside_the_whole(store):
    found = column(store)
    assert found.row("North").value == pytest.approx(0.5)
    assert found.row("South").value == 0
    assert (found.whole.row.numerator, found.whole.row.denominator) == (40, 120)
    assert found.standing == {"South": "better", "North": "worse"}
    assert set(found.trends) == {"North", "South", "Not known or out of area"}


def test_another_pathway_is_another_column(store):
    assert column(store, pathway="autism").whole.row.denominator == 50


def test_cases_that_lie_nowhere_are_a_partial_fit(store):
    found = column(store)
    assert found.unplaced == pytest.approx(20 / 120) and found.fits_partly
    plans = column(store, ON_TIME, "")
    assert plans.unplaced == 0 and not plans.fits_partly
    said = panel.partial_fit([found, plans])
    assert said.startswith(
        "Partial fit: Speech and language therapy: over 18 weeks (17% not placed)."
    )
    assert "Plans on time" not in said
    assert panel.partial_fit([plans]) == ""


def test_one_chosen_area_is_not_said_to_be_in_line(store):
    north = Records(store, replace(AT, areas=("999/locality/North",)), "officer")
    alone = sheet_column(north, OVER_18, "locality", "slt")
    assert column(store).standing["North"] == "worse" and not alone.standing
    assert panel.signs_note(count_signs([alone])) == ""


def test_most_concern_comes_first(store):
    areas = ["South", "North", "Nowhere"]
    assert worst_first(areas, column(store)) == ["North", "South", "Nowhere"]
    assert worst_first(areas, column(store, ON_TIME, "")) == ["North", "South", "Nowhere"]
    assert worst_first(areas, None) == areas


def test_public_view_is_told_from_rounded_counts(store):
    found = column(store, role="councillor")
    assert found.row("North").numerator == 30 and found.answer.rounded
    with pytest.raises(NotAllowed):
        sheet_column(Records(store, AT.filtered("sex", "M")), OVER_18, "locality", "slt")


def test_public_view_says_what_rounding_leaves_of_the_councils_counts(store):
    """Plans of 60 and 40 are told as they are; the waiting lists of 60, 40 and 20, too. One more
    plan in the whole council than its parts are told to have is a rest of one."""
    plans = column(store, catalogue.get("plans_issued"), "", "councillor")
    assert panel.rounding_left(plans) == "0"
    whole = plans.whole.with_frame(plans.whole.frame.assign(value=101.0))
    assert panel.rounding_left(replace(plans, whole=whole)) == "1"
    less = plans.whole.with_frame(plans.whole.frame.assign(value=98.0))
    assert panel.rounding_left(replace(plans, whole=less)) == "\u22122"
    assert panel.rounding_left(column(store, role="councillor")) == ""
    assert panel.rounding_left(column(store, catalogue.get("plans_issued"), "")) == ""
    frame = plans.answer.frame.assign(value=float("nan"), blank="not_yet_due")
    assert panel.rounding_left(replace(plans, answer=plans.answer.with_frame(frame))) == ""


def test_the_rounding_is_the_last_row_of_a_sheet_in_public_view(store):
    groups = {"": ["plans_issued", "plans_issued_within_20_weeks", "requests_refused"]}
    found = panel.sheet_panel(Records(store, AT), groups)
    (table,) = found.tables
    assert [row[0].text for row in table.rows][-2:] == ["All of Test", "Rounding"]
    assert [cell.text for cell in table.rows[-1]] == ["Rounding", "0", ""]
    assert "For the board and officers: Requests refused." in found.notes
    assert panel.ROUNDING_WORDS in found.notes
    own = panel.sheet_panel(Records(store, AT, "officer"), groups)
    assert own.tables[0].rows[-1][0].text == "All of Test" and len(own.tables[0].head) == 4
    shares = panel.sheet_panel(Records(store, AT), {"": groups[""][1:2]})
    assert shares.tables[0].rows[-1][0].text == "All of Test"
    assert panel.ROUNDING_WORDS not in shares.notes


def test_a_sheet_is_not_ordered_by_middles_in_bands(store):
    groups = {"": ["plans_issued", "median_weeks_to_issue"]}
    assert panel.sheet_orders(Records(store, AT), groups) == ("Plans issued",)
    assert len(panel.sheet_orders(Records(store, AT, "officer"), groups)) == 2
    (table,) = panel.sheet_panel(Records(store, AT), groups).tables
    assert [row[2].text for row in table.rows[:2]] == ["20 to 52", "up to 20"]
    assert all(not row[2].small.count(" to ") for row in table.rows[:2])


def test_the_words_of_a_cell(store):
    found = column(store)
    cell = panel.area_cell(found, "North", "Test")
    assert (cell.text, cell.small) == ("50%", "30 of 60; 38% to 62%")
    assert [each.word for each in cell.signs][1:] == ["worse than Test"]
    nowhere = panel.area_cell(found, "Nowhere", "Test")
    assert (nowhere.text, nowhere.signs) == ("no cases", ())
    assert panel.column_heading(column(store, ON_TIME, "")) == "Plans on time"


def test_the_sheet_says_how_many_signs_chance_alone_would_give(store):
    found = count_signs([column(store), column(store, ON_TIME, "")] * 10)
    assert (found.values, found.measures, found.apart) == (40, 20, 40)
    assert found.by_chance == pytest.approx(1)
    said = panel.signs_note(found)
    assert said == ("40 of 40 values are better or worse than the whole. Expect about one by luck.")
    alone = panel.signs_note(count_signs([column(store)]))
    assert alone == "2 of 2 values are better or worse than the whole. Luck would mark hardly any."
    stock = column(store, catalogue.get("children_waiting_for_assessment"))
    assert panel.signs_note(count_signs([stock])) == ""


def test_the_whole_is_the_councils_whichever_areas_are_looked_at(store):
    """Else an area would be held against itself."""
    all_of_it = column(store)
    chosen = replace(AT, areas=("999/locality/North",))
    north = sheet_column(Records(store, chosen, "officer"), OVER_18, "locality", "slt")
    assert north.whole.row == all_of_it.whole.row and north.unplaced == 0
    assert north.answer.areas == ("North",) and len(all_of_it.answer.rows) == 3
    assert north.row("North").numerator < north.whole.row.numerator


def test_the_heading_of_a_sheet_names_the_one_area_that_is_worse_on_most(store):
    """North is worse and South better than Test, in each column."""
    one = column(store)
    twice = panel.sheet_heading([one, one], one.answer.areas, "quadrant", "Test")
    assert twice == "North stands out: worse than Test on 2 of 2 measures"
    assert panel.sheet_heading([one], one.answer.areas, "quadrant", "Test") == (
        "Does one quadrant stand out?"
    )
    mirrored = replace(one, standing={"North": "better", "South": "worse"})
    alike = panel.sheet_heading([one, one, mirrored, mirrored], one.answer.areas, "area", "Test")
    assert alike == "Does one area stand out?"


def test_what_the_law_asks_is_said_of_every_area_alike(store):
    """10 of 60 plans in North and 30 of 40 in South are on time; no sign says it of one alone."""
    on_time = column(store, ON_TIME, "")
    assert panel.law_note([on_time, column(store)], "quadrant") == (
        "The law asks for all in time. No quadrant reaches that in “Plans on time”."
    )
    frame = on_time.answer.frame
    south = frame["area"].eq("South")
    kept = on_time.answer.with_frame(frame.assign(value=frame["value"].mask(south, 1.0)))
    rounded = replace(on_time, answer=replace(kept, rounded=True))
    assert panel.law_note([rounded], "quadrant") == (
        "The law asks for all in time. South reaches that in “Plans on time”, or nearly."
    )
    assert panel.law_note([column(store)], "quadrant") == ""
    signs = [panel.area_cell(on_time, area, "Test").signs for area in ("North", "South")]
    assert not any("limit" in sign.word for each in signs for sign in each)


def test_the_heat_table_judges_as_the_sheet_does(store):
    """In each view the same values, and better or worse where the sheet says so."""
    for role in ("councillor", "officer"):
        records = Records(store, AT, role)
        hot, full = heat.heat_panel(records, HOT), panel.sheet_panel(records, HOT)
        assert hot.title == full.title
        for one, other in zip(hot.tables, full.tables, strict=True):
            for row, beside in zip(one.rows, other.rows, strict=False):
                assert [c.text for c in row] == [c.text for c in beside]
                for cell, whole in zip(row, beside, strict=True):
                    apart = {s.word.removesuffix(" than Test") for s in whole.signs}
                    sure = bool(cell.ground) and not cell.ground.endswith("-pale")
                    assert not sure or cell.signs[0].word in apart
