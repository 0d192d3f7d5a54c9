"""(Measure, frame or result) -> plotly Figure in one look. The page writes the finding above as a
heading."""

from sendviz.charts.areas import area_dots
from sendviz.charts.funnel import funnel
from sendviz.charts.gap import gap_chart
from sendviz.charts.gradient import gradient_chart
from sendviz.charts.multiples import multiples
from sendviz.charts.outlines import outline_map
from sendviz.charts.tiles import tiles
from sendviz.kit.marks import with_events
from sendviz.kit.template import CONFIG, FONT, TEMPLATE, in_dark, nothing

__all__ = [
    "with_events",
    "CONFIG",
    "FONT",
    "TEMPLATE",
    "area_dots",
    "funnel",
    "gap_chart",
    "gradient_chart",
    "in_dark",
    "multiples",
    "nothing",
    "outline_map",
    "tiles",
]
