"""The cells of an answer: every area, period and category that was asked for, so that gaps stay
visible; what is summed into them; and why one of them has no value."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import places
from sendviz.ask.places import Span
from sendviz.ask.public_view import whole_dimensions
from sendviz.ask.selection import NOT_KNOWN, Question, Selection, dimensions_of
from sendviz.ask.store import Store
from sendviz.catalogue import Measure, calendar
from sendviz.catalogue.calendar import BadSelection

YEAR = 12
# Blanks of which nothing is told but the denominator; suppressed and no cases tell something.
UNTOLD = ["not_yet_due", "not_known", "not_submitted"]


@dataclass(frozen=True)
class Axes:
    """The areas (id, name), period starts and categories of an answer.

    buckets: the areas of those whose place is not known. at_ends: a row counts in the first period
    that it precedes the end of, as a stock's do, and not in the one that it falls in.
    """

    names: tuple[tuple[str, str], ...]
    buckets: frozenset[str]
    categories: tuple[str, ...]
    starts: tuple[date, ...]
    period: str | None
    at_ends: bool

    @cached_property
    def ends(self) -> tuple[date, ...]:
        """The last day of each period."""
        period = self.period
        return tuple(calendar.period_end(start, period) for start in self.starts) if period else ()

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many areas, periods (one where there are none) and categories there are."""
        return len(self.names), max(len(self.starts), 1), len(self.categories)

    @property
    def is_rolling(self) -> bool:
        """Whether the periods are years that end with each month."""
        return self.period == "rolling_12_months"

    def cells(self, **columns: np.ndarray) -> pd.DataFrame:
        """All cells as a frame: area, period_start, category, and the columns given (one value a
        cell)."""
        areas, starts, categories = self.shape
        ids = np.array([id for id, _ in self.names], dtype=object)
        days = np.array(self.starts or [None], dtype="datetime64[us]")
        return pd.DataFrame(
            {
                "area": np.repeat(ids, starts * categories),
                "period_start": np.tile(np.repeat(days, categories), areas),
                "category": np.tile(np.array(self.categories, dtype=object), areas * starts),
                **columns,
            },
            copy=False,
        )

    def places(self, found: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """(rows, cells): each row of a statement beside every cell that it counts in: twelve for
        rolling years, none for what lies outside the axes."""
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
        _, starts, categories = self.shape
        return rows, (area[rows] * starts + start) * categories + category[rows]

    def sums(self, found: pd.DataFrame, *columns: str) -> list[np.ndarray]:
        """Each column of a statement summed into the cells; nought where nothing was counted."""
        rows, cells = self.places(found)
        size = int(np.prod(self.shape))
        return [
            np.bincount(cells, weights=found[column].to_numpy(float)[rows], minlength=size)
            for column in columns
        ]

    def stock(self, found: pd.DataFrame, column: str) -> np.ndarray:
        """Changes month by month as the stock at the end of each period (or at the last day,
        without periods)."""
        return self.sums(found, column)[0].reshape(self.shape).cumsum(axis=1).ravel()

    @cached_property
    def _place_of(self) -> Mapping[date, int]:
        return {start: place for place, start in enumerate(self.starts)}

    def _periods_of(self, month: np.datetime64[date]) -> list[int]:
        """The periods that a month counts in."""
        if self.period is None:
            return [0]
        day = month.item()
        if self.at_ends:
            first = bisect_left(self.ends, day)
            return [first] if first < len(self.ends) else []
        if self.is_rolling:
            starts = (calendar.add_months(day, -back) for back in range(YEAR))
            return [self._place_of[start] for start in starts if start in self._place_of]
        start = calendar.period_of(day, self.period)
        return [self._place_of[start]] if start in self._place_of else []


@dataclass(frozen=True)
class Blanks:
    """Why cells of an answer have no value."""

    asked: Question
    axes: Axes
    span: Span

    def fill(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The cells with a reason where the value is missing, and without the not-known bucket or
        category that holds no case.

        Of several reasons the first of this list is told; what the counts gave by themselves (as
        too few) comes before no cases. A month before the records is not known, whether or not
        it is also too young to be settled.
        """
        starts = cells["period_start"].to_numpy("datetime64[D]")
        blank = _own_blanks(cells)
        missing = cells["value"].isna().to_numpy() & pd.isna(blank)
        blank[missing] = (
            "not_known"
            if self.asked.measure.denominator_measure == "population_0_25"
            else "no_cases"
        )
        future = starts > np.datetime64(self.asked.selection.as_at)
        young = self._unsettled(starts) & (blank != "no_cases")
        reasons = [
            ("not_submitted", self._untold(cells)),
            (self._no_records, self._before_records(starts) | self._after_records(starts)),
            ("not_yet_due", future | young),
        ]
        for reason, holds in reversed(reasons):
            blank[holds] = reason
        gone = np.isin(blank.astype(str), UNTOLD)
        columns = {
            name: np.where(gone, np.nan, cells[name].to_numpy(float))
            for name in ("numerator", "value", "low", "high")
        }
        empty = self._empty(cells, columns["numerator"])
        out = cells.assign(blank=pd.Series(blank, index=cells.index, dtype=object), **columns)
        return out[~empty] if empty.any() else out

    @property
    def _no_records(self) -> str:
        m = self.asked.measure
        of_files = m.of_referrals or m.of_lists or m.needs_table
        return "not_submitted" if of_files and self.span.first_day is None else "not_known"

    def _untold(self, cells: pd.DataFrame) -> np.ndarray:
        """The pathways, or providers, of which no file tells."""
        scheme = self.asked.scheme or ""
        cut = "pathway" if self.asked.category == "pathway" else scheme
        untold = self.span.untold.get(cut, frozenset())
        if not untold:
            return np.zeros(len(cells), dtype=bool)
        return (cells["category"].isin(untold) | cells["area"].isin(untold)).to_numpy()

    def _before_records(self, starts: np.ndarray) -> np.ndarray:
        """Periods of which the records do not tell, or only in part."""
        first_day = self.span.first_day
        if first_day is None:
            return np.ones(len(starts), dtype=bool)
        if not self.axes.period:
            return np.full(len(starts), self.asked.selection.last_day < first_day)
        days = self.axes.starts if self.axes.is_rolling else self.axes.ends
        early = [day < first_day for day in days]
        return self._of_periods(early, starts, elsewhere=False)

    def _after_records(self, starts: np.ndarray) -> np.ndarray:
        """Periods (or the day) that lie beyond what the records know; the council's own as-at days
        never do, those of a provider that sent its file earlier may."""
        data_date = self.span.data_date
        if data_date is None or self.asked.selection.as_at <= data_date:
            return np.zeros(len(starts), dtype=bool)
        if not self.axes.period:
            return np.ones(len(starts), dtype=bool)
        late = [end > data_date for end in self.axes.ends]
        return self._of_periods(late, starts, elsewhere=True)

    def _of_periods(
        self, holds: Sequence[bool], starts: np.ndarray, *, elsewhere: bool
    ) -> np.ndarray:
        """What holds of each period of the axes as what holds of each cell; elsewhere: of a cell
        that begins with none of these periods."""
        known = dict(zip(self.axes.starts, holds, strict=True))
        distinct, place = np.unique(starts, return_inverse=True)
        return np.array([known.get(day.item(), elsewhere) for day in distinct], dtype=bool)[place]

    def _unsettled(self, starts: np.ndarray) -> np.ndarray:
        """Periods so young that it is not known yet what becomes of all their cases: counted now,
        those still open would read as if it had not happened. DfE prints whole years in January
        all the same, so 12 months and more are told."""
        settles = self.asked.measure.settles_in_days
        if not settles:
            return np.zeros(len(starts), dtype=bool)
        settled = self.asked.selection.as_at - timedelta(settles)
        distinct, place = np.unique(starts, return_inverse=True)
        spans = [self._days_of_period(start) for start in distinct]
        young = [last > settled and calendar.months_in(first, last) < YEAR for first, last in spans]
        return np.array(young, dtype=bool)[place]

    def _days_of_period(self, start: np.datetime64[date]) -> tuple[date, date]:
        """The first and last day of a period, as far as they were asked for; all that was asked
        for if there are no periods."""
        asked_first, asked_last = self.span.days_of(self.asked.selection)
        if not self.axes.period:
            return asked_first, asked_last
        first = start.item()
        last = min(calendar.period_end(first, self.axes.period), asked_last)
        return (first if self.axes.is_rolling else max(first, asked_first)), last

    def _empty(self, cells: pd.DataFrame, numerator: np.ndarray) -> np.ndarray:
        """Rows of buckets and not-known categories without any case in any period."""
        pairs = list(zip(cells["area"], cells["category"], strict=True))
        bucket = [area in self.axes.buckets or category == NOT_KNOWN for area, category in pairs]
        if not any(bucket):
            return np.zeros(len(pairs), dtype=bool)
        counts = np.nan_to_num([numerator, cells["denominator"].to_numpy(float)])
        counted = counts.any(axis=0)
        if "under" in cells:  # told as nought, which may be a few
            counted |= cells["under"].notna().to_numpy() | cells["blank"].eq("too_few").to_numpy()
        held = {pair for pair, any_case in zip(pairs, counted, strict=True) if any_case}
        empty = [b and pair not in held for b, pair in zip(bucket, pairs, strict=True)]
        return np.array(empty, dtype=bool)


def _own_blanks(cells: pd.DataFrame) -> np.ndarray:
    """The reasons that the counts gave by themselves, None for no reason."""
    if "blank" not in cells:
        return np.full(len(cells), None, object)
    blank = cells["blank"].to_numpy(object, copy=True)
    blank[pd.isna(blank)] = None
    return blank


def axes_of(store: Store, asked: Question, span: Span) -> Axes:
    """The axes of the answer. Raises BadSelection for an unknown council or area."""
    m, selection, scheme = asked.measure, asked.selection, asked.scheme
    council = str(places.council(store, selection.council)["name"])
    whole = _name_of_whole(store, selection, council)
    buckets: Collection[str] = ()
    if scheme in (None, "council"):
        names = [("", whole)]
    elif catalogue.is_place(scheme):
        bucket = f"{selection.council}/{scheme}/unknown"
        codes = _categories(store, m, selection.council, scheme, asked.role)[:-1]
        names, buckets = [(code, code) for code in codes] + [(bucket, "Not recorded")], [bucket]
    else:
        found = _areas_within(store, selection, scheme)
        names, buckets = [(a.id, a.name) for a in found], [a.id for a in found if not a.known]
        if not names:
            raise BadSelection(f"{council} has no areas of the kind '{scheme}'.")
    starts = calendar.periods(*span.days_of(selection), asked.period) if asked.period else ()
    categories = _categories(store, m, selection.council, asked.category, asked.role)
    return Axes(
        tuple(names), frozenset(buckets), categories, tuple(starts), asked.period, m.at_a_date
    )


def _areas_within(store: Store, selection: Selection, scheme: str) -> Sequence[places.Area]:
    """The areas of a scheme that lie in the chosen ones: those left out have no noughts to tell."""
    found = places.areas(store, selection.council, scheme, selection.as_at)
    if not selection.areas or not found:
        return found
    chosen = [area for area in found if area.id in selection.areas]
    if chosen or scheme != "district":
        return chosen or found
    held = store.cached_rows(
        "select district, area_id from area_member "
        "where valid_from <= $as_at and (valid_to is null or valid_to > $as_at)",
        {"as_at": selection.as_at},
    )
    inside = set(held.loc[held["area_id"].isin(selection.areas), "district"])
    return [area for area in found if area.id in inside] or found


def _name_of_whole(store: Store, selection: Selection, council: str) -> str:
    """The council, or the areas chosen in it. Raises BadSelection for one that it does not have."""
    named = store.cached_rows(
        "select area_id, name from area where la_code = $la", {"la": selection.council}
    )
    known = dict(zip(named["area_id"], named["name"], strict=True))
    for area in selection.areas:
        if area not in known:
            raise BadSelection(f"There is no area '{area[:40]}' in this council.")
    return " and ".join(known[area] for area in selection.areas) or council


def _categories(
    store: Store, m: Measure, la_code: str, category: str | None, role: str
) -> tuple[str, ...]:
    """The codes of a dimension in their order; those of one without fixed codes (team, provider)
    are read from the records of which the role is told."""
    if category is None:
        return ("",)
    if catalogue.TOGETHER in category:
        each = [_categories(store, m, la_code, id, role) for id in dimensions_of(category)]
        return tuple(catalogue.TOGETHER.join(codes) for codes in product(*each))
    known = catalogue.dimensions()[category]
    if known.values:
        return (*known.values, NOT_KNOWN)
    if store.is_public:
        return (*_codes_held(store, m, la_code, category), NOT_KNOWN)
    table, told = m.facts[0].table_of(category), m.facts[0].told_if.get(role, "true")
    found = store.cached_rows(
        f"select distinct {known.id} as code from {table} where la_code = $la "
        f"and {known.id} is not null and {told} order by 1",
        {"la": la_code},
    )
    return (*found["code"], NOT_KNOWN)


def _codes_held(store: Store, m: Measure, la_code: str, category: str) -> list[str]:
    """The codes of a dimension in the counts of a public file, which has no records."""
    counted = m.made_of[0] if m.made_of else m
    place = whole_dimensions(counted).index(category)
    found = store.cached_rows(
        "select distinct codes from whole_count where la_code = $la and measure = $measure",
        {"la": la_code, "measure": counted.id},
    )
    codes = {each.split(catalogue.TOGETHER)[place] for each in found["codes"]}
    return sorted(codes - {NOT_KNOWN})
