"""What councils that stood as low did the year after, whatever they did: a rise is no proof of an
action where others rise alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from sendviz.ask import Records, published
from sendviz.catalogue import Measure

# As many cases in both years, or a share says little; "as low" reaches so far above the own value.
LEAST_CASES, REACH, STEP = 100, 0.10, 0.05
# DfE publishes a year's figures in the June after it.
PUBLISHED_IN = 6


@dataclass(frozen=True)
class AsLow:
    """How councils under a share in one year moved to the next: how many there were, the rise that
    half of them reached, and each of the rises (as parts of 1)."""

    year: int
    below: float
    rises: tuple[float, ...]

    @property
    def councils(self) -> int:
        """How many there were."""
        return len(self.rises)

    @property
    def middle(self) -> float:
        """The rise that half of them reached."""
        return float(np.median(self.rises))

    def share_at_least(self, rise: float) -> float:
        """The share of them that rose at least so much."""
        return float(np.mean(np.asarray(self.rises) >= rise))


def as_low(records: Records, m: Measure, year: int, below: float) -> AsLow | None:
    """The councils under a share in a year and with enough cases in it and the next; None without
    any. Published shares only, of every council but the own one."""
    if m.published_as is None or not m.is_fraction:
        return None
    rows = published(records.store, m)
    rows = rows[(rows["level"] == "council") & (rows["denominator"] >= LEAST_CASES)]
    first, then = (
        rows[rows["year"] == each].set_index("la_code")["value"] for each in (year, year + 1)
    )
    low = first[(first < below) & (first.index != records.selection.council)]
    both = low.index.intersection(then.dropna().index)
    rises = (then[both] - low[both]).astype(float)
    return AsLow(year, below, tuple(sorted(rises))) if len(rises) else None


def as_low_then(records: Records, m: Measure, value: float) -> AsLow | None:
    """Of the newest two years that are published by the as-at day: those as low as the value."""
    as_at = records.selection.as_at
    newest = as_at.year - (1 if as_at >= date(as_at.year, PUBLISHED_IN, 30) else 2)
    below = math.floor((value + REACH) / STEP + 1e-9) * STEP
    return as_low(records, m, newest - 1, round(below, 2))
