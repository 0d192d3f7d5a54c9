"""Rows and texts of a tidy frame that still carries what must be known in its attrs."""

from __future__ import annotations

import pandas as pd

from sendviz import catalogue
from sendviz.ask.answers import rows_of
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit.template import why_empty
from sendviz.kit.values import blank_of, value_text


def rows(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame."""
    bare = frame.copy(deep=False)
    bare.attrs = {}
    return rows_of(bare)


def texts(m: Measure, frame: pd.DataFrame, short: bool = False) -> list[str]:
    """`value_text` of every row, told by the frame itself whether counts are rounded or waits
    banded."""
    rounded, banded = bool(frame.attrs.get("rounded")), bool(frame.attrs.get("banded"))
    return [value_text(m, row, rounded, banded, short) for row in rows(frame)]


def dimension_of(m: Measure, frame: pd.DataFrame) -> str | None:
    """The dimension that a frame is split by, told from its categories; None if it is not split."""
    codes = set(frame["category"].dropna()) - {"", "not_known"}
    fits = [id for id in m.dimensions if codes and codes <= set(catalogue.dimensions()[id].values)]
    return min(fits, key=lambda id: len(catalogue.dimensions()[id].values), default=None)


def is_bucket(frame: pd.DataFrame, area: object) -> bool:
    """True for the area that holds the cases whose place is not known or outside."""
    return area in frame.attrs.get("buckets", ())




def reason(frame: pd.DataFrame) -> str:
    """Why no row of the frame can be drawn."""
    m = catalogue.measures().get(frame["measure"].iloc[0])
    return why_empty(m, {blank_of(row) for row in rows(frame)})
