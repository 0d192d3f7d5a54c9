"""What follows a call on which day, bank holidays left out."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.catalogue.working_days import is_bank_holiday, working_days_later
from sendviz.findings.call import call_before, call_on, mondays_ahead

# Call, fieldwork, on site, last day on site: those of real inspections; then with bank holidays
# between (4 May 2026; Good Friday and Easter Monday 2026; Christmas to New Year 2026).
CALLS = {
    "Essex": ("2026-01-05", "2026-01-15", "2026-01-19", "2026-01-23"),
    "BCP": ("2025-11-03", "2025-11-13", "2025-11-17", "2025-11-21"),
    "Cambridgeshire": ("2025-01-13", "2025-01-23", "2025-01-27", "2025-01-31"),
    "West Northamptonshire": ("2024-03-04", "2024-03-14", "2024-03-18", "2024-03-22"),
    "over the early May holiday": ("2026-04-27", "2026-05-08", "2026-05-12", "2026-05-18"),
    "over Easter": ("2026-03-30", "2026-04-13", "2026-04-15", "2026-04-21"),
    "over the turn of the year": ("2026-12-21", "2027-01-05", "2027-01-07", "2027-01-13"),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_days_after_a_call(name):
    days = [date.fromisoformat(each) for each in CALLS[name]]
    found = call_on(days[0])
    assert [found.call, found.fieldwork, found.on_site, found.last_on_site] == days
    assert call_before(found.on_site).call == days[0]
    assert (found.report_from - found.on_site).days == 53
    assert (found.report_to - found.on_site).days == 112


def test_bank_holidays_between_are_named():
    assert call_on(date(2026, 1, 5)).bank_holidays == ()
    assert call_on(date(2026, 4, 27)).bank_holidays == (date(2026, 5, 4),)
    christmas = (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))
    assert call_on(date(2026, 12, 21)).bank_holidays == christmas


def test_english_bank_holidays_and_no_others():
    assert is_bank_holiday(date(2026, 8, 31)) and not is_bank_holiday(date(2026, 8, 3))
    assert not is_bank_holiday(date(2026, 3, 17))  # of Northern Ireland
    assert is_bank_holiday(date(2022, 9, 19))  # for the Queen's funeral
    assert working_days_later(date(2026, 1, 16), 1) == date(2026, 1, 19)
    assert working_days_later(date(2026, 1, 19), -1) == date(2026, 1, 16)


def test_mondays_on_which_a_call_may_come():
    found = mondays_ahead(date(2026, 4, 1), weeks=6)
    # Without Easter Monday and the early May holiday.
    assert found == tuple(date(2026, 4, day) for day in (13, 20, 27)) + (date(2026, 5, 11),)
    assert mondays_ahead(date(2026, 4, 13))[0] == date(2026, 4, 13)
