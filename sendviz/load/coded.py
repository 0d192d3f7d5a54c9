"""Canonical tables (layouts.py) whole and typed, and text that is let in only if it is a code."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import DATES, FLAGS, PERSON_LEVEL, Delivery


def whole(delivery: Delivery, name: str) -> pd.DataFrame:
    """One canonical table with all its columns, typed; missing throughout where the file lacks
    them.
    """
    frame = delivery.tables.get(name, pd.DataFrame())
    wanted = [*PERSON_LEVEL[name], "row", "request_no"] + (
        ["person_no"] if name in ("person", "request") else []
    )
    out = frame.reindex(columns=[c for c in wanted if not (name == "person" and c == "request_no")])
    for column in out.columns:
        if column in DATES:
            out[column] = pd.to_datetime(out[column]).astype("datetime64[us]")
        elif column in FLAGS:
            out[column] = out[column].astype("boolean")
    return out


def listed(codes: pd.Series, dimension: str) -> pd.Series:
    """Codes of dimensions.toml; anything else is not known (the checks tell of it)."""
    return among(codes, dimensions()[dimension].values)


def among(codes: pd.Series, allowed: Iterable[str]) -> pd.Series:
    """Text in a column of codes may be anything, a name too: what is no code does not enter."""
    return codes.where(codes.isin(list(allowed)))


def council_code(codes: pd.Series) -> pd.Series:
    """Three digits; anything else is not known."""
    return codes.where(codes.astype("str").str.fullmatch(r"[0-9]{3}").fillna(False).astype(bool))


def kept_out(spoiled: pd.DataFrame, stage: str) -> set:
    """request_no of the cases that errors keep out of a stage (checks.spoiled)."""
    return set(spoiled.loc[spoiled["stage"] == stage, "request_no"])


def first_needs(delivery: Delivery) -> pd.DataFrame:
    """request_no, first_need, second_need: by their rank, then as they stand in the file."""
    found = whole(delivery, "need")
    rank = pd.to_numeric(found["rank"], errors="coerce").fillna(1)
    found = found.assign(rank=rank, need=listed(found["need"], "need")).dropna(subset="need")
    found = found.sort_values(["request_no", "rank"], kind="stable")
    place = found.groupby("request_no").cumcount()
    first, second = (found[place == n].set_index("request_no")["need"] for n in (0, 1))
    return (
        pd.DataFrame({"first_need": first, "second_need": second})
        .rename_axis("request_no")
        .reset_index()
    )
