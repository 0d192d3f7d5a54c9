"""Counts on the axes of an answer: true ones, and what public view may be told of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import guard, hiding, places, statements, values
from sendviz.ask.cells import Axes
from sendviz.ask.kept_counts import monthly_counts
from sendviz.ask.selection import Question
from sendviz.ask.store import Store
from sendviz.catalogue import Measure, calendar

# No reason, for numpy.where.
NONE = np.array(None)


def true_counts(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """True counts of every cell: area, period_start, category, numerator, denominator."""
    m = asked.measure
    if m.kind == "net":
        parts = [
            sign * true_counts(store, replace(asked, measure=part), axes)["numerator"].to_numpy()
            for sign, part in _signed_parts(m)
        ]
        return _without_denominator(axes, np.sum(parts, axis=0))
    if m.numerator_measure:
        return _of_two(store, asked, axes)
    if m.kind == "stock":
        changes = partial(statements.changes, m)
        found = monthly_counts(store, changes, asked.selection, asked.split, since_ever=True)
        return _without_denominator(axes, axes.stock(found, "change"))
    counted = partial(
        statements.counted, m, numerator=m.numerator or "true", denominator=m.denominator
    )
    found = monthly_counts(store, counted, asked.selection, asked.split)
    numerator, denominator = axes.sums(found, "numerator", "denominator")
    return axes.cells(numerator=numerator, denominator=denominator)


def guarded_counts(store: Store, asked: Question, axes: Axes) -> tuple[pd.DataFrame, str | None]:
    """The counts as public view may be told them, and the grain that they are told in."""
    m = asked.measure
    if m.kind == "net":
        return _guarded_net(store, asked, axes), asked.period
    found, grain, share = true_counts(store, asked, axes), asked.period, m.kind == "share"
    if grain == "month" and not m.at_a_date and share:
        newest = calendar.month_start(asked.selection.last_day)
        found, grain = hiding.in_long_enough_periods(found, pd.Timestamp(newest), axes.buckets)
    return hiding.guard(found, m.small_numbers, with_denominator=share), grain


def _signed_parts(m: Measure) -> list[tuple[int, Measure]]:
    """The measures that make up a net, with their signs."""
    return [
        (-1 if part.startswith("-") else 1, catalogue.get(part.lstrip("+-"))) for part in m.parts
    ]


def _without_denominator(axes: Axes, numerator: np.ndarray, **more: np.ndarray) -> pd.DataFrame:
    return axes.cells(numerator=numerator, denominator=np.full(len(numerator), np.nan), **more)


def _guarded_net(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """The net of what public view tells of its parts, so that they add up; hidden where one is."""
    small_numbers, parts = asked.measure.small_numbers, []
    for sign, part in _signed_parts(asked.measure):
        true = true_counts(store, replace(asked, measure=part), axes)
        told = hiding.guard(true, small_numbers, with_denominator=False)
        parts.append(sign * told["numerator"].to_numpy())
    total = np.sum(parts, axis=0)
    return _without_denominator(axes, total, blank=np.where(np.isnan(total), "suppressed", NONE))


def _of_two(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """Share or ratio of two measures, or of a measure over the population of the area."""
    m = asked.measure
    part = true_counts(store, replace(asked, measure=catalogue.get(m.numerator_measure)), axes)
    if m.denominator_measure == "population_0_25":
        people = part["area"].map(_population(store, asked))
        return part.assign(denominator=people.to_numpy(float))
    over = true_counts(store, replace(asked, measure=catalogue.get(m.denominator_measure)), axes)
    return part.assign(denominator=over["numerator"].to_numpy())


def _population(store: Store, asked: Question) -> dict[str, float]:
    """People aged 0 to 25 by the area ids of an answer; nan where nobody has estimated them, none
    at all for providers."""
    selection, scheme = asked.selection, asked.scheme
    if catalogue.is_place(scheme):
        return {}
    if scheme not in (None, "council"):
        found = places.areas(store, selection.council, scheme, selection.as_at)
        return {area.id: float(area.population_0_25 or np.nan) for area in found}
    if selection.areas:
        known = {
            area.id: area.population_0_25
            for each in catalogue.SCHEMES
            for area in places.areas(store, selection.council, each, selection.as_at)
        }
        return {"": float(sum(known.get(area) or np.nan for area in selection.areas))}
    return {"": float(places.council(store, selection.council)["population_0_25"] or np.nan)}


def added_up(cells: pd.DataFrame) -> pd.DataFrame:
    """One row for each area, period and category: the sum of its cells; hidden where one is."""
    keys = ["area", "period_start", "category"]
    if not cells.duplicated(keys).any():
        return cells
    group = cells.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
    first = cells.loc[~pd.Series(group).duplicated().to_numpy(), keys]
    sums = {
        name: np.bincount(group, weights=cells[name].to_numpy(float))
        for name in ("numerator", "denominator")
    }
    hidden = np.bincount(group, weights=cells["blank"].eq("suppressed").to_numpy(float)) > 0
    blank = np.where(hidden, "suppressed", NONE)
    return first.assign(**sums, blank=blank).reset_index(drop=True)


def averages(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """The mean or quantile of every cell with its interval, from how often each amount occurs.

    Public view: of parts from rounded counts in 14-day steps; the longest wait as the band of 20
    weeks that holds it, of a whole council by its true band, whoever's records they are.
    """
    m, guarded = asked.measure, guard.needs_guarding(asked)
    amounts = partial(statements.histogram, m, denominator=m.denominator)
    found = monthly_counts(store, amounts, asked.selection, asked.split)
    rows, cell = axes.places(found)
    amount, n = (found[name].to_numpy(float)[rows] for name in ("amount", "n"))
    histogram = pd.DataFrame({"cell": cell, "amount": amount, "n": n})
    (total,) = axes.sums(found, "n")
    cells = axes.cells(numerator=np.zeros(len(total)), denominator=total)
    if guarded:
        cells = hiding.guard(cells, m.small_numbers, with_denominator=True)
    if guarded and (m.quantile != 1 or guard.is_of_a_part(asked)):
        stepped = hiding.stepped(histogram)
        return values.of_histogram(m, stepped, cells, in_steps=True).assign(numerator=np.nan)
    out = values.of_histogram(m, histogram, cells, in_steps=False).assign(numerator=np.nan)
    if m.quantile == 1 and asked.role == guard.PUBLIC:
        longest = hiding.longest_band(out["value"] * values.DAYS_A_WEEK)
        out["value"] = longest / values.DAYS_A_WEEK
    return out
