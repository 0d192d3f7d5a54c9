"""Makes the figures that public view is told of parts of a council and of kinds of children: the
tables of catalogue/public.toml, counted, parted into multiples of 5 or 10 that add up, and written
once. What was told of a quarter stays; once a year, with the quarter that ends in March, earlier
quarters whose records were corrected are told again, changing as few figures as can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.places import coverage, span_of
from sendviz.ask.selection import Question, Selection
from sendviz.ask.statements import public_counts
from sendviz.ask.store import Store, once_a_file
from sendviz.catalogue import PublicTable, calendar
from sendviz.stats.parting import parted, told_again

DISTRICT, WHOLE = "district", "council"
FIGURE_COLUMNS = (
    "la_code",
    "table_id",
    "pathway",
    "cut",
    "part",
    "quarter",
    "column_id",
    "figure",
)
QUARTER_COLUMNS = ("la_code", "table_id", "pathway", "quarter", "told_on", "simulated")
# Figures of earlier years are told again with the quarter that begins in this month.
MONTH_OF_REVISION = 1
Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class _Cut:
    """The counts of one table by one cut: [quarter, column, part], whole numbers."""

    table: PublicTable
    quarters: tuple[date, ...]
    parts: tuple[str, ...]
    counts: np.ndarray
    groups: tuple[Groups, ...] = field(default=())


def public_set(path: Path) -> dict[str, pd.DataFrame]:
    """The rows of public_figure (without the noughts) and of public_quarter (the quarters told of,
    for each table) of a built file, with what it holds of them already kept."""
    store = Store(path)
    try:
        kept = dict(
            iter(
                store.frame("select * from public_figure").groupby(
                    ["la_code", "table_id", "pathway"]
                )
            )
        )
        before = store.frame("select * from public_quarter")
        told = [
            each
            for covered in coverage(store)
            for table in catalogue.public_tables().values()
            for each in _told_of_table(store, covered.la_code, table, kept, before)
        ]
    finally:
        store.close()
    return {
        name: pd.concat(rows) if rows else pd.DataFrame(columns=list(columns))
        for name, columns, rows in (
            ("public_figure", FIGURE_COLUMNS, [figures for figures, _ in told if len(figures)]),
            ("public_quarter", QUARTER_COLUMNS, [quarters for _, quarters in told]),
        )
    }


def _told_of_table(
    store: Store,
    la_code: str,
    table: PublicTable,
    kept: Mapping[tuple, pd.DataFrame],
    before: pd.DataFrame,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """The figures and the quarters of one table: of referrals for each pathway by itself."""
    pathways = tuple(catalogue.pathways()) if table.by_pathway else ("",)
    known = {each: _quarters_known(store, la_code, table, each) for each in pathways}
    quarters = sorted({quarter for told, _ in known.values() for quarter in told})
    if not quarters:
        return
    counted = public_counts_of(store, la_code, table, quarters)
    for pathway, (own_quarters, simulated) in known.items():
        if not own_quarters:
            continue
        same = {"la_code": la_code, "table_id": table.id, "pathway": pathway}
        told_on = _told_on(before, {**same, "simulated": simulated})
        rows = counted[counted["pathway"] == pathway]
        old = kept.get(tuple(same.values()))
        figures = []
        for cut in (DISTRICT, *table.kinds):
            was = _of_cut(old, la_code, cut)
            counts = _cut(store, la_code, table, rows, was, cut, own_quarters)
            figures.append(_figures(counts, was, told_on).assign(cut=cut))
        figures.append(_wholes(table, rows, own_quarters))
        newest = calendar.period_end(own_quarters[-1], "quarter")
        told = {
            "quarter": list(own_quarters),
            "told_on": [told_on.get(each, newest) for each in own_quarters],
            "simulated": simulated,
        }
        rows_told = pd.concat(figures).assign(**same)[list(FIGURE_COLUMNS)]
        yield rows_told, pd.DataFrame({**same, **told})


def _wholes(table: PublicTable, rows: pd.DataFrame, quarters: Sequence[date]) -> pd.DataFrame:
    """The exact counts of the whole council, as they are known now: they are public, and say how
    much a part told as nought can hold at most."""
    first, last = (pd.Timestamp(each) for each in (quarters[0], quarters[-1]))
    held = rows[(rows["cut"] == DISTRICT) & rows["quarter"].between(first, last)]
    names = [each.id for each in table.columns]
    sums = (
        held.groupby("quarter")[names]
        .sum()
        .melt(var_name="column_id", value_name="figure", ignore_index=False)
    )
    return sums[sums["figure"] > 0].reset_index().assign(cut=WHOLE, part="")


def _told_on(before: pd.DataFrame, same: Mapping[str, object]) -> dict[date, date]:
    """When each quarter of a table was told first."""
    known = np.all([before[name] == value for name, value in same.items()], axis=0)
    return {
        each.quarter.date(): each.told_on.date() for each in before[known].itertuples(index=False)
    }


def _of_cut(kept: pd.DataFrame | None, la_code: str, cut: str) -> pd.DataFrame | None:
    """What was told by one cut; None where only children of unknown place were told: that was the
    whole, told before anybody knew the places."""
    if kept is None:
        return None
    own = kept[kept["cut"] == cut]
    return None if cut == DISTRICT and {*own["part"]} <= {f"{la_code}/unknown"} else own


def _quarters_known(
    store: Store, la_code: str, table: PublicTable, pathway: str
) -> tuple[tuple[date, ...], bool]:
    """The first days of the quarters that are over and told of by the records, and whether those
    are made up."""
    covered = next(each for each in coverage(store) if each.la_code == la_code)
    where = (("pathway", (pathway,)),) if pathway else ()
    m = catalogue.get(next(iter(table.measures)))
    span = span_of(
        store, Question(m, Selection(la_code, covered.data_date, where=where), "officer")
    )
    if span.first_day is None:
        return (), False
    last = min(span.data_date or covered.data_date, covered.data_date)
    starts = calendar.periods(span.first_day, last, "quarter")
    over = tuple(each for each in starts if calendar.period_end(each, "quarter") <= last)
    return over, span.simulated


def public_counts_of(
    store: Store, la_code: str, table: PublicTable, quarters: Sequence[date]
) -> pd.DataFrame:
    """True counts of a table: quarter, pathway, cut, part, and each column; of lists as at the end
    of each quarter, of events as they are known at the end of the last."""
    ends = [calendar.period_end(each, "quarter") for each in quarters]
    if not table.on_last_day:
        statement = public_counts(table, la_code, ends[-1])
        return store.frame(statement.sql, statement.parameters)
    found = []
    for start, end in zip(quarters, ends, strict=True):
        statement = public_counts(table, la_code, end)
        rows = store.frame(statement.sql, statement.parameters)
        found.append(rows.assign(quarter=pd.Timestamp(start)))
    return pd.concat(found)


def _cut(
    store: Store,
    la_code: str,
    table: PublicTable,
    counted: pd.DataFrame,
    before: pd.DataFrame | None,
    cut: str,
    quarters: tuple[date, ...],
) -> _Cut:
    """The counts by one cut; with the parts that were told before, though nobody is left there."""
    rows = counted[counted["cut"] == cut]
    known = _members(store, la_code)["district"] if cut == DISTRICT else ()
    parts = tuple(sorted({*rows["part"], *known, *([] if before is None else before["part"])}))
    quarter = pd.Index(pd.to_datetime(list(quarters))).get_indexer(rows["quarter"])
    part = pd.Index(parts).get_indexer(rows["part"])
    counts = np.zeros((len(quarters), len(table.columns), len(parts)), dtype=int)
    inside = quarter >= 0
    for place, column in enumerate(table.columns):
        np.add.at(
            counts[:, place, :],
            (quarter[inside], part[inside]),
            rows[column.id].to_numpy(int)[inside],
        )
    groups = tuple(_groups(store, la_code, parts, each) for each in quarters if cut == DISTRICT)
    return _Cut(table, quarters, parts, counts, groups)


def _members(store: Store, la_code: str) -> pd.DataFrame:
    """The localities of the council's districts: district, area_id, valid_from, valid_to."""
    return store.cached_rows(
        "select district, area_member.area_id, valid_from, valid_to from area_member "
        "join area on area.area_id = area_member.area_id "
        "where la_code = $la_code and area_member.scheme = 'locality' order by position, name",
        {"la_code": la_code},
    )


