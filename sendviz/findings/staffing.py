"""What one person of a role does a week, by the council's own list of staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from sendviz.ask import Records
from sendviz.catalogue import planning
from sendviz.findings.queue_now import QueueNow

# Months of a list of staff that tell enough, and who must be in post.
FEWEST_MONTHS, FEWEST_PEOPLE = 6, 1.0


def own_productivity(records: Records, now: QueueNow) -> Mapping[str, float]:
    """Advices or outcomes a week of one full-time person, by post: those of the last 26 weeks over
    the mean number in post. Nothing of a post without six months of records."""
    people = records.people_in_post()
    if people.empty:
        return {}
    since = pd.Timestamp(now.as_at - timedelta(days=26 * 7))
    recent = people[pd.to_datetime(people["month"]) > since]
    found = {}
    for id, post in planning.posts().items():
        output = now.advices if post.stage == "advice" else now.outcomes
        held = recent[recent["role"].isin(post.roles)].groupby("month")["in_post"].sum()
        if post.hours and output and len(held) >= FEWEST_MONTHS and held.mean() >= FEWEST_PEOPLE:
            found[id] = float(output / held.mean())
    return found
