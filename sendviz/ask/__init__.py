"""Questions in, answers out: the only way out of the file."""

from sendviz.ask.answers import Answer
from sendviz.ask.disclosure import PUBLIC, NotAllowed
from sendviz.ask.gradient import deprivation, neighbourhood_edition
from sendviz.ask.headlines import headlines
from sendviz.ask.health_published import (
    NhsCell,
    NhsFigures,
    NhsRow,
    missing_submitters,
    nhs_figures,
    served,
)
from sendviz.ask.lists import (
    built_at,
    data_issues,
    events,
    imports,
    issue_counts,
    restatements,
)
from sendviz.ask.measures import measure
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
from sendviz.ask.published import own_figure_of_published_year, published
from sendviz.ask.records import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.ask.waits import Curve, survival

__all__ = [
    "PUBLIC",
    "Answer",
    "Curve",
    "NhsCell",
    "NhsFigures",
    "NhsRow",
    "NotAllowed",
    "Records",
    "Selection",
    "Store",
    "areas",
    "built_at",
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
    "missing_submitters",
    "neighbourhood_edition",
    "neighbours",
    "nhs_figures",
    "outlines",
    "own_figure_of_published_year",
    "published",
    "resolve_council",
    "restatements",
    "sent_by",
    "served",
    "survival",
]
