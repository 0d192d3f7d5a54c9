"""`measure`: a measure, a selection and a role into the one tidy frame that every screen, file and
pack reads."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sendviz import catalogue
from sendviz.ask import counts, disclosure, statements, values, waits
from sendviz.ask.grid import Grid
from sendviz.ask.layout import lay_out
from sendviz.ask.public import added_up, table, taken
from sendviz.ask.selection import BadSelection, Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure

COLUMNS = (
    "measure",
    "area",
    "period_start",
    "category",
    "numerator",
    "denominator",
    "value",
    "low",
    "high",
    "blank",
)
KEYS = ["area", "period_start", "category"]


def measure(
    store: Store,
    m: Measure,
    selection: Selection,
    role: str = disclosure.PUBLIC,
    *,
    by: str | None = None,
    and_by: str | None = None,
    period: str | None = None,
    variant: str | None = None,
) -> pd.DataFrame:
    """One row for each area (or category) and period, with the columns COLUMNS.

    by: an area scheme (locality, district, icb ...), provider, or a dimension of the measure;
    and_by: a dimension beside a scheme, or several joined by "/" (their codes are joined likewise);
    period: a grain of selection.GRAINS. Without them there is exactly one row. Shares are
    fractions; other values are in the measure's unit. blank says why a value is missing:
    not_yet_due, suppressed, no_cases, not_known, not_submitted. `frame.attrs` tells: grain (what
    public view really shows), not_filtered (filters that the records cannot apply), rounded,
    banded, area_ids, buckets (the areas that hold the cases of no known place), simulated. Raises
    BadSelection, or NotAllowed for what the role may not see.
    """
    key = ("measure", m.id, selection, role, by, and_by, period, variant)
    return store.remember(
        key, lambda: _measure(store, m, selection, role, by, and_by, period, variant)
    )


def _measure(
    store: Store,
    m: Measure,
    selection: Selection,
    role: str,
    by: str | None,
    and_by: str | None,
    period: str | None,
    variant: str | None,
) -> pd.DataFrame:
    m = _as_variant(m, variant)
    scheme, category = _split(m, by, and_by)
    _check_values(selection)
    selection, ignored = _applied(m, selection)
    if m.at_a_date and not period:
        selection = replace(selection, start=None)
    if m.kind == "survival" and not selection.start:
        selection = selection.months_back(12)
    disclosure.check(role, m, selection, scheme, category, period)
    if period and m.at_a_date and m.kind in ("quantile", "mean"):
        raise BadSelection(
            f"{m.short_name}: the ages of open cases can be told at one day only, not by {period}."
        )
    grid = lay_out(store, m, selection, scheme, category, period)
    public = role == disclosure.PUBLIC
    public_cut = public and disclosure.is_fine(selection, scheme, category, m.small_numbers)
    if m.kind == "survival":
        frame, grain = waits.medians(store, m, selection, grid, public_cut), period
    elif public_cut:
        frame, grain = _guarded(store, m, selection, grid)
    else:
        frame, grain = _exact(store, m, selection, grid, public), period
    return _finished(m, frame, grid, ignored, grain, public_cut, banded=m.quantile == 1 and public)


def _exact(
    store: Store, m: Measure, selection: Selection, grid: Grid, public: bool
) -> pd.DataFrame:
    if m.kind in ("mean", "quantile"):
        return counts.from_histogram(store, m, selection, grid, False, public)
    return values.of_counts(m, counts.cells(store, m, selection, grid))


def _guarded(
    store: Store, m: Measure, selection: Selection, asked: Grid
) -> tuple[pd.DataFrame, str | None]:
    """The answer as a part of the whole table that public view may be told."""
    whole = table(store, selection, asked.split.scheme, asked.split.category)
    grid = lay_out(store, m, whole.selection, whole.scheme, whole.category, asked.period)
    if m.kind in ("mean", "quantile"):
        frame = counts.from_histogram(store, m, whole.selection, grid, True, True)
        return taken(frame, whole, asked), asked.period
    cells, grain = counts.guarded(store, m, whole.selection, grid)
    return values.of_counts(m, added_up(taken(cells, whole, asked))), grain


def _as_variant(m: Measure, variant: str | None) -> Measure:
    if not variant:
        return m
    try:
        chosen = m.variant(variant)
    except KeyError as error:
        raise BadSelection(error.args[0]) from None
    return replace(
        m,
        numerator=chosen.numerator or m.numerator,
        denominator=chosen.denominator or m.denominator,
        name=chosen.name,
        short_name=chosen.short_name,
    )


def _split(m: Measure, by: str | None, and_by: str | None) -> tuple[str | None, str | None]:
    by = "locality" if by == "quadrant" else by
    scheme = by if by in catalogue.SCHEMES or catalogue.is_place(by) else None
    category = and_by or (by if by and not scheme else None)
    asked = statements.dimensions_of(category) + ((scheme,) if catalogue.is_place(scheme) else ())
    for each in asked:
        if each not in m.dimensions:
            raise BadSelection(
                f"{m.short_name} cannot be split by '{each[:30]}'; choose from "
                f"{', '.join(catalogue.SCHEMES + m.dimensions)}."
            )
    return scheme, category


def _applied(m: Measure, selection: Selection) -> tuple[Selection, tuple[str, ...]]:
    """The selection with those filters only that the measure's records can apply, and the others'
    names."""
    held = tuple(pair for pair in selection.where if pair[0] in m.dimensions)
    ignored = tuple(d for d, _ in selection.where if d not in m.dimensions)
    return replace(selection, where=held), ignored


def _check_values(selection: Selection) -> None:
    """Raises BadSelection for a filter, or a value of one, that the catalogue does not know."""
    for dimension, chosen in selection.where:
        known = catalogue.dimensions().get(dimension)
        if known is None:
            raise BadSelection(f"There is no filter '{dimension[:30]}'.")
        wrong = [
            each
            for each in chosen
            if known.values and each not in known.values and each != statements.NOT_KNOWN
        ]
        if wrong:
            raise BadSelection(
                f"{known.name} has no '{wrong[0][:30]}'; choose from {', '.join(known.values)}."
            )


def _finished(
    m: Measure,
    frame: pd.DataFrame,
    grid: Grid,
    ignored: tuple[str, ...],
    grain: str | None,
    rounded: bool,
    banded: bool,
) -> pd.DataFrame:
    out = grid.blanked(m, frame, grain).assign(measure=m.id)
    ids = dict(grid.names)
    out["area"] = out["area"].map(ids)
    out = out[list(COLUMNS)].reset_index(drop=True)
    out.attrs = {
        "grain": grain,
        "rounded": rounded,
        "area_ids": {name: id for id, name in ids.items()},
        "buckets": tuple(ids[id] for id in grid.buckets),
        "not_filtered": ignored,
        "simulated": grid.simulated,
        "banded": banded,
    }
    return out
