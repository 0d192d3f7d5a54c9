"""Time-to-event curves: finished and open cases together, counted by whole days inside DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue, disclosure
from sendviz.catalogue import Measure
from sendviz.query import statements
from sendviz.query.grid import Grid
from sendviz.query.layout import lay_out
from sendviz.query.statements import Split
from sendviz.query.wide import by_area
from sendviz.selection import BadSelection, Selection
from sendviz.stats import survival as curves
from sendviz.store import Store

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Curve:
    """Share still without the event by week since the clock started, for one area; median and nine
    in ten in weeks.

    median and ninetieth have value, low and high, each None when not reached. waited: cases in the
    curve; blank is 'suppressed' or 'no_cases' when there is no curve. weeks, share, low and high
    are arrays of equal length. left: the share that had left in the competing way by the last
    week, nought where the measure knows no such way.
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
    left: float = 0.0


@dataclass(frozen=True)
class Counted:
    """Cases by whole days since the clock started: arrays of equal length.

    event: those to whom it happened; other: those who left in the competing way; censored: still
    waiting on the last day; entered: those who came into view.
    """

    day: np.ndarray
    event: np.ndarray
    other: np.ndarray
    censored: np.ndarray
    entered: np.ndarray

    @property
    def one_way(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Day, event, censored and entered, the competing way counted as censored: for tests of
        how fast the event comes to those who wait."""
        return self.day, self.event, self.censored + self.other, self.entered


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
    if catalogue.is_place(scheme) and scheme not in m.dimensions:
        raise BadSelection(f"{m.short_name} cannot be split by '{scheme}'.")
    selection = selection if selection.start else selection.months_back(12)
    disclosure.check(role, selection, scheme, None, None)
    fine = role == disclosure.PUBLIC and disclosure.is_fine(
        selection, scheme, None, m.small_numbers
    )
    grid = lay_out(store, m, selection, scheme, None, None)
    counts = _counts(store, m, selection, grid, fine)
    found = tuple(
        _curve(name, counts.get(id))
        for id, name in grid.names
        if id in counts or id not in grid.buckets
    )
    compared = {
        name: counts[id].one_way
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
_NOBODY = Counted(*(np.zeros(1) for _ in range(5)))


def _counts(
    store: Store, m: Measure, selection: Selection, grid: Grid, fine: bool
) -> Mapping[str, Counted | None]:
    """Cases by area; None where public view must hide the area."""
    found = by_area(store, partial(statements.waits, m), selection, Split(grid.split.scheme))
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
    wide = wide.reindex(columns=["event", "other", "censored", "entered"], fill_value=0)
    wide = wide.sort_index()
    if fine:
        wide = _rounded(wide)
        if wide["entered"].sum() < disclosure.LEAST_DENOMINATOR:
            return None
    columns = (wide[name].to_numpy(float) for name in ("event", "other", "censored", "entered"))
    return Counted(wide.index.to_numpy(float), *columns)


def _rounded(wide: pd.DataFrame) -> pd.DataFrame:
    """Counts rounded to 5 by step, the entries made up so that as many enter as leave, none too
    late."""
    exits = ["event", "other", "censored"]
    out = wide.assign(**{name: disclosure.rounded(wide[name]) for name in exits})
    leave = out[exits].sum(axis=1).to_numpy()
    enter = disclosure.rounded(wide["entered"].to_numpy())
    enter[0] = max(enter[0] + leave.sum() - enter.sum(), 0)
    short = np.maximum.accumulate(np.cumsum(leave) - np.cumsum(enter))
    enter[0] += max(short.max(), 0)
    excess = enter.sum() - leave.sum()
    out["entered"] = enter
    out.iloc[-1, out.columns.get_loc("censored")] += max(excess, 0)
    return out


def _as_curve(counted: Counted) -> curves.Curve | curves.Incidence:
    """Kaplan-Meier; with a competing way out Aalen-Johansen, since Kaplan-Meier would overstate the
    chance of the event (health-waits 4.4)."""
    if not counted.other.any():
        return curves.kaplan_meier_counted(*counted.one_way)
    return _both_ways(counted)["event"]


def _both_ways(counted: Counted) -> Mapping[str, curves.Incidence]:
    ways = {"event": counted.event, "other": counted.other}
    return curves.cumulative_incidence_counted(counted.day, ways, counted.censored, counted.entered)


def _curve(area: str, counted: Counted | None) -> Curve:
    none = np.array([])
    if counted is None or counted.event.sum() + counted.other.sum() + counted.censored.sum() == 0:
        blank = "suppressed" if counted is None else "no_cases"
        return Curve(area, none, none, none, none, 0, _NOT_REACHED, _NOT_REACHED, blank)
    found = _as_curve(counted)
    half, nine = (curves.percentile(found, p) for p in (0.5, 0.9))
    ways = isinstance(found, curves.Incidence)
    share, low, high = (
        (1 - found.incidence, 1 - found.high, 1 - found.low)
        if ways
        else (found.survival, found.low, found.high)
    )
    return Curve(
        area,
        found.day / DAYS_A_WEEK,
        share,
        low,
        high,
        int(counted.entered.sum()),
        _in_weeks(half),
        _in_weeks(nine),
        left=float(_both_ways(counted)["other"].incidence[-1]) if ways else 0.0,
    )


def _in_weeks(found: curves.Percentile) -> curves.Percentile:
    return curves.Percentile(
        *(
            None if each is None else each / DAYS_A_WEEK
            for each in (found.value, found.low, found.high)
        )
    )
