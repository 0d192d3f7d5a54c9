"""What of the counts is shown in public view: in which grain, rounded how, and which are hidden.

Whole-council counts without a filter on the child are exact, as DfE publishes them. Finer cuts are
guarded over all parts at once, whichever are asked for: rounded to 5, 1 to 4 hidden, and more cells
with them until what is left tells no small one. Every value is then computed from what is left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from sendviz.catalogue.row import (
    BASE,
    HIDDEN_BELOW,
    LEAST_DENOMINATOR,
    LONGEST_STEP_DAYS,
)

STEP_DAYS = 28
AMOUNT_STEP_DAYS = 14
GRAINS = ("month", "quarter", "12_months")


def in_long_enough_periods(
    cells: pd.DataFrame, last_month: pd.Timestamp, buckets: Collection[str] = ()
) -> tuple[pd.DataFrame, str]:
    """Monthly cells in the shortest of month, quarter and 12 months in which every denominator is
    20 or more.

    The bucket of children whose place is not known does not count: it is hidden by itself where it
    is small.

    cells: period_start (first of a month), area, category, numerator, denominator; quarters are
    those of the calendar, years are counted back from the last whole quarter, and months that do
    not fill one are left out. Returns the cells and the grain; if no grain will do, those for 12
    months (`guard` then hides what is too small).
    """
    for grain, months in zip(GRAINS, (1, 3, 12), strict=True):
        found = _blocks(cells, last_month, months)
        known = found[(found["denominator"] > 0) & ~found["area"].isin(list(buckets))]
        if len(known) and (known["denominator"] >= LEAST_DENOMINATOR).all():
            return found, grain
    return found, grain


def _blocks(cells: pd.DataFrame, last_month: pd.Timestamp, months: int) -> pd.DataFrame:
    """Cells added up over so many months, counted back from the last, or from the last that ends a
    quarter; the newest block is 0."""
    month = cells["period_start"].to_numpy("datetime64[M]")
    newest = np.datetime64(last_month, "M") - (last_month.month % 3 if months > 1 else 0)
    back = (newest - month).astype(int)
    block = back // months
    full = (block >= 0) & (block < (back.max(initial=-1) + 1) // months)
    (area, areas), (category, categories) = (
        pd.factorize(cells[name], sort=True) for name in ("area", "category")
    )
    keys = np.stack([area, category, -block])[:, full]
    distinct, place = np.unique(keys, axis=1, return_inverse=True)
    counts = {
        name: np.bincount(
            place.ravel(), cells[name].to_numpy(float)[full], minlength=distinct.shape[1]
        )
        for name in ("numerator", "denominator")
    }
    first = newest + distinct[2] * months - (months - 1)
    return pd.DataFrame(
        {
            "area": areas.take(distinct[0]),
            "category": categories.take(distinct[1]),
            "period_start": first.astype("datetime64[us]"),
            **counts,
        }
    )


def guard(cells: pd.DataFrame, small_numbers: str, *, with_denominator: bool) -> pd.DataFrame:
    """Cells fit for public view: numerator and denominator rounded to 5, or missing with blank
    'suppressed'.

    A cell is hidden if its numerator is 1 to 4 (NHS figures: 1 to 7), or its denominator under 20.
    The cells of a period make up a total that is told elsewhere: more of them are hidden, the
    smallest first, until the total less those that are shown leaves every small count possible.
    """
    low = HIDDEN_BELOW.get(small_numbers, 0)
    columns = [cells[name].to_numpy(float) for name in ("numerator", "denominator")]
    numerator, denominator = columns
    hidden = (numerator > 0) & (numerator < low)
    if with_denominator:
        hidden |= (denominator > 0) & (denominator < LEAST_DENOMINATOR)
    size = denominator if with_denominator else numerator
    floors = (low, LEAST_DENOMINATOR if with_denominator else low)
    period, _ = pd.factorize(cells["period_start"], use_na_sentinel=False)
    for group in np.flatnonzero(np.bincount(period, weights=hidden)):
        rows = np.flatnonzero(period == group)
        parts = [(c[rows], f) for c, f in zip(columns, floors, strict=True)]
        known = [(counts, floor) for counts, floor in parts if not np.isnan(counts).any()]
        hidden[rows] = _hidden_enough(known, hidden[rows], size[rows], low)
    blank = (
        cells["blank"].to_numpy(object, copy=True)
        if "blank" in cells
        else np.full(len(cells), None, dtype=object)
    )
    blank[pd.isna(blank)] = None
    blank[hidden] = "suppressed"
    return cells.assign(
        numerator=np.where(hidden, np.nan, rounded(numerator)),
        denominator=np.where(hidden, np.nan, rounded(denominator)),
        blank=pd.Series(blank, index=cells.index, dtype=object),
    )


def _hidden_enough(
    columns: Sequence[tuple[np.ndarray, int]], hidden: np.ndarray, size: np.ndarray, low: int
) -> np.ndarray:
    """Which cells of one period to hide. columns: the true counts, and the least that is ever
    shown of them but nought."""
    hidden = hidden.copy()
    if len(hidden) == 1:  # The total is this cell itself.
        return hidden
    while not hidden.all() and any(
        total_reveals_small_count(c, hidden, floor, low) for c, floor in columns
    ):
        hidden[np.argmin(np.where(hidden, np.inf, size))] = True
    return hidden


def total_reveals_small_count(counts: np.ndarray, hidden: np.ndarray, floor: int, low: int) -> bool:
    """True if someone who knows the period's total could rule out some small value of a hidden
    cell. 3, 38 and 41 with 3 hidden: the total 82 less 40 and 40, each 2 either way, leaves 0 to 6
    for the hidden one, so all of 1 to 4 stay possible. A single hidden cell is what is left; of
    several each may be nought, and any but one may hold all of it."""
    if not ((counts[hidden] > 0) & (counts[hidden] < low)).any():
        return False
    shown, total = rounded(counts[~hidden]), counts.sum()
    least = total - np.where(shown > 0, shown + BASE // 2, 0).sum()
    most = total - np.where(shown > 0, np.maximum(shown - BASE // 2, floor), 0).sum()
    return bool(most < low - 1 or (hidden.sum() == 1 and least > 1))


def rounded(counts: np.ndarray) -> np.ndarray:
    """Counts to the nearest 5 (whole numbers are never half way)."""
    return np.floor((np.asarray(counts, float) + BASE / 2) / BASE) * BASE


def stepped(histogram: pd.DataFrame) -> pd.DataFrame:
    """A histogram of days (cell, amount, n) in steps of 14 days, each by its lower edge: the days
    up to 14, then 15 to 28, and so on, so that a legal limit ends a step. Running totals are
    rounded to 5 and then differenced: what lies within a limit is told as its count would be."""
    steps = np.ceil(histogram["amount"].to_numpy(float) / AMOUNT_STEP_DAYS) - 1
    edges = histogram.assign(amount=np.maximum(steps, 0) * AMOUNT_STEP_DAYS)
    out = edges.groupby(["cell", "amount"], as_index=False)["n"].sum()
    told = pd.Series(rounded(out.groupby("cell")["n"].cumsum().to_numpy(float)))
    before = told.groupby(out["cell"].to_numpy()).shift(fill_value=0)
    return out.assign(n=(told - before).to_numpy())


def longest_band(days: np.ndarray) -> np.ndarray:
    """A longest wait as the lower edge of its 20-week band: 'over 100 weeks'."""
    return np.floor(np.asarray(days, float) / LONGEST_STEP_DAYS) * LONGEST_STEP_DAYS
