"""The cases of a wait, counted by whole days inside DuckDB; for public view in rounded steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from sendviz.ask import disclosure, statements
from sendviz.ask.grid import Grid
from sendviz.ask.selection import Selection
from sendviz.ask.statements import Split
from sendviz.ask.store import Store
from sendviz.ask.wide import by_area
from sendviz.catalogue import Measure

KINDS = ("event", "other", "censored", "entered")


@dataclass(frozen=True)
class Counted:
    """Cases by whole days since the clock started: arrays of equal length.

    event: those to whom it happened; other: those who left in the competing way; censored: still
    waiting on the last day; entered: those who came into view. in_steps: each day is the last of
    a step of 28, and every count a multiple of 5.
    """

    day: np.ndarray
    event: np.ndarray
    other: np.ndarray
    censored: np.ndarray
    entered: np.ndarray
    in_steps: bool = False

    @property
    def one_way(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Day, event, censored and entered, the competing way counted as censored: for tests of
        how fast the event comes to those who wait."""
        return self.day, self.event, self.censored + self.other, self.entered


NOBODY = Counted(*(np.zeros(1) for _ in range(5)))


def counts(
    store: Store, m: Measure, selection: Selection, grid: Grid, fine: bool
) -> Mapping[str, Counted | None]:
    """Cases by area, in rounded steps where `fine`; None where public view must hide the area."""
    found = by_area(store, partial(statements.waits, m), selection, Split(grid.split.scheme))
    if not fine:
        return {str(area): _by_day(part) for area, part in found.groupby("area")}
    hidden = _hidden(m, found)
    return {
        str(area): None if area in hidden else _by_step(part)
        for area, part in found.groupby("area")
    }


def _by_day(part: pd.DataFrame) -> Counted:
    wide = _wide(part)
    return Counted(wide.index.to_numpy(float), *(wide[kind].to_numpy(float) for kind in KINDS))


def _wide(part: pd.DataFrame) -> pd.DataFrame:
    wide = part.pivot_table(index="day", columns="kind", values="n", aggfunc="sum", fill_value=0)
    return wide.reindex(columns=list(KINDS), fill_value=0).sort_index()


def _hidden(m: Measure, found: pd.DataFrame) -> set[str]:
    """Areas with too few cases, and a second one where the total would give such an area away."""
    cases = found[found["kind"] == "entered"].groupby("area")["n"].sum().reset_index()
    cells = cases.rename(columns={"n": "denominator"}).assign(period_start=pd.NaT, numerator=0.0)
    if m.small_numbers == "nhs":  # The total is rounded as well.
        return set(cells.loc[cells["denominator"] < disclosure.LEAST_DENOMINATOR, "area"])
    told = disclosure.guard(cells, m.small_numbers, True)
    return set(told.loc[told["blank"].notna(), "area"])


def _by_step(part: pd.DataFrame) -> Counted:
    """Steps of 28 days, each told by its last. Running totals are rounded and then differenced,
    so that few in each step are not lost for good and every step is a multiple of 5."""
    step = np.ceil(part["day"] / disclosure.STEP_DAYS).astype(int)
    # Who enters on day 0 is there from the start; who leaves on it does so in the first step.
    step = step.where(part["kind"] == "entered", np.maximum(step, 1))
    wide = _wide(part.assign(day=step)).reindex(range(step.max() + 1), fill_value=0)
    totals = _told(wide.to_numpy(float).cumsum(axis=0))
    # No step is told beyond the last that the rounded totals know of: it would give away how long
    # the last few wait.
    last = np.flatnonzero(np.diff(totals, axis=0).any(axis=1)).max(initial=0) + 1
    totals = _fitting(*totals[: last + 1].T)
    numbers = (np.diff(total, prepend=0.0) for total in totals)
    return Counted(np.arange(last + 1.0) * disclosure.STEP_DAYS, *numbers, in_steps=True)


def _told(totals: np.ndarray) -> np.ndarray:
    """Running totals to the nearest 5, and 1 to 7 as nought, of every measure: a month, a quarter
    and a year beside one another would give small ones away if fewer were hidden."""
    hidden = totals < disclosure.HIDDEN_BELOW["nhs"]
    return np.where(hidden, 0.0, disclosure.rounded(totals))


def _fitting(
    event: np.ndarray, other: np.ndarray, censored: np.ndarray, entered: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rounded running totals made to fit: nobody leaves before entering, and all who are left are
    censored in the last step."""
    entered = np.maximum(entered, event + other)
    left = entered - event - other
    most = np.append(np.minimum(censored, left)[:-1], left[-1])
    return event, other, np.minimum.accumulate(most[::-1])[::-1], entered
