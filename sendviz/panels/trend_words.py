"""What a trend says, in words and as a sign: the only place where a verdict gets its words.

A level ('better than before Mar 2024') and a direction ('getting better') are two things, with two
words and two marks: full shapes say a direction, open ones a level. Sources: the rows of
`findings.trend.ROWS`; S is the month from which the level holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pandas as pd

from sendviz.ask import Answer
from sendviz.catalogue.row import LEAST_DENOMINATOR
from sendviz.findings.trend import MOST_POOR, POINTS_A_YEAR, Told, has_small_points
from sendviz.kit import words
from sendviz.kit.values import Sign, blank_of, is_under, level_sign, noun, trend_sign
from sendviz.kit.words import capital, is_heading, number, percent, small, uncapital
from sendviz.stats.spc import FIRM_POINTS

HALF_A_YEAR = "in the last six months"
LATELY = "lately"
RULES = {
    "limit": (
        "the latest {one} lies above its usual range",
        "the latest {one} lies below its usual range",
    ),
    "two_of_three": (
        "two of three {several} in a row lie close to the top of the usual range",
        "two of three {several} in a row lie close to the bottom of the usual range",
    ),
    "run": (
        "seven or more {several} in a row lie above the average",
        "seven or more {several} in a row lie below the average",
    ),
}


def heading(told: Told) -> str:
    """The verdict in at most 15 words: 'Getting worse, though still better than before Mar
    2024'; of a list '27 children, 69 fewer than a year before'."""
    if told.row == "too_few":
        return _too_few(told)
    said = _HEADINGS[told.row](told)
    if told.is_list and told.now is not None:
        said = f"{told.answer.text(told.now)}, {said}"
    return capital(said)


def titled(told: Told) -> str:
    """The verdict after the name of what it is about: 'Reviews in time: no real change'; alone
    where both are too long to be read aloud, or where it says that nothing can be judged."""
    said = heading(told)
    named = f"{told.answer.measure.short_name}: {uncapital(said)}"
    return named if told.row != "too_few" and is_heading(named) else said


def figures(told: Told) -> str:
    """What the verdict holds against each other: '77 of 137 (56%) in Oct to Dec 2025, 174 of 207
    (84%) a year before.'; of a list that went the other way since, also by how much: '27 children
    on 31 December 2025, up from 18 children six months before; 96 children a year before.' '' where
    there is no value."""
    if told.now is None:
        return ""
    now = capital(f"{told.answer.text(told.now)} {when(told)}")
    if told.before is None:
        return f"{now}; a year before is not known."
    tail = " Still within its usual range." if told.row == "moving" else ""
    return f"{now}{_since_it_turned(told)} {told.answer.text(told.before)} a year before.{tail}"


def _since_it_turned(told: Told) -> str:
    """', up from 18 children six months before;' of an exact list that lies on one side of a year
    before and went to the other in half a year; else the comma before the next value."""
    answer, half = told.answer, told.verdict.now[-1] - POINTS_A_YEAR["month"] // 2
    if not told.is_list or answer.rounded or answer.grain != "month" or half < 0:
        return ","
    row = answer.rows[half]
    gap = 0 if blank_of(row) or told.now is None else float(told.now.value - row.value)
    if gap * (told.verdict.direction or 0) >= 0:
        return ","
    return f", {'up' if gap > 0 else 'down'} from {answer.text(row)} six months before;"


def short(told: Told) -> str:
    """For a card or a cell, never more than the direction allows: 'getting worse (better than
    before Mar 2024)', 'no real change', 'too few months to tell'."""
    if told.row == "too_few":
        return _too_few_of(told)
    return _SHORT.get(told.row, _HEADINGS[told.row])(told)


def name(told: Told) -> str:
    """The verdict without dates and numbers, to name several places by: 'getting worse', 'better
    than before', 'fewer than a year before'."""
    if told.row == "too_few":
        return "too few to tell"
    if told.row == "list":
        return _way_of_list(told)
    if told.row in ("holding", "apart"):
        return f"{_level(told)} than before"
    if told.row == "lately":
        return f"{_level(told)} than usual"
    if told.row in ("moving", "further", "turning"):
        return _getting(told)
    if told.row == "turned":
        return f"turning {_than(told, told.verdict.drift)}"
    return short(told)


def sign(told: Told) -> Sign:
    """The mark of the verdict, of its direction or else of its level, with its words (`short`)."""
    return replace(_mark(told), word=short(told))


def _mark(told: Told) -> Sign:
    found = told.verdict
    if told.row in ("turned", "list_not_known"):
        return trend_sign(0, 0)
    if told.row == "too_few":
        return trend_sign(0, None)
    if found.direction:
        return trend_sign(told.orientation, found.direction)
    return level_sign(told.orientation, found.level or 0)


def why(told: Told) -> str:
    """The rule behind a level or a direction, for the small print; '' for none."""
    found, grain = told.verdict, told.answer.grain
    one, several = words.grain_noun(grain), words.grain_noun(grain, 2)
    lines = []
    if found.rule:
        rule = RULES[found.rule][0 if found.level == 1 else 1]
        lines.append(f"Level: {rule.format(one=one, several=several)}.")
    if found.in_a_row:
        way = "rise" if found.direction == 1 else "fall"
        lines.append(f"Direction: seven or more {several} in a row {way} without a break.")
    elif found.direction is not None:
        against = "that day" if told.is_list else _compared(told)
        chance = "more than chance" if found.direction else "no more than chance"
        drawn = " (thick lines)" if len(found.now) > 1 else ""
        lines.append(f"Direction: {against} beside the same a year before{drawn}, {chance}.")
    return " ".join(lines)


