"""Dated marks on charts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from sendviz.kit.marks import add_events


def test_marks_of_one_day_share_a_line_and_its_numbers():
    fig = go.Figure()
    events = [
        (date(2024, 3, 18), "Inspection"),
        (date(2024, 9, 1), "6.1 begins"),
        (date(2024, 9, 1), "Seven start"),
        (date(2025, 9, 1), "an effect can show"),
    ]
    add_events(fig, events, pd.Timestamp("2023-01-01"), pd.Timestamp("2025-12-01"), lower=False)
    assert [each.text for each in fig.layout.annotations] == ["1", "2, 3", "4"]
    assert "6.1 begins; Seven start" in fig.layout.annotations[1].hovertext
    assert len(fig.layout.shapes) == 3
