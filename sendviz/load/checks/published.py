"""Checks on published figures: what the tables of others say against themselves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sendviz.load.checks.figures import DOUBTS, GROUP, Figures, apart, doubt, figures, swapped_pairs

# A printed percentage has one decimal: the true one lies within half of the last digit, 0.05
# points.
_HALF_DIGIT = 0.0005 + 1e-9
# Parts of one denominator, of which no case can be in two.
_BANDS = (
    (
        "plans_issued_within_20_weeks",
        "plans_issued_in_20_to_52_weeks",
        "plans_issued_after_more_than_a_year",
    ),
    ("requests_agreed", "requests_refused", "requests_undecided", "requests_withdrawn"),
    ("assessments_with_a_plan", "assessments_without_a_plan"),
)


def doubts(frame: pd.DataFrame, regions: Mapping[str, str] | None = None) -> pd.Series:
    """One sentence or None for each row of published figures, on the index of `frame`.

    `frame` has the columns of schema.sql table `published`; absent columns count as blank.
    `regions` gives the region code of each council, abolished ones too; without it no sums are
    checked, since an absent council would go unnoticed.
    Where several checks object, the first of the register speaks.
    """
    known = figures(frame, regions or {})
    said = known.no_doubt()
    for each in DOUBTS.values():
        if len(frame):
            said = said.where(said.notna(), each.check(known))
    return pd.Series(
        [text if isinstance(text, str) else None for text in said], frame.index, dtype=object
    )


@doubt("D01", "The mean without exceptions of the 2026 edition")
def exceptions_as_nought(known: Figures) -> pd.Series:
    """avg_weeks_issue_plan_exc divides the weeks of the other plans by all plans (EES 2026)."""
    rows, said = known.rows, known.no_doubt()
    without = rows["indicator"].eq("mean_weeks_to_issue") & rows["category"].str.lower().eq(
        "without exceptions"
    )
    mean = rows["indicator"].eq("mean_weeks_to_issue_exc_exceptions") | without
    hit = mean & rows["edition"].str.startswith("2026") & rows["value"].notna()
    said[hit] = (
        "The published mean without exceptions is too low: it counts each plan with an exception "
        "as one that took 0 weeks."
    )
    return said


@doubt("D02", "Values that cannot be")
def out_of_range(known: Figures) -> pd.Series:
    rows, said = known.rows, known.no_doubt()
    above = rows["value"].gt(1) | rows["numerator"].gt(rows["denominator"])
    said[rows["kind"].eq("share") & above] = (
        "More than all cases are counted: the share is above 100%."
    )
    said[rows["kind"].eq("weeks") & rows["value"].eq(0)] = (
        "A mean of 0 weeks cannot be: there was probably nothing to average."
    )
    negative = rows[["numerator", "denominator", "value"]].lt(0).any(axis=1)
    said[negative] = "The figure is below nought, which cannot be."
    return said


@doubt("D03", "A council's count that is its region's")
def regional_total(known: Figures) -> pd.Series:
    """DfE's 2025 release prints the region's new plans of 2022 for each of fifteen councils."""
    rows, said = known.rows, known.no_doubt()
    count = rows["value"].where(rows["kind"].eq("count"), rows["numerator"])
    regional = rows.assign(total=count)[rows["level"].eq("regional")]
    regional = regional.drop_duplicates([*GROUP, "region"])[[*GROUP, "region", "total"]]
    total = rows[[*GROUP, "region"]].merge(regional, how="left", on=[*GROUP, "region"])["total"]
    same = rows["level"].eq("council") & count.gt(0) & count.eq(total.set_axis(rows.index))
    others = same.groupby([rows[name] for name in [*GROUP, "region"]], dropna=False).transform(
        "sum"
    )
    said[same & others.gt(1)] = (
        "The figure is the total of the whole region, printed for several of its councils."
    )
    return said


@doubt("D04", "Parts that come to more than the whole")
def bands_over_all(known: Figures) -> pd.Series:
    rows, said = known.rows, known.no_doubt()
    keys = ["publisher", "edition", "la_code", "year", "category"]
    for bands in _BANDS:
        mine = rows[rows["indicator"].isin(bands)].drop_duplicates([*keys, "indicator"])
        if mine.empty:
            continue
        by = mine.groupby(keys)
        over = (by["numerator"].transform("sum") - by["denominator"].transform("max")).reindex(
            rows.index
        )
        said[over.gt(0)] = [
            f"The parts of this whole come to {_number(extra)} more than the whole."
            for extra in over[over.gt(0)]
        ]
    return said


@doubt("D05", "Percentages that are not those of their counts")
def recomputed(known: Figures) -> pd.Series:
    rows, said = known.rows, known.no_doubt()
    share = rows["kind"].eq("share") & rows["value"].notna()
    counts = rows["numerator"] / rows["denominator"].where(rows["denominator"].gt(0))
    said[share & rows["denominator"].eq(0)] = (
        "A percentage is printed although there is no case at all."
    )
    off = share & (rows["value"] - counts).abs().gt(_HALF_DIGIT)
    said[off] = [
        f"The percentage printed ({value:.1%}) is not that of its two counts ({own:.1%})."
        for value, own in zip(rows.loc[off, "value"], counts[off], strict=True)
    ]
    return said


@doubt("D06", "Decisions of another council in the appeals table")
def swapped(known: Figures) -> pd.Series:
    """The appeals table of 2024 gives Cambridgeshire and Central Bedfordshire each other's code."""
    said = known.no_doubt()
    for row, other in swapped_pairs(known):
        name = known.rows.loc[other, "area_name"] or "another council"
        said[row] = (
            f"The number of decisions fits {name}: the codes of the two councils look swapped."
        )
    return said


@doubt("D07", "Councils that do not add up to their region or to England")
def not_the_sum(known: Figures) -> pd.Series:
    said = known.no_doubt()
    for level, whole, printed in (
        ("region", "the region's own figure", ("regional", "council")),
        ("nation", "the figure for England", ("national",)),
    ):
        over = apart(known, level)
        hit = over.notna() & known.rows["level"].isin(printed) & said.isna()
        said[hit] = [
            f"The councils' figures come to {_number(abs(extra))} "
            f"{'more' if extra > 0 else 'less'} than {whole}."
            for extra in over[hit]
        ]
    return said


def _number(count: float) -> str:
    return f"{count:,.0f}" if np.isclose(count, round(count)) else f"{count:,.1f}"
