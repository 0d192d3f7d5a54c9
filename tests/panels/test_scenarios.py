"""Kept scenarios side by side say what each forecast says, on one day and with one chance."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import PUBLIC, Records, Selection
from sendviz.findings.forecast import forecast
from sendviz.findings.levers import Levers, levers_of
from sendviz.kit.words import month, number
from sendviz.panels.forecast import share_range
from sendviz.panels.scenarios import saved_links, saved_panel
from sendviz.workspace import Writer, record_scenario, scenarios, withdraw, workspace_of
from tests.findings.test_no_leak import rows
from tests.handmade import build

AS_AT, EARLIER = date(2025, 3, 31), date(2024, 12, 31)
ANNA = Writer("Anna", "board")
MORE = {"officers": 30.0, "psychologists": 20.0}
NAMES = ["Nothing", "Fifty posts", "Too many"]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenarios") / "file.duckdb"
    made = build(path, *rows(None), data_date="2025-06-30")
    book = workspace_of(path)
    for name, levers in zip(NAMES, ({}, MORE, {"officers": 4_000}), strict=True):
        record_scenario(
            book, ANNA, la_code="999", name=name, as_at=EARLIER, seed=1,
            levers={**levers, "order": "oldest" if levers else "as_now"},
        )  # fmt: skip
    yield made
    made.close()


def seen(store, role: str = "board") -> Records:
    return Records(store, Selection("999", AS_AT), role)


def test_each_row_is_the_forecast_of_its_own_levers_and_order_on_the_day_looked_at(store):
    records = seen(store)
    panel = saved_panel(records, NAMES[:2])
    assert "forecast as at 31 March 2025" in panel.caption and "400 courses" in panel.caption
    asked = (Levers(), "as_now"), (levers_of(MORE), "oldest")
    for row, (levers, order), name in zip(panel.tables[0].rows, asked, NAMES, strict=False):
        found = forecast(records, levers, order)
        by = found.course.cleared_by
        assert row[0].text == name and row[1].text == number(found.needed)
        assert row[2].text == (month(by) if by else "not within two years")
        then = by or found.course.days[-1]
        assert row[3].text == share_range(found.course.on_time, then)
    first, second = (row[0].small for row in panel.tables[0].rows)
    assert first == "As now; kept by Anna"
    assert second == (
        "More psychologists: 20 posts; more case officers: 30 posts; oldest first; kept by Anna"
    )


def test_a_number_that_can_no_longer_be_chosen_is_said(store):
    panel = saved_panel(seen(store), NAMES)
    assert len(panel.tables[0].rows) == 2
    assert "can no longer be chosen: Too many." in panel.notes[1]


def test_its_link_opens_the_very_settings(store):
    links = dict(saved_links(seen(store)))
    assert [*links] == NAMES
    assert links["Fifty posts"] == {
        "council": seen(store).council, "as_at": "31 December 2024", "order": "Oldest first",
        "officers": "30", "psychologists": "20",
    }  # fmt: skip


def test_names_are_for_board_and_officers(store):
    assert saved_links(seen(store, PUBLIC)) == ()
    assert saved_panel(seen(store, PUBLIC), NAMES).is_empty
    assert saved_panel(seen(store), []).is_empty


def test_what_is_taken_back_is_gone(store):
    book = workspace_of(store.path)
    last = scenarios(book, "999")[-1]
    withdraw(book, "scenario", last, ANNA)
    assert [name for name, _ in saved_links(seen(store))] == NAMES[:2]
    assert not saved_panel(seen(store), NAMES).notes[1]
