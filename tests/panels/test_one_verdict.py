"""Two pages never give one measure two verdicts: every panel that shows a trend tells the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sendviz.ask import Records
from sendviz.findings import signals, trend
from sendviz.findings.sheet import sheet_column
from sendviz.kit.words import uncapital
from sendviz.panels import multiples, sheet, trend_words
from sendviz.panels.changes import signal_sentence
from sendviz.panels.headline import card
from sendviz.panels.trend import trend_panel
from tests import handmade
from tests.findings.decisions_by_month import decisions

NOW = handmade.select("2025-12-31", "2025-01-01")
MEETING = date(2025, 9, 30)
MEASURES = ("decided_within_6_weeks", "requests_received", "children_in_assessment")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Decisions of two years; and twenty more requests of the last autumn, which are open."""
    autumn = [date(2025, 10, 1) + timedelta(4 * i) for i in range(20)]
    rows = decisions() + [handmade.request(day.isoformat(), district="N1") for day in autumn]
    path = tmp_path_factory.mktemp("verdict") / "made.duckdb"
    made = handmade.build(path, rows, data_date="2025-12-31", public=True)
    yield made
    made.close()


@pytest.mark.parametrize("role", ["councillor", "board", "officer"])
@pytest.mark.parametrize("id", MEASURES)
def test_card_heading_sheet_small_charts_and_changes_say_the_same(store, id, role):
    records = Records(store, NOW, role)
    whole = trend.control_charts_by_month(records, id)
    places = trend.control_charts_by_month(records, id, "locality").places
    assert card(records, id, "Title").sign == trend_words.sign(whole.told)
    title, said = trend_panel(records, id).title, trend_words.heading(whole.told)
    assert title in (said, f"{whole.answer.measure.short_name}: {uncapital(said)}")
    column = sheet_column(records, id, "locality")
    figure = multiples.multiples_panel(records, id, "locality").figure
    heads = [note.text for note in figure.layout.annotations]
    for row in column.answer.placed.rows:
        sign = trend_words.sign(places[row.area])
        assert sign in sheet.area_cell(column, row.area, "Test").signs
        said = trend_words.name(places[row.area])
        assert any(f"<b>{row.area}</b>" in each and said in each for each in heads)
    listed = signals.signals_since(records, MEETING, [whole.answer.measure])
    for each in listed.found:
        told = places[each.place] if each.place else whole.told
        assert trend_words.short(told) in signal_sentence(each, "Test")


def test_something_is_said_of_each_of_them(store):
    """Else the test above would hold of silence."""
    records = Records(store, NOW, "officer")
    rows = {
        told.row
        for id in MEASURES
        for told in trend.control_charts_by_month(records, id, "locality").places.values()
    }
    assert {"further", "list", "lately"} <= rows
