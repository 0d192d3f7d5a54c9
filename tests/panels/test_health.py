"""Waits for health assessments in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.ask.waits import Curve
from sendviz.kit.words import is_heading
from sendviz.panels import health
from sendviz.panels.captions import from_lowest_to_highest
from sendviz.panels.curves import curve_sentence
from sendviz.panels.health_answer import waiting_answer
from sendviz.stats.survival import Percentile
from tests.answers import answer_of, by_area, row, tidy, under, waits
from tests.handmade import build, referral, select

OVER_13 = catalogue.get("share_waiting_at_least_13_weeks")
LIST = catalogue.get("children_waiting_for_assessment")
NOTHING = Percentile(None, None, None)


def amount(value, m=LIST):
    return row(m, 0, np.nan)._replace(value=value)


def blank(why, m=LIST):
    return row(m, blank=why)


def curve(area, left):
    empty = np.array([])
    return Curve(area, empty, empty, empty, empty, 100, NOTHING, NOTHING, None, left)


def test_past_the_yardstick():
    told = tidy(OVER_13, [("Mid", None, "", 1409, 2310, None)])
    assert health.past_yardstick(told, "autism") == (
        "1,409 of 2,310 (61.0%) have waited 13 weeks or more. NICE standard: 13 weeks"
    )
    one = tidy(OVER_13, [("Mid", None, "", 1, 20, None)])
    assert health.past_yardstick(one, "autism").startswith("1 of 20 (5%) has waited")
    over_18 = catalogue.get("share_waiting_over_18_weeks")
    few = tidy(over_18, [("Mid", None, "", 0, 10, "too_few")], rounded=True)
    assert health.past_yardstick(few, "ot") == (
        "How many have waited over 18 weeks: too few to tell. Guide: 18 weeks"
    )
    some = under(tidy(over_18, [("Mid", None, "", 0, 60, None)]), 10)
    assert health.past_yardstick(some, "ot").startswith("Under 10 of 60 have waited over 18 weeks.")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, "50 children wait."),
        (amount(50.0), "50 children wait, as many as on 1 May 2024, a year before."),
        (amount(40.0), "50 children wait, 10 more than on 1 May 2024, a year before."),
        (amount(60.0), "50 children wait, 10 fewer than on 1 May 2024, a year before."),
    ],
)
def test_the_list_against_another_day(before, said):
    when = health.year_ago(date(2024, 5, 1))
    assert health.list_sentence(amount(50.0), before, when) == said
    missing = health.list_sentence(blank("not_submitted"), before, when)
    assert missing == "The waiting list is not submitted."
    few = amount(0.0)._replace(under=10.0)
    assert health.list_sentence(few, before, when) == "Under 10 children wait."
    assert health.list_sentence(amount(1.0), None, when) == "1 child waits."


MAY = (date(2025, 5, 1), date(2025, 5, 31))
TWO_YEARS = (date(2024, 1, 1), date(2025, 12, 31))


def test_the_flow_says_whether_the_list_grew_and_over_which_months():
    flow = (amount(4625.0), amount(4000.0), amount(1.0), amount(624.0))
    assert health.flow_sentence(*flow, *TWO_YEARS) == (
        "From January 2024 to December 2025, 4,625 children were referred, 4,000 were assessed "
        "and 1 left the list without an assessment: over those 24 months the list grew by 624."
    )
    said = health.flow_sentence(amount(1.0), amount(1.0), amount(2.0), amount(-2.0), *MAY)
    assert said == (
        "In May 2025, 1 child was referred, 1 was assessed and 2 left the list without an "
        "assessment: over that month the list shrank by 2."
    )
    same = health.flow_sentence(amount(7.0), amount(6.0), amount(1.0), amount(0.0), *MAY)
    assert same.endswith("over that month the list stayed as long as it was.")
    untold = health.flow_sentence(blank("not_known"), amount(6.0), amount(1.0), amount(3.0), *MAY)
    assert "is not known" in untold


def test_the_bands_chart_is_named_by_what_it_shows():
    assert health.BY_TIME_WAITED.endswith("by how long they have waited")


def test_those_who_leave_unseen_are_named():
    said = health.left_unseen_words([curve("Mid", 0.21), curve("West", 0.0)])
    assert "Mid 21%" in said and "West" not in said
    assert health.left_unseen_words([curve("Mid", 0.0)]) == ""


def test_what_happens_at_half_is_the_callers_word():
    half = Curve(
        "All", np.array([0.0, 30.0]), np.array([1.0, 0.4]), np.zeros(2), np.ones(2), 9,
        Percentile(30.0, None, None), NOTHING,
    )  # fmt: skip
    found = waits(half)
    assert curve_sentence(found, "were assessed").startswith(
        "Of 9 children, counting those still waiting: half were assessed by week 30"
    )


def test_from_the_lowest_to_the_highest_leaves_the_unknown_bucket_out():
    cells = (("A", 10, 100), ("B", 40, 100), ("Not known", 9, 10))
    answer = by_area(OVER_13, cells, buckets=("Not known",))
    said = "From 10 of 100 (10%) in A to 40 of 100 (40%) in B"
    assert from_lowest_to_highest(answer) == said
    assert from_lowest_to_highest(by_area(OVER_13, cells[:1])) == ""
    assert from_lowest_to_highest(by_area(OVER_13, (cells[0], ("B", 20, 200)))) == ""


@pytest.mark.parametrize(
    ("as_at", "first"), [("2024-03-31", date(2023, 1, 1)), ("2025-06-30", date(2023, 7, 1))]
)
def test_a_flow_begins_with_the_records(tmp_path, as_at, first):
    """The records of the pathway begin on 1 January 2023: 24 months to March 2024 are 15."""
    store = build(tmp_path / "x.duckdb", data_date="2025-06-30", referrals=[referral("2023-02-01")])
    records = Records(store, select(as_at, None))
    found = health.whole_months_back(records, "autism", 24).selection
    assert (found.start, found.last_day) == (first, records.selection.last_day)


@pytest.mark.parametrize(
    ("as_at", "role", "begins"),
    [
        ("2025-06-30", "councillor", "In the 12 months to 30 June 2025, 20 children were"),
        ("2025-05-31", "councillor", "In the 12 months to 31 May 2025, 20 children were"),
        ("2025-05-31", "officer", "In the 12 months to 31 May 2025, 20 children were"),
    ],
)
def test_the_flow_of_the_whole_council_is_added_up_over_a_year_at_every_months_end(
    tmp_path, as_at, role, begins
):
    """Twenty referred in May 2025, ten of them seen and ten more turned down then."""
    came = [referral("2025-05-02", assessment_started="2025-05-20")] * 10
    gone = [referral("2025-05-02", rejected="2025-05-30")] * 10
    store = build(tmp_path / "x.duckdb", referrals=came + gone)
    records = Records(store, select(as_at, None), role).held_to("pathway", "autism")
    assert health.list_flow_panel(records, "autism").sentences[0].startswith(begins)


@pytest.fixture(scope="module")
def autism(tmp_path_factory):
    """On 30 June 2025, North: 30 wait since May, 10 since January; South: 10 and 30 of them. In
    North 8 of those who came in May 2024 were assessed after 10 weeks."""
    waiting = [
        referral(received, district=district)
        for district, since_may, since_january in (("N1", 30, 10), ("S1", 10, 30))
        for received, times in (("2025-05-05", since_may), ("2025-01-06", since_january))
        for _ in range(times)
    ]
    seen = [referral("2024-05-06", assessment_started="2024-07-15")] * 8
    store = build(tmp_path_factory.mktemp("health") / "x.duckdb", referrals=waiting + seen)
    return Records(store, select("2025-06-30", "2024-07-01"), "officer")


def test_the_strip_draws_each_share_and_the_councils(autism):
    """10 of 40 and 30 of 40 have waited 13 weeks; 40 of 80 in all."""
    panel = health.strip_panel(autism, "autism")
    xs = [x for trace in panel.figure.data for x in trace.x if x is not None]
    assert {0.25, 0.75, 0.5} <= set(xs)
    assert panel.title == "Autism: North is better; South is worse"
    (answer,) = panel.answers
    assert [row.value for row in answer.rows][:2] == [0.25, 0.75]


def test_the_curves_are_held_against_the_yardstick_of_the_pathway(autism):
    panel = health.pathway_curves_panel(autism, "autism")
    (line,) = [each for each in panel.figure.layout.shapes if each.type == "line"]
    assert (line.x0, line.x1) == (13, 13)
    assert any("NICE standard 13 weeks" in each.text for each in panel.figure.layout.annotations)
    assert panel.notes[0].startswith("The list grew by 72 in the 12 months to 30 June 2025. ")
    assert panel.notes[1].startswith("NICE asks that") and panel.notes[-1] == health.CLOCK


def test_the_bands_draw_how_many_have_waited_how_long(autism):
    """40 wait 8 weeks, 40 wait 25 weeks."""
    panel = health.wait_bands_panel(autism, "autism")
    (bars,) = panel.figure.data
    areas = [round(w * h) for w, h in zip(bars.width, bars.y, strict=True)]
    assert sorted(each for each in areas if each) == [40, 40]
    assert panel.caption.startswith(health.BY_TIME_WAITED)
    assert panel.title == "40 of 80 (50%) have waited over 18 weeks"
    assert panel.sentences == (
        "80 children wait, 72 more than on 30 June 2024, a year before.",
        "0 of 80 waiting children (0%) had waited over 52 weeks in Test on 30 June 2025.",
    )


def test_the_flow_draws_who_came_who_was_seen_and_the_change(autism):
    """In July 2024 eight were assessed; in May 2025 forty were referred."""
    panel = health.list_flow_panel(autism, "autism")
    drawn = {trace.name: [y for y in trace.y if y] for trace in panel.figure.data}
    assert drawn["Referred"] == [8, 40, 40] and drawn["Assessed"] == [-8]
    assert drawn["Net change"] == [8, -8, 40, 40]
    assert panel.title == "The list grew by 72 children in the 12 months to 30 June 2025"
    assert panel.sentences[0].endswith("over those 12 months the list grew by 72.")


def test_a_card_tells_the_list_and_what_it_is_held_against(autism):
    card, *others = health.pathway_cards_panel(autism).cards
    assert (card.title, card.value, card.unit) == ("Autism", "80", "children wait")
    assert card.lines[0] == "40 of 80 (50%) have waited 13 weeks or more. NICE standard: 13 weeks"
    assert card.lines[2] == "The list grew by 72: a child referred now may wait longer"
    assert card.lines[4] == (
        "13 weeks or more: from 10 of 40 (25%) in North to 30 of 40 (75%) in South"
    )
    assert (card.sign.word, card.sign.shape) == ("72 more than a year before", "\u25c6")
    assert [each.value for each in others] == ["not submitted"] * 2
    assert health.recorded_pathways(autism) == ("autism",)


def test_a_card_ranges_over_no_localities_that_chance_could_set_apart(tmp_path):
    """None of 30 in North has waited 13 weeks, and one of 30 in South."""
    late = [referral("2025-01-06", district="S1")]
    new = [referral("2025-06-02", district=place) for place in ("N1", "S1") for _ in range(30)]
    store = build(tmp_path / "x.duckdb", referrals=late + new[:-1])
    records = Records(store, select("2025-06-30", "2024-07-01"), "officer")
    card, *_ = health.pathway_cards_panel(records, ["autism"]).cards
    assert card.lines[0].startswith("1 of 60 (2%) has waited 13 weeks or more.")
    assert not any("in South" in line for line in card.lines)


def test_what_families_get_meanwhile_is_refused_to_nobody_without_words(autism):
    panel = health.meanwhile_panel(autism, "autism")
    assert panel.title == "What do families get meanwhile?" and panel.sentences
    depth = health.in_depth_panel(autism, "autism")
    assert len(depth.tables[0].rows) == len(health.SIDE_BY_SIDE) and depth.notes == (health.CLOCK,)


def test_the_answer_tells_all_lists_in_two_sentences(tmp_path):
    """Autism: 20 wait, none seen. Speech: 30 of 40 were seen after 4 weeks."""
    waiting = [referral("2025-06-02")] * 20 + [referral("2025-05-05", "slt")] * 10
    seen = [referral("2025-03-03", "slt", assessment_started="2025-03-31")] * 30
    store = build(tmp_path / "x.duckdb", referrals=waiting + seen)
    records = Records(store, select("2025-06-30", "2024-07-01"), "officer")
    start = "20 children wait for autism and 10 for speech and language therapy assessments."
    assert waiting_answer(records, ["autism", "slt"]) == start
    assert waiting_answer(records, ["slt"]) == (
        "10 children wait for speech and language therapy assessments. Half were assessed within 4 "
        "weeks."
    )
    assert waiting_answer(records, ["ot"]) == (
        "Occupational therapy: the waiting list is not submitted."
    )
    assert waiting_answer(records, []) == ""


def test_a_list_too_small_to_compare_has_a_sentence_and_no_picture(tmp_path):
    store = build(tmp_path / "x.duckdb", referrals=[referral("2025-06-02")] * 3)
    records = Records(store, select("2025-06-30", "2024-07-01"), "officer")
    panel = health.strip_panel(records, "autism")
    assert panel.figure is None and panel.title == "Autism"
    assert panel.sentences == ("13 weeks or more: 0 of 3 (0%), too few to compare the quarters.",)


@pytest.mark.parametrize(
    ("moved", "waiting", "said"),
    [
        (45.0, 432.0, "About as many wait: 45 more in the 12 months to 31 December 2025"),
        (-45.0, 387.0, "About as many wait: 45 fewer in the 12 months to 31 December 2025"),
        (132.0, 800.0, "The list grew by 132 children in the 12 months to 31 December 2025"),
        (-132.0, 400.0, "The list shrank by 132 children in the 12 months to 31 December 2025"),
        (0.0, 400.0, "As many wait as before, in the 12 months to 31 December 2025"),
    ],
)
def test_a_list_grew_only_where_it_did_so_by_more_than_chance(moved, waiting, said):
    """2.58 roots of the two counts: 74 of 432 and 387, 99 of 800 and 668, 78 of 400 and 532."""
    net = answer_of(catalogue.get("waiting_list_change"), amount(moved))
    year = (date(2025, 1, 1), date(2025, 12, 31))
    assert health.change_heading(net, amount(waiting), year) == said
    assert is_heading(said)
