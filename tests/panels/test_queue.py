"""The queue over time: each list at its values, named at its end, and in words that agree."""

from __future__ import annotations

import pytest

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.kit.template import in_dark
from sendviz.panels.queue import PAST_20, PAST_52, queue_figure, queue_panel
from tests import handmade
from tests.answers import monthly
from tests.pictures import check_plain, hovers, notes

LONG, LONGER = (catalogue.get(id) for id in (PAST_20, PAST_52))


def listed(m, *values):
    return monthly(m, tuple(each and (each, 1) for each in values))


def test_each_list_is_drawn_at_its_values_and_named_with_its_latest():
    fig = queue_figure([listed(LONG, 40, 50, 61), listed(LONGER, 3, None, 9)])
    check_plain(fig)
    check_plain(in_dark(fig))
    assert [list(line.y) for line in fig.data] == [[40, 50, 61], [3, None, 9]]
    told = " ".join(notes(fig)).replace("<br>", " ")
    assert "61 children" in told and "9 children" in told
    assert "<b>February 2024</b><br>50 children" in hovers(fig)


def test_without_a_value_it_says_why():
    fig = queue_figure([listed(LONG, None, None), listed(LONGER, None, None)])
    assert not fig.data and "Nothing to show" in notes(fig)[0]


@pytest.mark.parametrize("role", ["councillor", "board"])
def test_the_panel_tells_of_the_last_day_and_a_year_before(tmp_path, role):
    """Twelve more children wait than a year before."""
    old = [handmade.request("2024-01-10") for _ in range(20)]
    new = [handmade.request("2024-11-01") for _ in range(12)]
    store = handmade.build(tmp_path / "a.duckdb", [*old, *new], data_date="2025-06-30")
    panel = queue_panel(Records(store, handmade.select("2025-06-30", "2024-07-01"), role))
    store.close()
    said = f"{panel.title} {' '.join(panel.sentences)}"
    assert "32 children" in said and "20" in said and "year before" in said
    assert panel.figure.data and [each.measure.id for each in panel.answers] == [PAST_20, PAST_52]
