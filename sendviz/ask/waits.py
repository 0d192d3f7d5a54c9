"""Time-to-event curves: finished and open cases together, counted by whole days inside DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import public_view, statements
from sendviz.ask.cells import Axes, axes_of
from sendviz.ask.kept_counts import counts_by_area
from sendviz.ask.places import span_of
from sendviz.ask.selection import Question, Selection, Split
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.stats import survival as curves

DAYS_A_WEEK = 7
KINDS = ("event", "other", "censored", "entered")


@dataclass(frozen=True)
class Curve:
    """Share still without the event by week since the clock started, for one area; median and nine
    in ten in weeks.

    median and ninetieth have value, low and high, each None when not reached. waited: cases in the
    curve; blank is 'no_cases' when there is no curve. weeks, share, low and high are arrays of
    equal length. left: the share that had left in the competing way by the last week, nought where
    the measure knows no such way.
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
    """The curves by area, and the log-rank test of their difference: None with fewer than two."""

    curves: tuple[Curve, ...]
    p_value: float | None
    simulated: bool
    not_filtered: tuple[str, ...]


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


NOBODY = Counted(*(np.zeros(1) for _ in range(5)))


def survival(
    store: Store, m: Measure, selection: Selection, role: str, *, by: str | None = None
) -> Waits:
    """Curves of a measure of kind survival over its period (by default twelve months), by area
    scheme or as one.

    Waits that began before the period enter late, open ones are censored at its end, so the curve
    says how waits went in the period. Raises BadSelection or NotAllowed as `Records.ask` does.
    """
    if m.kind != "survival":
        raise BadSelection(f"{m.short_name} is not a measure of waiting times.")
    scheme = "locality" if by == "quadrant" else by
    if catalogue.is_place(scheme) and scheme not in m.dimensions:
        raise BadSelection(f"{m.short_name} cannot be split by '{scheme}'.")
    selection = selection if selection.start else selection.months_back(12)
    asked = Question(m, selection, role, scheme)
    public_view.check(asked)
    span = span_of(store, asked)
    axes = axes_of(store, asked, span)
    counted = cases_by_area(store, asked) if span.first_day else {}
    found = tuple(
        _curve(name, counted.get(id, NOBODY))
        for id, name in axes.names
        if id in counted or id not in axes.buckets
    )
    ignored = tuple(d for d, _ in selection.where if d not in m.dimensions)
    return Waits(found, _p_value(axes, counted), span.simulated, ignored)


def _p_value(axes: Axes, counted: Mapping[str, Counted]) -> float | None:
    """The log-rank test of the areas that have a name of their own."""
    compared = {
        name: counted[id].one_way
        for id, name in axes.names
        if id not in axes.buckets and id in counted
    }
    return curves.log_rank_counted(compared).p_value if len(compared) > 1 else None


def medians(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """The measure's percentile in weeks with limits, of every cell: area, period_start, category,
    denominator (those who waited), value, low, high and blank."""
    m = asked.measure
    if asked.period or asked.category:
        raise BadSelection(
            f"{m.short_name} is told for areas and one period, not by month or kind of child."
        )
    counted = cases_by_area(store, asked)
    found = [_median(m, counted.get(id, NOBODY)) for id, _ in axes.names]
    denominator, value, low, high, blank = zip(*found, strict=True)
    return axes.cells(
        numerator=np.full(len(found), np.nan),
        denominator=np.array(denominator, float),
        value=np.array(value, float),
        low=np.array(low, float),
        high=np.array(high, float),
        blank=np.array(blank, object),
    )


def _median(m: Measure, cases: Counted) -> tuple[float, float, float, float, str | None]:
    """Who waited, the percentile in weeks with its limits, and why there is none."""
    curve = _curve("", cases)
    found = _NOT_REACHED
    if m.quantile and not curve.blank:
        found = _in_weeks(_as_curve(cases), m.quantile)
    ends = (found.value, found.low, found.high)
    value, low, high = (np.nan if each is None else each for each in ends)
    blank = curve.blank or ("not_yet_due" if np.isnan(value) else None)
    return curve.waited, value, low, high, blank


def cases_by_area(store: Store, asked: Question) -> Mapping[str, Counted]:
    """Cases by area."""
    m, split = asked.measure, Split(asked.scheme)
    found = counts_by_area(store, partial(statements.waits, m), asked.selection, split)
    return {str(area): _by_day(part) for area, part in found.groupby("area")}


def _by_day(part: pd.DataFrame) -> Counted:
    wide = _wide(part)
    return Counted(wide.index.to_numpy(float), *(wide[kind].to_numpy(float) for kind in KINDS))


def _wide(part: pd.DataFrame) -> pd.DataFrame:
    wide = part.pivot_table(index="day", columns="kind", values="n", aggfunc="sum", fill_value=0)
    return wide.reindex(columns=list(KINDS), fill_value=0).sort_index()


_NOT_REACHED = curves.Percentile(None, None, None)


def _as_curve(counted: Counted) -> curves.Curve | curves.Incidence:
    """Kaplan-Meier; with a competing way out Aalen-Johansen, since Kaplan-Meier would overstate the
    chance of the event (health-waits 4.4)."""
    if not counted.other.any():
        return curves.kaplan_meier_counted(*counted.one_way)
    return _both_ways(counted)["event"]


def _both_ways(counted: Counted) -> Mapping[object, curves.Incidence]:
    ways = {"event": counted.event, "other": counted.other}
    return curves.cumulative_incidence_counted(counted.day, ways, counted.censored, counted.entered)


def _curve(area: str, counted: Counted) -> Curve:
    none = np.array([])
    if counted.event.sum() + counted.other.sum() + counted.censored.sum() == 0:
        return Curve(area, none, none, none, none, 0, _NOT_REACHED, _NOT_REACHED, "no_cases")
    found = _as_curve(counted)
    if isinstance(found, curves.Incidence):
        share, low, high = 1 - found.incidence, 1 - found.high, 1 - found.low
    else:
        share, low, high = found.survival, found.low, found.high
    return Curve(
        area,
        found.day / DAYS_A_WEEK,
        share,
        low,
        high,
        int(counted.entered.sum()),
        _in_weeks(found, 0.5),
        _in_weeks(found, 0.9),
        left=_left(counted),
    )


def _left(counted: Counted) -> float:
    return float(_both_ways(counted)["other"].incidence[-1]) if counted.other.any() else 0.0


def _in_weeks(curve: curves.Curve | curves.Incidence, p: float) -> curves.Percentile:
    """A percentile in weeks."""
    found = curves.percentile(curve, p)
    ends = (found.value, found.low, found.high)
    return curves.Percentile(*(None if each is None else each / DAYS_A_WEEK for each in ends))
