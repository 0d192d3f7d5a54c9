"""Whole councils in a public file: the counts and the finished answers that it holds in the place
of records, read where else they would be counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.cells import Axes
from sendviz.ask.places import coverage, referral_coverage
from sendviz.ask.public_view import NotAllowed, whole_dimensions
from sendviz.ask.selection import Question, dimensions_of
from sendviz.ask.store import Store, once_a_file
from sendviz.ask.values import without_single_waits
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import (
    REFERENCE_DATES,
    add_months,
    month_end,
    month_start,
    months_in,
    period_end,
    period_of,
    periods,
)

# Finished answers are held of so many whole months at most, and of all that is known: `ever`.
MOST_MONTHS = 12
EVER = date(1900, 1, 1)
LENGTHS = (1, 3, MOST_MONTHS)
YEARS = ("calendar_year", "academic_year", "financial_year")
ALL_CASES = ("", "")


@once_a_file
def days_told(store: Store, la_code: str) -> tuple[date, ...]:
    """The as-at days of which whole councils are told: the ends of months, and the days of the
    SEN2 return, from the first to the last that the council's records know."""
    covered = next(each for each in coverage(store) if each.la_code == la_code)
    sent = referral_coverage(store, la_code)
    first = min((covered.first_day, *(each.first_day for each in sent)))
    ends = {month_end(start) for start in periods(first, covered.data_date, "month")}
    return tuple(sorted(d for d in ends | REFERENCE_DATES if first <= d <= covered.data_date))


def first_month_told(store: Store, la_code: str) -> date:
    """The first month of finished answers: a year before the records are whole, since a year that
    they begin in is told of."""
    return add_months(month_start(days_told(store, la_code)[0]), 1 - MOST_MONTHS)


def variant_of(m: Measure) -> str:
    """The id of the variant that a measure is asked as; '' for itself."""
    return next((v.id for v in catalogue.get(m.id).variants if v.name == m.name), "")


def starts_of_curves(store: Store, la_code: str, as_at: date) -> tuple[date, ...]:
    """The first months of the curves to an as-at day: of the periods that screens offer, and from
    the first whole month of records where they begin before it."""
    covered = next(each for each in coverage(store) if each.la_code == la_code)
    first = covered.first_day
    whole = first if first.day == 1 else add_months(first, 1)
    last = month_start(as_at)
    starts = {add_months(last, 1 - months) for months in LENGTHS}
    starts |= {period_of(last, year) for year in YEARS}
    return tuple(sorted(starts | {max(each, whole) for each in starts if whole <= last}))


def monthly(store: Store, asked: Question, *, since_ever: bool) -> pd.DataFrame:
    """The counts of a measure as month, area, category, numerator and denominator, as
    `kept_counts.monthly_counts` gives them; of a list `change` in the place of both.

    Raises NotAllowed for an as-at day that the file does not hold.
    """
    m, selection = asked.measure, asked.selection
    rows = _known(store, "whole_count", asked)
    codes = rows["codes"].str.split(catalogue.TOGETHER, expand=True)
    of = {each: codes[place] for place, each in enumerate(whole_dimensions(m)) if len(rows)}
    held = rows["month"] <= pd.Timestamp(selection.last_day)
    if selection.start and not since_ever:
        held &= rows["month"] >= pd.Timestamp(selection.start)
    for dimension, chosen in selection.where:
        if dimension in of:
            held &= of[dimension].isin(chosen)
    category = pd.Series("", index=rows.index)
    for place, dimension in enumerate(dimensions_of(asked.category) if len(rows) else ()):
        category += (catalogue.TOGETHER if place else "") + of[dimension]
    found = rows.assign(area="", category=category)[held]
    return found.rename(columns={"numerator": "change"}) if m.kind == "stock" else found


