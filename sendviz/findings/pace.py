"""What a list holds at the pace of a period: how long a child who joins it now may wait."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.ask import Records
from sendviz.catalogue.row import LEAST_DENOMINATOR
from sendviz.stats.trends import LEAST_CHANGE, Z_99

MOVED = 0.1
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Pace:
    """change: how many more wait than before the period. weeks: how long those who wait would take
    at the pace at which children were seen in it, with nobody new: about the wait of a child who
    joins now if all are seen in turn, else more than most waits. nan where fewer than 20 were."""

    change: float
    weeks: float
    period: tuple[date, date]


def pace_of(records: Records, waiting: str, seen: str, change: str) -> Pace | None:
    """The pace of the selection's period, from three measures: who waits at its end, how many were
    seen in it, and the list's net change.

    None where the list moved by less than a tenth or by no more than chance (`moved_clearly`), so
    that waits of the period still tell what is to come, and where one of them is not known.
    """
    first, last = records.selection.period
    span = records.over(start=first, end=last)
    values = [span.ask(id).row.value for id in (waiting, seen, change)]
    if any(pd.isna(each) for each in values):
        return None
    held, served, moved = map(float, values)
    before = held - moved
    if not moved_clearly(held, before) or abs(moved) < MOVED * before:
        return None
    weeks = ((last - first).days + 1) / DAYS_A_WEEK
    lasts = held / served * weeks if served >= LEAST_DENOMINATOR else math.nan
    return Pace(moved, lasts, (first, last))


def moved_clearly(now: float, before: float) -> bool:
    """Whether a list is longer or shorter than it was by more than chance between two counts, as
    its trend is judged (`stats.trends.list_verdict`)."""
    moved = abs(now - before)
    return moved > Z_99 * (now + before) ** 0.5 and moved >= LEAST_CHANGE * before
