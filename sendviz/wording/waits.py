"""Waiting times, the flow of cases and the backlog paradox, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import months_in
from sendviz.catalogue.row import Row
from sendviz.findings.spread import LIKELY, SURE
from sendviz.kit import dates
from sendviz.kit.numbers import capital, counted, is_missing, joined, number, percent, places_for
from sendviz.kit.values import blank_of, blank_text, value_text

if TYPE_CHECKING:
    from sendviz.ask.waits import Curve, Waits
    from sendviz.findings.paradox import Paradox

ANSWERED = "have their answer"
IN_STEPS = "Weeks are in steps of 4"
NOT_TESTED = "only board and officer view, with exact counts, test the difference"


def curve_sentence(waits: Waits, happens: str = ANSWERED, m: Measure | None = None) -> str:
    """By which week half (and, of a lone curve, nine in ten) have their answer (or what else
    `happens`), by area with intervals, and whether the areas differ; public view has no test."""
    known = _in_order([curve for curve in waits.curves if not curve.blank])
    if len(known) == 1 and len(waits.curves) == 1:
        return " ".join(part for part in (_one_curve(known[0], happens), _test(waits)) if part)
    if not known:
        return f"No curve can be shown. {_hidden_curves(waits, m)}"
    ranges = [_range(curve) for curve in known]
    told = [
        f"{curve.area} {_reached(curve.median.value, within=False)}{between}"
        for curve, between in zip(known, ranges, strict=True)
    ]
    half = f"Half {happens} by{' (95% intervals)' if any(ranges) else ''}: {', '.join(told)}."
    return " ".join(part for part in (half, _test(waits), _hidden_curves(waits, m)) if part)


def curve_words(curve: Curve) -> str:
    """One curve for a legend, cell or hover: 'Mid: half by week 32, nine in ten by week 61 (402
    children)'."""
    if curve.blank:
        return f"{curve.area}: {blank_text(curve.blank, short=True)}"
    half, nine = (_reached(each.value) for each in (curve.median, curve.ninetieth))
    return f"{curve.area}: half {half}, nine in ten {nine} ({counted(curve.waited, 'children')})"


def _one_curve(curve: Curve, happens: str) -> str:
    half, nine = (_reached(each.value) for each in (curve.median, curve.ninetieth))
    of = f"Of {counted(curve.waited, 'children')}, those who still wait counted"
    return f"{of}: half {happens} {half}, nine in ten {nine}."


def _in_order(known: list[Curve]) -> list[Curve]:
    return sorted(known, key=lambda c: (c.median.value is None, c.median.value or 0, c.area))


def _reached(value: float | None, within: bool = True) -> str:
    if is_missing(value):
        return "not yet within the time seen" if within else "not yet reached"
    return f"{'by ' if within else ''}week {number(value, 0)}"


def _range(curve: Curve) -> str:
    """' (44 to 52)': the interval of the week by which half have it; '' without one."""
    half = curve.median
    if is_missing(half.value) or is_missing(half.low):
        return ""
    high = "or later" if is_missing(half.high) else f"to {number(half.high, 0)}"
    return f" ({number(half.low, 0)} {high})"


def _test(waits: Waits) -> str:
    """On the scale of every comparison of areas: beyond doubt, probably, or perhaps by chance."""
    if waits.rounded:
        several = sum(not curve.blank for curve in waits.curves) > 1
        return f"{IN_STEPS}; {NOT_TESTED}." if several else f"{IN_STEPS}."
    if is_missing(waits.p_value):
        return ""
    if waits.p_value < SURE:
        return "The waits differ between the areas more than chance explains (log-rank test)."
    if waits.p_value < LIKELY:
        return (
            "The waits probably differ between the areas more than chance explains (log-rank test)."
        )
    return "Chance alone could explain the difference between the areas (log-rank test)."


def _hidden_curves(waits: Waits, m: Measure | None) -> str:
    told = [f"{curve.area} ({blank_text(curve.blank, m)})" for curve in waits.curves if curve.blank]
    return f"Not shown: {joined(told)}." if told else ""


