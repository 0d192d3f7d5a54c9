"""For public view a part is asked for beside all the others, guarded with them, and then taken out:
so it is told by itself, or with some others, only as it stands in the whole table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.disclosure import NotAllowed
from sendviz.ask.grid import Grid
from sendviz.ask.selection import Selection
from sendviz.ask.statements import NOT_KNOWN
from sendviz.ask.store import Store

KEYS = ["area", "period_start", "category"]


@dataclass(frozen=True)
class Table:
    """The whole table that holds what is asked.

    selection, scheme and category: how it is asked for; areas and codes: which of its areas and
    codes to take, None for all; keeps_area, keeps_code: whether the answer names them.
    """

    selection: Selection
    scheme: str | None
    category: str | None
    areas: frozenset[str] | None = None
    codes: frozenset[str] | None = None
    keeps_area: bool = True
    keeps_code: bool = True


def table(store: Store, selection: Selection, scheme: str | None, category: str | None) -> Table:
    """The table for a question that public view may be asked. Raises NotAllowed for areas of
    different kinds, or where the areas of the answer are not parts of those chosen."""
    whole = Table(replace(selection, areas=()), scheme, category)
    if selection.areas:
        own = _scheme_of(store, selection)
        if scheme not in (None, "council", own, "district"):
            raise NotAllowed("Public view shows the areas of one kind at a time.")
        keeps = scheme not in (None, "council")
        areas = None if keeps and scheme != own else frozenset(selection.areas)
        whole = replace(whole, scheme=scheme if keeps else own, areas=areas, keeps_area=keeps)
    cut = next((pair for pair in selection.where if _is_guarded(pair[0])), None)
    return _without(whole, *cut) if cut else whole


def _is_guarded(dimension: str) -> bool:
    return dimension != "exception" and catalogue.dimensions()[dimension].kind != "service"


def _without(whole: Table, dimension: str, values: tuple[str, ...]) -> Table:
    """The table by a dimension instead of held to some of its values."""
    selection = whole.selection.filtered(dimension)
    if catalogue.is_place(dimension):
        unknown = f"{selection.council}/{dimension}/unknown"
        areas = frozenset(unknown if each == NOT_KNOWN else each for each in values)
        keeps = whole.scheme == dimension
        return replace(whole, selection=selection, scheme=dimension, areas=areas, keeps_area=keeps)
    keeps = whole.category == dimension
    also = [] if whole.category in (None, dimension) else [whole.category]
    return replace(
        whole,
        selection=selection,
        category=catalogue.TOGETHER.join([dimension, *also]),
        codes=frozenset(values),
        keeps_code=keeps,
    )


def taken(found: pd.DataFrame, whole: Table, asked: Grid) -> pd.DataFrame:
    """The rows of the table that were asked for, named as the answer names them."""
    held = np.ones(len(found), dtype=bool)
    if whole.areas is not None:
        held &= found["area"].isin(whole.areas).to_numpy()
    elif whole.keeps_area:
        held &= found["area"].isin([id for id, _ in asked.names]).to_numpy()
    if whole.codes is not None:
        parts = found["category"].str.partition(catalogue.TOGETHER)
        held &= parts[0].isin(whole.codes).to_numpy()
        if not whole.keeps_code:
            found = found.assign(category=parts[2])
    if not whole.keeps_area:
        found = found.assign(area="")
    return found[held]


def added_up(cells: pd.DataFrame) -> pd.DataFrame:
    """One row for each area, period and category: the sum of its cells; hidden where one is."""
    if not cells.duplicated(KEYS).any():
        return cells
    group = cells.groupby(KEYS, dropna=False, sort=False).ngroup().to_numpy()
    first = cells.loc[~pd.Series(group).duplicated().to_numpy(), KEYS]
    sums: Mapping[str, np.ndarray] = {
        name: np.bincount(group, weights=cells[name].to_numpy(float))
        for name in ("numerator", "denominator")
    }
    hidden = np.bincount(group, weights=cells["blank"].eq("suppressed").to_numpy(float)) > 0
    blank = np.where(hidden, "suppressed", None)
    return first.assign(**sums, blank=blank).reset_index(drop=True)


def _scheme_of(store: Store, selection: Selection) -> str:
    found = store.small(
        "select area_id, scheme from area where la_code = $la", {"la": selection.council}
    )
    schemes = set(found.loc[found["area_id"].isin(selection.areas), "scheme"])
    if len(schemes) > 1:
        raise NotAllowed("Public view shows the areas of one kind at a time.")
    return next(iter(schemes), "locality")
