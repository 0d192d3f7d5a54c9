"""What comes in and goes out: in words, and as bars up and down."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.kit.template import in_dark
from sendviz.panels.flow import comings_and_goings, flow_sentence, part_sentence
from tests.answers import COUNT, monthly, row, under
from tests.pictures import check_plain, hovers

MONTHS = [(30, 20), (25, 40), None, (10, 10)]
ISSUED = catalogue.get("plans_issued")


def of(values, count):
    """The monthly answer of a count of (in, out) pairs; None is blank."""
    told = tuple(None if each is None else (count(*each), np.nan) for each in values)
    return monthly(COUNT, told)


def drawn(values):
    into, out, net = (
        of(values, count) for count in (lambda i, o: i, lambda i, o: o, lambda i, o: i - o)
    )
    return comings_and_goings({"In": into}, {"Out": out}, net)


def test_flow_in_words():
    many, few = (row(COUNT, n, np.nan) for n in (70, 45))
    period = (date(2025, 1, 1), date(2025, 2, 28))
    assert flow_sentence(many, few, *period) == (
        "From January to February 2025, 70 cases came in and 45 left: 35 and 23 a month."
    )
    assert "a month" not in flow_sentence(many, few, date(2025, 1, 1), date(2025, 1, 31))
    untold = row(COUNT, blank="not_known")
    assert "not known" in flow_sentence(untold, few, *period)


def test_a_quarter_told_as_under_so_many_says_so_where_it_is_pointed_at():
    came, gone = of([(0, 10)], lambda i, o: i), of([(0, 10)], lambda i, o: o)
    net = of([(0, 10)], lambda i, o: i - o)
    told = hovers(comings_and_goings({"Requests": under(came, 5)}, {"Plans issued": gone}, net))
    assert any("Requests: under 5 cases" in text for text in told)
    assert any("Plans issued: 10 cases" in text for text in told)


def test_the_flow_of_a_part_in_words():
    year = (date(2025, 1, 1), date(2025, 12, 31))
    requests, plans = row(COUNT, 130, np.nan), row(ISSUED, 80, np.nan)
    assert part_sentence(requests, plans, *year) == (
        "In the 12 months to 31 December 2025, 130 requests came in and 80 plans were issued; "
        "cases also leave without a plan."
    )
    few = row(ISSUED, 0, np.nan)._replace(under=5.0)
    assert part_sentence(requests, few, *year) == (
        "In the 12 months to 31 December 2025, 130 requests came in and under 5 plans were issued; "
        "cases also leave without a plan."
    )


@pytest.mark.parametrize(
    "values, is_drawn", [(MONTHS, True), ([None, None], False), ([(3, 3)], True), ([], False)]
)
def test_flow_draws_or_says_why_not(values, is_drawn):
    fig = drawn(values)
    check_plain(fig)
    check_plain(in_dark(fig))
    assert bool(fig.data) is is_drawn


def test_bars_stand_up_for_those_who_came_and_down_for_those_who_left():
    fig = drawn(MONTHS)
    into, out, net = fig.data
    assert into.y == (30, 25, None, 10) and out.y == (-20, -40, None, -10)
    assert net.y == (10, -15, None, 0) and net.connectgaps is False
    starts = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    for trace in fig.data:
        assert [f"{each:%Y-%m-%d}" for each in trace.x] == starts
    assert [trace.name for trace in fig.data] == ["In", "Out", "Net change"]
    assert fig.layout.barmode == "relative"


def test_several_ways_out_are_stacked_and_the_axis_holds_their_sum():
    count = of([(30, 20)], lambda i, o: o)
    fig = comings_and_goings({"In": count}, {"Seen": count, "Left": count}, count)
    assert [trace.y for trace in fig.data[:3]] == [(20,), (-20,), (-20,)]
    low, high = fig.layout.yaxis.range
    assert low == -high and high == pytest.approx(40 * 1.08)


def test_the_axis_has_no_minus_signs():
    axis = drawn(MONTHS).layout.yaxis
    assert list(axis.tickvals) == [-40, -20, 0, 20, 40]
    assert list(axis.ticktext) == ["40", "20", "0", "20", "40"]


def test_hover_has_the_words_and_the_counts():
    told = hovers(drawn([(30, 20)]))
    assert told == [
        "<b>January 2024</b><br>In: 30 cases",
        "<b>January 2024</b><br>Out: 20 cases",
        "<b>January 2024</b><br>Net change: +10",
    ]
