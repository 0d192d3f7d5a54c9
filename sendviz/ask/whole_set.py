"""Makes what a public file tells of whole councils, one as-at day after the other: counts by month
as they were known on each, and the finished means, percentiles and curves. A row is written once,
with the days from which and until which it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import lists, statements, values
from sendviz.ask.counts import counting
from sendviz.ask.kept_counts import counted_once
from sendviz.ask.places import code_known, holds, span_of
from sendviz.ask.public_view import PUBLIC, in_quarters
from sendviz.ask.selection import Question, Selection, Split, as_told_to
from sendviz.ask.store import Store
from sendviz.ask.waits import by_week, curve_of_counts
from sendviz.ask.whole import (
    ALL_CASES,
    EVER,
    MOST_MONTHS,
    days_told,
    first_month_told,
    starts_of_curves,
    whole_dimensions,
)
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import add_months, month_start, months_in

WholeSet = Mapping[str, pd.DataFrame]
SUMS, WINDOW = ("numerator", "denominator"), ("first_month", "last_month")
# More months than lie between any two days.
FAR = 100_000


@dataclass
class _Held:
    """Rows of one table as they follow each other: those that hold now, and those that did."""

    now: pd.DataFrame = field(default_factory=pd.DataFrame)
    before: list[pd.DataFrame] = field(default_factory=list)

    def follow(self, rows: pd.DataFrame, day: date, asked: np.ndarray | None = None) -> None:
        """Let these rows hold from a day on: what is as it was goes on, what is not ends. asked:
        which of those that hold now are told anew, where the others go on anyway."""
        if self.now.empty:
            self.now = rows.assign(known_from=pd.Timestamp(day))
            return
        told = self.now if asked is None else self.now[asked]
        both = told.merge(rows, on=list(rows.columns), how="outer", indicator="which")
        ends = both["which"] == "left_only"
        self.before.append(both[ends].drop(columns="which").assign(known_to=pd.Timestamp(day)))
        both["known_from"] = both["known_from"].fillna(pd.Timestamp(day))
        goes_on = both[~ends].drop(columns="which")
        self.now = goes_on if asked is None else pd.concat([self.now[~asked], goes_on])

    def all(self) -> pd.DataFrame:
        """Every row with known_from and known_to, which is missing where it still holds."""
        return pd.concat([*self.before, self.now], ignore_index=True)


@dataclass
class _Finished:
    """The finished answers of one mean or percentile, as they follow each other: of months in
    which nothing has changed since the day before they go on as they are."""

    variant: str
    measure: Measure
    held: _Held = field(default_factory=_Held)
    amounts: pd.DataFrame | None = None

    def follow(self, store: Store, selection: Selection) -> None:
        """Let what is known on the as-at day follow."""
        m, last = self.measure, month_start(selection.as_at)
        rows = counted_once(store, counting(m)(selection, _split(m)))
        first = first_month_told(store, selection.council)
        changed = _changed(self.amounts, rows)
        windows = _windows(changed, first, last, at_one_day=m.at_a_date)
        found, now = _finished(m, rows, windows), self.held.now
        self.held.follow(found, selection.as_at, _told_anew(now, windows) if len(now) else None)
        self.amounts = rows

    def all(self) -> pd.DataFrame:
        """Every answer, with the days from which and until which it holds."""
        return self.held.all().assign(measure=self.measure.id, variant=self.variant)


def whole_set(
    store: Store, la_code: str, progress: Callable[[date], None] = lambda _: None
) -> WholeSet:
    """The rows of whole_count, whole_value, whole_curve, issue_count, record_held and code_known of
    a council with records, by table; progress is told each as-at day before it is looked at."""
    counts, drawn = _Held(), []
    finished = [
        _Finished(id, variant)
        for m in _measures("mean", "quantile")
        for id, variant in _variants(m)
    ]
    for day in days_told(store, la_code):
        progress(day)
        selection = Selection(la_code, day)
        counts.follow(pd.concat(_counts(store, selection)), day)
        for each in finished:
            each.follow(store, selection)
        drawn += list(_curves(store, selection))
    needed = {m.needs_table for m in catalogue.measures().values() if m.needs_table}
    codes = {m.needs_code for m in catalogue.measures().values() if m.needs_code}
    tables = [each for each in sorted(needed) if holds(store, each, la_code)]
    issues = lists.issue_counts(store, la_code, PUBLIC)
    found = {
        "whole_count": counts.all(),
        "whole_value": _with_ever(pd.concat([each.all() for each in finished])),
        "whole_curve": pd.DataFrame(drawn),
        "issue_count": issues[["rule", "severity", "n"]],
        "record_held": pd.DataFrame({"table_name": tables}),
        "code_known": pd.concat(
            [code_known(store, la_code, code).assign(code=code) for code in sorted(codes)]
        ),
    }
    return {name: rows.assign(la_code=la_code) for name, rows in found.items() if len(rows)}


def _with_ever(rows: pd.DataFrame) -> pd.DataFrame:
    """With no first month where all that is known counts."""
    return rows.assign(
        first_month=rows["first_month"].mask(rows["first_month"] == pd.Timestamp(EVER))
    )


def _measures(*kinds: str) -> Iterator[Measure]:
    """The measures of these kinds that count a fact, of the rows that public view is told of."""
    every = (m for m in catalogue.measures().values() if m.fact and m.kind in kinds)
    return (as_told_to(m, PUBLIC) for m in every)


def _variants(m: Measure) -> Iterator[tuple[str, Measure]]:
    """A measure as itself, under '', and as each of its variants."""
    yield "", m
    for each in m.variants:
        yield (
            each.id,
            replace(
                m,
                numerator=each.numerator or m.numerator,
                denominator=each.denominator or m.denominator,
            ),
        )


def _split(m: Measure, *, monthly: bool = True) -> Split:
    """The finest cut of a whole council: all that may be asked is a sum of its cells."""
    return Split(None, catalogue.TOGETHER.join(whole_dimensions(m)) or None, monthly)


def _counts(store: Store, selection: Selection) -> list[pd.DataFrame]:
    """The counts of every measure: measure, variant, codes, month, numerator, denominator."""
    found = []
    for each in _of_each_fact():
        ms = [m for _, m in each]
        asked = _as_told(ms[0], selection)
        statement = statements.counted_together(ms, asked, _split(ms[0]))
        rows = _in_quarters(ms[0], counted_once(store, statement))
        for place, (variant, m) in enumerate(each):
            sums = {f"{name}_{place}": name for name in SUMS}
            own = rows[["month", "category", *sums]].rename(columns=sums)
            found.append(own.assign(measure=m.id, variant=variant))
    for m in _measures("stock"):
        rows = _in_quarters(m, counted_once(store, counting(m)(_as_told(m, selection), _split(m))))
        rows = rows.drop(columns="area").rename(columns={"change": "numerator"})
        found.append(rows.assign(denominator=np.nan, measure=m.id, variant=""))
    filled = [each[each[list(SUMS)].fillna(0).to_numpy().any(axis=1)] for each in found]
    return [
        each.rename(columns={"category": "codes"}).astype(dict.fromkeys(SUMS, float))
        for each in filled
    ]


def _as_told(m: Measure, selection: Selection) -> Selection:
    """The selection; of what is told by quarters, the last one that ends a quarter."""
    return in_quarters(selection) if m.by_quarter else selection


def _in_quarters(m: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The counts of months; of what is told by quarters, added up under their first months."""
    if not m.by_quarter:
        return rows
    first = rows["month"].dt.to_period("Q").dt.start_time.astype(rows["month"].dtype)
    sums = [each for each in rows.columns if each not in ("month", "area", "category")]
    quarterly = rows.assign(month=first).groupby(["month", "area", "category"], sort=False)
    return quarterly[sums].sum().reset_index()


