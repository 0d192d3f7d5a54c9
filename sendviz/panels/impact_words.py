"""What an action did to a measure, in words that can be said in a meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import add_months, month_end
from sendviz.findings.actions import Judged
from sendviz.findings.impact import VERDICTS, Impact, anyway
from sendviz.kit.values import noun, size_parts, size_text
from sendviz.kit.verdicts import impact_sign
from sendviz.kit.words import capital, counted, day, joined, month, number, one, percent
from sendviz.panels.plan_words import link_name

ASKED = {
    "cannot_tell": "Link a measure, or say how you would know.",
    "too_early": "Wait until {until}.",
    "worse_elsewhere": "Is that the price?",
    "worse": "Stop it or change it.",
    "worked": "Make it part of daily work, and watch.",
    "better_not_shown": "Keep it; claim nothing.",
    "better_too_soon": "Look for what else happened.",
    "too_early_to_see": "Wait until {until}.",
    "no_change": "Change it.",
    "cannot_be_seen": "Agree another measure.",
}
# How often a verdict is told, in the answer's words.
TOLD = {
    "worked": "moved as hoped",
    "better_not_shown": "got better, but not shown to be by the action",
    "better_too_soon": "got better too soon to be by the action",
    "worse": "got worse",
    "worse_elsewhere": "came with something else that got worse",
    "no_change": "shows no change though there was time",
    "too_early": "could not show yet",
    "too_early_to_see": "shows no change yet, but had too little time",
    "cannot_be_seen": "cannot be seen with these numbers",
    "cannot_tell": "cannot be judged",
}
SEVERAL = {"shows": "show"}


def answer_words(found: Sequence[Judged]) -> str:
    """'Of 10 figures that actions should move, 2 moved as hoped, 3 got better too soon ... and 1
    got worse.'"""
    if not found:
        return "No action of the plan names a figure that it should move."
    many = Counter(each.impact.verdict for each in found)
    parts = [_many(many[verdict], words) for verdict, words in TOLD.items() if many[verdict]]
    things = "figure" if len(found) == 1 else "figures"
    return f"Of {number(len(found))} {things} that actions should move, {joined(parts)}."


def _many(n: int, words: str) -> str:
    first, _, rest = words.partition(" ")
    verb = SEVERAL.get(first, first) if n > 1 else first
    return f"{number(n)} {verb} {rest}".rstrip()


def verdict_words(each: Judged) -> str:
    """'No change though there was time.', and what got worse meanwhile, named first."""
    word = capital(impact_sign(each.impact.verdict).word)
    if each.impact.verdict == "worse_elsewhere":
        return f"{word}: {joined(each.impact.course.guards)}."
    if each.impact.verdict == "cannot_tell":
        return f"{word}. {each.impact.why}"
    return f"{word}."


def asked_words(found: Impact) -> str:
    """What the board is asked."""
    until = month(found.until) if found.until else "it can show"
    return ASKED[found.verdict].format(until=until)


def did_words(each: Judged) -> str:
    """'24 of 323 plans (7%) in Apr 2025 to Jun 2025; 20 of 330 (6%) in the same months before it
    began'; '' where nothing is held against anything."""
    found, m = each.impact, each.measure
    if m is None or not found.now or not found.then:
        return ""
    points = found.course.points
    if points.is_list:
        return (
            f"{_value(m, each, found.now)} at the end of {_period(found, found.now)}; "
            f"{_value(m, each, found.then)} at the end of {_period(found, found.then)}, "
            "before it began"
        )
    return (
        f"{_value(m, each, found.now)} in {_period(found, found.now)}; "
        f"{_value(m, each, found.then)} in {_period(found, found.then)}"
    )


def _value(m: Measure, each: Judged, places: Sequence[int]) -> str:
    points, at = each.impact.course.points, list(places)
    if points.is_share:
        x, n = (float(np.nansum(values[at])) for values in (points.x, points.n))
        return f"{number(x)} of {counted(n, noun(m))} ({percent(x / n, 1)})"
    mean = float(np.nanmean(points.values[at]))
    if m.unit == "weeks":
        return f"{number(mean, 1)} weeks"
    if points.is_list:
        return counted(mean, noun(m))
    grain = "a quarter" if each.impact.course.months_a_point == 3 else "a month"
    return f"{number(mean)} {one(2, noun(m))} {grain}"


