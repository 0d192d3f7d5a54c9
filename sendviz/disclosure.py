"""Small numbers: what public view may show. Applied in `query` after filtering, before anything is
divided.

In public view whole-council counts without a filter on the child are exact, as DfE publishes them;
finer cuts
(parts of the council, or one kind of child, never both) are rounded to 5, 1 to 4 are hidden, and a
second cell is
hidden wherever the rest would give one away. Every value is then computed from what is left.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.selection import (
    REFERENCE_DATES,
    BadSelection,
    Selection,
    month_end,
    month_start,
)

PUBLIC = "councillor"
ROLES = (PUBLIC, "board", "officer")
BASE = 5
HIDDEN_BELOW = {"standard": 5, "nhs": 8}
LEAST_DENOMINATOR = 20
STEP_DAYS = 28
LONGEST_STEP_DAYS = 140
GRAINS = ("month", "quarter", "12_months")


class NotAllowed(BadSelection):
    """Something that this role may not see: says what it may ask instead."""


def is_fine(
    selection: Selection, scheme: str | None, category: str | None, small_numbers: str = "standard"
) -> bool:
    """True if the figures are about a part of the council or a kind of child, or come from the
    NHS, which rounds its counts below England throughout."""
    parts = _by_place(selection, scheme, category) or bool(_by_child(selection, category))
    return parts or small_numbers == "nhs"


def check(
    role: str, selection: Selection, scheme: str | None, category: str | None, period: str | None
) -> None:
    """Raises NotAllowed if public view may not be asked this at all, BadSelection for an unknown
    role."""
    if role not in ROLES:
        raise BadSelection(f"There is no role '{role[:20]}'; choose from {', '.join(ROLES)}.")
    if role != PUBLIC:
        return
    place, child = _by_place(selection, scheme, category), _by_child(selection, category)
    if _by_area(selection, scheme) and _by_provider(selection, scheme, category):
        raise NotAllowed("Public view shows areas or providers, but not both at once.")
    if len(child) > 1 or (place and child):
        raise NotAllowed(
            "Public view shows parts of a council, or one characteristic of the children, but "
            "not both at once."
        )
    _check_dates(selection, fine=bool(place or child), period=period)


def _check_dates(selection: Selection, fine: bool, period: str | None) -> None:
    if selection.as_at != month_end(selection.as_at) and (
        fine or selection.as_at not in REFERENCE_DATES
    ):
        raise NotAllowed(
            f"Public view looks at the ends of months: try "
            f"{month_end(selection.as_at).isoformat()}."
        )
    start, end = selection.start, selection.end
    if start and start != month_start(start):
        raise NotAllowed(
            f"Public view counts whole months: start on {month_start(start).isoformat()}."
        )
    if end and end != month_end(end) and end != selection.as_at:
        raise NotAllowed(f"Public view counts whole months: end on {month_end(end).isoformat()}.")
    if (
        fine
        and start
        and not period
        and _months(start, selection.last_day) not in (1, 3)
        and not _whole_years(selection)
    ):
        raise NotAllowed(
            "Public view shows parts of a council, or kinds of children, for a month, a "
            "quarter or whole years."
        )


def _whole_years(selection: Selection) -> bool:
    return _months(selection.start, selection.last_day) % 12 == 0


def _months(start, end) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _by_place(selection: Selection, scheme: str | None, category: str | None) -> bool:
    return _by_area(selection, scheme) or _by_provider(selection, scheme, category)


def _by_area(selection: Selection, scheme: str | None) -> bool:
    by_scheme = scheme not in (None, "council") and not catalogue.is_place(scheme)
    return bool(selection.areas) or by_scheme


def _by_provider(selection: Selection, scheme: str | None, category: str | None) -> bool:
    cuts = _cuts(selection, category)
    return catalogue.is_place(scheme) or any(catalogue.is_place(cut) for cut in cuts)


def _by_child(selection: Selection, category: str | None) -> set[str]:
    """Every cut counts as one of the child except exceptions (DfE publishes with and without
    them), the service that is waited for, and who provides it, which is a place."""
    cuts = _cuts(selection, category)
    return {cut for cut in cuts if cut != "exception" and _kind(cut) in ("child", "case")}


def _cuts(selection: Selection, category: str | None) -> set[str]:
    split = set(category.split(catalogue.TOGETHER)) if category else set()
    return {dimension for dimension, _ in selection.where} | split


def _kind(dimension: str) -> str:
    return catalogue.dimensions()[dimension].kind


def coarser(
    cells: pd.DataFrame, last_month: pd.Timestamp, buckets: Collection[str] = ()
) -> tuple[pd.DataFrame, str]:
    """Monthly cells in the shortest of month, quarter and 12 months in which every denominator is
    20 or more.

    The bucket of children whose place is not known does not count: it is hidden by itself where it
    is small.

    cells: period_start (first of a month), area, category, numerator, denominator; quarters and
    years are counted
    back from the last month, and months that do not fill the first of them are left out. Returns
    the cells and the
    grain; if no grain will do, those for 12 months (`guard` then hides what is too small).
    """
    for grain, months in zip(GRAINS, (1, 3, 12), strict=True):
        found = _blocks(cells, last_month, months)
        known = found[(found["denominator"] > 0) & ~found["area"].isin(list(buckets))]
        if len(known) and (known["denominator"] >= LEAST_DENOMINATOR).all():
            return found, grain
    return found, grain


def _blocks(cells: pd.DataFrame, last_month: pd.Timestamp, months: int) -> pd.DataFrame:
    """Cells added up over so many months, counted back from the last; the newest block is 0."""
    month = cells["period_start"].to_numpy("datetime64[M]")
    back = (np.datetime64(last_month, "M") - month).astype(int)
    block = back // months
    full = block < (back.max(initial=-1) + 1) // months
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
    first = np.datetime64(last_month, "M") + distinct[2] * months - (months - 1)
    return pd.DataFrame(
        {
            "area": areas.take(distinct[0]),
            "category": categories.take(distinct[1]),
            "period_start": first.astype("datetime64[us]"),
            **counts,
        }
    )


def guard(cells: pd.DataFrame, small_numbers: str, with_denominator: bool) -> pd.DataFrame:
    """Cells fit for public view: numerator and denominator rounded to 5, or missing with blank
    'suppressed'.

    A cell is hidden if its numerator is 1 to 4 (NHS figures: 1 to 7), or its denominator under 20;
    where the total would give away the only hidden cell, the smallest of the others is hidden too.
    """
    low = HIDDEN_BELOW.get(small_numbers, 0)
    numerator, denominator = (
        cells["numerator"].to_numpy(float),
        cells["denominator"].to_numpy(float),
    )
    hidden = (numerator > 0) & (numerator < low)
    if with_denominator:
        hidden |= (denominator > 0) & (denominator < LEAST_DENOMINATOR)
    hidden |= _second(cells, hidden, denominator if with_denominator else numerator, low - 1)
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


def _second(cells: pd.DataFrame, hidden: np.ndarray, size: np.ndarray, highest: int) -> np.ndarray:
    """A second cell to hide in each group in which exactly one is hidden and the group's total
    would give it away.

    The cells of a group make up a total that public view tells exactly, and the others are known
    to within 2. If
    that leaves fewer than all of 1 to the highest hidden count, the smallest other cell is hidden
    too.
    """
    second = np.zeros(len(cells), dtype=bool)
    columns = [cells[name].to_numpy(float) for name in ("numerator", "denominator")]
    period, _ = pd.factorize(cells["period_start"], use_na_sentinel=False)
    for group in np.flatnonzero(np.bincount(period, weights=hidden) == 1):
        rows = np.flatnonzero(period == group)
        others = rows[~hidden[rows] & (size[rows] > 0)]
        given = (
            _given_away(counts[rows], counts[others], highest)
            for counts in columns
            if not np.isnan(counts[rows]).any()
        )
        if len(others) and any(given):
            second[others[np.argmin(size[others])]] = True
    return second


def _given_away(group: np.ndarray, others: np.ndarray, highest: int) -> bool:
    """Whether the total of a group and the rounded others leave fewer than 1 to highest for a small
    hidden cell. A cell hidden for its denominator alone holds no small count to give away."""
    hidden, shown = group.sum() - others.sum(), rounded(others)
    if not 0 < hidden <= highest:
        return False
    most = group.sum() - np.maximum(shown - BASE // 2, 0).sum()
    least = group.sum() - (shown + BASE // 2).sum()
    return bool(least > 1 or most < highest)


def rounded(counts: np.ndarray) -> np.ndarray:
    """Counts to the nearest 5 (whole numbers are never half way)."""
    return np.floor((np.asarray(counts, float) + BASE / 2) / BASE) * BASE


def stepped(histogram: pd.DataFrame) -> pd.DataFrame:
    """A histogram of days (cell, amount, n) in 28-day steps with counts rounded to 5."""
    low = np.floor(histogram["amount"].to_numpy(float) / STEP_DAYS) * STEP_DAYS
    out = histogram.assign(amount=low).groupby(["cell", "amount"], as_index=False)["n"].sum()
    return out.assign(n=rounded(out["n"].to_numpy(float)))


def longest_band(days: np.ndarray) -> np.ndarray:
    """A longest wait as the lower edge of its 20-week band: 'over 100 weeks'."""
    return np.floor(np.asarray(days, float) / LONGEST_STEP_DAYS) * LONGEST_STEP_DAYS
