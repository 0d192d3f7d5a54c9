"""Questions in, answers out: the only way out of the file."""

from sendviz.ask.answers import Answer
from sendviz.ask.health_published import (
    NhsCell,
    NhsFigures,
    NhsRow,
    missing_submitters,
    nhs_figures,
    served,
)
from sendviz.ask.inspections import Inspection, inspections
from sendviz.ask.lists import (
    Event,
    built_at,
    data_issues,
    events,
    imports,
    issue_counts,
    restatements,
)
from sendviz.ask.places import (
    areas,
    council,
    councils,
    coverage,
    deprivation,
    neighbourhood_edition,
    neighbours,
    outlines,
    referral_coverage,
    resolve_council,
)
from sendviz.ask.public_set import public_set
from sendviz.ask.public_view import PUBLIC, ROLES, NotAllowed
from sendviz.ask.published import own_figure_of_published_year, published
from sendviz.ask.records import Records, headlines
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.ask.waits import Curve
from sendviz.ask.whole_set import WholeSet, whole_set

__all__ = [
    "PUBLIC",
    "ROLES",
    "Answer",
    "Curve",
    "Event",
    "Inspection",
    "NhsCell",
    "NhsFigures",
    "NhsRow",
    "NotAllowed",
    "Records",
    "Selection",
    "Store",
    "WholeSet",
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
    "inspections",
    "issue_counts",
    "missing_submitters",
    "neighbourhood_edition",
    "neighbours",
    "nhs_figures",
    "outlines",
    "own_figure_of_published_year",
    "public_set",
    "published",
    "referral_coverage",
    "resolve_council",
    "restatements",
    "served",
    "whole_set",
]
