"""Tiles say why a district has no value."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz import catalogue, charts
from sendviz.charts.tiles import value_lines
from tests.answers import SHARE, row, tidy

WHY = {
    "suppressed": "hidden: small numbers",
    "no_cases": "no cases",
    "not_known": "not known",
    "not_submitted": "not submitted",
    "not_yet_due": "not yet due",
    "not_in_file": "not in the file",
}


@pytest.mark.parametrize("blank", WHY)
def test_a_tile_without_a_value_says_why(blank):
    (line,) = value_lines(SHARE, row(blank=blank))
    assert line.replace("<br>", " ") == WHY[blank]
    assert all(len(each) <= 12 for each in line.split("<br>"))


def test_the_reason_stands_on_the_drawn_tile():
    cells = [("Mid", None, "", 45, 380, None), ("West", None, "", np.nan, np.nan, "not_submitted")]
    fig = charts.tiles(SHARE, tidy(SHARE, cells), {"Mid": (0, 0), "West": (0, 1)}, {})
    told = {note.text.split("</b>")[0]: note.text for note in fig.layout.annotations}
    assert "not<br>submitted" in told["<b>West"] and "no cases" not in told["<b>West"]


def test_a_chart_with_nothing_but_hidden_counts_names_the_rule_of_its_measure():
    m = catalogue.get("children_on_the_list")
    frame = tidy(m, [("Mid", None, "", np.nan, np.nan, "suppressed")])
    words = charts.bars(m, frame).layout.annotations[0].text.replace("<br>", " ")
    assert "fewer than 8" in words
