"""Tables of a delivery whole: every declared column there, each of one type, whatever came."""

from __future__ import annotations

import pandas as pd

from sendviz.catalogue.layouts import KEYS, TABLES

TRUE, FALSE = [True, 1, "1", "true", "True"], [False, 0, "0", "false", "False"]


def whole_table(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """The keys of a table and all its canonical columns, on the index of the frame: days as
    datetime64 without time, flags as nullable boolean, ages as they are, all else as text.

    What the frame lacks or nobody can read is missing (NaT, NA), never empty text.
    """
    table = TABLES[name]
    frame = pd.DataFrame() if frame is None else frame
    out = frame.reindex(columns=[*KEYS[name], *table.delivered])
    for column in table.delivered:
        kind = table.kind(column)
        if kind in ("date", "month"):
            days = pd.to_datetime(out[column], errors="coerce")
            out[column] = days.astype("datetime64[us]").dt.normalize()
        elif kind == "flag":
            out[column] = _flags(out[column])
        elif column not in ("age", *KEYS[name]):
            out[column] = out[column].astype("str")
    return out


def _flags(values: pd.Series) -> pd.Series:
    if values.dtype == "boolean":
        return values
    out = pd.Series(pd.NA, values.index, dtype="boolean")
    return out.mask(values.isin(TRUE), True).mask(values.isin(FALSE), False)
