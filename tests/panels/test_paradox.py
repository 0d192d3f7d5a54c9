"""Why the share can fall while more plans are on time: in words, and as stacked bars."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sendviz.kit.template import in_dark
from sendviz.panels.paradox import (
    compared_periods,
    due_sentence,
    number_against_share,
    on_time_and_late,
    paradox_heading,
    paradox_sentence,
)
from tests.answers import SHARE, monthly, one, under
from tests.findings.test_paradox import compared, periods
from tests.pictures import check_plain, hovers

LONG = [(40 + i % 3 + (12 if i > 18 else 0), 113 + i % 7) for i in range(24)]


def test_the_backlog_paradox_of_essex():
    """March against January 2025, from the councillors' own figures."""
    essex = compared((47, 178), (40, 113))
    assert paradox_sentence(essex) == (
        "More plans were on time (47, up from 40), but the share fell from 35% to 26% "
        "because 131 late cases "
        "were also cleared, up from 73."
    )
    assert due_sentence(essex) == (
        "Of the children whose 20 weeks ended, 45 of 190 (24%) had their plan in time; "
        "in January 2025 it was 38 of 170 (22%)."
    )
    assert compared_periods(essex) == "March 2025 against January 2025"


def test_a_card_says_that_the_number_moved_against_the_share():
    assert number_against_share(compared((47, 178), (40, 113))) == (
        "But more plans were on time in March 2025: 47, up from 40. More late ones were cleared, "
        "too."
    )
    assert number_against_share(compared((40, 113), (47, 178))) == (
        "But fewer plans were on time in March 2025: 40, down from 47. Fewer late ones were "
        "cleared."
    )
    assert number_against_share(compared((50, 100), (40, 113))) == ""


def test_the_other_way_round_is_told_as_well():
    assert paradox_sentence(compared((40, 113), (47, 178))) == (
        "Fewer plans were on time (40, down from 47), but the share rose from 26% to 35% "
        "because only "
        "73 late cases were cleared, down from 131."
    )
    assert paradox_sentence(compared((50, 100), (40, 113))) == (
        "50 plans were on time, up from 40; the share rose: "
        "50 of 100 (50%), before it 40 of 113 (35%)."
    )
    assert "the share was about the same: 120 of 655 (18%), before it 100 of 550 (18%)" in (
        paradox_sentence(compared((120, 655), (100, 550)))
    )
    assert "the share stayed the same: 20 of 40 (50%)" in paradox_sentence(
        compared((20, 40), (40, 80))
    )


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ((454, 2420), (297, 1833), "More plans on time (454, up from 297), and more late"),
        ((460, 656), (581, 784), "Fewer plans on time (460, down from 581), and fewer late"),
        ((47, 178), (40, 113), "More plans on time, but a lower share: more late"),
        ((40, 113), (47, 178), "Fewer plans on time, but a higher share: fewer late"),
        ((20, 40), (20, 40), "As many plans on time (20), and as many late"),
    ],
)
def test_plans_on_time_and_late_as_a_heading(now, before, said):
    assert paradox_heading(compared(now, before)) == f"{said} ones cleared"


def test_no_plans_and_plans_not_known_are_not_the_same():
    untold = compared((1, None), (40, 113))
    assert paradox_sentence(untold).endswith("cannot be compared: not known.")
    none = periods(one(SHARE, blank="no_cases"), one(SHARE, 40, 113))
    assert (
        paradox_sentence(none)
        == "There is no share to compare: no plans were issued in March 2025."
    )


def test_rounded_noughts_are_hardly_any_and_rounded_wholes_about_all():
    few = replace(compared((0, 40), (5, 45)), rounded=True)
    assert paradox_sentence(few) == (
        "Hardly any plans were on time, down from 5; the share fell: hardly any of 40 (about 0%), "
        "before it 5 of 45 (11%)."
    )
    every = replace(compared((40, 40), (40, 40)), rounded=True)
    assert paradox_sentence(every) == (
        "40 plans were on time, about as many as before; the share stayed the same: 40 of 40 (about"
        " 100%), before it 40 of 40 (about 100%)."
    )
    (hover, *_) = hovers(on_time_and_late(under(monthly(values=((0, 25),)), 5)))
    assert "On time: hardly any plans" in hover and "On time: under 5 of 25" in hover


@pytest.mark.parametrize(
    "answer, is_drawn",
    [
        (monthly(values=LONG), True),
        (monthly(values=()), False),
        (monthly(values=(None, None, None)), False),
        (monthly(values=((40, 113),)), True),
    ],
)
def test_the_picture_draws_or_says_why_not(answer, is_drawn):
    fig = on_time_and_late(answer)
    check_plain(fig)
    check_plain(in_dark(fig))
    assert bool(fig.data) is is_drawn
    assert is_drawn or len(fig.layout.annotations) == 1


def test_plans_on_time_stand_under_the_late_ones_and_a_month_without_plans_has_no_bar():
    fig = on_time_and_late(monthly(values=((40, 113), None, (47, 178))))
    on_time, late = fig.data
    assert on_time.y == (40, 47) and late.y == (73, 131)
    for trace in fig.data:
        assert [f"{each:%Y-%m-%d}" for each in trace.x] == ["2024-01-01", "2024-03-01"]
    assert (on_time.name, late.name, fig.layout.barmode) == (
        "On time",
        "Late, cleared now",
        "stack",
    )
    assert fig.layout.yaxis.range == (0, pytest.approx(178 * 1.08 * 1.14))
    (note,) = fig.layout.annotations
    assert note.text == "Mar 2024: <b>47 of 178 (26%)</b> on time"


def test_hover_has_the_words_and_the_counts():
    told = hovers(on_time_and_late(monthly()))
    assert any("On time: 47 of 178 (26%)" in text for text in told)
    assert any("Late, cleared now: 131 plans" in text for text in told)
    assert np.all(["On time: " in text for text in told])
