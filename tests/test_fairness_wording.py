"""Fairness and signals in words: counts beside shares, true verdicts, nothing missing printed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.findings import gap, mix, reach, signals, spread, trend
from sendviz.stats.intervals import Estimate
from sendviz.wording import alike, fairness
from sendviz.wording import gap as gap_words
from sendviz.wording import reach as reached
from sendviz.wording import signals as told
from tests.answers import MEDIAN, SHARE, STOCK, amounts, by_area, monthly, tidy

DECIDED = catalogue.get("decided_within_6_weeks")
LATE = catalogue.get("plans_issued_after_a_year")
WAITING = catalogue.get("share_waiting_over_18_weeks")
ESSEX = (("North East", 90, 480), ("Mid", 70, 635), ("South", 130, 735), ("West", 150, 535))
BROKEN = re.compile(r"\b(nan|None|NaT|inf)\b")


def said(values=ESSEX, m=SHARE, **more):
    return fairness.spread_sentence(m, spread.between(m, by_area(m, values), **more), "quadrant")


def test_yes_with_counts_and_what_chance_would_explain():
    assert said() == (
        "Yes. In Mid 70 of 635 plans (11%) were issued within 20 weeks, in West 150 of 535 (28%): "
        "17 percentage points apart, where chance alone would give about 3."
    )
    assert said(m=DECIDED).startswith(
        "Yes. In Mid 70 of 635 families (11%) were told within 6 weeks whether there would be an "
        "assessment, in West 150 of 535 (28%): 17"
    )


def test_no_probably_and_too_few():
    assert said((("A", 50, 250), ("B", 51, 250))).startswith("Not that these figures can show.")
    assert said((("A", 50, 250), ("B", 72, 250))).startswith("Probably.")
    assert said(ESSEX[:1]) == "There are no two quadrants to compare."


def test_counts_and_amounts():
    found = spread.between(STOCK, by_area(STOCK, (("A", 5, 1), ("B", 50, 1))))
    text = fairness.spread_sentence(STOCK, found, "ICS locality")
    assert text.endswith("ICS localities differ in size, so more children need not be worse.")
    weeks = spread.between(MEDIAN, amounts(MEDIAN, (("A", 20.0), ("B", 26.5))))
    text = fairness.spread_sentence(MEDIAN, weeks, "quadrant")
    assert re.search(r": 6\.5 weeks apart, where chance alone would give about 0\.\d\.$", text)
    hidden = amounts(MEDIAN, (("A", 20.0), ("B", 26.0))).assign(low=np.nan, high=np.nan)
    text = fairness.spread_sentence(MEDIAN, spread.between(MEDIAN, hidden), "quadrant")
    assert "Without intervals" in text


def test_where_each_area_stands():
    found = spread.between(SHARE, by_area(values=ESSEX), 0.188)
    assert fairness.standing_sentence(found, "Essex", "quadrant") == (
        "Against all of Essex: West is better; Mid is worse; North East and South are in line."
    )
    alike_all = spread.between(SHARE, by_area(values=(("A", 50, 250), ("B", 51, 250))))
    assert fairness.standing_sentence(alike_all, "Essex", "district") == (
        "Against all of Essex, no district stands apart."
    )
    alone = spread.between(SHARE, by_area(values=ESSEX[:1]))
    assert fairness.standing_sentence(alone, "Essex", "quadrant") == ""
    stock = spread.between(STOCK, by_area(STOCK))
    assert fairness.standing_sentence(stock, "Essex", "district") == ""


def test_every_standing_has_a_word_and_a_shape_of_its_own_meaning():
    words = ("better", "worse", "similar", "higher", "lower", "perhaps_better", "perhaps_worse")
    signs = [fairness.standing_sign(each) for each in words]
    assert len({sign.word for sign in signs}) == len(words)
    assert fairness.standing_sign("anything").word == "not compared"


def test_what_it_means_for_children():
    found = reach.counterfactual(SHARE, by_area(values=ESSEX))
    text = reached.reach_sentence(SHARE, found, "quadrant", "Essex")
    assert re.match(
        r"Had every quadrant done as well as West, about 230 more plans \(1\d0 to 3\d0\) would "
        r"have been issued within 20 weeks\. Had only those behind reached the average of Essex: "
        r"about 5[05] more\.$",
        text,
    )
    late = reach.counterfactual(LATE, by_area(LATE, ESSEX))
    text = reached.reach_sentence(LATE, late, "area", "E")
    assert "as Mid, about" in text and "fewer plans" in text
    decided = reach.counterfactual(DECIDED, by_area(DECIDED, ESSEX))
    text = reached.reach_sentence(DECIDED, decided, "area", "E")
    assert "more families (150 to 300) would have been told within 6 weeks whether" in text
    due = reach.counterfactual(DUE, by_area(DUE, ESSEX))
    assert "would have counted as “Due, in time”" in reached.reach_sentence(DUE, due, "area", "E")


@pytest.mark.parametrize(
    "x, text", [(3.4, "3"), (23, "25"), (47.4, "45"), (104, "100"), (1234, "1,230")]
)
def test_numbers_of_children_without_false_precision(x, text):
    assert reached._about(x) == text


def quarters(step):
    starts = pd.date_range("2021-01-01", periods=16, freq="QS")
    cells = [
        (area, start, "", 100 + (i * step + i % 2 if area == "West" else -40), 200, None)
        for i, start in enumerate(starts)
        for area in ("West", "Mid")
    ]
    return gap.between(SHARE, tidy(SHARE, cells, grain="quarter"))


@pytest.mark.parametrize(
    "step, start", [(4, "is widening, by about 8 percentage points a year"), (0, "shows no clear")]
)
def test_the_gap_in_words(step, start):
    found = quarters(step)
    assert gap_words.gap_sentence(SHARE, found).startswith(f"The gap between West and Mid {start}")
    ends = gap_words.gap_ends(SHARE, found)
    line = ", on a straight line through all periods" if step else ""
    assert ends.startswith(f"West less Mid{line}: 20 percentage points in Jan to Mar 2021, ")
    rows = gap_words.gap_rows(SHARE, found)
    assert len(rows) == 16 and rows[0][0] == "January to March 2021"
    assert rows[0][1].startswith("20 (") and "; by chance" in rows[0][2]
    assert not BROKEN.search(" ".join(" ".join(row) for row in rows))


def test_a_gap_that_has_turned_and_one_of_few_periods():
    assert gap_words.signed_size(SHARE, -0.04) == "4 percentage points the other way round"
    starts = pd.date_range("2024-01-01", periods=3, freq="QS")
    cells = [(a, s, "", x, 200, None) for s in starts for a, x in (("A", 50), ("B", 90))]
    found = gap.between(SHARE, tidy(SHARE, cells, grain="quarter"))
    assert gap_words.gap_sentence(SHARE, found).startswith("Too few quarters to tell")
    assert "by chance alone" in gap_words.how_gap(found)
    ends = "B less A: 20 percentage points in Jan to Mar 2024, 20 percentage points in Jul to Sep"
    assert gap_words.gap_ends(SHARE, found).startswith(ends)


def falling(first, step, periods, grain="quarter"):
    starts = pd.date_range("2021-01-01", periods=periods, freq="QS")
    cells = [(area, start, "", x, 1000, None) for i, start in enumerate(starts)
             for area, x in (("A", 300 + first + i * step + i % 2), ("B", 300))]  # fmt: skip
    return gap.between(SHARE, tidy(SHARE, cells, grain=grain))


def test_areas_that_changed_places_do_not_narrow():
    text = gap_words.gap_sentence(SHARE, falling(100, -10, 16))
    assert text == (
        "The gap between A and B has turned round: the two changed places, by about 4 percentage "
        "points a year, more than chance explains."
    )
    assert "the other way round" in gap_words.gap_ends(SHARE, falling(100, -10, 16))


def test_few_periods_are_told_with_less_trust():
    text = gap_words.gap_sentence(SHARE, falling(200, -10, 8))
    assert text.startswith("The gap between A and B seems to be narrowing, by about 4 percentage")
    assert text.endswith("a year, though eight quarters are too few to rule out chance.")
    assert "explains" in gap_words.gap_sentence(SHARE, falling(200, -10, 12))


def test_a_gap_that_public_view_cannot_tell():
    text = gap_words.gap_untold(gap.Untold(("Fenland", "East")))
    assert text.startswith("Whether the gap narrows cannot be told in public view: Fenland and")
    assert "view: five of the areas are hidden" in gap_words.gap_untold(gap.Untold(tuple("ABCDE")))


@pytest.mark.parametrize("other, how", [(0.40, "most"), (0.22, "some"), (0.12, "hardly any")])
def test_like_for_like_in_words(other, how):
    raw = {"A": Estimate(0.1, 0.05, 0.15), "B": Estimate(0.5, 0.4, 0.6)}
    kept = {"A": Estimate(other, 0.1, 0.5), "B": Estimate(0.5, 0.4, 0.6)}
    found = mix.LikeForLike(("A", "B"), raw, {"age_band": kept, "source": kept}, (), False)
    text = alike.like_sentence(SHARE, found)
    gap_left = round((0.5 - other) * 100)
    assert text.startswith("B and A lie 40 percentage points apart. It would be ")
    assert f"{gap_left} with the same mix of ages and {gap_left} of those who asked" in text
    assert f"explains {how} of the difference" in text


def test_standardised_shares_have_an_interval_or_a_reason():
    row = {"value": 0.1234, "low": -0.01, "high": 0.2}
    assert alike.standardised_text(row) == ("12.3%", "0.0%\u00a0to\u00a020.0%")
    assert alike.standardised_text(row | {"value": np.nan}) == ("too few to tell", "")


def test_a_change_without_a_paradox():
    found = mix.Shift(
        mix.mix_and_performance({"A": (80, 100), "B": (10, 50)}, {"A": (90, 100), "B": (15, 50)}),
        {"A": ((80, 100), (90, 100)), "B": ((10, 50), (15, 50))},
        (date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31)), (), False,
    )  # fmt: skip
    text = alike.shift_sentence(SHARE, found, "quadrant", "Test")
    assert text == (
        "Plans issued within 20 weeks: in the 12 months to 31 December 2024 90 of 150 (60%), "
        "in the 12 months to 31 December 2025 105 of 150 (70%). The quadrants’ own change gives "
        "+10, the change of where the plans come from 0 percentage points."
    )
    without = replace(found, hidden=("Not known",))
    text = alike.shift_sentence(SHARE, without, "quadrant", "Test")
    assert text.endswith("(Added up from the quadrants, without Not known.)")
    at_a_day = alike.shift_sentence(WAITING, without, "quadrant", "Test")
    assert ": on 31 December 2024 90 of 150 (60%), on 31 December 2025 105 of 150" in at_a_day
    rounded = alike.shift_sentence(SHARE, replace(without, rounded=True), "quadrant", "Test")
    assert rounded.endswith("the rounded counts of the quadrants, without Not known.)")


def signal(kind, verdict, place="Mid", values=((40, 113),) * 20):
    frame = monthly(values=values, area=place)
    return signals.Signal(SHARE, "", place, kind, verdict, frame, trend.chart_of(SHARE, frame), 0)


def test_the_answer_counts_what_is_new():
    found = signals.Signals(
        (signal("new", "concern"), signal("new", "improvement"), signal("still", "concern"),
         signal("over", "concern")), 59, 2, 0.97, (),
    )  # fmt: skip
    assert told.signals_sentence(found, date(2025, 9, 30)) == (
        "Since 30 September 2025, two of 59 charts show something new: one getting worse and one "
        "getting better. One shows what it showed at the meeting already; one is back in the "
        "usual range."
    )
    assert told.chance_sentence(found) == (
        "Looked at: 57 charts. By chance alone (the periods of each chart in random order) about "
        "1 of them would still show a signal. Two more with fewer than 13 points, or with too few "
        "cases."
    )
    none = signals.Signals((), 20, 0, 0.34, ())
    assert "none of 20 charts show something new." in told.signals_sentence(none, date(2025, 9, 30))
    assert "hardly one" in told.chance_sentence(none)


def test_signals_have_signs_with_words():
    assert told.signal_sign(signal("new", "concern")).word == "getting worse"
    assert told.signal_sign(signal("over", "concern")).word == "no real change"
    text = told.signal_sentence(signal("over", "concern"), "Essex")
    assert text.startswith("Mid: no real change") and "40 of 113 (35%)" in text
    assert told.place_name(signal("new", "concern", ""), "Essex") == "All of Essex"


def test_small_multiples_have_a_finding_and_a_legend():
    frames = {name: monthly(values=((40, 113), (47, 120)) * 8, area=name) for name in ("A", "B")}
    found = {name: trend.chart_of(SHARE, frame) for name, frame in frames.items()}
    assert fairness.multiples_sentence(found, "quadrant") == "No real change: both quadrants."
    text = fairness.multiples_words(SHARE, found)
    assert "● no real change" in text
    assert text.endswith("The legal limit, 100%, lies above these axes.")


HIDES = (("City", 10, 130), ("South", 20, 180), ("Fenland", 2, None), ("East", 4, None))


def test_hidden_areas_are_named_and_no_verdict_leans_on_them():
    text = said(HIDES)
    assert text.startswith("It cannot be told in public view. In City 10 of 130 plans (8%) were")
    assert text.endswith(
        "Fenland and East are hidden to protect small numbers. The lowest or the highest of all "
        "may be among them."
    )
    yes = said((*ESSEX[:1], ESSEX[1], ("South", 2, None)))
    assert yes.startswith("Yes. In Mid")
    assert "South is hidden to protect small numbers. It may be" in yes
    assert said((("Northern", 30, 130), ("Western", 2, None))) == (
        "It cannot be told in public view. In Northern 30 of 130 plans (23%) were issued within 20 "
        "weeks. Western is hidden to protect small numbers. It may be the lowest or the highest of "
        "all."
    )
    assert said((("Northern", 1, None), ("Western", 2, None))).startswith(
        "It cannot be told in public view. There are no two quadrants to compare. Northern and"
    )


def test_none_in_any_area_is_no_difference():
    assert said((("A", 0, 257), ("B", 0, 311)), LATE) == (
        "No difference. Plans issued after more than a year: none in any quadrant (0 of 568 plans)."
    )
    assert said((("A", 57, 57), ("B", 11, 11))).endswith("all in every quadrant (68 of 68 plans).")
    hides = said((("A", 0, 257), ("B", 0, 311), ("C", 2, None)), LATE)
    assert "No difference" not in hides and "none in any quadrant that is shown" in hides
    rounded = spread.between(SHARE, by_area(values=(("A", 55, 55), ("B", 10, 10)), rounded=True))
    assert "all, or nearly all, in" in fairness.spread_sentence(SHARE, rounded, "quadrant", True)


def test_one_value_in_all_areas_is_no_difference():
    same = amounts(MEDIAN, (("A", 6.0), ("B", 6.0))).assign(low=6.0, high=6.0)
    text = fairness.spread_sentence(MEDIAN, spread.between(MEDIAN, same), "quadrant")
    assert text == (
        "No difference that these figures can show. Median weeks to issue a plan: 6 weeks in every "
        "quadrant."
    )


def title(values, whole=None, **attrs):
    found = spread.between(SHARE, by_area(values=values, **attrs), whole)
    return fairness.standing_sentence(found, "Essex", "quadrant"), found


def test_the_title_says_what_the_answer_says():
    text, found = title((("A", 62, 250), ("B", 50, 250), ("C", 48, 250), ("D", 46, 250)), 0.19)
    assert text == "Against all of Essex, no quadrant stands apart."
    assert fairness.spread_sentence(SHARE, found, "quadrant").startswith("Not that these")
    text, found = title((("A", 50, 250), ("B", 72, 250)))
    assert found.verdict == "likely" and text == (
        "Against all of Essex, no single quadrant stands apart, though they probably differ among "
        "themselves."
    )
    assert title(HIDES)[0] == (
        "Against all of Essex, no quadrant that is shown stands apart; Fenland and East are hidden."
    )
    text, found = title((*ESSEX[1:], ("North East", 2, None)), 0.18)
    assert text.endswith("Mid is worse; South is in line; North East is hidden.")
    assert "allowance for the number of quadrants" in fairness.apart_words(found, "quadrant")
    assert "rounded" in fairness.apart_words(title(ESSEX, rounded=True)[1], "quadrant")
    stock = spread.between(STOCK, by_area(STOCK))
    assert fairness.apart_words(stock, "district") == ""


def test_had_every_area_done_as_well_names_whom_it_leaves_out():
    frame = by_area(values=(*ESSEX[1:], ("North East", 2, None)))
    text = reached.reach_sentence(SHARE, reach.counterfactual(SHARE, frame), "quadrant", "Essex")
    assert text.startswith(
        "Had every quadrant but North East done as well as West, the best of those shown, about "
    )
    assert "Had only those of them behind reached the average of Essex" in text


def test_how_a_funnel_is_read_where_none_is_marked_and_where_counts_are_rounded():
    alike_all = tuple((f"D{i}", 40 + i, 200) for i in range(12))
    none = fairness.funnel_words(spread.between(SHARE, by_area(values=alike_all)), "district")
    assert "one area in 20 is by chance alone" in none
    assert "None is marked here: all districts together differ no more than by chance." in none
    apart = (*alike_all, ("Far", 150, 200))
    rounded = spread.between(SHARE, by_area(values=apart, rounded=True))
    assert "rounding alone" in fairness.funnel_words(rounded, "district")