@once_a_file
def _groups(store: Store, la_code: str, parts: tuple[str, ...], quarter: date) -> Groups:
    """The places of the parts in each locality at the end of a quarter; each by itself where it is
    in none, all by themselves where localities overlap."""
    members = _members(store, la_code)
    day = pd.Timestamp(calendar.period_end(quarter, "quarter"))
    valid = members[
        (members["valid_from"] <= day) & (members["valid_to"].isna() | (members["valid_to"] > day))
    ]
    alone = tuple((place,) for place in range(len(parts)))
    if valid["district"].duplicated().any():
        return alone
    place_of = {part: place for place, part in enumerate(parts)}
    found = [
        tuple(place_of[each] for each in rows["district"])
        for _, rows in valid.groupby("area_id", sort=False)
    ]
    grouped = {place for group in found for place in group}
    return (*found, *(group for group in alone if group[0] not in grouped))


def _figures(cut: _Cut, old: pd.DataFrame | None, told_on: Mapping[date, date]) -> pd.DataFrame:
    """part, quarter, column_id and figure of every figure over nought."""
    before = _told_before(cut, old)
    revises = cut.quarters[-1].month == MONTH_OF_REVISION and cut.quarters[-1] not in told_on
    figures, debts = np.zeros_like(cut.counts), np.zeros(cut.counts.shape[1:])
    for place, quarter in enumerate(cut.quarters):
        was_told = quarter in told_on
        if before is not None and was_told and not revises:
            figures[place] = before[place]
        else:
            was = before[place] if before is not None and was_told else None
            owed = np.zeros_like(debts) if cut.table.on_last_day else debts
            figures[place] = _of_quarter(cut, place, owed, was)
        debts = debts + (cut.counts[place] - figures[place])
    at_quarter, column, part = np.nonzero(figures)
    return pd.DataFrame(
        {
            "part": np.array(cut.parts, dtype=object)[part],
            "quarter": np.array(cut.quarters, dtype="datetime64[us]")[at_quarter],
            "column_id": np.array([each.id for each in cut.table.columns], dtype=object)[column],
            "figure": figures[at_quarter, column, part],
        }
    )