def _period(found: Impact, places: Sequence[int]) -> str:
    first, last = (found.course.starts[places[at]] for at in (0, -1))
    end = month_end(add_months(last, found.course.months_a_point - 1))
    return month(first) if month(first) == month(end) else f"{month(first)} to {month(end)}"


def size_words(each: Judged) -> str:
    """'11 percentage points higher (between 9 and 13)'; '61.2 plans a month more (...)'."""
    size, m = each.impact.size, each.measure
    if size is None or m is None:
        return ""
    points = each.impact.course.points
    number_of, unit = size_parts(m, abs(size.value))
    each_month = m.kind == "count" and not points.is_list
    unit += " a month" if each_month and each.impact.course.months_a_point == 1 else ""
    ways = ("fewer", "more") if m.kind in ("count", "stock") else ("lower", "higher")
    told = f"{number_of} {unit} {ways[size.value > 0]}"
    if size.low * size.high <= 0:
        return f"{told}, which chance alone could give"
    low, high = sorted((abs(size.low), abs(size.high)))
    return f"{told} (between {size_parts(m, low)[0]} and {size_parts(m, high)[0]})"


def power_words(each: Judged) -> str:
    """'A change of 15 percentage points shows within 4 months in 8 of 10 cases.'"""
    found, m = each.impact, each.measure
    expected = found.course.expected
    if m is None or not found.course.starts or found.verdict == "cannot_tell":
        return ""
    if expected is None:
        return "Nobody stated how large a change is expected; any lasting one counts."
    what = f"A change of {size_text(m, abs(expected))}"
    if found.course.change is None:
        what += " (half of the gap to the target, since none was stated)"
    if found.course.points.is_list:
        if found.need is None:
            return f"{what} in a list of this size is no more than chance gives."
        return f"{what} in a list of this size is more than chance gives."
    if found.need is None:
        return f"{what} does not show within two years with so few cases."
    return f"{what} shows within {counted(found.need, 'months')} in 8 of 10 cases."


def anyway_words(each: Judged) -> str:
    """'Had it gone on as in the two years before: about 58 plans a month (between 50 and 66 in 9 of
    10 cases). It was 62.'; '' where that cannot be told."""
    m = each.measure
    told = anyway(each.impact) if m else None
    if m is None or told is None:
        return ""
    most = 1.0 if m.is_fraction else np.inf
    value, low, high = (float(np.clip(v, 0, most)) for v in (told.value, told.low, told.high))
    was = float(np.nanmean(each.impact.course.points.values[list(each.impact.now)]))
    numbers = [_level(m, each_value) for each_value in (value, low, high, was)]
    things = "" if m.is_fraction or m.unit == "weeks" else f" {noun(m)}"
    month_by_month = " a month" if m.kind == "count" else ""
    return (
        f"Had it gone on as in the two years before: about {numbers[0]}{things}{month_by_month} "
        f"(between {numbers[1]} and {numbers[2]} in 9 of 10 cases). It was {numbers[3]}."
    )


def _level(m: Measure, value: float) -> str:
    if m.is_fraction:
        return percent(value, 0)
    return f"{number(value, 1)} weeks" if m.unit == "weeks" else number(value)


def expected_words(each: Judged) -> str:
    """'Seven case officers start (1 September 2024), to raise Plans issued; expected from January
    2025: 16 weeks ...'"""
    line, link, found = each.line, each.link, each.impact
    way = "raise" if found.course.way > 0 else "lower"
    begun = f" ({day(line.starts)})" if line.starts else ""
    start = f"{line.title}{begun}, to {way} {link_name(link)}"
    if each.measure is None or not link.expected_from:
        return f"{start}."
    why = f": {link.why_then}" if link.why_then else ""
    return f"{start}; expected from {month(link.expected_from)}{why}."


def in_order(found: Sequence[Judged]) -> list[Judged]:
    """What asks most of a board first: worse, no change, then what got better, then the rest."""
    first = ("worse", "worse_elsewhere", "no_change", "worked", "better_not_shown")
    order = (*first, *(each for each in VERDICTS if each not in first))
    return sorted(found, key=lambda each: order.index(each.impact.verdict))
