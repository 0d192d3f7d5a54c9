"""Councils whose numbers of appealable decisions stand under each other's code."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from sendviz.load.checks.figures import Figures

# What most appealable decisions are, by the method of counting (DfE, appeal rate, notes to the
# table).
_MAIN_PART = {
    "appeal_rate_old_method": "plans_in_force",
    "appeal_rate_new_method": "annual_reviews_held",
}
_SMALL_PARTS = ("requests_refused", "assessments_without_a_plan")
# Ratios on a log scale: own parts off by half or more, the other council's within a fifth.
_FAR, _NEAR = np.log(1.5), np.log(1.2)


def swapped_pairs(known: Figures) -> list[tuple[int, int]]:
    """Rows of two councils of one region whose decisions fit the other's parts and not their own.

    Each pair comes twice: (row, other row) and the reverse, as positions in `known.rows`.
    """
    found = []
    for indicator, main in _MAIN_PART.items():
        rows = known.rows[known.rows["indicator"].eq(indicator) & known.rows["level"].eq("council")]
        if rows.empty:
            continue
        parts = _parts(known.rows, main)
        keys = pd.MultiIndex.from_frame(rows[["la_code", "year"]])
        rows = rows.assign(parts=parts.reindex(keys).to_numpy())
        rows = rows[rows["denominator"].gt(0) & rows["parts"].gt(0)]
        for _, group in rows.groupby(["publisher", "edition", "year", "category", "region"]):
            found += _swaps(group)
    return found


def _parts(rows: pd.DataFrame, main: str) -> pd.Series:
    """The decisions that the council's other figures add up to, by council and year."""
    council = rows[rows["level"].eq("council") & rows["category"].eq("All")]
    amount = council["numerator"].fillna(council["value"].where(council["kind"].eq("count")))
    wide = (
        council.assign(amount=amount)
        .pivot_table(
            index=["la_code", "year"],
            columns="indicator",
            values="amount",
            aggfunc="last",
        )
        .reindex(columns=[main, *_SMALL_PARTS])
    )
    return wide[main] + wide[list(_SMALL_PARTS)].sum(axis=1)


def _swaps(group: pd.DataFrame) -> list[tuple[int, int]]:
    decisions, parts = np.log(group["denominator"]), np.log(group["parts"])
    wrong = group.index[(decisions - parts).abs().gt(_FAR)]
    pairs = [
        (one, other)
        for one, other in combinations(wrong, 2)
        if max(abs(decisions[one] - parts[other]), abs(decisions[other] - parts[one])) < _NEAR
    ]
    return pairs + [(other, one) for one, other in pairs]
