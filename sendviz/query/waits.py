"""Time-to-event curves: finished and open cases together, counted by whole days inside DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz import disclosure
from sendviz.catalogue import Measure
from sendviz.query import statements
from sendviz.query.grid import Grid, lay_out
from sendviz.query.run import run
from sendviz.query.statements import Split
from sendviz.selection import BadSelection, Selection
from sendviz.stats import survival as curves
from sendviz.store import Store

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Curve:
    """Share still waiting by week since the clock started, for one area; median and nine in ten in
    weeks.

    median and ninetieth have value, low and high, each None when not reached. waited: cases in the
    curve; blank is
    'suppressed' or 'no_cases' when there is no curve. weeks, share, low and high are arrays of
    equal length.
    """

    area: str
    weeks: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    waited: int
    median: curves.Percentile
    ninetieth: curves.Percentile
    blank: str | None = None


@dataclass(frozen=True)
class Waits:
    """The curves by area, and the log-rank test of their difference (None with fewer than two)."""

    curves: tuple[Curve, ...]
    p_value: float | None
    rounded: bool
    simulated: bool
    not_filtered: tuple[str, ...]


def survival(
    store: Store,
    m: Measure,
    selection: Selection,
    role: str = disclosure.PUBLIC,
    *,
    by: str | None = None,
) -> Waits:
    """Curves of a measure of kind survival over its period (by default twelve months), by area
    scheme or as one.

    Waits that began before the period enter late, open ones are censored at its end, so the curve
    says how waits went in the period. Raises BadSelection or NotAllowed as `measure` does.
    """
    if m.kind != "survival":
        raise BadSelection(f"{m.short_name} is not a measure of waiting times.")
    scheme = "locality" if by == "quadrant" else by
    selection = selection if selection.start else selection.months_back(12)
    disclosure.check(role, selection, scheme, None, None)
    fine = role == disclosure.PUBLIC and disclosure.is_fine(selection, scheme, None)
    grid = lay_out(store, selection, scheme, None, None, stock=False)
    counts = _counts(store, m, selection, grid, fine)
    found = tuple(
        _curve(name, counts.get(id))
        for id, name in grid.names
        if id in counts or id not in grid.buckets
    )
    compared = {
        name: counts[id]
        for id, name in grid.names
        if counts.get(id) is not None and id not in grid.buckets
    }
    p_value = curves.log_rank_counted(compared).p_value if len(compared) > 1 else None
    ignored = tuple(d for d, _ in selection.where if d not in m.dimensions)
    return Waits(found, p_value, fine, grid.simulated, ignored)


def medians(
    store: Store, m: Measure, selection: Selection, grid: Grid, public_cut: bool
) -> pd.DataFrame:
    """The measure's percentile in weeks with limits, one row an area: the columns of `measure`
    before naming."""
    if grid.period or grid.split.category:
        raise BadSelection(
            f"{m.short_name} is told for areas and one period, not by month or kind of child."
        )
    selection = selection if selection.start else selection.months_back(12)
    counts = _counts(store, m, selection, grid, public_cut)
    rows = []
    for id, _ in grid.names:
        counted = counts.get(id, _NOBODY)
        curve = _curve(id, counted)
        found = _NOT_REACHED if curve.blank else curves.percentile(_as_curve(counted), m.p)
        value, low, high = (
            each / DAYS_A_WEEK if each is not None else np.nan
            for each in (found.value, found.low, found.high)
        )
        blank = curve.blank or ("not_yet_due" if np.isnan(value) else None)
        rows.append((id, pd.NaT, "", np.nan, float(curve.waited), value, low, high, blank))
    columns = [
        "area",
        "period_start",
        "category",
        "numerator",
        "denominator",
        "value",
        "low",
        "high",
        "blank",
    ]
    return pd.DataFrame(rows, columns=columns)


_NOT_REACHED = curves.Percentile(None, None, None)
Counted = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
_NOBODY = (np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1))


def _counts(
    store: Store, m: Measure, selection: Selection, grid: Grid, fine: bool
) -> Mapping[str, Counted | None]:
    """Day, events, censored and late entries by area; None where public view must hide the area."""
    statement = statements.waits(m, selection, Split(grid.split.scheme))
    found = run(store, statement)
    return {str(area): _counted(part, fine) for area, part in found.groupby("area")}


def _counted(part: pd.DataFrame, fine: bool) -> Counted | None:
    step = disclosure.STEP_DAYS if fine else 1
    # In steps, entries count from the start of theirs and exits from the end, so that nobody
    # leaves before entering.
    day = (
        np.where(
            part["kind"] == "entered", np.floor(part["day"] / step), np.ceil(part["day"] / step)
        )
        * step
    )
    wide = part.assign(day=day).pivot_table(
        index="day", columns="kind", values="n", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=["event", "censored", "entered"], fill_value=0).sort_index()
    if fine:
        wide = _rounded(wide)
        if wide["entered"].sum() < disclosure.LEAST_DENOMINATOR:
            return None
    event, censored, entered = (
        wide[column].to_numpy(float) for column in ("event", "censored", "entered")
    )
    return wide.index.to_numpy(float), event, censored, entered


def _rounded(wide: pd.DataFrame) -> pd.DataFrame:
    """Counts rounded to 5 by step, the entries made up so that as many enter as leave, none too
    late."""
    out = wide.assign(
        event=disclosure.rounded(wide["event"]), censored=disclosure.rounded(wide["censored"])
    )
    leave = (out["event"] + out["censored"]).to_numpy()
    enter = disclosure.rounded(wide["entered"].to_numpy())
    enter[0] = max(enter[0] + leave.sum() - enter.sum(), 0)
    short = np.maximum.accumulate(np.cumsum(leave) - np.cumsum(enter))
    enter[0] += max(short.max(), 0)
    excess = enter.sum() - leave.sum()
    out["entered"] = enter
    out.iloc[-1, out.columns.get_loc("censored")] += max(excess, 0)
    return out


def _as_curve(counted: Counted) -> curves.Curve:
    day, events, censored, entered = counted
    return curves.kaplan_meier_counted(day, events, censored, entered)


def _curve(area: str, counted: Counted | None) -> Curve:
    none = np.array([])
    if counted is None or counted[1].sum() + counted[2].sum() == 0:
        blank = "suppressed" if counted is None else "no_cases"
        return Curve(area, none, none, none, none, 0, _NOT_REACHED, _NOT_REACHED, blank)
    found = _as_curve(counted)
    half, nine = (curves.percentile(found, p) for p in (0.5, 0.9))
    return Curve(
        area,
        found.day / DAYS_A_WEEK,
        found.survival,
        found.low,
        found.high,
        int(counted[3].sum()),
        _in_weeks(half),
        _in_weeks(nine),
    )


def _in_weeks(found: curves.Percentile) -> curves.Percentile:
    return curves.Percentile(
        *(
            None if each is None else each / DAYS_A_WEEK
            for each in (found.value, found.low, found.high)
        )
    )