def _of_each_fact() -> list[list[tuple[str, Measure]]]:
    """The shares and counts of each fact, as themselves and as their variants: one statement
    counts them all."""
    found: dict[str, list[tuple[str, Measure]]] = {}
    for m in _measures("share", "count"):
        found.setdefault(m.fact, []).extend(_variants(m))
    return list(found.values())


def _changed(was: pd.DataFrame | None, rows: pd.DataFrame) -> list[date]:
    """The months in which an amount occurs more or less often than it did."""
    both = rows if was is None else pd.concat([was, rows]).drop_duplicates(keep=False)
    return [each.date() for each in both["month"].drop_duplicates()]


def _windows(
    changed: list[date], first: date, last: date, *, at_one_day: bool
) -> list[tuple[date, date]]:
    """The first and last months of the periods that hold a month that has changed; of ages on one
    day, and beside the others, all that is known by then."""
    found = [(EVER, last)]
    for back in range(0 if at_one_day else months_in(first, last)):
        end = add_months(last, -back)
        starts = (add_months(end, -less) for less in range(MOST_MONTHS))
        found += [
            (start, end)
            for start in starts
            if start >= first and any(start <= month <= end for month in changed)
        ]
    return found


def _told_anew(held: pd.DataFrame, windows: list[tuple[date, date]]) -> np.ndarray:
    """Whether a row is of one of these windows, or of all that was known by an earlier day."""
    firsts, lasts = (
        _months(np.array(each, "datetime64[D]")) for each in zip(*windows, strict=True)
    )
    first, last = (_months(held[name].to_numpy("datetime64[D]")) for name in WINDOW)
    return np.isin(first * FAR + last, firsts * FAR + lasts) | (first == 0)


