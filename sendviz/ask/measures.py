"""A measure, a selection and a role into the one answer that every screen, file and pack reads."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sendviz import catalogue
from sendviz.ask import counts, disclosure, statements, values, waits
from sendviz.ask.answers import Answer
from sendviz.ask.grid import Grid
from sendviz.ask.layout import lay_out
from sendviz.ask.public import added_up, table, taken
from sendviz.ask.published import answer as published_answer
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import COLUMNS

KEYS = ["area", "period_start", "category"]


def answer(
    store: Store,
    m: Measure,
    selection: Selection,
    role: str,
    by: str | None,
    and_by: str | None,
    period: str | None,
    variant: str | None,
) -> Answer:
    """The answer to one question, as `Records.ask` says."""
    if m.kind == "given":
        return published_answer(store, m, selection, by, and_by, period, variant)
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
    return Answer(
        measure=m,
        selection=selection,
        frame=_named(m, grid, grid.blanked(m, frame, grain)),
        by=scheme,
        dimension=category,
        grain=grain,
        rounded=public_cut,
        banded=m.quantile == 1 and public,
        simulated=grid.simulated,
        not_filtered=ignored,
        area_ids={name: id for id, name in grid.names},
        buckets=tuple(name for id, name in grid.names if id in grid.buckets),
    )


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
    """The frame of an answer, what must be known to tell it in its attrs."""
    key = ("measure", m.id, m.name, selection, role, by, and_by, period, variant)
    return store.remember(
        key, lambda: with_attrs(answer(store, m, selection, role, by, and_by, period, variant))
    )


def with_attrs(found: Answer) -> pd.DataFrame:
    """The frame of an answer, what must be known to tell it in its attrs."""
    frame = found.frame.copy(deep=False)
    names = ("grain", "rounded", "area_ids", "buckets", "not_filtered", "simulated", "banded")
    frame.attrs = {name: getattr(found, name) for name in names}
    return frame


def _named(m: Measure, grid: Grid, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of an answer, areas by their names."""
    named = frame.assign(measure=m.id, area=frame["area"].map(dict(grid.names)))
    return named[list(COLUMNS)].reset_index(drop=True)


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
