"""When may inspectors come next? By both rules, with the longest delay that is allowed for."""

from __future__ import annotations

from calendar import month_abbr, month_name
from datetime import date

from sendviz.ask import Records
from sendviz.ask.inspections import SLIP_MONTHS, Inspection, Window
from sendviz.catalogue.council_ends import CouncilEnd, council_ends
from sendviz.catalogue.inspecting import inspecting
from sendviz.kit import inspections as kit
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.rows import NO_BREAK
from sendviz.kit.words import away, capital, counted, day, joined, number, whole_month
from sendviz.panels.inspections import NONE_KNOWN
from sendviz.panels.panel import Panel

KEY = "window"
# The delays that may be allowed for, in months after the day by the report.
SLIPS = (0, 5, SLIP_MONTHS, 12, 18)
BOTH_RULES = (
    "Both rules are in use: the public list counts from the first day on site, a parents’ forum "
    "from the report. Nobody knows the day."
)
WHY_SLIP = (
    "Hertfordshire’s inspection of October 2025 came 5 months after the day by its report, and 9 "
    "after the day by its start."
)
NOT_SEEN = "No report of one is known here, which does not mean that nobody came."


def slip_labels() -> dict[str, int]:
    """The delays by what they are called, the usual one first."""
    order = sorted(SLIPS, key=lambda months: (months != SLIP_MONTHS, months))
    return {counted(each, "months") if each else "none": each for each in order}


def window_answer(records: Records, slip: int = SLIP_MONTHS) -> tuple[str, ...]:
    """When the next one may come, in a sentence or two, and whose it would be."""
    if not records.inspections:
        return (f"{NONE_KNOWN} Nobody can say from these records when the next one comes.",)
    last = records.inspections[0]
    if not last.windows:
        return (_without_window(last),)
    today, council = records.told_on, records.council
    told = [window_sentence(each, council, today, slip) for each in last.windows]
    return (*told, end_sentence(last.windows, records.selection.council, slip))


def window_sentence(window: Window, council: str, today: date, slip: int = SLIP_MONTHS) -> str:
    """'The next full inspection of Essex is likely between 19 January 2029 and February 2030: 781
    days to the earliest day.', or that its window is past by both rules."""
    kind = kit.NEXT_KINDS[window.kind].removeprefix("a ")
    found = window.with_slip(slip)
    if found.is_past(today):
        return f"The window for the {kind} of {council} is past by both rules. {NOT_SEEN}"
    between = f"between {day(found.earliest)} and {whole_month(found.latest)}"
    told = f"The next {kind} of {council} is likely {between}"
    if found.earliest <= today:
        return f"{told}: the window has been open since {day(found.earliest)}."
    left = number((found.earliest - today).days)
    return f"{told}: {left} {'day' if left == '1' else 'days'} to the earliest day."


def end_sentence(windows: tuple[Window, ...], la_code: str, slip: int = SLIP_MONTHS) -> str:
    """That the council is due to be replaced before the last window ends; '' where it is not."""
    end = council_ends().get(la_code)
    latest = windows[-1].with_slip(slip).latest
    if end is None or end.on > latest:
        return ""
    before = "opens" if end.on <= windows[-1].earliest else "ends"
    return (
        f"Whose inspection will it be? The council is due to be replaced {end_words(end)}, before "
        f"that window {before}."
    )


def end_words(end: CouncilEnd) -> str:
    """'in April 2028', or 'on 1 April 2028'."""
    return f"in {whole_month(end.on)}" if end.month_only else f"on {day(end.on)}"


def _without_window(last: Inspection) -> str:
    held = kit.days_words(last.first_day, last.last_day)
    if last.published_on is None:
        return (
            f"The report of the inspection of {held} is not out yet: nobody can say when the next "
            "one comes."
        )
    return f"The report of the inspection of {held} does not say when the next one comes."


def window_panel(records: Records, slip: int = SLIP_MONTHS) -> Panel:
    """The days by both rules and with the delay, how far off they are, and in which months
    inspections began."""
    known = records.inspections
    windows = known[0].windows if known else ()
    tables = [_days_table(known[0], each, records.told_on, slip) for each in windows]
    return Panel(
        KEY,
        window_title(windows, records.told_on, slip),
        sentences=(months_sentence(),),
        tables=(*tables, _months_table()),
        notes=(
            f"As known on {day(records.told_on)}.",
            *((BOTH_RULES, WHY_SLIP) if windows else ()),
            f"Months: {inspecting().public_list.source}.",
        ),
    )


def window_title(windows: tuple[Window, ...], today: date, slip: int) -> str:
    """'A full inspection may come from 19 January 2029 to about February 2030'."""
    ahead = [each.with_slip(slip) for each in windows if not each.is_past(today)]
    if not ahead:
        return "Nobody knows when inspectors come next"
    kind, until = capital(kit.NEXT_KINDS[ahead[0].kind]), whole_month(ahead[0].latest)
    if ahead[0].earliest <= today:
        return f"{kind} may come any day, up to about {until}"
    return f"{kind} may come from {day(ahead[0].earliest)} to about {until}"


def _days_table(last: Inspection, window: Window, today: date, slip: int) -> Table:
    found, length = window.with_slip(slip), kit.length_words(window.after_months)
    assert last.published_on
    delay = f"{counted(slip, 'months')} later" if slip else "no delay allowed for"
    rows = [
        ("Earliest", f"{length} from the visit of {day(last.first_day)}", found.earliest),
        ("By the report", f"{length} from the report of {day(last.published_on)}", found.by_report),
        ("Latest", delay, found.latest),
    ]
    body = [
        [Cell(name), Cell(why), Cell(day(when)), Cell(away((when - today).days))]
        for name, why, when in rows
    ]
    name = capital(kit.NEXT_KINDS[window.kind].removeprefix("a "))
    head = ["Rule", "Counted", "Day", "From today"]
    return table_of(name, head, body, wide=True, title=name)


def months_sentence() -> str:
    """'Of 91 full inspections to April 2026, 89 began on a Monday and none in August; most in
    March (14), February (12), November (11) and January (10).'"""
    listed = inspecting().public_list
    most = sorted((-n, int(month)) for month, n in listed.months.items() if n)
    names = joined([f"{month_name[month]} ({-n})" for n, month in most])
    none = joined([month_name[int(month)] for month, n in listed.months.items() if not n])
    return (
        f"Of {listed.full} full inspections to {whole_month(listed.to)}, {listed.on_a_monday} "
        f"began on a Monday and none in {none}; most in {names}."
    )


def _months_table() -> Table:
    listed = inspecting().public_list
    cells = [Cell(f"Of {listed.full}")]
    for month in range(1, 13):
        least, most = listed.in_month(month)
        told = f"{least} to {most}".replace(" ", NO_BREAK)
        cells.append(Cell(number(least) if least == most else told))
    title = "In which months inspectors arrived"
    return table_of(title, ["Inspections", *month_abbr[1:]], [cells], title=title)
