"""Several measures by area on one sheet, so that the odd one out shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, NotAllowed, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.findings.spread import LIKELY, areas_with_values, compare_areas
from sendviz.findings.trend import Told, control_charts_by_month

PARTIAL_FIT = 0.05
APART = ("better", "worse", "higher", "lower")
CHARTED = ("share", "count", "stock", "quantile", "mean")


@dataclass(frozen=True, eq=False)
class Column:
    """One measure by area.

    pathway: the assessment that it is held to, or ''. answer: one row an area; whole: that of the
    council. trends: what the trend of each area says, where the measure has one. standing: as in
    `spread.Spread`. unplaced: the part of the cases (0 to 1) whose area is not known, because no
    place was recorded or its borders do not fit.
    """

    pathway: str
    answer: Answer
    whole: Answer
    trends: Mapping[str, Told]
    standing: Mapping[str, str]
    unplaced: float

    @property
    def measure(self) -> Measure:
        """What the column tells."""
        return self.answer.measure

    def row(self, area: str) -> Row | None:
        """The row of an area; None where there is none."""
        return next((row for row in self.answer.rows if row.area == area), None)

    @property
    def fits_partly(self) -> bool:
        """Whether so many cases lie in no area that the areas tell only part of the story."""
        return self.unplaced > PARTIAL_FIT


def sheet_column(
    records: Records,
    measure: Measure | str,
    scheme: str,
    pathway: str = "",
    *,
    charted: bool = True,
) -> Column:
    """One column of the sheet; its whole is the council's, whichever areas are looked at. charted:
    with the trend of each area. Raises BadSelection or NotAllowed as `Records.ask` does."""
    m = catalogue.get(measure)
    if pathway:
        records = records.held_to("pathway", pathway)
    answer, whole = records.ask(m, by=scheme), records.over(areas=()).ask(m)
    return Column(
        pathway=pathway,
        answer=answer,
        whole=whole,
        trends=_trends(records, m, scheme) if charted else {},
        standing=_standing(answer, whole),
        unplaced=0.0 if records.selection.areas else _unplaced(answer, whole.row),
    )


@dataclass(frozen=True)
class SignCount:
    """How many values were held against the whole, in how many measures; how many stand apart, and
    in how many measures one or more would if no places differed at all (5% of them, since the
    standings of a measure allow for its number of areas)."""

    values: int
    measures: int
    apart: int
    by_chance: float


def count_signs(columns: Sequence[Column]) -> SignCount:
    """What the signs of a whole sheet rest on."""
    told = [
        [each for each in column.standing.values() if each != "not_compared"] for column in columns
    ]
    measures = sum(bool(each) for each in told)
    apart = sum(each in APART for column in told for each in column)
    return SignCount(sum(map(len, told)), measures, apart, measures * LIKELY)


def worst_first(areas: Sequence[str], by: Column | None) -> list[str]:
    """The areas, those first whose value gives most concern; as they come without a column."""
    if by is None:
        return list(areas)
    sign = 1 if by.measure.polarity == "higher_is_better" else -1
    known = {row.area: row.value for row in by.answer.rows if not pd.isna(row.value)}
    worst = sorted((area for area in areas if area in known), key=lambda area: sign * known[area])
    return worst + [area for area in areas if area not in worst]


def _standing(answer: Answer, whole: Answer) -> Mapping[str, str]:
    """Of one area alone nothing: that areas differ at all is what a standing begins with."""
    if len(areas_with_values(answer)) < 2:
        return {}
    return compare_areas(answer, float(whole.row.value)).standing


def _trends(records: Records, m: Measure, scheme: str) -> Mapping[str, Told]:
    if m.kind not in CHARTED or not m.has_history or scheme != "locality":
        return {}
    try:
        found = control_charts_by_month(records, m, by=scheme)
    except NotAllowed:
        return {}
    return {} if found.answer.in_bands else found.places


def _unplaced(answer: Answer, whole: Row) -> float:
    """By the denominators, or by the counts where there are none."""
    frame = answer.frame
    size = frame["denominator"].fillna(frame["numerator"]).fillna(0)
    bucket = frame["area"].isin(answer.buckets)
    total = whole.numerator if pd.isna(whole.denominator) else whole.denominator
    return float(size[bucket].sum() / total) if total > 0 else 0.0
