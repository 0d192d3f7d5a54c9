"""When will the backlog be gone, and what would it take? The words and the table of orders."""

from __future__ import annotations

from datetime import date

from sendviz.ask import PUBLIC, Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.forecast import Course, Fan, Forecast, forecast, scenario_of
from sendviz.findings.levers import Levers
from sendviz.kit import words
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.words import number, percent
from sendviz.panels import captions
from sendviz.panels.panel import Panel, or_refused

QUESTION = "When will the backlog be gone, and what would it take?"
PAST_20 = "cases_open_over_20_weeks"
NAMES = {
    "as_now": "As now",
    "oldest": "Oldest first",
    "in_time": "In time first",
    "newest": "Newest first",
    "risk": "By risk, then oldest",
}
VERDICTS = {
    "clears": "the backlog clears",
    "with_luck": "the backlog clears with luck",
    "stays": "the backlog does not clear",
    "grows": "the backlog does not clear, and grows",
}
STEP = 5
# From so many points between orders the published figure is said to depend on the order.
TELLS_APART, ALIKE = 0.2, 0.25
# Almost none in time; many more over a year: twice as many, and of more than a few.
ALMOST_NONE, MANY_MORE, A_FEW = 0.02, 2, 10


def counted_now(records: Records, id: str) -> float:
    """A measure of the whole council on the day of the forecast, as every screen counts it."""
    whole = records.over(start=None, end=None, areas=(), where=())
    return float(whole.ask(id).row.value)


def forgotten_words(found: Forecast, records: Records) -> str:
    """How many open cases are left out of the forecast; '' for none."""
    if not found.now.quiet:
        return ""
    told_n = told(found.now.quiet, records)
    many = "A few" if told_n == "0" else told_n
    return (
        f"{many} open cases look forgotten: no step for two years. They are counted above and are "
        "not in the forecast."
    )


def why_none(records: Records) -> str:
    """Why there is no forecast of this council on this day in this view; '' where there is one."""
    try:
        forecast(records)
    except BadSelection as refused:
        return str(refused)
    return ""


def order_names(records: Records) -> dict[str, str]:
    """The orders of work that this view can be told, by code. Raises as `forecast`."""
    return {each: NAMES[each] for each in forecast(records).orders}


def forecast_answer(records: Records, levers: Levers, order: str) -> tuple[str, ...]:
    """Needed, has and verdict; then the scenario in one sentence. Raises as `forecast`."""
    found = forecast(records, levers, order)
    return needed_sentence(found, records), verdict_sentence(found, records)


def needed_sentence(found: Forecast, records: Records) -> str:
    """'Needed: 70 cases finished a week to clear the backlog in a year. Now: 35.'"""
    weeks = found.levers["clear_in"]
    return (
        f"{records.council} needs to finish {number(found.needed)} cases a week to clear its "
        f"backlog in {_weeks(weeks)}. It finishes {number(found.now.outcomes)}."
    )


def _weeks(weeks: float) -> str:
    return {52: "a year", 104: "two years", 156: "three years"}.get(
        int(weeks), f"{number(weeks)} weeks"
    )


def said(found: Forecast, records: Records) -> str:
    """How a sentence about these levers begins."""
    scenario = scenario_of(found.levers.but(clear_in=52, in_time=50), records) or scenario_of(
        found.levers, records
    )
    return scenario.said if scenario else "With the numbers chosen below"


def verdict_sentence(found: Forecast, records: Records) -> str:
    """'If nothing changes, the backlog does not clear, and grows: on 30 June 2025 about 2,630 wait
    past 20 weeks (1,700 to 3,470).'"""
    course = found.course
    past, day = course.past(20), a_year_on(course)
    middle, low, high = past.at(day)
    luck = ""
    if found.verdict in ("clears", "with_luck"):
        luck = f" in {of_100(course.share_clearing)} courses within two years"
    return (
        f"{said(found, records)}, {VERDICTS[found.verdict]}{luck}: on {words.day(day)} about "
        f"{told(middle, records)} wait past 20 weeks ({told(low, records)} to "
        f"{told(high, records)}), {told(counted_now(records, PAST_20), records)} now."
    )


def narrow_sentence(found: Forecast) -> str:
    """'Casework is the narrow place: 18 cases come for every 10 that it can finish.'"""
    stage, load = max(found.loads.items(), key=lambda pair: pair[1])
    if load <= 1:
        return "No stage is too narrow for what comes in a year."
    return (
        f"{stage.capitalize()} is the narrow place: {number(load * 10)} cases come for every 10 "
        "that it can take in the year ahead."
    )


def a_year_on(course: Course) -> date:
    """The month's end nearest to a year from the first day, or the last there is."""
    near = [day for day, week in zip(course.days, course.weeks, strict=True) if week <= 54]
    return near[-1]


def of_100(share: float) -> str:
    """'35 of 100': a share of courses, or of plans in a middle course, has no counts of its own."""
    return f"{number(share * 100)} of 100"


def told(value: float, records: Records) -> str:
    """A forecast count as a reader may see it: of a few figures; in public view in fives."""
    step = STEP if records.role == PUBLIC else 1
    rounded = round(value / step) * step
    return number(round(rounded, -1) if abs(rounded) >= 1000 else rounded)


