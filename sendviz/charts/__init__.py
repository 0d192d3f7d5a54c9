"""(Measure, frame or result) -> plotly Figure in one look. The page writes the finding above as a
heading."""

from sendviz.charts.areas import bands_by_area
from sendviz.charts.bars import age_bands, bars
from sendviz.charts.compare import column_width, compare_trend, council_funnel, council_strip
from sendviz.charts.control import control_chart
from sendviz.charts.flow import comings_and_goings, in_and_out, on_time_and_late
from sendviz.charts.stages import stages
from sendviz.charts.waits import curves
from sendviz.kit.marks import with_events
from sendviz.kit.template import CONFIG, FONT, TEMPLATE, in_dark, nothing

__all__ = [
    "with_events",
    "CONFIG",
    "FONT",
    "TEMPLATE",
    "age_bands",
    "bands_by_area",
    "bars",
    "column_width",
    "compare_trend",
    "control_chart",
    "council_funnel",
    "council_strip",
    "curves",
    "comings_and_goings",
    "in_and_out",
    "in_dark",
    "nothing",
    "on_time_and_late",
    "stages",
]
