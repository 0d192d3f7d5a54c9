"""Where the latest value's words stand in a control chart."""

from __future__ import annotations

import pytest

from sendviz import charts
from sendviz.findings import trend
from tests.answers import SHARE, monthly


def drawn(*numerators):
    """The chart of months of 100 plans each."""
    frame = monthly(values=tuple((each, 100) for each in numerators))
    return charts.control_chart(SHARE, frame, trend.chart_of(SHARE, frame))


def label(fig):
    return next(note for note in fig.layout.annotations if note.text.startswith("<b>"))


def leaders(fig):
    """Lines that stand upright on the last month."""
    return [shape for shape in fig.layout.shapes if shape.x0 == shape.x1 == label(fig).x]


@pytest.mark.parametrize(
    "months, anchor, y, led",
    [
        # A peak of 60 before the last 30: the words stand under the points, not on the peak.
        ((30,) * 20 + (60, 30, 30, 30), "top", 0.3, False),
        # No room under points near nought: above, with a line down to the point.
        ((2,) * 20 + (60, 2, 2, 2), "bottom", 0.6, True),
        # Level points: just above them.
        ((30,) * 24, "bottom", 0.3, False),
    ],
)
def test_the_latest_value_stands_by_its_point_not_on_a_peak(months, anchor, y, led):
    fig = drawn(*months)
    note = label(fig)
    month = "<br>December 2025" if led else ""
    assert note.text == f"<b>{months[-1]} of 100 ({months[-1]}%)</b>{month}"
    assert note.yanchor == anchor
    limits = [each for trace in fig.data if trace.line.dash == "dash" for each in trace.y[-10:]]
    known = [y, *limits] if limits else [y]
    assert note.y == pytest.approx(max(known) if anchor == "bottom" else min(known))
    assert bool(leaders(fig)) is led
