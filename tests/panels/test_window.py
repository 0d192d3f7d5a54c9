"""When inspectors may come, to the day: both rules, the delay, and whose inspection it would be."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz import ask
from sendviz.ask import Records, inspections
from sendviz.ask.inspections import SLIP_MONTHS, Window
from sendviz.catalogue.inspecting import inspecting
from sendviz.kit.words import is_heading
from sendviz.panels.window import (
    NOT_SEEN,
    months_sentence,
    slip_labels,
    window_answer,
    window_panel,
    window_sentence,
    window_title,
)
from tests.bundled import records_of

TODAY = date(2026, 11, 29)
# Of each window: kind, earliest, by report, latest with 9 months, days to the earliest.
WINDOWS = {
    "839": [("full", "2028-11-17", "2029-02-06", "2029-11-06", 719)],
    "873": [("full", "2028-01-27", "2028-05-13", "2029-02-13", 424)],
    "881": [("full", "2029-01-19", "2029-05-20", "2030-02-20", 782)],
    "941": [
        ("monitoring", "2025-09-18", "2026-01-12", "2026-10-12", -437),
        ("full", "2027-03-18", "2027-07-12", "2028-04-12", 109),
    ],
}


def windows(store, la_code: str) -> tuple[Window, ...]:
    return inspections(store, la_code, TODAY)[0].windows


@pytest.mark.parametrize("la_code", WINDOWS)
def test_windows_to_the_day(published_store, la_code):
    found = [
        (
            each.kind,
            *map(str, (each.earliest, each.by_report, each.latest)),
            (each.earliest - TODAY).days,
        )
        for each in windows(published_store, la_code)
    ]
    assert found == WINDOWS[la_code]


@pytest.mark.parametrize("la_code", WINDOWS)
def test_the_delay_moves_the_last_day_alone(published_store, la_code):
    for each in windows(published_store, la_code):
        for months in slip_labels().values():
            other = each.with_slip(months)
            assert (other.earliest, other.by_report) == (each.earliest, each.by_report)
            assert (other.latest == each.latest) == (months == SLIP_MONTHS)
        assert each.with_slip(0).latest == each.by_report


def test_the_sentence_says_both_ends_and_the_days(published_store):
    (found,) = windows(published_store, "881")
    assert window_sentence(found, "Essex", TODAY) == (
        "The next full inspection of Essex is likely between 19 January 2029 and February 2030: "
        "782 days to the earliest day."
    )
    assert "and May 2029:" in window_sentence(found, "Essex", TODAY, 0)
    assert window_sentence(found, "Essex", date(2029, 1, 18)).endswith(
        ": 1 day to the earliest day."
    )
    opened = window_sentence(found, "Essex", date(2029, 3, 1))
    assert opened.endswith("the window has been open since 19 January 2029.")
    title = window_title((found,), TODAY, SLIP_MONTHS)
    assert title == "A full inspection may come from 19 January 2029 to about February 2030"
    assert is_heading(title)
    assert window_title((found,), date(2029, 2, 1), 0) == (
        "A full inspection may come any day, up to about May 2029"
    )


def test_a_window_is_past_by_both_rules_or_not_past(published_store):
    monitoring, full = windows(published_store, "941")
    assert window_sentence(monitoring, "West Northamptonshire", TODAY) == (
        "The window for the monitoring inspection of West Northamptonshire is past by both rules. "
        + NOT_SEEN
    )
    assert not monitoring.is_past(date(2026, 1, 12)) and monitoring.is_past(date(2026, 1, 13))
    assert "109 days" in window_sentence(full, "West Northamptonshire", TODAY)


def records(store, la_code: str, monkeypatch) -> Records:
    """As known on the day of the table."""
    monkeypatch.setattr(Records, "told_on", property(lambda self: TODAY))
    return records_of(store, la_code)


@pytest.mark.parametrize(
    ("la_code", "told"),
    [
        ("881", "due to be replaced in April 2028, before that window opens"),
        ("873", "due to be replaced on 1 April 2028, before that window ends"),
        ("839", ""),
        ("941", ""),
    ],
)
def test_whose_inspection_it_would_be(published_store, monkeypatch, la_code, told):
    answer = " ".join(window_answer(records(published_store, la_code, monkeypatch)))
    assert (told in answer) and ("Whose inspection" in answer) == bool(told)


@pytest.mark.parametrize("la_code", WINDOWS)
def test_the_table_has_the_days_of_the_sentence(published_store, monkeypatch, la_code):
    panel = window_panel(records(published_store, la_code, monkeypatch), 12)
    *tables, months = panel.tables
    assert [table.title.split()[0].casefold() for table in tables] == [
        kind for kind, *_ in WINDOWS[la_code]
    ]
    for table, (_, earliest, _, _, days) in zip(tables, WINDOWS[la_code], strict=True):
        first, by_report, latest = table.rows
        assert date.fromisoformat(earliest).strftime("%B %Y") in first[2].text
        assert first[3].text == (f"in {days} days" if days > 0 else f"{-days} days ago")
        assert latest[1].text == "12 months later" and by_report[2].text != latest[2].text
    assert len(months.rows[0]) == len(months.head) == 13


def test_where_none_is_known_nobody_can_say(published_store):
    kent = records_of(published_store, "886")
    assert window_answer(kent) == (
        "No inspection of this area is known here. Nobody can say from these records when the next "
        "one comes.",
    )
    assert window_panel(kent).title == "Nobody knows when inspectors come next"


def test_before_the_report_nobody_can_say(published_store, monkeypatch):
    early = date(2026, 3, 1)
    monkeypatch.setattr(Records, "told_on", property(lambda self: early))
    assert window_answer(records_of(published_store, "881")) == (
        "The report of the inspection of 19 to 23 January 2026 is not out yet: nobody can say when "
        "the next one comes.",
    )
    assert ask.inspections(published_store, "881", early)[0].windows == ()


def test_only_what_the_list_tells_of_months_is_said():
    listed = inspecting().public_list
    assert listed.in_month(3) == (14, 14) and listed.in_month(8) == (0, 0)
    assert listed.in_month(5) == (4, 7)
    known = sum(listed.months.values())
    others = 12 - len(listed.months)
    assert known + others * listed.others_least <= listed.full
    assert listed.full <= known + others * listed.others_most
    assert months_sentence() == (
        "Of 91 full inspections to April 2026, 89 began on a Monday and none in August; most in "
        "March (14), February (12), November (11) and January (10)."
    )
