"""True counts on the axes of an answer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import places, statements, values, whole
from sendviz.ask.cells import Axes
from sendviz.ask.kept_counts import Compose, monthly_counts
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.selection import Question, Split
from sendviz.ask.store import Store
from sendviz.catalogue import Measure


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
        found = _monthly(store, asked, since_ever=True)
        return _without_denominator(axes, axes.stock(found, "change"))
    found = _monthly(store, asked)
    numerator, denominator = axes.sums(found, "numerator", "denominator")
    return axes.cells(numerator=numerator, denominator=denominator)


def _monthly(store: Store, asked: Question, *, since_ever: bool = False) -> pd.DataFrame:
    if store.is_public:
        return whole.monthly(store, asked, since_ever=since_ever)
    counted = counting(asked.measure)
    return monthly_counts(store, counted, asked.selection, asked.split, since_ever=since_ever)


def counting(m: Measure) -> Compose:
    """What composes the statement of a measure of one fact: its counts, the changes of a list, or
    how often each amount occurs."""
    if m.kind == "stock":
        return partial(statements.changes, m)
    if m.kind in ("mean", "quantile"):
        return partial(statements.histogram, m, denominator=m.denominator)
    return partial(
        statements.counted, m, numerator=m.numerator or "true", denominator=m.denominator
    )


def _signed_parts(m: Measure) -> list[tuple[int, Measure]]:
    """The measures that make up a net, with their signs."""
    signs = (-1 if part.startswith("-") else 1 for part in m.parts)
    return list(zip(signs, m.made_of, strict=True))


def _without_denominator(axes: Axes, numerator: np.ndarray) -> pd.DataFrame:
    return axes.cells(numerator=numerator, denominator=np.full(len(numerator), np.nan))


def _of_two(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """Share or ratio of two measures, or of a measure over the population of the area."""
    m = asked.measure
    part = true_counts(store, replace(asked, measure=m.made_of[0]), axes)
    if m.denominator_measure == "population_0_25":
        people = part["area"].map(places.population_below(store, asked))
        return part.assign(denominator=people.to_numpy(float))
    over = true_counts(store, replace(asked, measure=m.made_of[1]), axes)
    return part.assign(denominator=over["numerator"].to_numpy())


def doubtful(store: Store, asked: Question) -> int:
    """How many of the cases that a stock or a count tells of, at its last day and in all its parts
    together, an error of the checks touches; 0 of other measures. For the board and officers.
    """
    m, selection = asked.measure, asked.selection
    counts_cases = m.kind in ("stock", "count") and "has_doubt" in catalogue.FACTS[m.fact].columns
    if asked.role == PUBLIC or not counts_cases:
        return 0
    if m.kind == "stock":
        comes, goes = (f"case when has_doubt then {day} end" for day in (m.enters, m.leaves))
        m = replace(m, enters=comes, leaves=goes)
        changes = partial(statements.changes, m)
        found = monthly_counts(store, changes, selection, Split(), since_ever=True)
        return int(found["change"].sum())
    numerator = f"({m.numerator}) and has_doubt"
    counted = partial(statements.counted, m, numerator=numerator, denominator=m.denominator)
    return int(monthly_counts(store, counted, selection, Split())["numerator"].sum())


def averages(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """The mean or quantile of every cell with its interval, from how often each amount occurs.

    Public view, always of a whole council: a longest wait as the band of 20 weeks that holds it,
    and no mean or middle of fewer than 5 waits.
    """
    if store.is_public:
        return whole.amounts(store, asked, axes)
    m = asked.measure
    found = monthly_counts(store, counting(m), asked.selection, asked.split)
    rows, cell = axes.places(found)
    amount, n = (found[name].to_numpy(float)[rows] for name in ("amount", "n"))
    histogram = pd.DataFrame({"cell": cell, "amount": amount, "n": n})
    (total,) = axes.sums(found, "n")
    cells = axes.cells(numerator=np.zeros(len(total)), denominator=total)
    out = values.of_histogram(m, histogram, cells).assign(numerator=np.nan)
    if asked.role != PUBLIC:
        return out
    if m.quantile == 1:
        return out.assign(value=values.longest_band(out["value"]))
    return values.without_single_waits(out)
