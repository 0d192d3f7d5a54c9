"""The gap between areas over time on a screen, or why it cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from sendviz import charts
from sendviz.app import parts
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.findings import gap
from sendviz.findings.gap import Gap, Untold
from sendviz.ui import panels
from sendviz.ui.panels import Shown
from sendviz.wording import gap as told

if TYPE_CHECKING:
    from sendviz.ui.fairness import Look


def found(now: Now, seen: Look) -> Gap | Untold | None:
    """The gap of the view's measure; None for measures without intervals or history."""
    m = seen.measure
    if m.kind in ("count", "stock") or not m.has_history:
        return None
    return gap.over_time(now.store, m, now.selection, now.role, seen.scheme)


def panel(now: Now, seen: Look, known: Gap | Untold | None) -> None:
    """Chart, caption and table of the gap; in public view perhaps only why there is none."""
    if isinstance(known, Gap):
        _drawn(now, seen, known)
    elif known is not None:
        parts.heading("The gap over time")
        parts.text(told.gap_untold(known))


def _drawn(now: Now, seen: Look, known: Gap) -> None:
    m, figure = seen.measure, charts.gap_chart(seen.measure, known)
    selection = now.selection.months_back(gap.MONTHS)
    shown = [Shown(m, known.frame, "gap")]
    panels.panel(
        now, told.gap_sentence(m, known), figure, shown, f"gap_{seen.key}", selection, True
    )
    parts.caption(f"{told.gap_ends(m, known)} {told.how_gap(known)}")
    with st.expander("The gap, period by period", key=f"gaps_{seen.key}"):
        unit = "percentage points" if m.is_fraction else m.unit
        head = ["Period", f"{known.high} less {known.low}, {unit}", "Highest less lowest"]
        rows = [[Cell(each) for each in row] for row in told.gap_rows(m, known)]
        parts.table(f"{m.name}: the gap", head, rows)
