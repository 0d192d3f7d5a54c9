"""One council among all: its trend, the strip of all councils, the funnel."""

from sendviz.charts.compare.by_size import council_funnel
from sendviz.charts.compare.strip import column_width, council_strip
from sendviz.charts.compare.trend import compare_trend

__all__ = [
    "column_width",
    "compare_trend",
    "council_funnel",
    "council_strip",
]