def when(told: Told) -> str:
    """When the latest value holds: 'in Oct to Dec 2025', 'on 31 December 2025'."""
    answer, places = told.answer, told.verdict.now
    if told.is_list:
        start = pd.Timestamp(_start(answer, places[-1])).date()
        return f"on {words.day(words.period_last_day(start, answer.grain))}"
    grain = "quarter" if len(places) == 3 else answer.grain
    return f"in {words.axis_name(_start(answer, places[0]), grain)}"


def since(told: Told) -> str:
    """The month from which the level holds: 'Mar 2024'."""
    return words.month(_start(told.answer, told.verdict.since or 0))


def _start(answer: Answer, place: int) -> datetime | None:
    return answer.rows[place].period_start


def _compared(told: Told) -> str:
    if len(told.verdict.now) == 3:
        return "the latest three months"
    return f"the latest {words.grain_noun(told.answer.grain)}"


def _than(told: Told, side: int) -> str:
    """'better', 'worse'; of measures without a better side 'higher', 'lower'."""
    way = told.orientation * side
    return {1: "better", -1: "worse"}.get(way, "higher" if side > 0 else "lower")


def _getting(told: Told) -> str:
    """'getting better'; without a better side 'higher than a year before'."""
    than = _than(told, told.side)
    return f"getting {than}" if told.orientation else f"{than} than a year before"


def _level(told: Told) -> str:
    return _than(told, told.verdict.level or 0)


def _before_since(told: Told) -> str:
    return f"{_level(told)} than before {since(told)}"


def _moving(told: Told) -> str:
    if not told.verdict.in_a_row:
        return f"{_getting(told)} over the last year" if told.orientation else _getting(told)
    going = _getting(told) if told.orientation else _rising(told.side)
    return f"{going} for seven {words.grain_noun(told.answer.grain, 2)} or more"


def _turned(told: Told) -> str:
    going = _rising(told.verdict.drift)
    if told.orientation and not told.is_list:
        going = f"getting {_than(told, told.verdict.drift)}"
    return f"{_before_it_turned(told)}, but {going}"


def _before_it_turned(told: Told) -> str:
    if told.is_list:
        return _list(told)
    if told.verdict.direction:
        return f"{_than(told, told.side)} than a year before"
    return _before_since(told) if told.verdict.level else "no clear change in a year"


def _rising(side: int) -> str:
    return "rising" if side > 0 else "falling"


def _list(told: Told) -> str:
    """'186 fewer than a year before', 'about as many as a year before'."""
    way, rows = _way_of_list(told), [each for each in (told.now, told.before) if each]
    if told.answer.measure.is_fraction or not told.verdict.direction or any(map(is_under, rows)):
        return way
    now, before = (each.value for each in rows)
    return f"{number(abs(now - before))} {way}"


def _way_of_list(told: Told) -> str:
    way = told.verdict.direction or 0
    if told.answer.measure.is_fraction:
        start = {1: "higher than", -1: "lower than"}.get(way, "about the same as")
    else:
        start = {1: "more than", -1: "fewer than"}.get(way, "about as many as")
    return f"{start} a year before"


_HEADINGS: dict[str, Callable[[Told], str]] = {
    "same": lambda told: "no real change",
    "usual": lambda told: "within its usual range",
    "moving": _moving,
    "further": lambda told: (
        f"{_getting(told)}, and {_before_since(told)}"
        if told.orientation
        else f"{_getting(told)}, and than before {since(told)}"
    ),
    "holding": lambda told: f"{_before_since(told)}, and holding",
    "lately": lambda told: (
        f"{_level(told)} than usual since {since(told)}, but not clearly than a year before"
    ),
    "turning": lambda told: f"{_getting(told)}, though still {_before_since(told)}",
    "apart": lambda told: f"{_level(told)} than its average since {since(told)}",
    "turned": lambda told: f"{_turned(told)} {HALF_A_YEAR}",
    "list": _list,
    "list_not_known": lambda told: "a year before is not known",
}
_SHORT: dict[str, Callable[[Told], str]] = {
    "moving": _getting,
    "further": _getting,
    "holding": _before_since,
    "lately": lambda told: f"{_level(told)} than usual since {since(told)}",
    "turning": lambda told: f"{_getting(told)} ({_before_since(told)})",
    "turned": lambda told: f"{_turned(told)} {LATELY}",
}


def _too_few(told: Told) -> str:
    """Which is lacking: any value, 13 points under the latest limits, or cases."""
    answer, chart = told.answer, told.chart
    m, several = answer.measure, words.grain_noun(answer.grain, 2)
    if all(blank_of(row) for row in answer.rows):
        return f"No {several} to judge by: there are no {noun(m)}, or too few of them"
    if chart.known < FIRM_POINTS:
        anew = " since the limits started anew" if chart.start else ""
        return f"Too few {several} to tell: {small(chart.known)} of {FIRM_POINTS} needed{anew}"
    if has_small_points(m, answer.frame.iloc[chart.start :]):
        few = f"more than {percent(MOST_POOR)} of {several} have fewer than {LEAST_DENOMINATOR}"
        return f"Too few {noun(m)} to tell: {few}"
    return f"Too rare to tell: under one case of either kind a {words.grain_noun(answer.grain)}"


def _too_few_of(told: Told) -> str:
    few = "cases" if told.chart.known >= FIRM_POINTS else words.grain_noun(told.answer.grain, 2)
    return f"too few {few} to tell"
