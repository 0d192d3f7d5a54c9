"""One council among all of England: places with their ranges, neighbours, trend and funnel."""

from sendviz.findings.compare.among import Comparison, Row, compare, place_of
from sendviz.findings.compare.by_size import Funnel, funnel, has_funnel
from sendviz.findings.compare.over_years import Years, by_year, years_of
from sendviz.findings.compare.own import own_figure

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
