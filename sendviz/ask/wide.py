"""One statement answers many questions: rows by locality and month, of which an answer takes what
it asks for.

A screen asks the same of the whole council, of each locality, of this year and of the last five.
The statement is therefore composed by locality, and by month for all the months there are, kept
until the file changes, and narrowed here. So a change of period or of locality counts nothing anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from sendviz.ask.places import areas
from sendviz.ask.run import run
from sendviz.ask.selection import Selection
from sendviz.ask.statements import Split, Statement
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import month_end, month_start

SCHEME = "locality"
Compose = Callable[[Selection, Split], Statement]


def by_month(
    store: Store, compose: Compose, selection: Selection, split: Split, since_ever: bool = False
) -> pd.DataFrame:
    """The rows of a statement with month, area and category, for the areas and the days of the
    selection. since_ever: days before its start count too. The same row may stand several times,
    once for each month or locality: its numbers are to be summed.
    """
    whole_months = _of_whole_months(selection)
    asked = replace(selection, start=None, end=None) if whole_months else selection
    found = by_area(store, compose, asked, replace(split, monthly=split.monthly or whole_months))
    if not whole_months:
        return found
    month = found["month"].to_numpy("datetime64[D]")
    held = month <= np.datetime64(selection.last_day)
    if selection.start and not since_ever:
        held &= month >= np.datetime64(selection.start)
    return found[held]


def by_area(store: Store, compose: Compose, selection: Selection, split: Split) -> pd.DataFrame:
    """The rows of a statement for the areas of the selection, by the scheme of the split; the
    same row may stand several times, once for each locality."""
    if not _locality_tells(store, selection, split):
        return _kept(store, compose(selection, split))
    found = _kept(store, compose(replace(selection, areas=()), replace(split, scheme=SCHEME)))
    if selection.areas:
        found = found[found["area"].isin(selection.areas)]
    return found if split.scheme == SCHEME else found.assign(area="")


def _kept(store: Store, statement: Statement) -> pd.DataFrame:
    key = (statement.fact, statement.rest, tuple(sorted(statement.parameters.items())))
    return store.remember(("statement", *key), lambda: run(store, statement))


def _of_whole_months(selection: Selection) -> bool:
    """Whether the months of a row say if it belongs to the selection."""
    last, start = selection.last_day, selection.start
    whole_end = last in (selection.as_at, month_end(last))
    return whole_end and (start is None or start == month_start(start))


def _locality_tells(store: Store, selection: Selection, split: Split) -> bool:
    """Whether the localities add up to what is asked: each district lies in one, and the areas
    chosen are localities."""
    if split.scheme not in (None, "council", SCHEME):
        return False
    ids = {area.id for area in areas(store, selection.council, SCHEME, selection.as_at)}
    return bool(ids) and ids.issuperset(selection.areas) and not _overlap(store, selection)


def _overlap(store: Store, selection: Selection) -> bool:
    found = store.small(
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