def flow_of_period(came: Row, left: Row, start: object, last: object) -> str:
    """What came in and left in a period and by the month, and whether the queue grew, from its
    counts and its first and last day."""
    if blank_of(came) or blank_of(left):
        return f"The flow of cases is {blank_text('not_known')} for this period."
    months = months_in(dates.as_date(start), dates.as_date(last))
    flow = _flow(float(came["value"]), float(left["value"]), months)
    return f"{capital(dates.in_period(start, last))}, {flow}"


def _flow(came: float, left: float, months: int) -> str:
    change = came - left
    start = f"{counted(came, 'cases')} came in and {number(left)} left"
    if months > 1:
        start += f": {number(came / months)} and {number(left / months)} a month"
    if change == 0:
        return f"{start}. The queue stayed as long as it was."
    return f"{start}. The queue {'grew' if change > 0 else 'shrank'} by {number(abs(change))}."


def paradox_sentence(found: Paradox) -> str:
    """Why the share moved against the number, then the share of the cases that fell due."""
    if found.kind == "not_known":
        return f"The plans of the two periods cannot be compared: {blank_text(found.blank)}."
    if found.kind == "no_plans":
        return f"There is no share to compare: {_without_plans(found)}."
    return _moved(found)


def paradox_due_sentence(m: Measure, found: Paradox) -> str:
    """The share among cases that fell due, which clearing old cases cannot move; m is that
    measure."""
    now, before = found.due_now, found.due_before
    if blank_of(now):
        return f"Of the cases that fell due: {blank_text(blank_of(now))}."
    share = value_text(m, now, found.rounded)
    told = f"Of the children whose 20 weeks ended, {share} had their plan in time"
    if blank_of(before):
        return f"{told}."
    was = value_text(m, before, found.rounded)
    return f"{told}; {dates.in_period(*found.period_before)} it was {was}."


def paradox_periods(found: Paradox) -> str:
    """'March 2025 against January 2025'."""
    return f"{dates.period_words(*found.period)} against {dates.period_words(*found.period_before)}"


def _moved(found: Paradox) -> str:
    a, b = (
        _percent(found, share, total)
        for share, total in (
            (found.before_share, found.before_total),
            (found.now_share, found.now_total),
        )
    )
    now, before = found.now_on_time, found.before_on_time
    late, before_late = _late(found.now_late), number(found.before_late)
    if a == b and found.kind != "same_way":
        plans = f"{counted(now, 'plans')} were on time, {_from(now, before)}"
        return (
            f"{plans}; the share was about the same ({b}), since {late} also cleared "
            f"(before: {before_late})."
        )
    if found.kind == "more_on_time_lower_share":
        return (
            f"More plans were on time ({number(now)}, up from {number(before)}), but the share "
            f"fell from {a} to {b} because {late} also cleared, up from {before_late}."
        )
    if found.kind == "fewer_on_time_higher_share":
        return (
            f"Fewer plans were on time ({number(now)}, down from {number(before)}), but the share "
            f"rose from {a} to {b} because only {late} cleared, down from {before_late}."
        )
    plans = f"{counted(now, 'plans')} {'was' if now == 1 else 'were'} on time"
    return f"{plans}, {_from(now, before)}; the share {_share_way(found)} {_counts(found, a, b)}."


def _late(n: int) -> str:
    return f"{number(n)} late {'case was' if n == 1 else 'cases were'}"


def _from(now: int, before: int) -> str:
    if now == before:
        return "as many as before"
    return f"{'up' if now > before else 'down'} from {number(before)}"


def _share_way(found: Paradox) -> str:
    if found.now_on_time * found.before_total == found.before_on_time * found.now_total:
        return "stayed the same:"
    return "rose:" if found.now_share > found.before_share else "fell:"


def _counts(found: Paradox, a: str, b: str) -> str:
    return (
        f"{number(found.now_on_time)} of {number(found.now_total)} ({b}), before it "
        f"{number(found.before_on_time)} of {number(found.before_total)} ({a})"
    )


def _percent(found: Paradox, share: float, total: int) -> str:
    return percent(share, places_for(total, found.rounded))


def _without_plans(found: Paradox) -> str:
    empty = [
        dates.in_period(*period)
        for period, total in (
            (found.period_before, found.before_total),
            (found.period, found.now_total),
        )
        if not total
    ]
    return f"no plans were issued {joined(empty)}"
