"""The inspections of four areas, and that no outcome is told before it was published."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz import ask, catalogue
from sendviz.ask import Records
from sendviz.catalogue.calendar import months_later
from sendviz.commands import main
from sendviz.panels.inspections import inspection_panel
from tests.bundled import records_of
from tests.handmade import build, request, select

OUTCOME_WORDS = ("inconsistent", "systemic failings")
# Council: the day before the report, and the day of it.
TOLD = {
    "839": ("2026-02-05", "2026-02-06", "inconsistent"),
    "873": ("2025-05-12", "2025-05-13", "inconsistent"),
    "881": ("2026-05-19", "2026-05-20", "inconsistent"),
    "941": ("2024-07-11", "2024-07-12", "systemic_failings"),
}


def last(store, la_code: str, day: str):
    return ask.inspections(store, la_code, date.fromisoformat(day))[0]


@pytest.mark.parametrize("la_code", TOLD)
def test_an_outcome_is_known_from_the_day_of_the_report(published_store, la_code):
    before, on_the_day, outcome = TOLD[la_code]
    early, told = (last(published_store, la_code, day) for day in (before, on_the_day))
    assert (early.outcome, early.published_on, early.next_kind, early.window) == (None,) * 4
    assert early.report is None and early.label.endswith("(outcome not yet published)")
    assert told.outcome == outcome and told.published_on == date.fromisoformat(on_the_day)


def test_nothing_is_known_before_the_first_day(published_store):
    assert ask.inspections(published_store, "881", date(2026, 1, 18)) == ()
    assert last(published_store, "881", "2026-01-19").label == (
        "Area SEND inspection, 19 to 23 January 2026 (outcome not yet published)"
    )


# First day and 18 or 36 months, the report and as many, and nine more: worked out by hand.
WINDOWS = {
    "839": ("full", "2028-11-17", "2029-02-06", "2029-11-06"),
    "873": ("full", "2028-01-27", "2028-05-13", "2029-02-13"),
    "881": ("full", "2029-01-19", "2029-05-20", "2030-02-20"),
    "941": ("monitoring", "2025-09-18", "2026-01-12", "2026-10-12"),
}


@pytest.mark.parametrize("la_code", WINDOWS)
def test_when_the_next_one_may_come(published_store, la_code):
    window = last(published_store, la_code, "2026-11-29").window
    days = (window.earliest, window.by_report, window.latest)
    assert (window.kind, *map(str, days)) == WINDOWS[la_code]


def test_the_same_day_some_months_later():
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2025, 11, 17), 36) == date(2028, 11, 17)


def test_a_council_without_one_is_told_so(published_store, capsys):
    assert (
        main(["ask", "inspection_record", "--council", "Kent", "--db", str(published_store.path)])
        == 0
    )
    assert capsys.readouterr().out == "No inspection of this area is known here.\n"
    panel = inspection_panel(records_of(published_store, "886"))
    assert panel.sentences == ("No inspection of this area is known here.",)


@pytest.fixture(scope="module")
def inspected(tmp_path_factory):
    """Records of 999 to 30 June 2025, inspected in March 2025 and told on 1 June 2025."""
    import duckdb

    path = tmp_path_factory.mktemp("inspected") / "file.duckdb"
    store = build(path, requests=[request("2024-10-01", "2024-11-10", "2025-02-18")])
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into inspection by name select '999/area_send/2025-03-03' as inspection_id, "
            "'999' as la_code, 'area_send' as kind, date '2025-03-03' as first_day, date "
            "'2025-03-07' as last_day, date '2025-06-01' as published_on, 'systemic_failings' as "
            "outcome, 'monitoring' as next_kind, 18 as next_after_months, false as simulated, "
            "0 as import_id"
        )
    yield store
    store.close()


def words(records: Records) -> str:
    panel = inspection_panel(records)
    cells = [cell.text for table in panel.tables for row in table.rows for cell in row]
    marks = [each.label for each in records.events(catalogue.get("plans_issued"))]
    return " ".join((panel.title, *panel.notes, *cells, *marks))


@pytest.mark.parametrize("role", ["councillor", "officer"])
def test_a_day_looked_back_to_does_not_know_the_outcome(inspected, role):
    early = words(Records(inspected, select("2025-04-30"), role))
    assert early.count("not yet published") == 3 and "As known on 30 April 2025." in early
    assert not any(word in early for word in OUTCOME_WORDS)


@pytest.mark.parametrize("role", ["councillor", "officer"])
def test_the_usual_day_knows_what_is_known_today(inspected, role):
    records = Records(inspected, select("2025-06-30"), role)
    assert records.told_on == date.today()
    told = words(records)
    assert told.count("systemic failings") == 3 and "not yet published" not in told


@pytest.mark.parametrize("role", ["councillor", "board", "officer"])
def test_all_roles_begin_at_the_last_whole_month_of_records(tmp_path, role):
    store = build(tmp_path / "file.duckdb", [request("2024-10-01")], data_date="2025-07-15")
    told_on = {
        day: Records(store, select(day), role).told_on for day in ("2025-05-31", "2025-06-30")
    }
    assert told_on == {"2025-05-31": date(2025, 5, 31), "2025-06-30": date.today()}
    store.close()