def _told_before(cut: _Cut, old: pd.DataFrame | None) -> np.ndarray | None:
    """The figures told before: [quarter, column, part]; None where none were."""
    if old is None:
        return None
    figures = np.zeros_like(cut.counts)
    places = [
        pd.Index(keys).get_indexer(old[column])
        for keys, column in (
            (pd.to_datetime(list(cut.quarters)), "quarter"),
            ([each.id for each in cut.table.columns], "column_id"),
            (list(cut.parts), "part"),
        )
    ]
    known = np.all([each >= 0 for each in places], axis=0)
    figures[tuple(each[known] for each in places)] = old["figure"].to_numpy(int)[known]
    return figures


def _of_quarter(cut: _Cut, quarter: int, owed: np.ndarray, before: np.ndarray | None) -> np.ndarray:
    """The figures of one quarter, [column, part]. What rounding one column owes a part goes to the
    next, so that a part's columns add up to nearly its count."""
    counts, base = cut.counts[quarter], cut.table.base
    figures, carried = np.zeros_like(counts), np.zeros(counts.shape[1])
    for column, of_column in enumerate(counts):
        if of_column.any():
            debt = owed[column] + carried
            was = None if before is None else before[column]
            groups = cut.groups[quarter] if cut.groups else ()
            figures[column] = _parted(of_column, base, debt, groups, was)
        carried = carried + (of_column - figures[column])
    return figures


def _parted(
    counts: np.ndarray, base: int, owed: np.ndarray, groups: Groups, before: np.ndarray | None
) -> np.ndarray:
    """One column: parts in one step, or localities first and then the districts of each."""
    if not groups:
        return _once(counts, base, owed, before, None)
    sums = [np.array([each[list(group)].sum() for group in groups]) for each in (counts, owed)]
    was = None if before is None else np.array([before[list(group)].sum() for group in groups])
    areas = _once(sums[0], base, sums[1], was, None)
    figures = np.zeros_like(counts)
    for group, whole in zip(groups, areas, strict=True):
        places = list(group)
        own = None if before is None else before[places]
        figures[places] = _once(counts[places], base, owed[places], own, int(whole))
    return figures


def _once(
    counts: np.ndarray, base: int, owed: np.ndarray, before: np.ndarray | None, whole: int | None
) -> np.ndarray:
    if before is None:
        return parted(counts, base, owed, whole)
    return told_again(before, counts, base, whole)