def _each_cut(m: Measure, rows: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """All rows, and those of each code of each dimension."""
    yield (*ALL_CASES, rows)
    dimensions = whole_dimensions(m) if len(rows) else ()
    codes = {0: rows["category"]}
    if len(dimensions) > 1:
        codes = rows["category"].str.split(catalogue.TOGETHER, expand=True)
    for place, dimension in enumerate(dimensions):
        for code, cases in rows.groupby(codes[place]):
            yield dimension, str(code), cases


def _finished(m: Measure, rows: pd.DataFrame, windows: list[tuple[date, date]]) -> pd.DataFrame:
    """dimension, code, first_month, last_month, denominator, value, low and high of all cases and
    of those of each code, over each window that has a case."""
    cuts = list(_each_cut(m, rows))
    cases = pd.concat([each.assign(cut=place) for place, (_, _, each) in enumerate(cuts)])
    cases = cases.sort_values(["cut", "month"])
    # A case's cut and month as one number, in their order.
    at = cases["cut"].to_numpy() * FAR + _months(cases["month"].to_numpy("datetime64[D]"))
    firsts, lasts = (np.array(each, "datetime64[D]") for each in zip(*windows, strict=True))
    cut = np.repeat(np.arange(len(cuts)), len(windows))
    begins = np.searchsorted(at, cut * FAR + np.tile(_months(firsts), len(cuts)))
    ends = np.searchsorted(at, cut * FAR + np.tile(_months(lasts), len(cuts)), side="right")
    cell = np.repeat(np.arange(len(cut)), ends - begins)
    # The rows of each cell one after the other: those from its begin to its end.
    row = np.arange(len(cell)) + np.repeat(
        begins - np.cumsum(ends - begins) + (ends - begins), ends - begins
    )
    amount, n = (cases[name].to_numpy(float)[row] for name in ("amount", "n"))
    cells = pd.DataFrame(
        {
            "dimension": np.array([each for each, _, _ in cuts], object)[cut],
            "code": np.array([each for _, each, _ in cuts], object)[cut],
            "first_month": np.tile(firsts, len(cuts)).astype("datetime64[us]"),
            "last_month": np.tile(lasts, len(cuts)).astype("datetime64[us]"),
            "denominator": np.bincount(cell, weights=n, minlength=len(cut)),
        }
    )
    found = values.of_histogram(m, pd.DataFrame({"cell": cell, "amount": amount, "n": n}), cells)
    if m.quantile == 1:
        found["value"] = values.longest_band(found["value"])
    else:
        found = values.without_single_waits(found).drop(columns="blank")
    return found[found["denominator"] > 0]


def _months(days: np.ndarray) -> np.ndarray:
    """Days as the number of their month since that of EVER."""
    return (days.astype("datetime64[M]") - np.datetime64(EVER, "M")).astype(int)


def _curves(store: Store, selection: Selection) -> Iterator[dict[str, object]]:
    """The curves to the as-at day of every measure of waits, as the rows of whole_curve."""
    council, as_at = selection.council, selection.as_at
    for m in _measures("survival"):
        span = span_of(store, Question(m, selection, PUBLIC))
        for start in starts_of_curves(store, council, as_at) if span.first_day else ():
            over = replace(selection, start=start)
            rows = counted_once(store, statements.waits(m, over, _split(m, monthly=False)))
            for dimension, code, cases in _each_cut(m, rows):
                curve = by_week(curve_of_counts(cases))
                if curve.waited:
                    half, ninetieth = curve.median, curve.ninetieth
                    yield {
                        **{"measure": m.id, "dimension": dimension, "code": code},
                        **{"first_month": start, "as_at": as_at},
                        **{"waited": curve.waited, "gone": curve.left},
                        **{"half": half.value, "half_low": half.low, "half_high": half.high},
                        "ninetieth": ninetieth.value,
                        **{"ninetieth_low": ninetieth.low, "ninetieth_high": ninetieth.high},
                        **{"share": curve.share, "low": curve.low, "high": curve.high},
                    }
