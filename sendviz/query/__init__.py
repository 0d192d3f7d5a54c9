"""Measure + Selection + role -> a tidy frame; the only way out of the file."""

from sendviz.query.counts import net_parts
from sendviz.query.gradient import deprivation, neighbourhood_edition
from sendviz.query.headlines import headlines
from sendviz.query.health_published import (
    missing_submitters,
    published_adhd,
    published_autism,
    published_waits,
    served,
)
from sendviz.query.measures import COLUMNS, measure
from sendviz.query.official import measure_frame
from sendviz.query.outlines import outlines
from sendviz.query.places import (
    areas,
    council,
    councils,
    coverage,
    neighbours,
    resolve_council,
    sent_by,
)
from sendviz.query.published import calendar_year, published
from sendviz.query.records import (
    built_at,
    data_issues,
    events,
    imports,
    issue_counts,
    restatements,
    rows,
)
from sendviz.query.waits import Curve, survival

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
