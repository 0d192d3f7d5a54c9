"""Six children of a cohort, drawn and drawn anew: who they are and why, by `stats.picker`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sendviz.ask import Records
from sendviz.ask.cohort_rows import Picks, children_of, snapshot_of
from sendviz.stats import picker
from sendviz.stats.picker import Chances, Pick, Population

# With so many other seeds it is tried how uneven the chances are.
TRIED = 100
# What a child is told apart by, and the column of the list that tells it.
KINDS = {
    "need": "need",
    "age_band": "age_band",
    "locality": "locality",
    "phase": "main_phase",
    "sex": "sex",
    "ethnic_group": "ethnicity_group",
}


@dataclass(frozen=True, eq=False)
class Six:
    """Children drawn from a cohort.

    rows: their rows of the list in the order of the slots, with `ref`, by which the council knows
    them; slots, score, best and unmet as `picker.Pick`; of: how many there were to draw from.
    """

    snapshot: date
    rows: pd.DataFrame
    slots: tuple[str, ...]
    score: int
    best: int
    unmet: tuple[str, ...]
    of: int

    @property
    def refs(self) -> tuple[str, ...]:
        """The case references."""
        return tuple(self.rows["ref"])


def draw_six(records: Records, picks: Picks, selection: str, seed: int) -> Six:
    """Six children by this seed. selection: the filters in the form of the address. Officers only,
    and raises as `cohorts.children_of`."""
    rows = _listed(records, picks)
    return _six(records, rows, picker.pick(population_of(rows), _key(records, selection, seed)))


def replace_one(
    records: Records,
    picks: Picks,
    selection: str,
    seed: int,
    before: Sequence[str],
    leaves: str,
    gone: Sequence[str],
) -> Six | None:
    """The six by their references with another child in the place of one that leaves; None where
    nobody is left, or where the list does not hold all of them any more. gone: who left before."""
    rows = _listed(records, picks)
    place = {ref: at for at, ref in enumerate(rows["ref"])}
    if not {*before} <= place.keys():
        return None
    population = population_of(rows)
    chosen = tuple(place[ref] for ref in before)
    known = Pick(chosen, picker.slots_of(population), 0, 0, ())
    key = f"{_key(records, selection, seed)}|{'|'.join([*gone, leaves])}"
    left = [place[ref] for ref in gone if ref in place]
    found = picker.redraw(population, key, known, place[leaves], left)
    return _six(records, rows, found) if found else None


def chances_of(records: Records, picks: Picks, selection: str) -> Chances:
    """How uneven the chances of the cohort's children are; worked out once a file."""

    def tried() -> Chances:
        population = population_of(_listed(records, picks))
        return picker.chances(population, _key(records, selection, 0), TRIED)

    key = ("chances", records.selection, records.role, picks)
    return records.store.cached(key, tried)


def population_of(rows: pd.DataFrame) -> Population:
    """The rows of a list of children as the picker takes them."""
    kinds = {name: _codes(rows[column]) for name, column in KINDS.items()}
    return Population(
        **kinds,
        services=_services(rows),
        age=rows["age"].fillna(picker.UNKNOWN).to_numpy(np.int64),
        has_plan=(rows["status"] == "ehc_plan").to_numpy(bool),
        on_support=(rows["status"] == "sen_support").to_numpy(bool),
        in_alternative_provision=_true(rows["in_alternative_provision"]),
    )


def _listed(records: Records, picks: Picks) -> pd.DataFrame:
    rows = children_of(records, picks)
    unknown = "No reference, " + rows["person"].str[:8]
    return rows.assign(ref=rows["case_ref"].fillna(unknown))


def _key(records: Records, selection: str, seed: int) -> str:
    return f"{records.selection.council}|{snapshot_of(records)}|{selection}|{seed}"


def _six(records: Records, rows: pd.DataFrame, found: Pick) -> Six:
    snapshot = snapshot_of(records)
    assert snapshot is not None  # there are rows of it
    chosen = rows.iloc[list(found.chosen)].reset_index(drop=True)
    return Six(snapshot, chosen, found.slots, found.score, found.best, found.unmet, len(rows))


def _codes(column: pd.Series) -> np.ndarray:
    """Numbers for the texts, in their order; -1 where missing."""
    return pd.factorize(column, sort=True)[0].astype(np.int64)


def _true(column: pd.Series) -> np.ndarray:
    return column.fillna(False).to_numpy(bool)


def _services(rows: pd.DataFrame) -> np.ndarray:
    """A bit for each of picker.SERVICES that a child uses."""
    care = rows["social_care"]
    uses = {
        "health_list": rows["pathways"].map(len).to_numpy() > 0,
        "social_care": (care.notna() & ~care.isin(["none", "early_help"])).to_numpy(bool),
        "early_help": (care == "early_help").fillna(False).to_numpy(bool),
        "alternative_provision": _true(rows["in_alternative_provision"]),
    }
    uses["none"] = ~np.any(list(uses.values()), axis=0)
    return np.sum(
        [uses[name].astype(np.int64) << place for place, name in enumerate(picker.SERVICES)], axis=0
    )
