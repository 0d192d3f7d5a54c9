"""True counts on the grid of an answer, and what public view may be told of them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import disclosure, statements, values
from sendviz.ask.grid import Grid
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.ask.wide import by_month
from sendviz.catalogue import Measure


def net_parts(m: Measure) -> list[tuple[int, Measure]]:
    """The signed measures that make up a net."""
    return [
        (-1 if part.startswith("-") else 1, catalogue.get(part.lstrip("+-"))) for part in m.parts
    ]


def guarded(
    store: Store, m: Measure, selection: Selection, grid: Grid
) -> tuple[pd.DataFrame, str | None]:
    """The counts as public view may be told them, and the grain that they are told in."""
    if m.kind == "net":
        return _guarded_net(store, m, selection, grid), grid.period
    found, grain, share = cells(store, m, selection, grid), grid.period, m.kind == "share"
    if grid.period == "month" and not m.at_a_date and share:
        found, grain = disclosure.coarser(found, pd.Timestamp(grid.last_month), grid.buckets)
    return disclosure.guard(found, m.small_numbers, share), grain


def cells(store: Store, m: Measure, selection: Selection, grid: Grid) -> pd.DataFrame:
    """True counts on the whole grid: area, period_start, category, numerator, denominator."""
    if m.kind == "net":
        return _net(store, m, selection, grid)
    if m.numerator_measure:
        return _of_two(store, m, selection, grid)
    if m.kind == "stock":
        changes = partial(statements.changes, m)
        found = by_month(store, changes, selection, grid.split, since_ever=True)
        stock = grid.run_up(found, "change")
        return grid.cells(numerator=stock, denominator=np.full(len(stock), np.nan))
    counts = partial(
        statements.counted, m, numerator=m.numerator or "true", denominator=m.denominator
    )
    found = by_month(store, counts, selection, grid.split)
    counted, below = grid.sums(found, "numerator", "denominator")
    return grid.cells(numerator=counted, denominator=below)


def _net(store: Store, m: Measure, selection: Selection, grid: Grid) -> pd.DataFrame:
    signed = [
        sign * cells(store, part, selection, grid)["numerator"].to_numpy()
        for sign, part in net_parts(m)
    ]
    total = np.sum(signed, axis=0)
    return grid.cells(numerator=total, denominator=np.full(len(total), np.nan))


def _guarded_net(store: Store, m: Measure, selection: Selection, grid: Grid) -> pd.DataFrame:
    """The net of what public view tells of its parts, so that they add up; hidden where one is."""
    parts = [
        (sign, disclosure.guard(cells(store, part, selection, grid), m.small_numbers, False))
        for sign, part in net_parts(m)
    ]
    total = np.sum([sign * part["numerator"].to_numpy() for sign, part in parts], axis=0)
    blank = np.where(np.isnan(total), "suppressed", None)
    return grid.cells(numerator=total, denominator=np.full(len(total), np.nan), blank=blank)


def _of_two(store: Store, m: Measure, selection: Selection, grid: Grid) -> pd.DataFrame:
    """Share or ratio of two measures, or of a measure over the population of the area."""
    part = cells(store, catalogue.get(m.numerator_measure), selection, grid)
    if m.denominator_measure == "population_0_25":
        return part.assign(denominator=part["area"].map(grid.population(store)).to_numpy(float))
    over = cells(store, catalogue.get(m.denominator_measure), selection, grid)
    return part.assign(denominator=over["numerator"].to_numpy())


def from_histogram(
    store: Store, m: Measure, selection: Selection, grid: Grid, public_cut: bool, public: bool
) -> pd.DataFrame:
    """Means and quantiles by cell, from how often each amount occurs; public_cut: in rounded steps,
    public: the longest in its band."""
    amounts = partial(statements.histogram, m, denominator=m.denominator)
    found = by_month(store, amounts, selection, grid.split)
    rows, cell = grid.places(found)
    histogram = pd.DataFrame(
        {
            "cell": cell,
            "amount": found["amount"].to_numpy(float)[rows],
            "n": found["n"].to_numpy(float)[rows],
        }
    )
    counts = grid.sums(found, "n")[0]
    counted = grid.cells(numerator=np.full(len(counts), 0.0), denominator=counts)
    if public_cut:
        counted = disclosure.guard(counted, m.small_numbers, True)
    # The longest wait of a whole council is told by its true band, whoever's records they are.
    parts = disclosure.is_fine(selection, grid.split.scheme, grid.split.category)
    stepped = public_cut and (m.quantile != 1 or parts)
    if stepped:
        histogram = disclosure.stepped(histogram)
    out = values.of_histogram(m, histogram, counted, stepped).assign(numerator=np.nan)
    if public and m.quantile == 1 and not stepped:
        out["value"] = (
            disclosure.longest_band(out["value"] * values.DAYS_A_WEEK) / values.DAYS_A_WEEK
        )
    return out
