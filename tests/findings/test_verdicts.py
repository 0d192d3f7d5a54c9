"""Every row of the table of verdicts on a series made by hand: level, direction, words and mark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.findings.trend import ROWS, told_of
from sendviz.panels.trend_words import figures, heading, name, short, sign, why
from tests.answers import COUNT, MEDIAN, SHARE, STOCK, amounts, monthly

LOWER = catalogue.get("plans_issued_after_a_year")
NEITHER = catalogue.get("share_with_an_exception")
ON_A_DAY = catalogue.get("share_open_over_20_weeks")
USUAL = [46, 54] * 15


def share(percents, m=SHARE, **known):
    """So many of 100 in each month from January 2024."""
    return told_of(monthly(m, tuple((each, 100) for each in percents), **known))


def listed(numbers, m=STOCK):
    return told_of(monthly(m, tuple((each, np.nan) for each in numbers)))


# Months of which the last is the 30th or so: what each row of the table stands for.
TABLE = {
    "too_few": [40, 42] * 4,
    "usual": [46, 54] * 7,
    "same": USUAL,
    "moving": USUAL + [42, 42, 42] + [46, 54, 46, 54, 46, 54, 46, 54, 46] + [59, 59, 59],
    "further": [28, 32] * 15 + [60] * 5,
    "holding": [28, 32] * 12 + [58, 62] * 9,
    "lately": USUAL + [50, 46, 78],
    "turning": [8, 12] * 12 + [80, 84] * 6 + [70, 66, 62, 58, 54, 52],
    "apart": [28, 32] * 5 + [60] * 4,
    "turned": [28, 32] * 10 + [40, 50, 60, 70, 88, 85, 80, 74, 68, 64],
}
HEADINGS = {
    "too_few": "Too few months to tell: eight of 13 needed",
    "usual": "Within its usual range",
    "same": "No real change",
    "moving": "Getting better over the last year",
    "further": "Getting better, and better than before Jul 2026",
    "holding": "Better than before Jan 2026, and holding",
    "lately": "Better than usual since Sep 2026, but not clearly than a year before",
    "turning": "Getting worse, though still better than before Jan 2026",
    "apart": "Better than its average since Nov 2024",
    "turned": "Better than a year before, but getting worse in the last six months",
}
SHORT = {
    "too_few": "too few months to tell",
    "usual": "within its usual range",
    "same": "no real change",
    "moving": "getting better",
    "further": "getting better",
    "holding": "better than before Jan 2026",
    "lately": "better than usual since Sep 2026",
    "turning": "getting worse (better than before Jan 2026)",
    "apart": "better than its average since Nov 2024",
    "turned": "better than a year before, but getting worse lately",
}
SHAPES = dict(zip(HEADINGS, "○●●★★☆☆◆☆●", strict=True))
MIRRORED = str.maketrans("★◆☆◇", "◆★◇☆")


def mirrored(text):
    for a, b in (("better", "worse"), ("Better", "Worse")):
        text = text.replace(a, "*").replace(b, a).replace("*", b)
    return text


@pytest.mark.parametrize("row", TABLE)
def test_a_row_of_the_table(row):
    told = share(TABLE[row])
    assert told.row == row
    assert (heading(told), short(told), sign(told).shape) == (
        HEADINGS[row],
        SHORT[row],
        SHAPES[row],
    )


@pytest.mark.parametrize("row", TABLE)
def test_each_row_upside_down_and_where_less_is_better(row):
    """A mirrored line says the mirrored words; so does the same line where less is better."""
    for told in (share([100 - each for each in TABLE[row]]), share(TABLE[row], LOWER)):
        assert told.row == row
        assert heading(told) == mirrored(HEADINGS[row])
        assert short(told) == mirrored(SHORT[row])
        assert sign(told).shape == SHAPES[row].translate(MIRRORED)


@pytest.mark.parametrize(
    "row, text, brief",
    [
        ("moving", "Higher than a year before", "higher than a year before"),
        (
            "further",
            "Higher than a year before, and than before Jul 2026",
            "higher than a year before",
        ),
        ("holding", "Higher than before Jan 2026, and holding", "higher than before Jan 2026"),
        (
            "turning",
            "Lower than a year before, though still higher than before Jan 2026",
            "lower than a year before (higher than before Jan 2026)",
        ),
        (
            "turned",
            "Higher than a year before, but falling in the last six months",
            "higher than a year before, but falling lately",
        ),
    ],
)
def test_without_a_better_side_it_is_higher_or_lower(row, text, brief):
    told = share(TABLE[row], NEITHER)
    assert (heading(told), short(told)) == (text, brief)
    assert sign(told).colour_role == ("no_change" if row == "turned" else "neutral")


def test_every_row_has_a_series():
    assert {*TABLE, "list", "list_not_known"} == set(ROWS)


def test_the_figures_are_added_up_over_the_quarter_and_a_year_before():
    told = share(TABLE["turning"])
    assert figures(told) == ("164 of 300 (55%) in Apr to Jun 2027, 248 of 300 (83%) a year before.")
    assert told.now.value == pytest.approx(164 / 300)
    moved = share(TABLE["moving"])
    assert figures(moved).endswith("a year before. Still within its usual range.")
    assert figures(share(TABLE["apart"])).endswith("; a year before is not known.")
    assert figures(share(TABLE["too_few"])) == ""


def test_the_rule_stands_in_the_small_print():
    assert why(share(TABLE["turning"])) == (
        "Level: seven or more months in a row lie above the average. Direction: seven or more "
        "months in a row fall without a break."
    )
    assert why(share(TABLE["same"])) == (
        "Direction: the latest three months beside the same a year before (thick lines), no more "
        "than chance."
    )
    assert why(share(TABLE["too_few"])) == ""


def test_seven_falls_in_a_row_are_a_direction_though_the_year_before_was_no_higher():
    told = share([46, 54] * 15 + [46, 44, 42, 55, 54, 53, 52, 51, 50, 49])
    assert told.verdict.in_a_row and told.verdict.direction == -1
    assert heading(told) == "Getting worse for seven months or more"


def test_no_change_in_a_year_over_a_fall_that_is_not_the_seasons():
    """Seven in ten in summer, half again by the end of the year, as a year before; but then the
    year had been level. A wave that comes every year says nothing."""
    told = share([47, 53] * 12 + [47, 53, 47, 58, 66, 76, 76, 68, 60, 52, 46])
    assert (told.verdict.direction, told.row) == (0, "turned")
    assert heading(told) == "No clear change in a year, but getting worse in the last six months"
    assert short(told) == "no clear change in a year, but getting worse lately"
    assert sign(told).shape == "●"
    wave = share([50, 50, 54, 58, 62, 66, 70, 70, 66, 62, 58, 54] * 4)
    assert wave.verdict.drift == -1 and wave.row == "same"


def test_better_than_before_but_falling_is_not_holding():
    rise, fall = [58, 62, 66, 72, 78, 82], [82, 82, 76, 70, 64, 56]
    told = share([28, 32] * 10 + [60] * 6 + rise + fall)
    assert heading(told) == "Better than before Sep 2025, but getting worse in the last six months"


def test_no_direction_across_new_limits():
    answer = monthly(values=tuple((each, 100) for each in [46, 54] * 20))
    anew = told_of(answer, [answer.rows[26].period_start.date()])
    assert anew.chart.start == 26 and anew.row == "usual" and anew.before is None


def test_a_month_of_a_quarter_that_is_not_known_leaves_the_direction_open():
    values = [(each, 100) for each in [46, 54] * 20]
    values[-2] = None
    gap = monthly(values=tuple(values))
    blanks = gap.frame["blank"].where(gap.frame["blank"].isna(), "not_known")
    told = told_of(gap.with_frame(gap.frame.assign(blank=blanks)))
    assert told.verdict.direction is None and told.row == "usual"
    assert figures(told) == "54 of 100 (54%) in Apr 2027; a year before is not known."


@pytest.mark.parametrize(
    "before, half, now, said, shape",
    [
        (400, 400, 300, "100 fewer than a year before", "★"),
        (300, 300, 400, "100 more than a year before", "◆"),
        (400, 400, 381, "about as many as a year before", "●"),
        (40, 40, 55, "about as many as a year before", "●"),
        (96, 10, 40, "56 fewer than a year before, but rising lately", "●"),
        (5000, 5000, 4760, "about as many as a year before", "●"),
    ],
)
def test_a_list_is_held_against_the_same_day_a_year_before(before, half, now, said, shape):
    """By 5% and by more than chance; no chart of a list says a level."""
    told = listed([before] * 24 + [before] * 6 + [half] * 6 + [now])
    assert (short(told), sign(told).shape, told.verdict.level) == (said, shape, None)
    assert figures(told).startswith(f"{now:,} children on 31 January 2027, ")
    assert heading(told) == f"{now:,} children, {said.replace('lately', 'in the last six months')}"
    assert np.isnan(told.chart.upper).all()


def test_a_list_of_which_a_year_before_is_not_known():
    told = listed([40, 41, 42])
    assert (told.row, heading(told)) == (
        "list_not_known", "42 children, a year before is not known"
    )  # fmt: skip
    assert figures(told) == "42 children on 31 March 2024; a year before is not known."


def test_a_share_of_a_list_is_higher_or_lower():
    assert short(share([60] * 30, ON_A_DAY)) == "about the same as a year before"
    rose = share([40] * 24 + [60], ON_A_DAY)
    assert (short(rose), sign(rose).shape) == ("higher than a year before", "◆")


def test_counts_and_waits_in_weeks_have_trends():
    counted = told_of(monthly(COUNT, tuple((each, np.nan) for each in [90, 110] * 15 + [190] * 5)))
    assert counted.row == "further" and counted.now.value == 570
    assert figures(counted) == "570 requests in Sep to Nov 2026, 290 requests a year before."
    weeks = monthly(values=((1, 40),) * 34)
    line = amounts(MEDIAN, [("Essex", each) for each in [28, 32] * 14 + [50, 52] * 3]).frame
    frame = line.assign(period_start=weeks.frame["period_start"])
    told = told_of(replace(weeks, measure=MEDIAN).with_frame(frame))
    assert heading(told) == "Getting worse, and worse than before May 2026"
    assert figures(told) == "52 weeks in Oct 2026, 32 weeks a year before."


def test_rounded_counts_of_public_view_must_differ_by_more():
    """Multiples of 10 at the ends of quarters: 10 and 30 may be 14 and 26."""
    waiting = catalogue.get("children_waiting_for_assessment")
    values = tuple((each, np.nan) for each in (10, 10, 10, 10, 30))
    exact = monthly(waiting, values, grain="quarter")
    assert told_of(exact).verdict.direction == 1
    assert told_of(replace(exact, rounded=True)).verdict.direction == 0


def test_names_for_several_places_hold_no_dates_or_numbers():
    told = [share(each) for each in TABLE.values()] + [listed([400] * 20 + [300])]
    assert not any(ch.isdigit() for each in told for ch in name(each))
    assert name(told[-1]) == "fewer than a year before"


def test_headings_have_15_words_and_four_numbers_at_most():
    for m in (SHARE, LOWER, NEITHER, ON_A_DAY):
        for line in TABLE.values():
            said = heading(share(line, m)).split()
            assert len(said) <= 15 and sum(any(ch.isdigit() for ch in w) for w in said) <= 4
