"""(Measure, frame or result) -> plotly Figure in one look. The page writes the finding above as a
heading."""

from sendviz.charts.areas import area_dots, bands_by_area
from sendviz.charts.bars import age_bands, bars
from sendviz.charts.control import control_chart
from sendviz.charts.flow import comings_and_goings, in_and_out, on_time_and_late
from sendviz.charts.funnel import funnel
from sendviz.charts.gap import gap_chart
from sendviz.charts.gradient import gradient_chart
from sendviz.charts.multiples import multiples
from sendviz.charts.outlines import outline_map
from sendviz.charts.stages import stages
from sendviz.charts.tiles import tiles
from sendviz.charts.waits import curves
from sendviz.kit.marks import with_events
from sendviz.kit.template import CONFIG, FONT, TEMPLATE, in_dark, nothing

__all__ = [
    "with_events",
    "CONFIG",
    "FONT",
    "TEMPLATE",
    "age_bands",
    "area_dots",
    "bands_by_area",
    "bars",
    "control_chart",
    "curves",
    "funnel",
    "gap_chart",
    "gradient_chart",
    "comings_and_goings",
    "in_and_out",
    "in_dark",
    "multiples",
    "nothing",
    "on_time_and_late",
    "outline_map",
    "stages",
    "tiles",
]
