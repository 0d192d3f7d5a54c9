"""The public set: its columns part what they count, every measure told from them is the measure,
and the figures keep what stats.parting promises, over all tables, cuts and quarters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz import ask, catalogue
from sendviz.ask import Records, Selection, Store
from sendviz.ask.public_set import (
    DISTRICT,
    MONTH_OF_REVISION,
    WHOLE,
    CountedTable,
    public_counts_of,
    told_figures,
)
from sendviz.ask.told import told_quarters
from sendviz.catalogue import calendar
from sendviz.catalogue.public import _faults

TABLES = catalogue.public_tables()
COUNCILS = ("881", "941", "873", "839")


def quarters_of(store: Store, council: str, table: catalogue.PublicTable) -> list[date]:
    """The first days of the newest eight quarters told."""
    told = sorted({quarter for _, quarter in told_quarters(store, council, table.id)})
    return told[-8:]


@pytest.fixture(scope="session")
def counted(simulated) -> dict:
    """True counts by council and table."""
    councils = [each.la_code for each in ask.coverage(simulated)]
    found = {}
    for council in councils:
        for id, table in TABLES.items():
            quarters = quarters_of(simulated, council, table)
            rows = public_counts_of(simulated, council, table, quarters)
            found[council, id] = rows[rows["quarter"].isin(pd.to_datetime(quarters))]
    return found


def test_every_row_falls_into_exactly_one_column(simulated, counted):
    """By every cut the columns add up to all rows of the fact: none is counted twice or not."""
    for (council, id), rows in counted.items():
        table = TABLES[id]
        names = [each.id for each in table.columns]
        sums = rows.groupby("cut")[names].sum().sum(axis=1)
        assert sums.nunique() == 1, (council, id, sums)
        first = next(iter(table.measures))
        m = catalogue.get(first)
        everything = catalogue.public_table_of(first).measures[first].numerator
        if set(everything) == set(names) and m.kind in ("count", "stock"):
            found = officer(simulated, council, table).ask(m, period="quarter")
            assert found.frame["numerator"].sum() == sums.iloc[0], (council, id)


def officer(store: Store, council: str, table: catalogue.PublicTable) -> Records:
    quarters = quarters_of(store, council, table)
    end = calendar.period_end(quarters[-1], "quarter")
    return Records(store, Selection(council, end, start=quarters[0]), "officer")


def told_measures() -> Iterator[tuple[str, str]]:
    for id, table in TABLES.items():
        for measure, told in table.measures.items():
            if not told.middle and not told.change:
                yield id, measure


@pytest.mark.parametrize(("id", "measure"), told_measures())
def test_a_measure_is_the_sum_of_its_columns(simulated, counted, id, measure):
    """By quarter and locality: what officers see of it is the true count of its columns."""
    table, m = TABLES[id], catalogue.get(measure)
    told = table.measures[measure]
    for council in COUNCILS:
        rows = counted[council, id]
        rows = rows[rows["cut"] == DISTRICT]
        records = officer(simulated, council, table)
        if m.at_a_date and m.kind not in ("stock", "share"):
            found = records.over(start=None).ask(m)
            rows = rows[rows["quarter"] == rows["quarter"].max()]
            assert found.row.numerator == rows[list(told.numerator)].to_numpy().sum()
            continue
        frame = records.ask(m, period="quarter").frame.set_index("period_start")
        by_quarter = rows.groupby("quarter")
        for name in ("numerator", "denominator"):
            columns = list(getattr(told, name))
            if columns:
                sums = by_quarter[columns].sum().sum(axis=1)
                expected = frame[name].reindex(sums.index)
                assert expected.notna().all() and (sums == expected).all(), (council, name)


def figures(store: Store) -> pd.DataFrame:
    return store.frame("select * from public_figure")


def test_the_figures_keep_what_is_promised(simulated, counted):
    """Multiples of the base, less than it away from the truth, nought where the whole is smaller,
    and every cut adds up to the same kind of whole."""
    told = figures(simulated)
    for (council, id), rows in counted.items():
        table = TABLES[id]
        own = told[(told["la_code"] == council) & (told["table_id"] == id)]
        parts = own[own["cut"] != WHOLE]
        assert (parts["figure"] % table.base == 0).all() and (parts["figure"] > 0).all()
        names = [each.id for each in table.columns]
        keys = ["pathway", "cut", "part", "quarter", "column_id"]
        true = rows.melt(keys[:4], names, "column_id", "true").groupby(keys)["true"].sum()
        recent = parts[parts["quarter"].isin(rows["quarter"])]
        both = pd.concat([true, recent.set_index(keys)["figure"]], axis=1).fillna(0)
        over = (both["figure"] - both["true"]).where(both["figure"] >= 3 * table.base)
        assert (both["true"] - both["figure"] < table.base).all(), (council, id)
        assert (both["figure"] - both["true"] < table.base).where(over.isna(), True).all()
        assert (over.dropna() < 2 * table.base).all() and (over >= table.base).mean() < 0.01
        wholes = both.groupby(["pathway", "cut", "quarter", "column_id"]).sum()
        assert (np.abs(wholes["true"] - wholes["figure"]) < table.base).all()
        small = wholes["true"] < table.base
        assert (wholes.loc[small, "figure"] == 0).all()
        assert (wholes.loc[~small, "figure"] >= table.base).all()


def test_a_year_is_off_by_less_than_two_steps(simulated, counted):
    """What rounding owes one quarter the next pays: four quarters of a part that is not small are
    nearly as near as one."""
    told = figures(simulated)
    apart = []
    for (council, id), rows in counted.items():
        table = TABLES[id]
        if table.on_last_day:
            continue
        last = sorted(rows["quarter"].unique())[-4:]
        names = [each.id for each in table.columns]
        keys = ["pathway", "part", "column_id"]
        places = rows[(rows["cut"] == DISTRICT) & rows["quarter"].isin(last)]
        true = places.melt(keys[:2], names, "column_id", "true").groupby(keys)["true"].sum()
        own = told[(told["la_code"] == council) & (told["table_id"] == id)]
        own = own[(own["cut"] == DISTRICT) & own["quarter"].isin(last)]
        sums = own.groupby(keys)["figure"].sum()
        both = pd.concat([true, sums], axis=1).fillna(0)
        both = both[both["true"] >= 4 * table.base]
        apart.append((np.abs(both["true"] - both["figure"]) / table.base).to_numpy())
    steps = np.concatenate(apart)
    assert len(steps) > 100
    assert np.median(steps) < 0.5 and np.quantile(steps, 0.99) < 1.75


QUARTERS = tuple(date(2023 + i // 4, 3 * (i % 4) + 1, 1) for i in range(8))


@st.composite
def cuts(draw) -> CountedTable:
    """Counts of a table of two to five parts, by area in two localities or not, small and large."""
    table = draw(st.sampled_from([TABLES["plans_issued"], TABLES["waiting"], TABLES["requests"]]))
    parts = draw(st.integers(2, 5))
    quarters = draw(st.integers(1, 8))
    most = draw(st.sampled_from([3, 8, 40]))
    shape = (quarters, len(table.columns), parts)
    flat = draw(st.lists(st.integers(0, most), min_size=prod(shape), max_size=prod(shape)))
    split = draw(st.integers(0, parts - 1))
    groups = (tuple(range(split)), tuple(range(split, parts))) if split else ()
    return CountedTable(
        table,
        QUARTERS[:quarters],
        tuple("abcde"[:parts]),
        np.array(flat).reshape(shape),
        (groups,) * quarters if groups else (),
    )


def told_of(cut: CountedTable) -> np.ndarray:
    return told_figures([cut])[0]


def raised_last(cut: CountedTable, told: np.ndarray, quarter: int, column: int) -> np.ndarray:
    """Which parts the one column that holds all these children does not tell of, where it is one
    of the same table."""
    near = cut.table.columns[column].nearly_same
    if len(near) != 1:
        return np.zeros(told.shape[2], dtype=bool)
    (name, ago), names = near[0], [f"{cut.table.id}.{each.id}" for each in cut.table.columns]
    if name not in names or quarter < ago:
        return np.ones(told.shape[2], dtype=bool)
    return told[quarter - ago, names.index(name)] == 0


@settings(max_examples=150, deadline=None)
@given(cuts(), st.integers(0, 4))
def test_the_same_is_told_of_counts_in_which_a_part_is_nought_or_at_least_a_step(cut, part):
    """The proof of stats.parting for all columns and quarters at once, with what rounding owes: for
    true counts take the figures as they are told, and what is left of each column in one other
    part (or in this, where it alone is not raised last). Then the very same is told, though the
    part holds no small count in any of them."""
    part %= len(cut.parts)
    told, base = told_of(cut), cut.table.base
    other = told.copy()
    for quarter, column in np.ndindex(told.shape[:2]):
        figures, left = told[quarter, column], cut.counts[quarter, column].sum()
        left -= figures.sum()
        able = [i for i in range(len(figures)) if figures[i] >= base or not figures.any()]
        others = [i for i in able if i != part]
        soon = [i for i in able if not raised_last(cut, told, quarter, column)[i]]
        if figures[part] < 2 * base or part not in soon or {*soon} - {part}:
            takes = next((i for i in soon if i != part), next(iter(others), part))
        else:
            takes = part
        other[quarter, column, takes] += left
    assert (other >= 0).all()
    assert (other.sum(axis=2) == cut.counts.sum(axis=2)).all()
    assert (told_of(replace(cut, counts=other)) == told).all()
    held = other[:, :, part]
    assert ((held == 0) | (held >= base)).all()


@settings(max_examples=100, deadline=None)
@given(cuts(), st.data())
def test_what_was_told_stays_and_a_new_quarter_follows(cut, data):
    """A correction changes no figure of a quarter told before; a quarter with the revision may."""
    if len(cut.quarters) < 2:
        return
    first = replace(cut, quarters=cut.quarters[:-1], counts=cut.counts[:-1], groups=cut.groups[:-1])
    before = np.concatenate([told_of(first), np.zeros_like(cut.counts[-1:])])
    place = tuple(data.draw(st.integers(0, n - 1)) for n in first.counts.shape)
    corrected = cut.counts.copy()
    corrected[place] += 1
    kept = frozenset(cut.quarters[:-1])
    again = told_of(replace(cut, counts=corrected, before=before, kept=kept))
    if cut.quarters[-1].month != MONTH_OF_REVISION:
        assert (again[:-1] == before[:-1]).all()
    newest = corrected[-1].sum(axis=1)
    assert (np.abs(again[-1].sum(axis=1) - newest) < cut.table.base).all()


def test_a_fault_in_the_file_is_named():
    table = TABLES["plans_due"]
    wrong = replace(
        table,
        columns=(catalogue.public.PublicColumn("in_time", "on_tim"),),
        measures={"plans_due_issued_in_time": catalogue.ToldMeasure(("in_tim",), ("all",))},
    )
    told = list(_faults(wrong))
    assert "plan_due has no column 'on_tim'; did you mean on_time?" in told[0]
    assert "there is no column 'in_tim'; did you mean in_time?" in told[1]
    assert "there is no fact" in next(iter(_faults(replace(table, fact="plans_duw"))))
