"""Time-to-event curves: finished and open cases together, counted by whole days inside DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import public_view, statements, whole
from sendviz.ask.cells import Axes, axes_of
from sendviz.ask.kept_counts import counts_by_area
from sendviz.ask.places import Span, span_of
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.selection import Question, Selection, Split
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import FEWEST_WAITS
from sendviz.stats import survival as curves

DAYS_A_WEEK = 7
KINDS = ("event", "other", "censored", "entered")
ENDS = ("", "_low", "_high")


@dataclass(frozen=True)
class Curve:
    """Share still without the event by week since the clock started, for one area; median and nine
    in ten in weeks.

    median and ninetieth have value, low and high, each None when not reached. waited: cases in the
    curve; blank is 'no_cases' or 'too_few' when there is no curve. weeks, share, low and high are
    arrays of equal length. left: the share that had left in the competing way by the last week,
    nought where the measure knows no such way.
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
    counted = cases_by_area(store, asked) if span.first_day and not store.is_public else {}
    found = tuple(
        _curve_of(store, asked, span, name, counted.get(id, NOBODY))
        for id, name in axes.names
        if id in counted or id not in axes.buckets
    )
    ignored = tuple(d for d, _ in selection.where if d not in m.dimensions)
    return Waits(found, _p_value(axes, counted), span.simulated, ignored)


def _curve_of(store: Store, asked: Question, span: Span, name: str, cases: Counted) -> Curve:
    """The curve of one area; in public view by whole weeks."""
    if asked.role != PUBLIC:
        return _curve(name, cases)
    if not store.is_public:
        return by_week(_curve(name, cases))
    return _held_curve(name, whole.curve_row(store, asked) if span.first_day else None)


def by_week(curve: Curve) -> Curve:
    """The curve at the ends of whole weeks, to four digits: what public view is told of it. Of
    fewer than 5 waits it has none."""
    if curve.blank:
        return curve
    if curve.waited < FEWEST_WAITS:
        return _too_few(curve.area, curve.waited)
    weeks = np.arange(np.ceil(curve.weeks[-1]) + 1)
    # The last step at or before each week; nobody has left before the first.
    place = np.searchsorted(curve.weeks, weeks, side="right") - 1
    share, low, high = (
        np.where(place < 0, 1.0, line[np.maximum(place, 0)]).round(4)
        for line in (curve.share, curve.low, curve.high)
    )
    return replace(curve, weeks=weeks, share=share, low=low, high=high)


def _too_few(area: str, waited: int) -> Curve:
    none = np.array([])
    return Curve(area, none, none, none, none, waited, _NOT_REACHED, _NOT_REACHED, "too_few")


def _held_curve(area: str, row: pd.Series | None) -> Curve:
    """A curve as a public file holds it."""
    if row is None:
        return _curve(area, NOBODY)
    if row["waited"] < FEWEST_WAITS:
        return _too_few(area, int(row["waited"]))
    half, ninetieth = (
        curves.Percentile(
            *(None if pd.isna(row[f"{name}{end}"]) else row[f"{name}{end}"] for end in ENDS)
        )
        for name in ("half", "ninetieth")
    )
    share, low, high = (np.asarray(row[name], float) for name in ("share", "low", "high"))
    weeks = np.arange(len(share), dtype=float)
    waited, left = int(row["waited"]), float(row["gone"])
    return Curve(area, weeks, share, low, high, waited, half, ninetieth, left=left)


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
    if store.is_public:
        found = [_median(m, _held_curve("", whole.curve_row(store, asked)))]
    else:
        counted = cases_by_area(store, asked)
        each = [_curve("", counted.get(id, NOBODY)) for id, _ in axes.names]
        found = [_median(m, by_week(c) if asked.role == PUBLIC else c) for c in each]
    denominator, value, low, high, blank = zip(*found, strict=True)
    return axes.cells(
        numerator=np.full(len(found), np.nan),
        denominator=np.array(denominator, float),
        value=np.array(value, float),
        low=np.array(low, float),
        high=np.array(high, float),
        blank=np.array(blank, object),
    )


def _median(m: Measure, curve: Curve) -> tuple[float, float, float, float, str | None]:
    """Who waited, the percentile in weeks with its limits, and why there is none."""
    found = {0.5: curve.median, 0.9: curve.ninetieth}[m.quantile or 0.5]
    ends = (found.value, found.low, found.high)
    value, low, high = (np.nan if each is None else each for each in ends)
    blank = curve.blank or ("not_yet_due" if np.isnan(value) else None)
    return curve.waited, value, low, high, blank


def cases_by_area(store: Store, asked: Question) -> Mapping[str, Counted]:
    """Cases by area."""
    m, split = asked.measure, Split(asked.scheme)
    found = counts_by_area(store, partial(statements.waits, m), asked.selection, split)
    return {str(area): _by_day(part) for area, part in found.groupby("area")}


def curve_of_counts(rows: pd.DataFrame) -> Curve:
    """The curve of the rows of a statement of waits: kind, day and n, to be summed."""
    return _curve("", _by_day(rows))


def _by_day(part: pd.DataFrame) -> Counted:
    days, place = np.unique(part["day"].to_numpy(float), return_inverse=True)
    kinds, n = part["kind"].to_numpy(object), part["n"].to_numpy(float)
    each = (np.bincount(place, weights=n * (kinds == kind), minlength=len(days)) for kind in KINDS)
    return Counted(days, *each)


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
