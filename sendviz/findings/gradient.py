"""Does it depend on deprivation? A line through the groups in order, and the gap of its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import Measure
from sendviz.findings.spread import counts, shown
from sendviz.stats.inequality import SCALES, sii_rii
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


@dataclass(frozen=True)
class Of:
    """What a gradient is of; the fields of Gradient with these names."""

    by: str
    edition: str
    hidden: tuple[str, ...]
    unplaced: tuple[str, ...]
    frame: pd.DataFrame


@dataclass(frozen=True)
class Gradient:
    """Groups from the most to the least deprived, and the line through them.

    by: district or fifth. edition: the year of the index. first, last: the line at the most and the
    least deprived end. sii: last less first; rii: last over first; their 95% limits are widened by
    `dispersion` (1 or more) as far as the groups lie further from the line than chance explains.
    hidden: groups whose counts are too small to show; unplaced: districts that the index does not
    know. frame: the tidy rows in the same order, with those that cannot be shown.
    """

    by: str
    edition: str
    groups: tuple[Group, ...]
    first: float
    last: float
    sii: Estimate
    rii: Estimate
    dispersion: float
    hidden: tuple[str, ...]
    unplaced: tuple[str, ...]
    frame: pd.DataFrame


def gradient(
    store: Store, m: Measure, selection: Selection, role: str, by: str = "district"
) -> Gradient | None:
    """The gradient of a share, rate or wait by district or by fifth of neighbourhoods.

    None without an Indices of Deprivation file, for counts, and with fewer than three groups that
    have cases. In public view all is worked out from the rounded counts. Raises NotAllowed as
    `Records.ask`. Source: slope and relative index of inequality as PHEindicatormethods
    `phe_sii`, on the logit scale for shares; each group weighs as many as its cases.
    """
    if m.kind not in KINDS:
        return None
    found = (_districts if by == "district" else _fifths)(store, m, selection, role)
    if found is None:
        return None
    edition, frame, unplaced = found
    names = _names(frame, by)
    hidden = tuple(np.array(names, dtype=object)[frame["blank"].eq("suppressed").to_numpy()])
    rows = shown(frame.assign(name=names))
    rows = rows[rows["denominator"] > 0]
    points = _points(m, rows)
    sound = np.isfinite(points.errors) & (points.errors > 0)
    if len(rows) < FEWEST or not sound.all():
        return None
    return _fitted(Of(by, edition, hidden, unplaced, frame), rows, points)


def _districts(store: Store, m: Measure, selection: Selection, role: str):
    """The edition, the rows in order of deprivation, and the districts that it does not know."""
    index = ask.deprivation(store, selection.council)
    if index.empty:
        return None
    frame = ask.measure(store, m, selection, role, by="district")
    ids = frame["area"].map(frame.attrs["area_ids"])
    place = ids.map({area: at for at, area in enumerate(index["area_id"])})
    bucket = frame["area"].isin(frame.attrs["buckets"])
    unplaced = tuple(frame["area"][place.isna() & ~bucket])
    return str(index["edition"].iloc[0]), _in_order(frame, place), unplaced


def _fifths(store: Store, m: Measure, selection: Selection, role: str):
    edition = ask.neighbourhood_edition(store)
    if edition is None or DIMENSION not in m.dimensions:
        return None
    frame = ask.measure(store, m, selection, role, by=DIMENSION)
    order = list(catalogue.dimensions()[DIMENSION].values)
    place = frame["category"].map({code: at for at, code in enumerate(order)})
    return edition, _in_order(frame, place), ()


def _in_order(frame: pd.DataFrame, place: pd.Series) -> pd.DataFrame:
    """The rows that have a place, in its order, with what the frame says of itself."""
    ordered = frame.loc[place.dropna().sort_values(kind="stable").index].reset_index(drop=True)
    ordered.attrs = dict(frame.attrs)
    return ordered


def _names(frame: pd.DataFrame, by: str) -> list[str]:
    if by == "district":
        return list(frame["area"])
    words = catalogue.dimensions()[DIMENSION].values
    return [words[code] for code in frame["category"]]


def _points(m: Measure, rows: pd.DataFrame) -> Points:
    if m.kind == "share":
        x, n = _inside(*counts(rows))
        return Points(x / n, np.sqrt(1 / x + 1 / (n - x)), "logit")
    errors = (rows["high"] - rows["low"]).to_numpy(float) / (2 * Z_95)
    return Points(rows["value"].to_numpy(float), errors, "none")


def _inside(x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """None and all are taken as half a case more or less, of one case more: a logit needs both."""
    edge = (x <= 0) | (x >= n)
    return np.where(edge, x + 0.5, x), np.where(edge, n + 1, n)


def _fitted(of: Of, rows: pd.DataFrame, points: Points) -> Gradient:
    onto = SCALES[points.scale][0]
    weight = rows["denominator"].to_numpy(float)
    plain = sii_rii(weight, points.values, scale=points.scale)
    apart = (onto(points.values) - onto(np.array(plain.fitted))) / points.errors
    dispersion = max(1.0, float(np.sum(apart**2) / (len(apart) - 2)))
    found = sii_rii(weight, points.values, points.errors * dispersion**0.5, points.scale)
    return Gradient(
        **vars(of),
        groups=_groups(rows, found.fitted),
        first=found.first,
        last=found.last,
        sii=found.sii,
        rii=found.rii,
        dispersion=dispersion,
    )


def _groups(rows: pd.DataFrame, fitted: Sequence[float]) -> tuple[Group, ...]:
    columns = ("name", "numerator", "denominator", "value", "low", "high")
    each = zip(*(rows[column] for column in columns), fitted, strict=True)
    return tuple(Group(str(name), *map(float, numbers)) for name, *numbers in each)
