"""The gap between areas over time: its words, its table, and what its chart draws."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sendviz.findings.gap import gap_of
from sendviz.kit.template import in_dark
from sendviz.kit.words import is_heading
from sendviz.panels.gap import (
    gap_chart,
    gap_ends,
    gap_heading,
    gap_sentence,
    gap_table,
    how_gap,
    left_out,
    signed_size,
)
from tests.answers import MEDIAN, SHARE, amounts, tidy
from tests.pictures import check_plain

BROKEN = re.compile(r"\b(nan|None|NaT|inf)\b")


def quarters(step):
    starts = pd.date_range("2021-01-01", periods=16, freq="QS")
    cells = [
        (area, start, "", 100 + (i * step + i % 2 if area == "West" else -40), 200, None)
        for i, start in enumerate(starts)
        for area in ("West", "Mid")
    ]
    return gap_of(tidy(SHARE, cells, grain="quarter"))


@pytest.mark.parametrize(
    "step, start",
    [(4, "is widening, by about 8 percentage points a year"), (0, "has not steadily")],
)
def test_the_gap_in_words(step, start):
    found = quarters(step)
    assert gap_sentence(SHARE, found).startswith(f"The gap between West and Mid {start}")
    ends = gap_ends(SHARE, found)
    line = ", on a straight line through all periods" if step else ""
    assert ends.startswith(f"West minus Mid{line}: 20 percentage points in Jan to Mar 2021, ")
    rows = [[cell.text for cell in row] for row in gap_table(SHARE, found).rows]
    assert len(rows) == 16 and rows[0][0] == "January to March 2021"
    assert rows[0][1].startswith("20 (") and "; by chance" in rows[0][2]
    assert not BROKEN.search(" ".join(" ".join(row) for row in rows))


def test_a_gap_that_opened_in_between_says_since_when():
    """West minus Mid by quarter: 20 points in 2021, none in 2022 and 2023, 20 again in 2024."""
    starts = pd.date_range("2021-01-01", periods=16, freq="QS")
    gaps = [40] * 4 + [0] * 8 + [40] * 4
    cells = [
        (area, start, "", 60 + gap * (area == "West"), 200, None)
        for start, gap in zip(starts, gaps, strict=True)
        for area in ("West", "Mid")
    ]
    found = gap_of(tidy(SHARE, cells, grain="quarter"))
    assert found.verdict == "no_clear_change"
    heading = gap_heading(found)
    assert heading == "The gap between West and Mid has opened since the year to Dec 2023"
    assert gap_sentence(SHARE, found) == (
        "On average the gap between West and Mid was 0 percentage points in the year to Dec 2023 "
        "and 20 percentage points in the year to Dec 2024, more than chance explains. It did not "
        "go one way all the time."
    )
    long = replace(found, high="Daventry and South Northamptonshire", low="Northampton")
    assert is_heading(gap_heading(long)) and "has opened since" in gap_heading(long)


def test_a_gap_that_has_turned_and_one_of_few_periods():
    assert signed_size("4 percentage points", -0.04) == "4 percentage points the other way round"
    starts = pd.date_range("2024-01-01", periods=3, freq="QS")
    cells = [(a, s, "", x, 200, None) for s in starts for a, x in (("A", 50), ("B", 90))]
    found = gap_of(tidy(SHARE, cells, grain="quarter"))
    assert gap_sentence(SHARE, found).startswith("Too few quarters to tell")
    assert "by chance alone" in how_gap(found)
    ends = "B minus A: 20 percentage points in Jan to Mar 2024, 20 percentage points in Jul to Sep"
    assert gap_ends(SHARE, found).startswith(ends)


def falling(first, step, periods, grain="quarter"):
    starts = pd.date_range("2021-01-01", periods=periods, freq="QS")
    cells = [(area, start, "", x, 1000, None) for i, start in enumerate(starts)
             for area, x in (("A", 300 + first + i * step + i % 2), ("B", 300))]  # fmt: skip
    return gap_of(tidy(SHARE, cells, grain=grain))


def test_areas_that_changed_places_do_not_narrow():
    text = gap_sentence(SHARE, falling(100, -10, 16))
    assert text == (
        "The gap between A and B has turned round: the two changed places, by about 4 percentage "
        "points a year, more than chance explains."
    )
    assert "the other way round" in gap_ends(SHARE, falling(100, -10, 16))


def test_few_periods_are_told_with_less_trust():
    text = gap_sentence(SHARE, falling(200, -10, 8))
    assert text.startswith("The gap between A and B seems to be narrowing, by about 4 percentage")
    assert text.endswith("a year, though eight quarters are too few to rule out chance.")
    assert "explains" in gap_sentence(SHARE, falling(200, -10, 12))


def test_areas_with_periods_of_too_few_cases_are_named():
    found = quarters(4)
    assert left_out(found) == ()
    assert left_out(replace(found, left_out=("Fenland",))) == (
        "Fenland has fewer than 20 cases in some quarters and is left out of those.",
    )
    assert left_out(replace(found, left_out=("Fenland", "East"))) == (
        "Fenland and East have fewer than 20 cases in some quarters and are left out of those.",
    )


def test_a_period_in_which_all_are_alike_names_nobody():
    starts = pd.date_range("2021-01-01", periods=6, freq="QS")
    cells = [(area, start, "", 10 + (area == "West") * (i > 2), 200, None)
             for i, start in enumerate(starts) for area in ("Mid", "West")]  # fmt: skip
    found = gap_of(tidy(SHARE, cells, grain="quarter"))
    widest = [row[2].text for row in gap_table(SHARE, found).rows]
    assert widest[:3] == ["all areas alike"] * 3 and widest[3].startswith("West minus Mid: ")
    ends = traces(gap_chart(SHARE, found))["highest to lowest"]
    assert ends.hovertext[0] == "<b>January to March 2021</b><br>all areas alike"


def by_quarter(values=((100, 60), (90, 60), (95, 50), (99, 70), (97, 61), (96, 63))):
    starts = pd.date_range("2024-01-01", periods=len(values), freq="QS")
    cells = [
        (area, start, "", pair[side], 200, None)
        for start, pair in zip(starts, values, strict=True)
        for side, area in enumerate(("West", "Mid"))
    ]
    return gap_of(tidy(SHARE, cells, grain="quarter"))


def traces(fig):
    return {trace.name.replace("<br>", " "): trace for trace in fig.data}


def test_the_gap_is_drawn_in_percentage_points_with_its_interval_and_chance():
    found = by_quarter()
    fig = gap_chart(SHARE, found)
    check_plain(fig)
    check_plain(in_dark(fig))
    drawn = traces(fig)
    pair = drawn["West minus Mid, with 95% interval"]
    assert list(pair.x) == list(found.starts)
    assert pair.y[0] == pytest.approx(20)
    assert list(pair.y) == pytest.approx(found.pair.value * 100)
    ends = np.array(pair.y) + pair.error_y.array, np.array(pair.y) - pair.error_y.arrayminus
    assert ends[0] == pytest.approx(found.pair.high * 100)
    assert ends[1] == pytest.approx(found.pair.low * 100)
    assert "West minus Mid: 20 percentage points" in pair.hovertext[0].replace("<br>", " ")
    assert list(drawn["highest to lowest"].y) == pytest.approx(found.ends.value * 100)
    assert list(drawn["by chance alone"].y) == pytest.approx(found.chance * 100)
    assert fig.layout.yaxis.title.text == "percentage points"


def test_a_gap_of_weeks_is_drawn_in_weeks_without_chance():
    quarters = [amounts(MEDIAN, (("A", 30.0 + i), ("B", 20.0))) for i in range(6)]
    starts = pd.date_range("2024-01-01", periods=6, freq="QS")
    frames = [
        each.frame.assign(period_start=start) for each, start in zip(quarters, starts, strict=True)
    ]
    drawn = traces(gap_chart(MEDIAN, gap_of(quarters[0].with_frame(pd.concat(frames)))))
    assert list(drawn["A minus B, with 95% interval"].y) == [10, 11, 12, 13, 14, 15]
    assert "by chance alone" not in drawn


def test_a_phone_holds_every_line_of_the_legend_of_the_gap():
    named = replace(by_quarter(), high="Daventry and South Northamptonshire", low="Northampton")
    lines = [line for each in gap_chart(SHARE, named).data for line in each.name.split("<br>")]
    assert max(map(len, lines)) <= 36
    assert " ".join(lines).endswith("minus Northampton, with 95% interval")


def test_no_gap_says_so():
    fig = gap_chart(SHARE, None)
    assert not fig.data and "too few areas" in fig.layout.annotations[0].text
