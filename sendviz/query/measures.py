"""`measure`: a measure, a selection and a role into the one tidy frame that every screen, file and
pack reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from sendviz import catalogue, disclosure
from sendviz.catalogue import Measure
from sendviz.query import statements, values
from sendviz.query.grid import Grid
from sendviz.query.layout import lay_out
from sendviz.query.wide import by_month
from sendviz.selection import REFERENCE_DATES, BadSelection, Selection
from sendviz.store import Store

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
    disclosure.check(role, selection, scheme, category, period)
    if period and m.at_a_date and m.kind in ("quantile", "mean"):
        raise BadSelection(
            f"{m.short_name}: the ages of open cases can be told at one day only, not by {period}."
        )
    grid = lay_out(store, m, selection, scheme, category, period)
    public_cut = role == disclosure.PUBLIC and disclosure.is_fine(
        selection, scheme, category, m.small_numbers
    )
    frame, grain = _valued(store, m, selection, grid, public_cut, public=role == disclosure.PUBLIC)
    return _finished(
        m, frame, grid, ignored, grain, public_cut, banded=m.p == 1 and role == disclosure.PUBLIC
    )


def net_parts(m: Measure) -> list[tuple[int, Measure]]:
    """The signed measures that make up a net."""
    return [
        (-1 if part.startswith("-") else 1, catalogue.get(part.lstrip("+-"))) for part in m.parts
    ]


def published(
    store: Store, m: Measure, la_codes: tuple[str, ...] = (), variant: str | None = None
) -> pd.DataFrame:
    """The official line of a measure: la_code, level, area_name, year, numerator, denominator,
    value, low, high,
    blank, doubt, publisher, edition, source; the newest edition of each year. Empty if nothing
    official matches.
    """
    if m.published_as is None:
        return pd.DataFrame(columns=["la_code", "area_name", "year", "value"])
    category = m.variant(variant).published_category if variant else m.published_as.category
    codes = {f"code_{i}": code for i, code in enumerate(la_codes)}
    only = f"and la_code in ({', '.join('$' + key for key in codes)})" if codes else ""
    found = store.frame(
        f"""
        select la_code, level, area_name, year, numerator, denominator, value, blank, doubt,
               publisher, edition, source
        from (
            select published.*, row_number() over (
                partition by la_code, year order by edition desc, import_id desc
            ) as place
            from published where indicator = $indicator and category = $category {only}
        ) as ranked where place = 1 order by la_code, year
        """,
        {"indicator": m.published_as.indicator, "category": category} | codes,
    )
    low, high = (
        values.of_counts(replace(m, kind="share"), found)[["low", "high"]].to_numpy().T
        if m.is_fraction
        else (np.nan, np.nan)
    )
    return found.assign(low=low, high=high)


def calendar_year(
    store: Store, m: Measure, selection: Selection, year: int, role: str = disclosure.PUBLIC
) -> pd.Series | None:
    """The measure over one calendar year as known at the SEN2 reference date after it (or the
    as-at day, if earlier).

    None if the records do not tell of the year. A stock is told on that day.
    """
    known = next(
        (day for day in sorted(REFERENCE_DATES) if day.year == year + 1), date(year + 1, 1, 31)
    )
    as_at = min(known, selection.as_at)
    end = min(date(year, 12, 31), as_at)
    if m.at_a_date or as_at < date(year, 1, 1):
        return None
    found = measure(store, m, Selection(selection.council, as_at, date(year, 1, 1), end), role)
    return found.iloc[0] if found.iloc[0]["blank"] is None else None


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


def _valued(
    store: Store, m: Measure, selection: Selection, grid: Grid, public_cut: bool, public: bool
) -> tuple[pd.DataFrame, str | None]:
    if m.kind in ("mean", "quantile"):
        return _from_histogram(store, m, selection, grid, public_cut, public), grid.period
    if m.kind == "survival":
        from sendviz.query import waits

        return waits.medians(store, m, selection, grid, public_cut), grid.period
    grain = grid.period
    if public_cut and m.kind == "net":
        return values.of_counts(m, _guarded_net(store, m, selection, grid)), grain
    cells = _cells(store, m, selection, grid)
    if public_cut:
        with_denominator = m.kind == "share"
        if grid.period == "month" and not m.at_a_date and with_denominator:
            cells, grain = disclosure.coarser(cells, pd.Timestamp(grid.last_month), grid.buckets)
        cells = disclosure.guard(cells, m.small_numbers, with_denominator)
    return values.of_counts(m, cells), grain


def _cells(store: Store, m: Measure, selection: Selection, grid: Grid) -> pd.DataFrame:
    """True counts on the whole grid: area, period_start, category, numerator, denominator."""
    if m.kind == "net":
        return _net(store, m, selection, grid)
    if m.part:
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
        sign * _cells(store, part, selection, grid)["numerator"].to_numpy()
        for sign, part in net_parts(m)
    ]
    total = np.sum(signed, axis=0)
    return grid.cells(numerator=total, denominator=np.full(len(total), np.nan))


def _guarded_net(store: Store, m: Measure, selection: Selection, grid: Grid) -> pd.DataFrame:
    """The net of what public view tells of its parts, so that they add up; hidden where one is."""
    parts = [
        (sign, disclosure.guard(_cells(store, part, selection, grid), m.small_numbers, False))
        for sign, part in net_parts(m)
    ]
    total = np.sum([sign * part["numerator"].to_numpy() for sign, part in parts], axis=0)
    blank = np.where(np.isnan(total), "suppressed", None)
    return grid.cells(numerator=total, denominator=np.full(len(total), np.nan), blank=blank)


def _of_two(store: Store, m: Measure, selection: Selection, grid: Grid) -> pd.DataFrame:
    """Share or ratio of two measures, or of a measure over the population of the area."""
    part = _cells(store, catalogue.get(m.part), selection, grid)
    if m.over == "population_0_25":
        return part.assign(denominator=part["area"].map(grid.population(store)).to_numpy(float))
    over = _cells(store, catalogue.get(m.over), selection, grid)
    return part.assign(denominator=over["numerator"].to_numpy())


def _from_histogram(
    store: Store, m: Measure, selection: Selection, grid: Grid, public_cut: bool, public: bool
) -> pd.DataFrame:
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
    cells = grid.cells(numerator=np.full(len(counts), 0.0), denominator=counts)
    if public_cut:
        cells = disclosure.guard(cells, m.small_numbers, True)
    # The longest wait of a whole council is told by its true band, whoever's records they are.
    parts = disclosure.is_fine(selection, grid.split.scheme, grid.split.category)
    stepped = public_cut and (m.p != 1 or parts)
    if stepped:
        histogram = disclosure.stepped(histogram)
    out = values.of_histogram(m, histogram, cells, stepped).assign(numerator=np.nan)
    if public and m.p == 1 and not stepped:
        out["value"] = (
            disclosure.longest_band(out["value"] * values.DAYS_A_WEEK) / values.DAYS_A_WEEK
        )
    return out


def _finished(
    m: Measure,
    frame: pd.DataFrame,
    grid: Grid,
    ignored: tuple[str, ...],
    grain: str | None,
    rounded: bool,
    banded: bool,
) -> pd.DataFrame:
    out = grid.blanked(m, frame).assign(measure=m.id)
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
