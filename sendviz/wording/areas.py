"""Areas side by side, in words: the highest and lowest with counts, and whether chance explains
the gap."""

from __future__ import annotations

import pandas as pd

from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit.numbers import capital, is_missing, joined
from sendviz.kit.values import blank_of, blank_text, noun, value_text
from sendviz.wording.frames import is_bucket, rows


def by_area_sentence(m: Measure, frame: pd.DataFrame, council_row: Row | None = None) -> str:
    """One row an area: who is highest and lowest, whether their intervals overlap, who is not
    shown."""
    rounded = bool(frame.attrs.get("rounded"))
    banded = bool(frame.attrs.get("banded"))
    placed = [row for row in rows(frame) if not is_bucket(frame, row["area"])]
    known = [row for row in placed if not blank_of(row)]
    partly = any(blank_of(row) == "suppressed" for row in placed)
    told = [_spread(m, known, rounded, banded, partly), _whole(m, council_row), _hidden(m, frame)]
    return " ".join(part for part in told if part)


def _spread(m: Measure, known: list[dict], rounded: bool, banded: bool, partly: bool) -> str:
    """partly: areas are hidden for small counts, so that the lowest may be among them."""

    def told(row: Row) -> str:
        return f"{row['area']}: {value_text(m, row, rounded, banded)}"

    if not known:
        return "No area can be shown."
    known = sorted(known, key=lambda row: row["value"])
    low, high = known[0], known[-1]
    if len(known) == 1:
        other = "that can be shown" if partly else "to compare"
        return f"{told(low)}. There is no other area {other}."
    those = " of those shown" if partly else ""
    if low["value"] == high["value"]:
        return f"There is no difference between the areas{' shown' if partly else ''}. {told(low)}."
    ends = f"Highest{those} is {told(high)}; lowest is {told(low)}."
    return f"{ends} {_overlap(m, low, high)}".strip()


def _overlap(m: Measure, low: Row, high: Row) -> str:
    if is_missing(low.get("high")) or is_missing(high.get("low")):
        if m.kind in ("count", "stock", "net"):
            return f"Areas differ in size, so more {noun(m)} need not mean a worse service."
        return ""
    if low["high"] < high["low"]:
        return "Their 95% intervals do not overlap: chance alone is not a likely reason."
    return "Their 95% intervals overlap: chance alone could be the reason."


def _whole(m: Measure, row: Row | None) -> str:
    if row is None or blank_of(row):
        return ""
    return f"{row['area'] or 'All areas'} as a whole: {value_text(m, row)}."


def _hidden(m: Measure, frame: pd.DataFrame) -> str:
    reasons: dict[str, list[str]] = {}
    for row in rows(frame):
        if blank_of(row):
            reasons.setdefault(blank_of(row), []).append(str(row["area"]))
    told = [f"{joined(areas)} ({blank_text(blank, m)})" for blank, areas in reasons.items()]
    return capital(f"not shown: {'; '.join(told)}.") if told else ""
