"""Which rows an answer has: every area, period and category that was asked for, so that gaps stay
visible."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import places
from sendviz.ask.statements import NOT_KNOWN, Split
from sendviz.ask.store import Store
from sendviz.catalogue import Measure, calendar

KEYS = ["area", "period_start", "category"]
YEAR = 12


@dataclass(frozen=True)
class Grid:
    """The areas (id, name), categories and period starts of an answer, and what is known about the
    records. window: the first and the last day that are asked for; untold: pathways, or providers,
    of which no file tells."""

    la_code: str
    names: tuple[tuple[str, str], ...]
    buckets: frozenset[str]
    categories: tuple[str, ...]
    starts: tuple[date, ...]
    period: str | None
    split: Split
    areas: tuple[str, ...]
    as_at: date
    window: tuple[date, date]
    last_month: date
    first_day: date | None
    data_date: date | None
    simulated: bool
    stock: bool
    untold: frozenset[str] = frozenset()

    @cached_property
    def _ends(self) -> tuple[date, ...]:
        return tuple(calendar.period_end(start, self.period) for start in self.starts)

    @cached_property
    def _place_of(self) -> Mapping[date, int]:
        return {start: place for place, start in enumerate(self.starts)}

    @property
    def is_rolling(self) -> bool:
        return self.period == "rolling_12_months"

    def cells(self, **columns: np.ndarray) -> pd.DataFrame:
        """The whole grid as a frame: area, period_start, category, and the columns given (one
        value a cell)."""
        areas, starts, categories = len(self.names), max(len(self.starts), 1), len(self.categories)
        days = np.array(self.starts or [None], dtype="datetime64[us]")
        return pd.DataFrame(
            {
                "area": np.repeat(
                    np.array([id for id, _ in self.names], dtype=object), starts * categories
                ),
                "period_start": np.tile(np.repeat(days, categories), areas),
                "category": np.tile(np.array(self.categories, dtype=object), areas * starts),
                **columns,
            },
            copy=False,
        )

    def places(self, found: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """(rows, cells): each row of a statement beside every cell that it counts in: twelve for
        rolling years, none for what lies outside the grid."""
        area = pd.Index([id for id, _ in self.names]).get_indexer(found["area"])
        category = pd.Index(self.categories).get_indexer(found["category"])
        months, which = np.unique(found["month"].to_numpy("datetime64[D]"), return_inverse=True)
        periods = [self._periods_of(month) for month in months]
        times = np.array([len(each) for each in periods], dtype=int)[which]
        times[(area < 0) | (category < 0)] = 0
        rows = np.repeat(np.arange(len(found)), times)
        place = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
        padded = np.zeros((len(periods), max(map(len, periods), default=0)), dtype=int)
        for row, each in zip(padded, periods, strict=True):
            row[: len(each)] = each
        start = padded[which[rows], place]
        width = max(len(self.starts), 1)
        return rows, (area[rows] * width + start) * len(self.categories) + category[rows]

    def sums(self, found: pd.DataFrame, *columns: str) -> list[np.ndarray]:
        """Each column of a statement summed into the cells of the grid; nought where nothing was
        counted."""
        rows, cells = self.places(found)
        size = len(self.names) * max(len(self.starts), 1) * len(self.categories)
        return [
            np.bincount(cells, weights=found[column].to_numpy(float)[rows], minlength=size)
            for column in columns
        ]

    def run_up(self, found: pd.DataFrame, column: str) -> np.ndarray:
        """Changes month by month into the stock at the end of each period (or at the last day,
        without periods)."""
        shape = (len(self.names), max(len(self.starts), 1), len(self.categories))
        return self.sums(found, column)[0].reshape(shape).cumsum(axis=1).ravel()

    def _periods_of(self, month: np.datetime64) -> list[int]:
        """The periods that a month counts in; for a stock the first whose end it precedes."""
        if self.period is None:
            return [0]
        day = month.item()
        if self.stock:
            first = bisect_left(self._ends, day)
            return [first] if first < len(self._ends) else []
        if self.is_rolling:
            months = range(12)
            starts = (calendar.add_months(day, -back) for back in months)
            return [self._place_of[start] for start in starts if start in self._place_of]
        start = calendar.period_of(day, self.period)
        return [self._place_of[start]] if start in self._place_of else []

    def population(self, store: Store) -> Mapping[str, float]:
        """People aged 0 to 25 by area id of this grid; missing where nobody has estimated them."""
        if catalogue.is_place(self.split.scheme):
            return {}
        if self.split.scheme not in (None, "council"):
            found = places.areas(store, self.la_code, self.split.scheme, self.as_at)
            return {area.id: float(area.population_0_25 or np.nan) for area in found}
        if self.areas:
            known = {
                area.id: area.population_0_25
                for scheme in catalogue.SCHEMES
                for area in places.areas(store, self.la_code, scheme, self.as_at)
            }
            return {"": float(sum(known.get(area) or np.nan for area in self.areas))}
        return {"": float(places.council(store, self.la_code)["population_0_25"] or np.nan)}

    def blanked(self, m: Measure, frame: pd.DataFrame, grain: str | None) -> pd.DataFrame:
        """Say why a value is missing, and leave out a not-known bucket or category that holds no
        case. grain: what the periods of the frame really are."""
        starts = frame["period_start"].to_numpy("datetime64[D]")
        blank = (
            frame["blank"].to_numpy(object, copy=True)
            if "blank" in frame
            else np.full(len(frame), None, object)
        )
        blank[pd.isna(blank)] = None
        missing = frame["value"].isna().to_numpy() & (blank == None)  # noqa: E711
        blank[missing] = "not_known" if m.denominator_measure == "population_0_25" else "no_cases"
        blank[starts > np.datetime64(self.as_at)] = "not_yet_due"
        blank[self._unsettled(m, starts, grain) & (blank != "no_cases")] = "not_yet_due"
        blank[self._before_records(starts)] = self._unknown(m)
        blank[self._after_records(starts)] = self._unknown(m)
        if self.untold:
            here = frame["category"].isin(self.untold) | frame["area"].isin(self.untold)
            blank[here.to_numpy()] = "not_submitted"
        gone = np.isin(blank.astype(str), ["not_yet_due", "not_known", "not_submitted"])
        columns = {
            name: np.where(gone, np.nan, frame[name].to_numpy(float))
            for name in ("numerator", "value", "low", "high")
        }
        empty = self._empty(frame, columns["numerator"], blank)
        out = frame.assign(blank=pd.Series(blank, index=frame.index, dtype=object), **columns)
        return out[~empty] if empty.any() else out

    def _before_records(self, starts: np.ndarray) -> np.ndarray:
        """Periods of which the records do not tell, or only in part."""
        if self.first_day is None:
            return np.ones(len(starts), dtype=bool)
        if not self.period:
            return np.full(len(starts), self.as_at < self.first_day)
        early = {
            np.datetime64(start): start < self.first_day
            if self.is_rolling
            else end < self.first_day
            for start, end in zip(self.starts, self._ends, strict=True)
        }
        return np.array([early.get(start, False) for start in starts], dtype=bool)

    def _unsettled(self, m: Measure, starts: np.ndarray, grain: str | None) -> np.ndarray:
        """Periods so young that it is not known yet what becomes of all their cases: counted now,
        those still open would read as if it had not happened. DfE prints whole years in January
        all the same, so 12 months and more are told."""
        if not m.settles_in_days:
            return np.zeros(len(starts), dtype=bool)
        distinct, place = np.unique(starts, return_inverse=True)
        spans = [self._span(start, grain) for start in distinct]
        settled = self.as_at - timedelta(m.settles_in_days)
        young = [last > settled and calendar.months_in(first, last) < YEAR for first, last in spans]
        return np.array(young, dtype=bool)[place]

    def _span(self, start: np.datetime64, grain: str | None) -> tuple[date, date]:
        """The first and last day of a period, as far as they were asked for; the window if there
        are no periods."""
        if not self.period:
            return self.window
        first, last = start.item(), self.window[1]
        if grain == "12_months":
            return first, min(calendar.period_end(first, "rolling_12_months"), last)
        end = min(calendar.period_end(first, grain or self.period), last)
        return (first if self.is_rolling else max(first, self.window[0])), end

    def _unknown(self, m: Measure) -> str:
        of_files = m.of_referrals or m.needs_table
        return "not_submitted" if of_files and self.first_day is None else "not_known"

    def _after_records(self, starts: np.ndarray) -> np.ndarray:
        """Periods (or the day) that lie beyond what the records know; the council's own as-at days
        never do, those of a provider that sent its file earlier may."""
        if self.data_date is None or self.as_at <= self.data_date:
            return np.zeros(len(starts), dtype=bool)
        if not self.period:
            return np.ones(len(starts), dtype=bool)
        pairs = zip(self.starts, self._ends, strict=True)
        late = {np.datetime64(start): end > self.data_date for start, end in pairs}
        return np.array([late.get(start, True) for start in starts], dtype=bool)

    def _empty(self, frame: pd.DataFrame, numerator: np.ndarray, blank: np.ndarray) -> np.ndarray:
        """Rows of buckets and not-known categories without any case in any period."""
        pairs = list(zip(frame["area"], frame["category"], strict=True))
        bucket = [area in self.buckets or category == NOT_KNOWN for area, category in pairs]
        if not any(bucket):
            return np.zeros(len(pairs), dtype=bool)
        counts = np.nan_to_num([numerator, frame["denominator"].to_numpy(float)])
        counted = counts.any(axis=0) | (blank == "suppressed")
        held = {pair for pair, any_case in zip(pairs, counted, strict=True) if any_case}
        empty = [b and pair not in held for b, pair in zip(bucket, pairs, strict=True)]
        return np.array(empty, dtype=bool)
