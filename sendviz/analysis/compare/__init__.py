"""One council among all of England: places with their ranges, neighbours, trend and funnel."""

from sendviz.analysis.compare.among import Comparison, Row, compare, place_of
from sendviz.analysis.compare.by_size import Funnel, funnel, has_funnel
from sendviz.analysis.compare.over_years import Years, by_year, years_of
from sendviz.analysis.compare.own import own_figure

__all__ = [
    "Comparison",
    "Funnel",
    "Row",
    "Years",
    "by_year",
    "compare",
    "funnel",
    "has_funnel",
    "own_figure",
    "place_of",
    "years_of",
]
