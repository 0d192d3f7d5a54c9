"""Several measures by area on one sheet, so that the odd one out shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sendviz import ask
from sendviz.ask import NotAllowed
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.findings import spread, trend
from sendviz.findings.standing import LIKELY
from sendviz.stats.spc import ControlChart

MONTHS = trend.MONTHS
PARTIAL_FIT = 0.05
APART = ("better", "worse", "higher", "lower")
CHARTED = ("share", "count", "stock")


@dataclass(frozen=True)
class Column:
    """One measure by area.

    pathway: the assessment that it is held to, or ''. rows: by area, the row of the tidy frame;
    whole: that of the council, with its own attrs. charts: the control chart of each area, where
    the measure has one. standing: as in `spread.Spread`. unplaced: the part of the cases (0 to 1)
    whose area is not known, because no place was recorded or its borders do not fit.
    """

    measure: Measure
    pathway: str
    frame: pd.DataFrame
    rows: Mapping[str, Mapping[str, object]]
    whole: Mapping[str, object]
    whole_attrs: Mapping[str, object]
    charts: Mapping[str, ControlChart]
    standing: Mapping[str, str]
    unplaced: float

    @property
    def fits_partly(self) -> bool:
        """Whether so many cases lie in no area that the areas tell only part of the story."""
        return self.unplaced > PARTIAL_FIT


def column(
    store: Store,
    m: Measure,
    selection: Selection,
    role: str,
    scheme: str,
    pathway: str = "",
    with_charts: bool = True,
) -> Column:
    """One column of the sheet; its whole is the council's, whichever areas are looked at. Raises
    BadSelection or NotAllowed as `Records.ask` does."""
    if pathway:
        selection = selection.filtered("pathway", pathway)
    frame = ask.measure(store, m, selection, role, by=scheme)
    all_of_it = ask.measure(store, m, replace(selection, areas=()), role)
    whole = all_of_it.iloc[0].to_dict()
    found = spread.between(m, frame, float(whole["value"]))
    return Column(
        measure=m,
        pathway=pathway,
        frame=frame,
        rows={row["area"]: row for row in frame.to_dict("records")},
        whole=whole,
        whole_attrs=all_of_it.attrs,
        charts=_charts(store, m, selection, role, scheme) if with_charts else {},
        standing=found.standing,
        unplaced=0.0 if selection.areas else _unplaced(frame, whole),
    )


@dataclass(frozen=True)
class Looked:
    """How many values were held against the whole, in how many measures; how many stand apart, and
    in how many measures one or more would if no places differed at all (5% of them, since the
    standings of a measure allow for its number of areas)."""

    values: int
    measures: int
    apart: int
    by_chance: float


def looked(columns: Sequence[Column]) -> Looked:
    """What the signs of a whole sheet rest on."""
    told = [
        [each for each in column.standing.values() if each != "not_compared"] for column in columns
    ]
    measures = sum(bool(each) for each in told)
    apart = sum(each in APART for column in told for each in column)
    return Looked(sum(map(len, told)), measures, apart, measures * LIKELY)


def ordered(areas: Sequence[str], by: Column | None) -> list[str]:
    """The areas, those first whose value gives most concern; as they come without a column."""
    if by is None:
        return list(areas)
    sign = 1 if by.measure.polarity == "higher_is_better" else -1
    known = {area: by.rows[area]["value"] for area in areas if area in by.rows}
    worst = sorted((a for a, v in known.items() if not pd.isna(v)), key=lambda a: sign * known[a])
    return worst + [area for area in areas if area not in worst]


def _charts(
    store: Store, m: Measure, selection: Selection, role: str, scheme: str
) -> Mapping[str, ControlChart]:
    if m.kind not in CHARTED or not m.has_history or scheme != "locality":
        return {}
    try:
        return trend.monthly(store, m, selection, role, by=scheme, months=MONTHS).charts
    except NotAllowed:
        return {}


def _unplaced(frame: pd.DataFrame, whole: Mapping[str, object]) -> float:
    """By the denominators, or by the counts where there are none."""
    size = frame["denominator"].fillna(frame["numerator"]).fillna(0)
    bucket = frame["area"].isin(frame.attrs["buckets"])
    total = whole["numerator"] if pd.isna(whole["denominator"]) else whole["denominator"]
    return float(size[bucket].sum() / total) if total > 0 else 0.0
