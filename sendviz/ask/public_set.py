"""Makes the figures that public view is told of parts of a council and of kinds of children: the
tables of catalogue/public.toml, counted, parted into multiples of 5 or 10 that add up, and written
once. What was told of a quarter stays; once a year, with the quarter that ends in March, earlier
quarters whose records were corrected are told again, changing as few figures as can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
LAST = 99.0  # of localities, none of which takes a second step: its districts could not
Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class CountedTable:
    """The true counts of one table by one cut: [quarter, column, part], whole numbers.

    groups: for each quarter the places of the parts in each locality, where they are districts.
    before: the figures told before, of the same shape; kept: the quarters that they were told of.
    """

    table: PublicTable
    quarters: tuple[date, ...]
    parts: tuple[str, ...]
    counts: np.ndarray
    groups: tuple[Groups, ...] = ()
    before: np.ndarray | None = None
    kept: frozenset[date] = frozenset()

    @property
    def revises(self) -> bool:
        """Whether earlier quarters are told again with the newest."""
        newest = self.quarters[-1]
        return newest.month == MONTH_OF_REVISION and newest not in self.kept


@dataclass(frozen=True)
class _Pathway:
    """What is told of one council and health assessment ('' for none) from one table: the rows of
    public_quarter, the exact wholes, and the counts by each cut."""

    quarters: pd.DataFrame
    wholes: pd.DataFrame
    by_cut: Mapping[str, CountedTable]


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
            for pathway, tables in _tables(store, covered.la_code, kept, before).items()
            for each in _rows(covered.la_code, pathway, tables)
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


def _tables(
    store: Store, la_code: str, kept: Mapping[tuple, pd.DataFrame], before: pd.DataFrame
) -> dict[str, list[_Pathway]]:
    """The tables of a council that have quarters to tell of, by health assessment."""
    found: dict[str, list[_Pathway]] = {}
    for table in catalogue.public_tables().values():
        pathways = tuple(catalogue.pathways()) if table.by_pathway else ("",)
        known = {each: _quarters_known(store, la_code, table, each) for each in pathways}
        quarters = sorted({quarter for told, _ in known.values() for quarter in told})
        counted = public_counts_of(store, la_code, table, quarters) if quarters else pd.DataFrame()
        for pathway, (own_quarters, simulated) in known.items():
            if own_quarters:
                rows = counted[counted["pathway"] == pathway]
                same = {"la_code": la_code, "table_id": table.id, "pathway": pathway}
                old = kept.get(tuple(same.values()))
                told_on = _told_on(before, {**same, "simulated": simulated})
                newest = calendar.period_end(own_quarters[-1], "quarter")
                told = {
                    **same,
                    "quarter": list(own_quarters),
                    "told_on": [told_on.get(each, newest) for each in own_quarters],
                    "simulated": simulated,
                }
                by_cut = {
                    cut: _counted(store, la_code, table, rows, old, cut, own_quarters, told_on)
                    for cut in (DISTRICT, *table.kinds)
                }
                wholes = _wholes(table, rows, own_quarters)
                found.setdefault(pathway, []).append(_Pathway(pd.DataFrame(told), wholes, by_cut))
    return found


def _rows(
    la_code: str, pathway: str, tables: Sequence[_Pathway]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """The rows of public_figure and public_quarter of each table; by each cut all tables are told
    together."""
    parts: list[list[pd.DataFrame]] = [[each.wholes] for each in tables]
    for cut in (DISTRICT, *catalogue.KINDS):
        able = [place for place, each in enumerate(tables) if cut in each.by_cut]
        counted = [tables[place].by_cut[cut] for place in able]
        for place, table, figures in zip(able, counted, told_figures(counted), strict=True):
            parts[place].append(_as_rows(table, figures).assign(cut=cut))
    for each, frames in zip(tables, parts, strict=True):
        table_id = each.quarters["table_id"].iloc[0]
        same = {"la_code": la_code, "table_id": table_id, "pathway": pathway}
        yield pd.concat(frames).assign(**same)[list(FIGURE_COLUMNS)], each.quarters


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


def _counted(
    store: Store,
    la_code: str,
    table: PublicTable,
    rows: pd.DataFrame,
    old: pd.DataFrame | None,
    cut: str,
    quarters: tuple[date, ...],
    told_on: Mapping[date, date],
) -> CountedTable:
    """The counts by one cut; with the parts that were told before, though nobody is left there."""
    own, was = rows[rows["cut"] == cut], _of_cut(old, la_code, cut)
    known = _members(store, la_code)["district"] if cut == DISTRICT else ()
    parts = tuple(sorted({*own["part"], *known, *([] if was is None else was["part"])}))
    columns = [each.id for each in table.columns]
    return CountedTable(
        table,
        quarters,
        parts,
        _counts(own, quarters, columns, parts),
        tuple(_groups(store, la_code, parts, each) for each in quarters if cut == DISTRICT),
        None if was is None else _array(was, quarters, columns, parts),
        frozenset() if was is None else frozenset(told_on),
    )


def _counts(
    rows: pd.DataFrame, quarters: Sequence[date], columns: Sequence[str], parts: Sequence[str]
) -> np.ndarray:
    """Rows of quarter and part, with a count for each column, as [quarter, column, part]."""
    at_quarter = pd.to_datetime(list(quarters)).get_indexer(rows["quarter"])
    at_part = pd.Index(list(parts)).get_indexer(rows["part"])
    known = (at_quarter >= 0) & (at_part >= 0)
    found = np.zeros((len(quarters), len(parts), len(columns)), dtype=int)
    np.add.at(found, (at_quarter[known], at_part[known]), rows[list(columns)].to_numpy(int)[known])
    return found.transpose(0, 2, 1)


def _array(
    rows: pd.DataFrame, quarters: Sequence[date], columns: Sequence[str], parts: Sequence[str]
) -> np.ndarray:
    """Rows of quarter, column_id, part and figure as [quarter, column, part]; nought elsewhere."""
    places = [
        pd.Index(keys).get_indexer(rows[name])
        for keys, name in (
            (pd.to_datetime(list(quarters)), "quarter"),
            (list(columns), "column_id"),
            (list(parts), "part"),
        )
    ]
    known = np.all([each >= 0 for each in places], axis=0)
    found = np.zeros((len(quarters), len(columns), len(parts)), dtype=int)
    np.add.at(found, tuple(each[known] for each in places), rows["figure"].to_numpy(int)[known])
    return found


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


def _as_rows(counted: CountedTable, figures: np.ndarray) -> pd.DataFrame:
    """part, quarter, column_id and figure of every figure over nought."""
    quarter, column, part = np.nonzero(figures)
    columns = np.array([each.id for each in counted.table.columns], dtype=object)
    return pd.DataFrame(
        {
            "part": np.array(counted.parts, dtype=object)[part],
            "quarter": np.array(counted.quarters, dtype="datetime64[us]")[quarter],
            "column_id": columns[column],
            "figure": figures[quarter, column, part],
        }
    )


def told_figures(tables: Sequence[CountedTable]) -> list[np.ndarray]:
    """What is told of several tables by one cut, [quarter, column, part] each, quarter by quarter.

    What rounding a column owes a part goes to the next quarter, but for lists. A part of which a
    column that holds nearly the same children was told at least a step (or is sure to be, where it
    is told later) is raised first: else one table would say that it has some, and the other few.
    """
    figures = [np.zeros_like(each.counts) for each in tables]
    debts = [np.zeros(each.counts.shape[1:]) for each in tables]
    seen: dict[tuple[str, date], frozenset[str]] = {}
    for quarter in sorted({quarter for each in tables for quarter in each.quarters}):
        for each in tables:
            if quarter in each.quarters:
                counts = each.counts[each.quarters.index(quarter)]
                _look(seen, each, quarter, counts // each.table.base)
        for each, told, owed in zip(tables, figures, debts, strict=True):
            if quarter in each.quarters:
                place = each.quarters.index(quarter)
                told[place] = _of_quarter(each, place, owed, seen)
                owed += each.counts[place] - told[place]
                _look(seen, each, quarter, told[place])
    return figures


def _look(
    seen: dict[tuple[str, date], frozenset[str]],
    counted: CountedTable,
    quarter: date,
    of_columns: np.ndarray,
) -> None:
    """Notes in which parts each column of a quarter has a step or more."""
    for column, of_column in zip(counted.table.columns, of_columns, strict=True):
        parts = {counted.parts[part] for part in np.flatnonzero(of_column)}
        seen[f"{counted.table.id}.{column.id}", quarter] = frozenset(parts)


def _of_quarter(
    counted: CountedTable,
    place: int,
    owed: np.ndarray,
    seen: Mapping[tuple[str, date], frozenset[str]],
) -> np.ndarray:
    """The figures of one quarter, [column, part]: those told before, where they stay. What rounding
    one column owes a part goes to the next, so that its columns add up to nearly its count."""
    quarter, counts = counted.quarters[place], counted.counts[place]
    kept = quarter in counted.kept and counted.before is not None
    before = counted.before[place] if kept and counted.before is not None else None
    if before is not None and not counted.revises:
        return before
    groups = counted.groups[place] if counted.groups else ()
    figures, carried = np.zeros_like(counts), np.zeros(counts.shape[1])
    for number, column in enumerate(counted.table.columns):
        if counts[number].any():
            debt = carried if counted.table.on_last_day else owed[number] + carried
            near = [seen.get((name, _before(quarter, ago)), ()) for name, ago in column.nearly_same]
            first = _turns(counted.parts, near)
            was = None if before is None else before[number]
            own = _Column(counts[number], counted.table.base, debt, first, was)
            figures[number] = _parted(own, groups)
        carried = carried + (counts[number] - figures[number])
    return figures


def _turns(parts: Sequence[str], near: Sequence[Collection[str]]) -> np.ndarray:
    """When each part is raised: 0 where a column of nearly the same children tells of it, else
    later; infinity where there is one alone, which holds all of these children."""
    told = np.isin(parts, sorted({part for each in near for part in each}))
    return np.where(told | (not near), 0.0, np.inf if len(near) == 1 else 1.0)


def _before(quarter: date, ago: int) -> date:
    return calendar.add_months(quarter, -3 * ago)


@dataclass(frozen=True)
class _Column:
    """One column of one quarter: counts, what is owed, who is raised first, and what was told."""

    counts: np.ndarray
    base: int
    owed: np.ndarray
    first: np.ndarray
    before: np.ndarray | None

    def of(self, places: Sequence[int]) -> _Column:
        """That of some parts."""
        at = list(places)
        was = None if self.before is None else self.before[at]
        return replace(
            self, counts=self.counts[at], owed=self.owed[at], first=self.first[at], before=was
        )

    def summed(self, groups: Groups) -> _Column:
        """That of groups of the parts."""

        def sums(of_parts: np.ndarray) -> np.ndarray:
            return np.array([of_parts[list(group)].sum() for group in groups])

        return replace(
            self,
            counts=sums(self.counts),
            owed=sums(self.owed),
            first=np.array([min(self.first[list(group)].min(), LAST) for group in groups]),
            before=None if self.before is None else sums(self.before),
        )

    def told(self, whole: int | None = None) -> np.ndarray:
        """Its figures, adding up to the whole where that is told already."""
        # Who is owed a step waits no longer: nobody is told too little quarter after quarter.
        turns = np.where(self.owed >= self.base, 0.0, self.first)
        if self.before is None:
            return parted(self.counts, self.base, self.owed, whole, turns)
        return told_again(self.before, self.counts, self.base, whole, turns)


def _parted(column: _Column, groups: Groups) -> np.ndarray:
    """One column: all parts at once, or localities first and then the districts of each."""
    if not groups:
        return column.told()
    figures = np.zeros_like(column.counts)
    for group, whole in zip(groups, column.summed(groups).told(), strict=True):
        figures[list(group)] = column.of(group).told(int(whole))
    return figures
