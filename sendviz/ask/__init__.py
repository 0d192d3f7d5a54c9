"""Measure + Selection + role -> a tidy frame; the only way out of the file."""

from sendviz.ask.counts import net_parts
from sendviz.ask.gradient import deprivation, neighbourhood_edition
from sendviz.ask.headlines import headlines
from sendviz.ask.health_published import (
    missing_submitters,
    published_adhd,
    published_autism,
    published_waits,
    served,
)
from sendviz.ask.measures import COLUMNS, measure
from sendviz.ask.official import measure_frame
from sendviz.ask.outlines import outlines
from sendviz.ask.places import (
    areas,
    council,
    councils,
    coverage,
    neighbours,
    resolve_council,
    sent_by,
)
from sendviz.ask.published import calendar_year, published
from sendviz.ask.records import (
    built_at,
    data_issues,
    events,
    imports,
    issue_counts,
    restatements,
    rows,
)
from sendviz.ask.waits import Curve, survival

__all__ = [
    "COLUMNS",
    "Curve",
    "areas",
    "built_at",
    "calendar_year",
    "council",
    "councils",
    "coverage",
    "data_issues",
    "deprivation",
    "events",
    "headlines",
    "imports",
    "issue_counts",
    "measure",
    "measure_frame",
    "missing_submitters",
    "neighbourhood_edition",
    "neighbours",
    "net_parts",
    "outlines",
    "published",
    "published_adhd",
    "published_autism",
    "published_waits",
    "resolve_council",
    "restatements",
    "rows",
    "sent_by",
    "served",
    "survival",
]
