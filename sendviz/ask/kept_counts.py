"""Counts kept in memory: one statement answers many questions, over steps that are planned once.

A screen asks the same of the whole council, of each locality, of this year and of the last five.
The statement is therefore composed by locality, and by month for all the months there are, kept
until the file changes, and narrowed here. So a change of period or of locality counts nothing anew.

Planning the steps of a fact takes longer than counting a council's rows, and a screen asks many
things of the same facts on the same day. A council that is small enough therefore keeps the steps
on which most facts stand, and those that join tables, as tables in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.places import areas
from sendviz.ask.selection import Selection, Split
from sendviz.ask.statements import Statement, steps
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import month_end, month_start

SCHEME = "locality"
MOST_ROWS = 300_000
Compose = Callable[[Selection, Split], Statement]


def monthly_counts(
    store: Store, compose: Compose, selection: Selection, split: Split, *, since_ever: bool = False
) -> pd.DataFrame:
    """The rows of a statement with month, area and category, for the areas and the days of the
    selection. since_ever: days before its start count too. The same row may stand several times,
    once for each month or locality: its numbers are to be summed.
    """
    whole_months = _of_whole_months(selection)
    asked = replace(selection, start=None, end=None) if whole_months else selection
    found = counts_by_area(
        store, compose, asked, replace(split, monthly=split.monthly or whole_months)
    )
    if not whole_months:
        return found
    month = found["month"].to_numpy("datetime64[D]")
    held = month <= np.datetime64(selection.last_day)
    if selection.start and not since_ever:
        held &= month >= np.datetime64(selection.start)
    return found[held]


def counts_by_area(
    store: Store, compose: Compose, selection: Selection, split: Split
) -> pd.DataFrame:
    """The rows of a statement for the areas of the selection, by the scheme of the split; the
    same row may stand several times, once for each locality."""
    if not _localities_add_up(store, selection, split):
        return counted_once(store, compose(selection, split))
    found = counted_once(
        store, compose(replace(selection, areas=()), replace(split, scheme=SCHEME))
    )
    if selection.areas:
        found = found[found["area"].isin(selection.areas)]
    return found if split.scheme == SCHEME else found.assign(area="")


def counted_once(store: Store, statement: Statement) -> pd.DataFrame:
    """The rows of a statement, kept until the file changes."""
    key = (statement.fact, statement.rest, tuple(sorted(statement.parameters.items())))
    return store.cached(("statement", *key), lambda: _run(store, statement))


def _of_whole_months(selection: Selection) -> bool:
    """Whether the months of a row say if it belongs to the selection."""
    last, start = selection.last_day, selection.start
    whole_end = last in (selection.as_at, month_end(last))
    return whole_end and (start is None or start == month_start(start))


def _localities_add_up(store: Store, selection: Selection, split: Split) -> bool:
    """Whether the localities add up to what is asked: each district lies in one, and the areas
    chosen are localities."""
    if split.scheme not in (None, "council", SCHEME):
        return False
    ids = {area.id for area in areas(store, selection.council, SCHEME, selection.as_at)}
    return bool(ids) and ids.issuperset(selection.areas) and not _overlap(store, selection)


def _overlap(store: Store, selection: Selection) -> bool:
    found = store.cached_rows(
        """
        select area_member.district from area_member
        join area on area.area_id = area_member.area_id
        where la_code = $la_code and area_member.scheme = $scheme and valid_from <= $day
            and (valid_to is null or valid_to > $day)
        group by area_member.district having count(*) > 1
        """,
        {"la_code": selection.council, "scheme": SCHEME, "day": selection.as_at},
    )
    return len(found) > 0


def _run(store: Store, statement: Statement) -> pd.DataFrame:
    """The rows of the statement; `month`, where there is one, as datetime64."""
    bound = dict(statement.parameters)
    if _records_of(store, statement.fact, str(bound["la_code"])) > MOST_ROWS:
        found = store.frame(statement.sql, bound)
    else:
        kept = catalogue.FACTS[statement.fact].kept
        above = steps(statement.fact, kept)
        rest = f",\n{above}{statement.rest}" if above else statement.rest
        source = f"with {steps(kept)} select * from {kept} where la_code = $la_code"
        held = {name: bound[name] for name in ("as_at", "la_code")}
        asked = {name: value for name, value in bound.items() if re.search(rf"\${name}\b", rest)}
        found = store.rows_over_memory_table(kept, source, held, rest, asked)
    return found.assign(month=pd.to_datetime(found["month"])) if "month" in found else found


def _records_of(store: Store, fact: str, la_code: str) -> int:
    table = "referral" if catalogue.FACTS[fact].of_referrals else "request"
    found = store.cached_rows(
        f"select count(*) as n from {table} where la_code = $la_code", {"la_code": la_code}
    )
    return int(found["n"].iloc[0])
