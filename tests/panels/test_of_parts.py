"""What public view is told of parts of a council, panel by panel: bands as tables, what is left to
the board and officers in one sentence, and other measures for those that are not told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sendviz.ask import Records
from sendviz.panels import (
    about,
    areas,
    curves,
    flow,
    gap,
    gradient,
    headline,
    health,
    maps,
    multiples,
    side_by_side,
    split,
    stages,
    trend,
)
from sendviz.panels.health_answer import waiting_answer
from sendviz.panels.of_parts import IN_BANDS, for_others, is_told_of_parts
from sendviz.panels.panel import NOTHING
from tests import handmade

MEDIAN = "median_weeks_to_issue"
YEAR = handmade.select("2025-12-31", "2025-01-01")
# Plans issued in 2025 by district and weeks taken; children in North wait less long.
PLANS = {("N1", 15): 40, ("N1", 30): 10, ("S1", 15): 5, ("S1", 40): 45}


def day(end: date, weeks: int) -> str:
    return (end - timedelta(weeks=weeks)).isoformat()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    issued = date(2025, 6, 1)
    requests = [
        handmade.request(
            day(issued, weeks), day(issued, weeks - 5), issued.isoformat(), district=district
        )
        for (district, weeks), n in PLANS.items()
        for _ in range(n)
    ]
    requests += [handmade.request("2025-11-03", district="N1") for _ in range(12)]
    referrals = [
        handmade.referral(received, district=district)
        for district, received, n in (("N1", "2025-05-05", 30), ("S1", "2025-08-05", 20))
        for _ in range(n)
    ]
    path = tmp_path_factory.mktemp("parts") / "made.duckdb"
    made = handmade.build(path, requests, data_date="2025-12-31", referrals=referrals, public=True)
    yield made
    made.close()


@pytest.fixture
def public(store):
    return Records(store, YEAR)


@pytest.fixture
def part(public):
    return public.over(areas=("999/locality/North",))


def test_what_is_told_of_parts_depends_on_the_role_and_the_measure(store, public):
    officer = Records(store, YEAR, "officer")
    assert is_told_of_parts(public, MEDIAN) and not is_told_of_parts(public, "mean_weeks_to_issue")
    assert is_told_of_parts(officer, "mean_weeks_to_issue")
    assert for_others([]) == ""
    assert for_others(["this", "that"]) == "For the board and officers: this and that."


def test_middles_in_bands_are_a_table_and_never_a_picture(public):
    panel = areas.areas_panel(public, MEDIAN, "locality")
    assert panel.figure is None and panel.sentences == (IN_BANDS,)
    (table,) = panel.tables
    assert table.head == ("Area", "Median weeks")
    assert [[cell.text for cell in row] for row in table.rows][:2] == [
        ["North", "up to 20 weeks"], ["South", "20 to 52 weeks"],
    ]  # fmt: skip
    assert "In bands of weeks" in panel.caption
    by_kind = split.split_panel(public, MEDIAN, "sex")
    assert by_kind.figure is None and by_kind.sentences == (IN_BANDS,)
    answer = areas.areas_answer(public, MEDIAN, "locality")
    assert answer[0].startswith("Public view cannot say")
    file = about.csv_file(public, panel.answers[0])
    assert "in bands of weeks" in file.text
    shares = public.ask("plans_issued_within_20_weeks", by="locality")
    assert about.csv_file(public, shares).text.splitlines()[1].endswith(",to 5")
    waits = public.held_to("pathway", "autism").ask("share_waiting_over_18_weeks", by="locality")
    assert about.csv_file(public, waits).text.splitlines()[1].endswith(",to 10")
    whole = public.ask("plans_issued_within_20_weeks")
    assert about.csv_file(public, whole).text.splitlines()[1].endswith(",simulated,")


def test_no_other_panel_draws_or_compares_middles_in_bands(public, part):
    for made in (
        maps.map_panel(public, MEDIAN, "district"),
        gap.gap_panel(public, MEDIAN, "locality"),
        multiples.multiples_panel(public, MEDIAN, "locality"),
    ):
        assert made is NOTHING
    assert gradient.gradient_panel(public, MEDIAN).figure is None
    assert trend.trend_panel(part, MEDIAN).figure is None
    by_district = areas.by_place_panel(public, MEDIAN, "district")
    assert by_district.figure is None and by_district.sentences == (IN_BANDS,)
    assert headline.headline(part, MEDIAN).startswith(
        "Median weeks to issue a plan: up to 20 weeks in North"
    )


def test_stages_are_drawn_of_the_whole_council_and_told_in_bands_of_its_areas(public, part):
    panel = stages.stages_panel(public)
    assert panel.figure is not None and [len(each.rows) for each in panel.answers] == [1, 1, 1]
    assert "the table has the bands, the picture the whole council" in panel.sentences[1]
    (table,) = panel.tables
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert rows["North"] == ["up to 6 weeks", "up to 6 weeks", "up to 20 weeks", "20 to 52 weeks"]
    assert rows["South"][2:] == ["20 to 52 weeks", "20 to 52 weeks"]
    assert panel.notes == ("For the board and officers: every stage by quarter, in weeks.",)
    lone = stages.stages_panel(part)
    assert lone.figure is None and lone.sentences == (stages.OF_A_PART,)
    assert [row[0].text for row in lone.tables[0].rows] == ["North"]


def test_curves_are_of_the_whole_council_in_public_view(store, public):
    panel = curves.curves_panel(public)
    assert len(panel.answers[0].rows) == 1 and panel.sentences[0].startswith("Of 100 children")
    assert panel.notes == ("For the board and officers: a curve for each quarter.",)
    own = curves.curves_panel(Records(store, YEAR, "officer"))
    assert len(own.answers[0].rows) > 1 and own.notes == ()
    waits = health.pathway_curves_panel(public, "autism")
    assert waits.notes[0].startswith("The list grew by 50 in the 12 months")
    assert "For the board and officers: a curve for each quarter." in waits.notes


def test_the_flow_of_a_part_is_told_by_requests_plans_and_the_change(public, part):
    assert [each.measure.id for each in flow.flow_panel(public).answers][0] == "cases_entered"
    panel = flow.flow_panel(part)
    assert [each.measure.id for each in panel.answers] == [
        "requests_received", "plans_issued", "cases_in_and_out",
    ]  # fmt: skip
    assert {each.grain for each in panel.answers} == {"quarter"}
    assert panel.title == "The queue stayed about as long as it was"
    assert "plans were issued" in panel.sentences[0]
    assert panel.notes[-1].startswith("For the board and officers: all ways in and out")
    assert flow.flow_words(part).endswith(
        " came in, 50 plans issued; cases also leave without a plan"
    )


def test_the_list_of_a_part_is_told_without_those_who_left_it(public, part):
    whole = health.list_flow_panel(public, "autism")
    assert "left_unassessed" in [each.measure.id for each in whole.answers]
    panel = health.list_flow_panel(part, "autism")
    assert [each.measure.id for each in panel.answers] == [
        "referrals_received", "assessments_begun", "waiting_list_change",
    ]  # fmt: skip
    assert panel.notes[-1].endswith("how many left the list without an assessment.")
    assert "30 children were referred" in panel.sentences[0] and not panel.refused


def test_a_card_of_a_part_leaves_out_what_is_not_told(part):
    card = health.pathway_card(part, "autism")
    assert (card.value, card.unit) == ("30", "children wait")
    assert card.lines == ("30 of 30 (100%) have waited 13 weeks or more. NICE standard: 13 weeks",)
    told = waiting_answer(part, ["autism"])
    assert told == "30 children wait for autism assessments in North (Test)."


def test_support_is_told_of_the_whole_council(public, part):
    panel = health.meanwhile_panel(public, "autism")
    assert not panel.refused and len(panel.sentences) == 2
    assert panel.notes == ("For the board and officers: support offered by quarter.",)
    (said,) = health.meanwhile_panel(part, "autism").sentences
    assert said == "For the board and officers: support offered in a part of the council."


def test_measures_that_are_not_told_of_a_part_are_named_once(public, part):
    ids = ("requests_refused", "mean_weeks_to_issue", MEDIAN)
    panel = side_by_side.side_by_side_panel(part, ids)
    assert [row[1].text for row in panel.tables[0].rows] == ["up to 20 weeks"]
    assert panel.notes == (
        "For the board and officers: Requests refused and Mean weeks to issue a plan.",
    )
    assert len(side_by_side.side_by_side_panel(public, ids).tables[0].rows) == 3
    both = side_by_side.side_by_side_panel(part.held_to("sex", "F"), ids[2:])
    assert both.refused.startswith("Public view shows parts of a council, or one kind of child")
    on_time = "plans_issued_within_20_weeks"
    (said,) = side_by_side.variants_panel(part, on_time).notes
    assert said.startswith("For the board and officers: On time, without exceptions")
    assert side_by_side.variants_panel(public, on_time).notes == ()