@or_refused
def orders_panel(records: Records, levers: Levers, order: str) -> Panel:
    """What becomes of the share in time and of those who wait, under each order of work."""
    found = forecast(records, levers, order)
    day = a_year_on(found.course)
    rows = [_order_row(found.under(each), day, records) for each in found.orders]
    head = ["Order of work", "Plans in time", "Past 20 weeks", "Over a year"]
    if records.role != PUBLIC:
        head.append("Oldest, weeks")
    table = table_of(f"By order of work, {words.day(day)}", head, rows)
    return Panel(
        "orders",
        orders_title(found, day),
        caption_of(records, f"The same staff, the same children, {words.day(day)}"),
        sentences=(orders_sentence(found, day),),
        tables=(table,),
        notes=(
            "Plans in time: of those issued in the three months before. In brackets: 90 in 100 "
            f"courses. As now: {now_words(found)}",
        ),
    )


def now_words(found: Forecast) -> str:
    """'today 30% of the work goes to cases still in time.'"""
    share = found.now.kept_in_time
    if not share:
        return "today the work goes to the oldest cases."
    return f"today about {percent(share)} of the work goes first to cases still in time."


def order_name(course: Course) -> str:
    """'In time first, 50%'."""
    name = NAMES[course.order]
    return f"{name}, {percent(course.share)}" if course.order == "in_time" else name


def _order_row(course: Course, day: date, records: Records) -> list[Cell]:
    over = course.past(52).at(day)[0]
    cells = [
        Cell(order_name(course)),
        Cell(share_range(course.on_time, day), number=True),
        Cell(_range(course.past(20), day, records), number=True),
        Cell(told(over, records), number=True),
    ]
    if records.role != PUBLIC:
        cells.append(Cell(number(course.longest.at(day)[0]), number=True))
    return cells


def _range(fan: Fan, day: date, records: Records) -> str:
    middle, low, high = (told(each, records) for each in fan.at(day))
    return f"{middle} ({low} to {high})"


def share_range(fan: Fan, day: date) -> str:
    """'44 of 100 (38 to 51)': of the plans of the three months to a day, in time."""
    middle, low, high = fan.at(day)
    if middle != middle:
        return "no plans"
    return f"{of_100(middle)} ({number(low * 100)} to {number(high * 100)})"


def orders_title(found: Forecast, day: date) -> str:
    """'The order of work decides the figure: 0 to 98 of 100 in time', where it does."""
    shares = [found.under(each).on_time.at(day)[0] for each in found.orders]
    known = [each for each in shares if each == each]
    if not known or max(known) - min(known) < TELLS_APART:
        return "The order of work hardly changes the share in time"
    return (
        f"The order of work decides the figure: {number(min(known) * 100)} to "
        f"{of_100(max(known))} in time"
    )


def orders_sentence(found: Forecast, day: date) -> str:
    """What the orders change, and what they do not; only what the table shows."""
    shares = {each: found.under(each).on_time.at(day)[0] for each in found.orders}
    waiting = [found.under(each).past(20).at(day)[0] for each in found.orders]
    told_of = []
    apart = max(shares.values()) - min(shares.values()) >= TELLS_APART
    alike = max(waiting) - min(waiting) <= ALIKE * max(*waiting, 1)
    if apart and alike:
        told_of.append(
            "The published share depends on the order; how many children wait hardly does."
        )
    old, new = (found.under(each).past(52).at(day)[0] for each in ("oldest", "newest"))
    if new > MANY_MORE * max(old, A_FEW):
        told_of.append("Newest first looks best, and leaves the most children over a year.")
    if shares["oldest"] < ALMOST_NONE and found.under("oldest").past(20).at(day)[0] > 0:
        told_of.append("Oldest first shows almost none in time until the queue is gone.")
    told_of.append("As many plans are issued under each.")
    return " ".join(told_of)


def caption_of(records: Records, start: str) -> str:
    """The small print under a heading: whole council, as at, source."""
    covered = records.covered
    parts = [
        start,
        f"{records.council}, forecast as at {words.day(records.selection.as_at)}",
        "Whole council: not filtered" if _is_filtered(records) else "",
        f"Source: {captions.own_records_source(covered)}" if covered else "",
        "Rounded to 5" if records.role == PUBLIC else "",
        captions.SIMULATED if covered and covered.simulated else "",
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _is_filtered(records: Records) -> bool:
    return bool(records.selection.areas or records.selection.where)


def table_cells(values: list[str]) -> list[Cell]:
    """A row whose first cell is its heading."""
    return [Cell(values[0]), *(Cell(each, number=True) for each in values[1:])]


def months_table(fan: Fan, name: str, records: Records) -> Table:
    """A fan by month: the middle, half and nine tenths of the courses."""
    rows = [
        table_cells(
            [words.month(day)]
            + [told(row[2], records)]
            + [f"{told(row[a], records)} to {told(row[b], records)}" for a, b in ((1, 3), (0, 4))]
        )
        for day, row in zip(fan.days, fan.values, strict=True)
    ]
    return table_of(name, ["End of", "Middle", "50 in 100", "90 in 100"], rows)