def amounts(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """The mean or percentile of every cell, as `counts.averages` gives it.

    Raises NotAllowed for a day, a period or a cut that the file does not hold.
    """
    cuts = _cuts(asked, axes.categories)
    windows = _windows(store, asked, axes)
    rows = _known(store, "whole_value", asked)
    first = rows["first_month"].fillna(pd.Timestamp(EVER))
    keys = [first, rows["last_month"], rows["dimension"], rows["code"]]
    held = rows.set_index(keys)[["denominator", "value", "low", "high"]]
    wanted = [(*map(pd.Timestamp, window), *cut) for window in windows for cut in cuts]
    found = held.reindex(pd.MultiIndex.from_tuples(wanted, names=held.index.names))
    columns = {name: found[name].to_numpy(float) for name in held}
    columns["denominator"] = np.nan_to_num(columns["denominator"])
    cells = axes.cells(numerator=np.full(len(found), np.nan), **columns)
    return cells if asked.measure.quantile == 1 else without_single_waits(cells)


def curve_row(store: Store, asked: Question) -> pd.Series | None:
    """The row of whole_curve over the selection's period; None where nobody waited.

    Raises NotAllowed for a day, a period or a cut that the file does not hold.
    """
    m, selection = asked.measure, asked.selection
    start = selection.start or month_start(selection.as_at)
    told = _is_told(store, selection.council, selection.as_at)
    ((dimension, code),) = _cuts(asked, ("",))
    if selection.last_day != selection.as_at:
        raise NotAllowed(
            f"A public file tells {m.name} to the as-at day: ask as at {selection.last_day}."
        )
    nearest = add_months(month_start(selection.as_at), 1 - MOST_MONTHS)
    if told and start not in starts_of_curves(store, selection.council, selection.as_at):
        raise NotAllowed(
            f"A public file tells {m.name} over 1, 3 or 12 months or the year so far: start on "
            f"{nearest}."
        )
    found = store.cached_rows(
        """
        select * from whole_curve where la_code = $la_code and measure = $measure
            and as_at = $as_at and first_month = $start and dimension = $dimension and code = $code
        """,
        {
            "la_code": selection.council,
            "measure": m.id,
            "as_at": selection.as_at,
            "start": start,
            "dimension": dimension,
            "code": code,
        },
    )
    return None if found.empty else found.iloc[0]


def _known(store: Store, table: str, asked: Question) -> pd.DataFrame:
    """The rows of a measure as known on the as-at day; none before the records begin."""
    m, selection = asked.measure, asked.selection
    _is_told(store, selection.council, selection.as_at)
    return store.cached_rows(
        f"""
        select * from {table} where la_code = $la_code and measure = $measure
            and variant = $variant and known_from <= $as_at
            and (known_to is null or known_to > $as_at)
        """,
        {
            "la_code": selection.council,
            "measure": m.id,
            "variant": variant_of(m),
            "as_at": selection.as_at,
        },
    )


def _is_told(store: Store, la_code: str, as_at: date) -> bool:
    """Whether the records know the as-at day, or begin after it. Raises NotAllowed for a day
    among those that they know that is not held."""
    days = days_told(store, la_code)
    if days and as_at >= days[0] and as_at not in days:
        nearest = max(day for day in days if day < as_at)
        raise NotAllowed(f"This public file tells of the ends of months: try {nearest}.")
    return as_at in days


def _cuts(asked: Question, categories: Sequence[str]) -> list[tuple[str, str]]:
    """Dimension and code of the cases of each category. Raises NotAllowed for a question of
    several at once, of which no finished answer is held."""
    held, by = dict(asked.selection.where), dimensions_of(asked.category)
    names = [catalogue.dimensions()[each].name for each in dict.fromkeys((*by, *held))]
    if len(names) > 1:
        raise NotAllowed(
            f"A public file tells {asked.measure.name} by {' or by '.join(names)}, not by both at "
            "once: leave out one."
        )
    if not by and any(len(codes) > 1 for codes in held.values()):
        raise NotAllowed(
            f"A public file tells {asked.measure.name} of one choice of {names[0]} at a time, or "
            "of all: choose one, or none."
        )
    if not by:
        return [next(((each, codes[0]) for each, codes in held.items()), ALL_CASES)]
    known = held.get(by[0], categories)
    return [(by[0], code if code in known else "") for code in categories]


def _windows(store: Store, asked: Question, axes: Axes) -> list[tuple[date, date]]:
    """The first and last month of each period of the axes, as far as it was asked for. Raises
    NotAllowed for one that is not held."""
    selection, m = asked.selection, asked.measure
    start, last = selection.start, selection.last_day
    if not axes.starts:
        window = start or EVER, month_start(last)
        if not _is_told(store, selection.council, selection.as_at):
            return [window]
        first = first_month_told(store, selection.council)
        if start and (start < first or months_in(*window) > MOST_MONTHS):
            nearest = add_months(window[1], 1 - MOST_MONTHS)
            raise NotAllowed(
                f"A public file tells {m.name} over up to {MOST_MONTHS} months: start on {nearest}."
            )
        if not (start or m.at_a_date) and last != selection.as_at:
            raise NotAllowed(
                f"A public file tells {m.name} to the as-at day: ask as at {month_end(last)}."
            )
        return [window]
    period = axes.period or ""
    ends = [min(period_end(each, period), last) for each in axes.starts]
    return [
        (max(each, start or each), month_start(end))
        for each, end in zip(axes.starts, ends, strict=True)
    ]
