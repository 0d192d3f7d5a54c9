"""Does it depend on deprivation? A line through the groups in order, and the gap of its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.findings.spread import areas_with_values, numerators_and_denominators
from sendviz.stats.inequality import sii_rii_with_scatter
from sendviz.stats.intervals import Z_95, Estimate

FEWEST = 3
KINDS = ("share", "ratio", "mean", "quantile", "survival")
DIMENSION = "deprivation"


@dataclass(frozen=True)
class Group:
    """One district or fifth with its counts, its value with 95% limits, and the line's value."""

    name: str
    x: float
    n: float
    value: float
    low: float
    high: float
    fitted: float


@dataclass(frozen=True)
class Points:
    """Values, their standard errors on the scale of the fit, and that scale (stats.inequality)."""

    values: np.ndarray
    errors: np.ndarray
    scale: str


@dataclass(frozen=True, eq=False)
class Ordered:
    """Rows from the most to the least deprived, their names, the year of the index, and the
    districts that it does not know."""

    answer: Answer
    names: tuple[str, ...]
    edition: str
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gradient:
    """Groups from the most to the least deprived, and the line through them.

    by: district or fifth. edition: the year of the index. first, last: the line at the most and the
    least deprived end. sii: last less first; rii: last over first; their 95% limits are `wider`
    times as wide as chance asks for (1 or more), since the groups scatter around the line.
    too_few: groups of fewer than 20 cases in public view, which have no percentage; unplaced:
    districts that the index does not know. answer: all rows in the same order, those too.
    """

    by: str
    edition: str
    groups: tuple[Group, ...]
    first: float
    last: float
    sii: Estimate
    rii: Estimate
    wider: float
    too_few: tuple[str, ...]
    unplaced: tuple[str, ...]
    answer: Answer


def gradient(records: Records, measure: Measure | str, by: str = "district") -> Gradient | None:
    """The gradient of a share, rate or wait by district or by fifth of neighbourhoods.

    None without an Indices of Deprivation file, for counts and for middles in bands, and with fewer
    than three groups that have cases. In public view all is worked out from the rounded counts.
    Raises NotAllowed as `Records.ask`. Source: slope and relative index of inequality as
    PHEindicatormethods `phe_sii`, on the logit scale for shares; each group weighs as many as its
    cases.
    """
    m = catalogue.get(measure)
    if m.kind not in KINDS:
        return None
    ordered = (_districts if by == "district" else _fifths)(records, m)
    if ordered is None:
        return None
    frame = ordered.answer.frame.assign(name=ordered.names)
    rows = areas_with_values(ordered.answer.with_frame(frame))
    rows = rows[rows["denominator"] > 0]
    points = _points(m, rows)
    sound = np.isfinite(points.errors) & (points.errors > 0)
    if len(rows) < FEWEST or not sound.all():
        return None
    return _fitted(by, ordered, rows, points)


def _districts(records: Records, m: Measure) -> Ordered | None:
    index = ask.deprivation(records.store, records.selection.council)
    if index.empty:
        return None
    answer = records.ask(m, by="district")
    areas = answer.frame["area"]
    order = {area: at for at, area in enumerate(index["area_id"])}
    place = areas.map(answer.area_ids).map(order)
    unplaced = tuple(areas[place.isna() & ~areas.isin(answer.buckets)])
    ordered = _in_order(answer, place)
    return Ordered(ordered, tuple(ordered.frame["area"]), str(index["edition"].iloc[0]), unplaced)


def _fifths(records: Records, m: Measure) -> Ordered | None:
    edition = ask.neighbourhood_edition(records.store)
    if edition is None or DIMENSION not in m.dimensions:
        return None
    answer, words = records.ask(m, by=DIMENSION), catalogue.dimensions()[DIMENSION].values
    order = {code: at for at, code in enumerate(words)}
    ordered = _in_order(answer, answer.frame["category"].map(order))
    return Ordered(ordered, tuple(words[row.category] for row in ordered.rows), edition)


def _in_order(answer: Answer, place: pd.Series) -> Answer:
    """The rows that have a place, in its order."""
    return answer.with_frame(answer.frame.loc[place.dropna().sort_values(kind="stable").index])


def _points(m: Measure, rows: pd.DataFrame) -> Points:
    if m.kind == "share":
        x, n = _inside(*numerators_and_denominators(rows))
        return Points(x / n, np.sqrt(1 / x + 1 / (n - x)), "logit")
    errors = (rows["high"] - rows["low"]).to_numpy(float) / (2 * Z_95)
    return Points(rows["value"].to_numpy(float), errors, "none")


def _inside(x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """None and all are taken as half a case more or less, of one case more: a logit needs both."""
    edge = (x <= 0) | (x >= n)
    return np.where(edge, x + 0.5, x), np.where(edge, n + 1, n)


def _fitted(by: str, ordered: Ordered, rows: pd.DataFrame, points: Points) -> Gradient:
    weight = rows["denominator"].to_numpy(float)
    found, wider = sii_rii_with_scatter(weight, points.values, points.errors, points.scale)
    named = zip(ordered.names, ordered.answer.rows, strict=True)
    return Gradient(
        by=by,
        edition=ordered.edition,
        groups=_groups(rows, found.fitted),
        first=found.first,
        last=found.last,
        sii=found.sii,
        rii=found.rii,
        wider=wider,
        too_few=tuple(name for name, row in named if row.blank == "too_few"),
        unplaced=ordered.unplaced,
        answer=ordered.answer,
    )


def _groups(rows: pd.DataFrame, fitted: Sequence[float]) -> tuple[Group, ...]:
    columns = ("name", "numerator", "denominator", "value", "low", "high")
    each = zip(*(rows[column] for column in columns), fitted, strict=True)
    return tuple(Group(str(name), *map(float, numbers)) for name, *numbers in each)
