"""If the call came on a day: what follows on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sendviz.catalogue.inspecting import inspecting
from sendviz.catalogue.working_days import (
    bank_holidays_between,
    is_bank_holiday,
    working_days_later,
)

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Call:
    """The days of one inspection, counted in working days from the call; the report comes between
    two days in eight of ten inspections. bank_holidays: those between call and last day."""

    call: date
    fieldwork: date
    on_site: date
    last_on_site: date
    report_from: date
    report_to: date
    bank_holidays: tuple[date, ...]


def call_on(day: date) -> Call:
    """What follows a call on a working day. Source: catalogue/inspecting.toml."""
    known = inspecting()
    notice, listed = known.notice, known.public_list
    fieldwork, on_site, last = (
        working_days_later(day, each)
        for each in (notice.fieldwork, notice.on_site, notice.last_on_site)
    )
    return Call(
        call=day,
        fieldwork=fieldwork,
        on_site=on_site,
        last_on_site=last,
        report_from=on_site + timedelta(listed.first_tenth),
        report_to=on_site + timedelta(listed.ninth_tenth),
        bank_holidays=bank_holidays_between(day, last),
    )


def call_before(on_site: date) -> Call:
    """The call after which inspectors arrived, or will, on that day."""
    return call_on(working_days_later(on_site, -inspecting().notice.on_site))


def mondays_ahead(day: date, weeks: int = 52) -> tuple[date, ...]:
    """The Mondays from that day on, without bank holidays: days on which the call may come."""
    first = day + timedelta(days=-day.weekday() % 7)
    found = (first + place * A_WEEK for place in range(weeks))
    return tuple(each for each in found if not is_bank_holiday(each))
