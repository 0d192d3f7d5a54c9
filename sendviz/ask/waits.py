"""Time-to-event curves: finished and open cases together, counted by whole days inside DuckDB, for
public view in rounded steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import guard, hiding, statements
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


@dataclass(frozen=True)
class Counted:
    """Cases by whole days since the clock started: arrays of equal length.

    event: those to whom it happened; other: those who left in the competing way; censored: still
    waiting on the last day; entered: those who came into view. in_steps: each day is the last of
    a step of 28, and every count a multiple of 5.
    """

    day: np.ndarray
    event: np.ndarray
    other: np.ndarray
    censored: np.ndarray
    entered: np.ndarray
    in_steps: bool = field(default=False, kw_only=True)

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
    guard.check(asked)
    span = span_of(store, asked)
    axes = axes_of(store, asked, span)
    counted = cases_by_area(store, asked) if span.first_day else {}
    found = tuple(
        _curve(m, name, counted.get(id, NOBODY))
        for id, name in axes.names
        if id in counted or id not in axes.buckets
    )
    rounded = guard.needs_guarding(asked)
    ignored = tuple(d for d, _ in selection.where if d not in m.dimensions)
    p_value = None if rounded else _p_value(axes, counted)
    return Waits(found, p_value, rounded, span.simulated, ignored)


def _p_value(axes: Axes, counted: Mapping[str, Counted | None]) -> float | None:
    """The log-rank test of the areas that have a name of their own."""
    compared = {
        name: cases.one_way
        for id, name in axes.names
        if id not in axes.buckets and (cases := counted.get(id))
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


def _median(m: Measure, cases: Counted | None) -> tuple[float, float, float, float, str | None]:
    """Who waited, the percentile in weeks with its limits, and why there is none."""
    curve = _curve(m, "", cases)
    found = _NOT_REACHED
    if cases and m.quantile and not curve.blank:
        found = _in_weeks(cases, _as_curve(cases), m.quantile)
    ends = (found.value, found.low, found.high)
    value, low, high = (np.nan if each is None else each for each in ends)
    blank = curve.blank or ("not_yet_due" if np.isnan(value) else None)
    return np.nan if blank == "suppressed" else curve.waited, value, low, high, blank


def cases_by_area(store: Store, asked: Question) -> Mapping[str, Counted | None]:
    """Cases by area; in public view of parts in rounded steps, and None where the area must be
    hidden."""
    m, split = asked.measure, Split(asked.scheme)
    found = counts_by_area(store, partial(statements.waits, m), asked.selection, split)
    if not guard.needs_guarding(asked):
        return {str(area): _by_day(part) for area, part in found.groupby("area")}
    hidden = _hidden(m, found)
    return {
        str(area): None if area in hidden else _by_step(part)
        for area, part in found.groupby("area")
    }


def _by_day(part: pd.DataFrame) -> Counted:
    wide = _wide(part)
    return Counted(wide.index.to_numpy(float), *(wide[kind].to_numpy(float) for kind in KINDS))


def _wide(part: pd.DataFrame) -> pd.DataFrame:
    wide = part.pivot_table(index="day", columns="kind", values="n", aggfunc="sum", fill_value=0)
    return wide.reindex(columns=list(KINDS), fill_value=0).sort_index()


def _hidden(m: Measure, found: pd.DataFrame) -> set[str]:
    """Areas with too few cases, and a second one where the total would give such an area away."""
    cases = found[found["kind"] == "entered"].groupby("area")["n"].sum().reset_index()
    cells = cases.rename(columns={"n": "denominator"}).assign(period_start=pd.NaT, numerator=0.0)
    if m.small_numbers == "nhs":  # The total is rounded as well.
        return set(cells.loc[cells["denominator"] < hiding.LEAST_DENOMINATOR, "area"])
    told = hiding.guard(cells, m.small_numbers, with_denominator=True)
    return set(told.loc[told["blank"].notna(), "area"])


def _by_step(part: pd.DataFrame) -> Counted:
    """Steps of 28 days, each told by its last. Running totals are rounded and then differenced,
    so that few in each step are not lost for good and every step is a multiple of 5."""
    step = np.ceil(part["day"] / hiding.STEP_DAYS).astype(int)
    # Who enters on day 0 is there from the start; who leaves on it does so in the first step.
    step = step.where(part["kind"] == "entered", np.maximum(step, 1))
    wide = _wide(part.assign(day=step)).reindex(range(step.max() + 1), fill_value=0)
    totals = _without_small_totals(wide.to_numpy(float).cumsum(axis=0))
    # No step is told beyond the last that the rounded totals know of: it would give away how long
    # the last few wait.
    last = np.flatnonzero(np.diff(totals, axis=0).any(axis=1)).max(initial=0) + 1
    fitting = _made_consistent(*totals[: last + 1].T)
    numbers = (np.diff(total, prepend=0.0) for total in fitting)
    return Counted(np.arange(last + 1.0) * hiding.STEP_DAYS, *numbers, in_steps=True)


def _without_small_totals(totals: np.ndarray) -> np.ndarray:
    """Running totals to the nearest 5, and 1 to 7 as nought, of every measure: a month, a quarter
    and a year beside one another would give small ones away if fewer were hidden."""
    hidden = totals < hiding.HIDDEN_BELOW["nhs"]
    return np.where(hidden, 0.0, hiding.rounded(totals))


def _made_consistent(
    event: np.ndarray, other: np.ndarray, censored: np.ndarray, entered: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rounded running totals made to fit: nobody leaves before entering, and all who are left are
    censored in the last step."""
    entered = np.maximum(entered, event + other)
    left = entered - event - other
    most = np.append(np.minimum(censored, left)[:-1], left[-1])
    return event, other, np.minimum.accumulate(most[::-1])[::-1], entered


_NOT_REACHED = curves.Percentile(None, None, None)


def _as_curve(counted: Counted) -> curves.Curve | curves.Incidence:
    """Kaplan-Meier; with a competing way out Aalen-Johansen, since Kaplan-Meier would overstate the
    chance of the event (health-waits 4.4)."""
    if not counted.other.any():
        return curves.kaplan_meier_counted(*counted.one_way, in_steps=counted.in_steps)
    return _both_ways(counted)["event"]


def _both_ways(counted: Counted) -> Mapping[object, curves.Incidence]:
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
        low = max(low - hiding.STEP_DAYS, 0.0)
    ends = (found.value, low, found.high)
    return curves.Percentile(*(None if each is None else each / DAYS_A_WEEK for each in ends))
