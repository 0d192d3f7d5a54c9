"""Answers about parts of a council and kinds of children in public view: sums of the figures of the
public set, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.cells import Axes
from sendviz.ask.places import population_below
from sendviz.ask.public_set import DISTRICT, WHOLE
from sendviz.ask.public_view import kinds_in
from sendviz.ask.selection import Question, dimensions_of
from sendviz.ask.store import Store, once_a_file
from sendviz.ask.values import of_counts
from sendviz.catalogue import PublicTable, ToldMeasure, calendar
from sendviz.catalogue.row import LEAST_DENOMINATOR
from sendviz.catalogue.values import POPULATION


def told_cells(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """Every cell with numerator, denominator, value, low, high, blank and under, from the public
    set. Cells of quarters that are not told yet are not yet due; shares of fewer than 20 have
    counts and no value."""
    m = asked.measure
    table = catalogue.public_table_of(m.id)
    assert table, f"{m.id} is not told of parts"  # refused before: public_view.check
    told = table.measures[m.id]
    rows = _rows(store, asked, table)
    rows = _in_window(asked, axes, table, _as_changes(rows) if told.change else rows)
    why = _why_untold(store, asked, axes, table)
    if told.middle:
        return _middles(asked, axes, table, told, rows, why)
    return _counts(store, asked, axes, table, told, rows, why)


@once_a_file
def _figures(store: Store, la_code: str, table_id: str) -> pd.DataFrame:
    """pathway, cut, part, month (the quarter's first day), end (its last), column_id, figure."""
    found = store.frame(
        "select pathway, cut, part, quarter as month, column_id, figure from public_figure "
        "where la_code = $la_code and table_id = $table_id",
        {"la_code": la_code, "table_id": table_id},
    )
    ends = found["month"] + pd.offsets.QuarterEnd()
    return found.assign(end=ends.astype(found["month"].dtype))


@once_a_file
def told_quarters(store: Store, la_code: str, table_id: str) -> tuple[tuple[str, date], ...]:
    """The pathways ('' for none) and first days of the quarters that a table tells of."""
    found = store.frame(
        "select pathway, quarter from public_quarter "
        "where la_code = $la_code and table_id = $table_id order by quarter",
        {"la_code": la_code, "table_id": table_id},
    )
    return tuple((each.pathway, each.quarter.date()) for each in found.itertuples(index=False))


def _rows(store: Store, asked: Question, table: PublicTable) -> pd.DataFrame:
    """The figures asked for as area, category, month, end, column_id and figure, and beside each
    the most that parts told as nought may hold: `whole`."""
    found = _figures(store, asked.selection.council, table.id)
    held = dict(asked.selection.where)
    if "pathway" in held:
        found = found[found["pathway"].isin(held["pathway"])]
    kind = next(iter(kinds_in(asked)), None)
    rows = found[found["cut"] == (kind or DISTRICT)]
    if kind:
        rows = rows[rows["part"].isin(held.get(kind, rows["part"]))].assign(area="")
    else:
        rows = _placed(store, asked, rows)
    each = [rows["pathway"] if id == "pathway" else rows["part"] for id in _category_of(asked)]
    category = each[0] if each else pd.Series("", index=rows.index)
    for more in each[1:]:
        category = category + catalogue.TOGETHER + more
    return rows.assign(category=category)


def _category_of(asked: Question) -> tuple[str, ...]:
    return dimensions_of(asked.category)


def _placed(store: Store, asked: Question, rows: pd.DataFrame) -> pd.DataFrame:
    """The figures of districts with the areas that they are asked for by; only those of the areas
    that are chosen."""
    selection, scheme = asked.selection, asked.scheme
    members = store.cached_rows(
        "select district, scheme, area_id from area_member "
        "where valid_from <= $as_at and (valid_to is null or valid_to > $as_at)",
        {"as_at": selection.as_at},
    )
    if selection.areas:
        chosen = set(members.loc[members["area_id"].isin(selection.areas), "district"])
        rows = rows[rows["part"].isin(chosen | set(selection.areas))]
    if scheme in (None, "council"):
        return rows.assign(area="")
    if scheme == "district":
        return rows.assign(area=rows["part"])
    own = members[members["scheme"] == scheme]
    own = own.rename(columns={"district": "part"})[["part", "area_id"]]
    placed = rows.merge(own, on="part", how="left")
    nowhere = f"{selection.council}/{scheme}/unknown"
    return placed.assign(area=placed["area_id"].fillna(nowhere))


def _as_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """A list on the last days of quarters as its changes: what it gains in a quarter is what it
    holds at its end, less what it held at the end of the one before."""
    next_quarter = (rows["end"] + pd.Timedelta(days=1)).astype(rows["month"].dtype)
    return pd.concat([rows, rows.assign(month=next_quarter, figure=-rows["figure"])])


def _in_window(asked: Question, axes: Axes, table: PublicTable, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the days, or of the quarters, that are asked for."""
    if table.on_last_day and not table.measures[asked.measure.id].change:
        return rows[rows["end"].isin(_days(asked, axes))]
    first, last = (pd.Timestamp(day) for day in asked.selection.period)
    return rows[(rows["month"] >= first) & (rows["month"] <= last)]


def _days(asked: Question, axes: Axes) -> pd.DatetimeIndex:
    """The days on which a list is looked at."""
    return pd.to_datetime(list(axes.ends) or [asked.selection.last_day])


def _sums(axes: Axes, rows: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """The figures of some columns, summed into the cells."""
    return axes.sums(rows[rows["column_id"].isin(columns)], "figure")[0]


def _counts(
    store: Store,
    asked: Question,
    axes: Axes,
    table: PublicTable,
    told: ToldMeasure,
    rows: pd.DataFrame,
    why: np.ndarray,
) -> pd.DataFrame:
    m = asked.measure
    numerator = _sums(axes, rows, told.numerator)
    denominator = np.full(len(numerator), np.nan)
    if told.denominator:
        denominator = _sums(axes, rows, told.denominator)
    cells = axes.cells(numerator=numerator, denominator=denominator)
    if m.denominator_measure == POPULATION:
        people = population_below(store, asked)
        cells["denominator"] = cells["area"].map(people).to_numpy(float)
    small = (denominator < LEAST_DENOMINATOR) & bool(told.denominator)
    blank = np.where(pd.isna(why) & small, "too_few", why)
    cells = of_counts(m, cells.assign(blank=blank))
    nothing = cells["blank"].notna().to_numpy()
    for name in ("value", "low", "high"):
        cells[name] = np.where(nothing, np.nan, cells[name])
    nought = (numerator == 0) & pd.isna(why) & (not told.change)
    if not nought.any():
        return cells.assign(under=np.nan)
    most = _most(store, asked, axes, table, told.numerator)
    # Where the whole council has none, a part has none, and says so.
    return cells.assign(under=np.where(nought & (most > 0), most + 1, np.nan))


def _most(
    store: Store, asked: Question, axes: Axes, table: PublicTable, columns: Sequence[str]
) -> np.ndarray:
    """How much a cell can hold of which nothing is told: of each part, column and quarter less
    than the base, and no more than the whole council has."""
    found = _figures(store, asked.selection.council, table.id)
    wholes = found[(found["cut"] == WHOLE) & found["column_id"].isin(columns)]
    held = dict(asked.selection.where)
    if "pathway" in held:
        wholes = wholes[wholes["pathway"].isin(held["pathway"])]
    wholes = _in_window(asked, axes, table, wholes)[["pathway", "month", "figure"]]
    of_each = pd.DataFrame(
        {"area": [id for id, _ in axes.names], "parts": _parts_of_each(store, asked, axes)}
    ).merge(pd.DataFrame({"category": axes.categories}), how="cross")
    if "pathway" in _category_of(asked):
        place = _category_of(asked).index("pathway")
        pathway = of_each["category"].str.split(catalogue.TOGETHER).str[place]
        spread = of_each.assign(pathway=pathway).merge(wholes, on="pathway")
    else:
        spread = of_each.merge(wholes, how="cross")
    most = np.minimum(spread["figure"], spread["parts"] * (table.base - 1))
    return axes.sums(spread.assign(figure=most), "figure")[0]


def _parts_of_each(store: Store, asked: Question, axes: Axes) -> list[int]:
    """Of how many told parts each area is the sum: one for districts, localities and kinds by
    themselves; several for other areas, areas chosen together, and kinds held together."""
    kind = next(iter(kinds_in(asked)), None)
    if kind:
        held = dict(asked.selection.where).get(kind, ())
        return [1 if kind in _category_of(asked) else max(len(held), 1)] * len(axes.names)
    if asked.scheme in (DISTRICT, "locality"):
        return [1] * len(axes.names)
    members = store.cached_rows(
        "select area_id, scheme, count(distinct district) as n from area_member "
        "group by area_id, scheme"
    )
    districts = dict(zip(members["area_id"], members["n"], strict=True))
    localities = set(members.loc[members["scheme"] == "locality", "area_id"])
    if asked.scheme in (None, "council"):
        each = [1 if a in localities else districts.get(a, 1) for a in asked.selection.areas]
        return [sum(each)] * len(axes.names)
    return [int(districts.get(id, 1)) for id, _ in axes.names]


def _middles(
    asked: Question,
    axes: Axes,
    table: PublicTable,
    told: ToldMeasure,
    rows: pd.DataFrame,
    why: np.ndarray,
) -> pd.DataFrame:
    """The band that holds the middle: value is its lower edge in weeks. None of fewer than 20."""
    bands = [table.weeks_of(each) for each in told.middle]
    edges = sorted(set(bands))
    counts = np.array(
        [
            _sums(axes, rows, [c for c, b in zip(told.middle, bands, strict=True) if b == band])
            for band in edges
        ]
    )
    total = counts.sum(axis=0)
    reached = counts.cumsum(axis=0) >= (asked.measure.quantile or 0.5) * total
    holds = reached.argmax(axis=0)
    lower = np.array([band[0] for band in edges], float)[holds]
    few = total < LEAST_DENOMINATOR
    blank = np.where(pd.isna(why) & few, "too_few", why)
    gone = pd.notna(why) | few
    return axes.cells(
        numerator=np.full(len(total), np.nan),
        denominator=total,
        value=np.where(gone, np.nan, lower),
        low=np.full(len(total), np.nan),
        high=np.full(len(total), np.nan),
        blank=blank,
    )


def _why_untold(store: Store, asked: Question, axes: Axes, table: PublicTable) -> np.ndarray:
    """Why a cell is not told, None if it is: it needs a quarter later than the newest told; or, of
    a change, the list before the first."""
    held = dict(asked.selection.where).get("pathway")
    quarters = [
        quarter
        for pathway, quarter in told_quarters(store, asked.selection.council, table.id)
        if held is None or pathway in held
    ]
    last = asked.selection.last_day
    known = calendar.period_end(max(quarters), "quarter") if quarters else date.min
    changes = table.measures[asked.measure.id].change
    starts = axes.starts or (asked.selection.period[0],)
    ends = axes.ends or (last,)
    why = [
        "not_yet_due"
        if min(end, last) > known
        else "not_known"
        if changes and start <= min(quarters)
        else None
        for start, end in zip(starts, ends, strict=True)
    ]
    areas, _, categories = axes.shape
    return np.tile(np.repeat(np.array(why, dtype=object), categories), areas)
