"""If the call came on a day: what has to be done by which day."""

from __future__ import annotations

from datetime import date

from sendviz.ask import Records
from sendviz.catalogue.inspecting import inspecting
from sendviz.findings.call import Call, call_before, call_on, mondays_ahead
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import day, joined, small
from sendviz.panels.panel import Panel

HEAD = ["When", "Working day", "What"]
NOT_ON = "Bank holidays in England are no working days; half-terms and holidays of schools count."


def call_days(records: Records) -> dict[str, date]:
    """The Mondays of the year ahead on which a call may come, by what they are called."""
    return {day(each): each for each in mondays_ahead(records.told_on)}


def call_panel(records: Records, monday: date) -> Panel:
    """Every day from the call to the report, and whether the last inspection came so."""
    found, listed = call_on(monday), inspecting().public_list
    on_a_monday = f"{listed.on_a_monday} of {listed.full} began on site on a Monday"
    sentences = (
        f"The call comes on a Monday where inspectors arrive on one, ten working days later: "
        f"{on_a_monday}.",
        *_holidays(found),
        *_last_time(records),
    )
    return Panel(
        "call",
        f"A call on {day(found.call)} would bring inspectors on {day(found.on_site)}",
        sentences=sentences,
        tables=(table_of("Day by day", HEAD, _rows(found), wide=True),),
        notes=(NOT_ON, f"Notice: {inspecting().notice.source}.", f"Report: {listed.source}."),
    )


def _rows(found: Call) -> list[list[Cell]]:
    notice, listed = inspecting().notice, inspecting().public_list
    told = [
        (_weekday(found.call), "N", "The call. Set-up talk, request for information; surveys open"),
        (
            "weeks 1 and 2",
            "",
            "Lists of children and documents are handed over",
        ),
        (
            "week 2",
            "",
            "Parent carer forum is met; lines of enquiry are set; six children are named, whose "
            "documents are wanted within two days",
        ),
        (_weekday(found.fieldwork), f"N + {notice.fieldwork}", "Fieldwork begins"),
        (_weekday(found.on_site), f"N + {notice.on_site}", "Inspectors arrive"),
        (_weekday(found.last_on_site), f"N + {notice.last_on_site}", "Last day on site"),
        (
            f"{day(found.report_from)} to {day(found.report_to)}",
            "",
            f"The report, {listed.first_tenth} to {listed.ninth_tenth} days after the first day on "
            f"site in eight of ten inspections",
        ),
    ]
    return [[Cell(when), Cell(place), Cell(what)] for when, place, what in told]


def _weekday(when: date) -> str:
    return f"{when:%A} {day(when)}"


def _holidays(found: Call) -> tuple[str, ...]:
    between = found.bank_holidays
    if not between:
        return ()
    named = joined([f"{each:%A} {day(each)}" for each in between])
    are, holidays = ("is", "a bank holiday") if len(between) == 1 else ("are", "bank holidays")
    later = "a day" if len(between) == 1 else f"{small(len(between))} days"
    return (f"{named} {are} {holidays}: what follows comes {later} later.",)


def _last_time(records: Records) -> tuple[str, ...]:
    """'The last time inspectors arrived on 19 January 2026: by this count the call came on 5
    January 2026 and fieldwork began on 15 January 2026.'"""
    known = [each for each in records.inspections if each.kind in ("area_send", "monitoring")]
    if not known:
        return ()
    then = call_before(known[0].first_day)
    return (
        f"The last time inspectors arrived on {day(then.on_site)}: by this count the call came on "
        f"{day(then.call)}, and fieldwork began on {day(then.fieldwork)}.",
    )
