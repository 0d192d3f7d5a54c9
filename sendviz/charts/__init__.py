"""(Measure, frame or result) -> plotly Figure in one look. The page writes the finding above as a
heading."""

from sendviz.charts.compare import column_width, compare_trend, council_funnel, council_strip
from sendviz.kit.marks import with_events
from sendviz.kit.template import CONFIG, FONT, TEMPLATE, in_dark, nothing

__all__ = [
    "with_events",
    "CONFIG",
    "FONT",
    "TEMPLATE",
    "column_width",
    "compare_trend",
    "council_funnel",
    "council_strip",
    "in_dark",
    "nothing",
]
