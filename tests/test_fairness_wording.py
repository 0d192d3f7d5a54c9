"""Fairness and signals in words: counts beside shares, true verdicts, nothing missing printed."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.analysis import gap, mix, reach, signals, spread, trend
from sendviz.stats.intervals import Estimate
from sendviz.wording import alike, fairness
from sendviz.wording import gap as gap_words
from sendviz.wording import signals as told
from tests.charts.frames import MEDIAN, SHARE, STOCK, amounts, by_area, monthly, tidy

DECIDED = catalogue.get("decided_within_6_weeks")
LATE = catalogue.get("plans_issued_after_a_year")
ESSEX = (("North East", 90, 480), ("Mid", 70, 635), ("South", 130, 735), ("West", 150, 535))
BROKEN = re.compile(r"\b(nan|None|NaT|inf)\b")


def said(values=ESSEX, m=SHARE, **more):
    return fairness.spread_sentence(m, spread.between(m, by_area(m, values), **more), "quadrant")


def test_yes_with_counts_and_what_chance_would_explain():
    assert said() == (
        "Yes. In Mid 70 of 635 plans (11%) were issued within 20 weeks, in West 150 of 535 (28%); "
        "chance alone would explain about 3 of those 17 percentage points."
    )
    assert said(m=DECIDED).startswith(
        "Yes. Decisions to assess made within 6 weeks: in Mid 70 of 635 (11%), in West"
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
    assert re.search(r"explain about 0\.\d of those 6\.5 weeks\.$", text)
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
    text = fairness.reach_sentence(SHARE, found, "quadrant", "Essex")
    assert re.match(
        r"Had every quadrant done as well as West, about 230 more plans \(1\d0 to 3\d0\) would "
        r"have been issued within 20 weeks\. Had only those behind reached the average of Essex: "
        r"about 5[05] more\.$",
        text,
    )
    late = reach.counterfactual(LATE, by_area(LATE, ESSEX))
    text = fairness.reach_sentence(LATE, late, "area", "E")
    assert "as Mid, about" in text and "fewer plans" in text
    decided = reach.counterfactual(DECIDED, by_area(DECIDED, ESSEX))
    assert "“Decided in 6 weeks”" in fairness.reach_sentence(DECIDED, decided, "area", "E")


@pytest.mark.parametrize(
    "x, text", [(3.4, "3"), (23, "25"), (47.4, "45"), (104, "100"), (1234, "1,230")]
)
def test_numbers_of_children_without_false_precision(x, text):
    assert fairness._about(x) == text


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
    assert ends.startswith("West less Mid: 20 percentage points in Jan to Mar 2021, ")
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
    assert "it was 90 of 150 (60%)" in text and "105 of 150 (70%)" in text
    assert "own change gives +10, the change of where the plans come from 0 percentage" in text


def signal(kind, verdict, place="Mid", values=((40, 113),) * 20):
    frame = monthly(values=values, area=place)
    return signals.Signal(SHARE, "", place, kind, verdict, frame, trend.chart_of(SHARE, frame), 0)


def test_the_answer_counts_what_is_new():
    found = signals.Signals(
        (signal("new", "concern"), signal("new", "improvement"), signal("still", "concern"),
         signal("over", "concern")), 59, 2, 57 * signals.BY_CHANCE, (),
    )  # fmt: skip
    assert told.signals_sentence(found, date(2025, 9, 30)) == (
        "Since 30 September 2025, two of 59 charts show something new: one getting worse and one "
        "getting better. One shows what it showed at the meeting already; one is back in the "
        "usual range."
    )
    assert told.chance_sentence(found) == (
        "Looked at: 57 charts. If nothing at all had changed, about 1 of them would still show a "
        "signal. Two more with fewer than 13 points."
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
