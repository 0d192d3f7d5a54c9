"""The screen that compares councils: choices, answer, charts, tables, downloads."""

from sendviz.ui.compare.asked import Asked, choose
from sendviz.ui.compare.own_records import side_by_side
from sendviz.ui.compare.panels import answer, doubts, funnel, spread, strip, trend
from sendviz.ui.compare.tables import everyone, neighbours

__all__ = [
    "Asked",
    "answer",
    "choose",
    "doubts",
    "everyone",
    "funnel",
    "neighbours",
    "side_by_side",
    "spread",
    "strip",
    "trend",
]
