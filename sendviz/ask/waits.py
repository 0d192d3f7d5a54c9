"""Time-to-event curves: finished and open cases together, counted by whole days inside DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import disclosure
from sendviz.ask.grid import Grid
from sendviz.ask.layout import lay_out
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.ask.wait_counts import NOBODY, Counted, counts
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.stats import survival as curves

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Curve:
    """Share still without the event by week since the clock started, for one area; median and nine
    in ten in weeks.

    median and ninetieth have value, low and high, each None when not reached. waited: cases in the
    curve; blank is 'suppressed' or 'no_cases' when there is no curve. weeks, share, low and high
    are arrays of equal length. left: the share that had left in the competing way by the last
    week, nought where the measure knows no such way. From rounded counts all weeks are the last of
    steps of 4, so a median of 48 lies between the weeks 44 and 48; left is nan for fewer than 8.
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
class Waits:
    """The curves by area, and the log-rank test of their difference: None with fewer than two, and
    where the counts are rounded, since a test of rounded counts finds what is not there.
    """

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
    disclosure.check(role, m, selection, scheme, None, None)
    fine = role == disclosure.PUBLIC and disclosure.is_fine(
        selection, scheme, None, m.small_numbers
    )
    grid = lay_out(store, m, selection, scheme, None, None)
    counted = counts(store, m, selection, grid, fine) if grid.first_day else {}
    found = tuple(
        _curve(m, name, counted.get(id, NOBODY))
        for id, name in grid.names
        if id in counted or id not in grid.buckets
    )
    ignored = tuple(d for d, _ in selection.where if d not in m.dimensions)
    return Waits(found, None if fine else _p_value(grid, counted), fine, grid.simulated, ignored)


def _p_value(grid: Grid, counted: Mapping[str, Counted | None]) -> float | None:
    """The log-rank test of the areas that have a name of their own."""
    compared = {
        name: counted[id].one_way
        for id, name in grid.names
        if counted.get(id) is not None and id not in grid.buckets
    }
    return curves.log_rank_counted(compared).p_value if len(compared) > 1 else None


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
    counted = counts(store, m, selection, grid, public_cut)
    rows = []
    for id, _ in grid.names:
        cases = counted.get(id, NOBODY)
        curve = _curve(m, id, cases)
        found = _NOT_REACHED if curve.blank else _in_weeks(cases, _as_curve(cases), m.quantile)
        value, low, high = (
            np.nan if each is None else each for each in (found.value, found.low, found.high)
        )
        blank = curve.blank or ("not_yet_due" if np.isnan(value) else None)
        waited = np.nan if blank == "suppressed" else float(curve.waited)
        rows.append((id, pd.NaT, "", np.nan, waited, value, low, high, blank))
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


def _as_curve(counted: Counted) -> curves.Curve | curves.Incidence:
    """Kaplan-Meier; with a competing way out Aalen-Johansen, since Kaplan-Meier would overstate the
    chance of the event (health-waits 4.4)."""
    if not counted.other.any():
        return curves.kaplan_meier_counted(*counted.one_way, in_steps=counted.in_steps)
    return _both_ways(counted)["event"]


def _both_ways(counted: Counted) -> Mapping[str, curves.Incidence]:
    ways = {"event": counted.event, "other": counted.other}
    return curves.cumulative_incidence_counted(
        counted.day, ways, counted.censored, counted.entered, in_steps=counted.in_steps
    )


def _curve(m: Measure, area: str, counted: Counted | None) -> Curve:
    none = np.array([])
    if counted is None or counted.event.sum() + counted.other.sum() + counted.censored.sum() == 0:
        blank = "suppressed" if counted is None else "no_cases"
        return Curve(area, none, none, none, none, 0, _NOT_REACHED, _NOT_REACHED, blank)
    found = _as_curve(counted)
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
        _in_weeks(counted, found, 0.5),
        _in_weeks(counted, found, 0.9),
        left=_left(m, counted),
    )


def _left(m: Measure, counted: Counted) -> float:
    if counted.other.any():
        return float(_both_ways(counted)["other"].incidence[-1])
    return np.nan if counted.in_steps and m.leaves_otherwise else 0.0


def _in_weeks(
    counted: Counted, curve: curves.Curve | curves.Incidence, p: float
) -> curves.Percentile:
    """A percentile in weeks; its interval begins where the step begins that holds the lower end."""
    found = curves.percentile(curve, p)
    low = found.low
    if counted.in_steps and low is not None:
        low = max(low - disclosure.STEP_DAYS, 0.0)
    ends = (found.value, low, found.high)
    return curves.Percentile(*(None if each is None else each / DAYS_A_WEEK for each in ends))
