"""The curves of waits: how far their axes reach and what they are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sendviz import charts
from sendviz.stats.survival import Percentile
from tests.answers import curve, waits


@pytest.mark.parametrize(
    "medians, weeks, end",
    [
        ((40, None), 300, 104),  # two years hold every median
        ((136, 90), 300, 156),
        ((156, 136), 300, 182),
        ((260,), 400, 312),
        ((40,), 90, 90),  # never past the longest curve
        ((156,), 170, 170),
    ],
)
def test_the_axis_of_the_curves_reaches_past_every_median_named(medians, weeks, end):
    found = [
        replace(
            curve(f"Area {place}"),
            weeks=np.arange(0.0, weeks + 1),
            share=np.linspace(1.0, 0.0, weeks + 1),
            median=Percentile(value, None, None),
        )
        for place, value in enumerate(medians)
    ]
    fig = charts.curves(waits(*found), 13, "NICE standard")
    assert tuple(fig.layout.xaxis.range) == (0, end)
    assert fig.layout.yaxis.title.text == "share still waiting"
