"""What changed since a meeting: each signal as a sentence, and how many chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.catalogue.row import LEAST_DENOMINATOR
from sendviz.findings.signals import (
    Signal,
    Signals,
    judged_measures,
    neutral_measures,
    signals_since,
)
from sendviz.findings.trend import MOST_POOR
from sendviz.kit import words
from sendviz.kit.html import Cell, SignedLines, Table, table_of
from sendviz.kit.values import Sign, variation_words
from sendviz.kit.words import capital, counted, joined, number, percent, small
from sendviz.panels.panel import NOTHING, Panel, or_refused, sentence_or_refusal
from sendviz.panels.trend import since_words, trend_sentence

TITLES = {
    "concern": "Getting worse",
    "improvement": "Getting better",
    "neutral": "Higher or lower than usual",
    "over": "Back in the usual range",
}
HOW = (
    "Listed is what the rules of control charts find: a point outside the usual range, seven in a "
    "row on one side of the average, seven in a row that rise or fall without a break, two of "
    "three near a limit. Two points, such as this month and last, are never enough, and with fewer "
    "than 13 points nothing is listed. Shares of few cases leap by chance: where months have fewer "
    f"than {LEAST_DENOMINATOR} cases they are told by quarter, and nothing is listed where more "
    f"than {percent(MOST_POOR)} of the points are still that small. A stretch may have begun "
    "before the meeting: it is new if the rules could not tell it then."
)
STOCKS = (
    "How many wait on a day carries over from month to month, so charts of waiting children stay "
    "outside their usual range for long once they have left it."
)


@sentence_or_refusal
def changes_answer(records: Records, meeting_day: date) -> str:
    """How many charts show something new since the meeting."""
    return signals_sentence(_judged(records, meeting_day), meeting_day)


@or_refused
def looked_at_panel(records: Records, meeting_day: date) -> Panel:
    """How many charts were looked at and how many chance alone would give, as small print."""
    return Panel("looked_at", notes=(looked_at_words(_judged(records, meeting_day)),))


@or_refused
def changed_panel(records: Records, meeting_day: date, way: str) -> Panel:
    """The signals that are new and say concern or improvement, or those that are over, by measure,
    each as a sentence with its sign; nothing where there are none. way: one of TITLES."""
    return _changed(_judged(records, meeting_day), records.council, way)


@or_refused
def standing_panel(records: Records, meeting_day: date) -> Panel:
    """The signals that stood at the meeting already, folded away: a line a measure."""
    tables = _standing_tables(_judged(records, meeting_day), records.council)
    title = "What the charts showed at the meeting already"
    return Panel("standing", closed=(Panel("standing_list", title, tables=tables),))


@or_refused
def neutral_panel(records: Records, meeting_day: date) -> Panel:
    """The same of the measures without a better or worse: it costs questions of its own."""
    found = signals_since(records, meeting_day, neutral_measures())
    ways = [_changed(found, records.council, way) for way in ("neutral", "over")]
    standing = Panel("neutral_standing", tables=_standing_tables(found, records.council))
    return Panel(
        "neutral_measures",
        sentences=(signals_sentence(found, meeting_day),),
        notes=(looked_at_words(found),),
        parts=(*ways, standing),
    )


def how_panel() -> Panel:
    """How the list is made, and what to bear in mind with charts of those who wait."""
    return Panel("how", "How this list is made", sentences=(HOW, STOCKS))


def _judged(records: Records, meeting_day: date) -> Signals:
    return signals_since(records, meeting_day, judged_measures())


def _changed(found: Signals, council: str, way: str) -> Panel:
    lines = signed_lines(found, council, way)
    return Panel(f"changed_{way}", TITLES[way], signed=lines) if lines else NOTHING


def signed_lines(found: Signals, council: str, way: str) -> tuple[SignedLines, ...]:
    """The signals of one way under the name of their measure, headline measures first."""
    mine = [each for each in found.found if _way(each) == way]
    return tuple(
        SignedLines(
            name, tuple((signal_sign(each), signal_sentence(each, council)) for each in group)
        )
        for name, group in _by_measure(mine)
    )


def _way(signal: Signal) -> str:
    """Under which of TITLES a signal stands; '' for one that stood at the meeting already."""
    if signal.kind == "standing":
        return ""
    if signal.kind == "over":
        return "over"
    return signal.verdict if signal.verdict in TITLES else "neutral"


def _standing_tables(found: Signals, council: str) -> tuple[Table, ...]:
    mine = [each for each in found.found if each.kind == "standing"]
    rows = [
        [Cell(name), Cell(standing_sentence(group, council))] for name, group in _by_measure(mine)
    ]
    head = ["Measure", "What its charts say"]
    return (table_of("Unchanged signals", head, rows),) if rows else ()


def _by_measure(found: Sequence[Signal]) -> list[tuple[str, list[Signal]]]:
    """The signals of each measure (and pathway) under its name, headline measures first."""
    groups: dict[tuple[int, str], list[Signal]] = {}
    for each in found:
        place = each.answer.measure.headline or len(found) + 99
        groups.setdefault((place, signal_name(each)), []).append(each)
    return [(name, group) for (_, name), group in sorted(groups.items(), key=lambda g: g[0])]


def signal_sign(signal: Signal) -> Sign:
    """The sign of a signal; one that is over shows no change."""
    return variation_words("common_cause" if signal.kind == "over" else signal.verdict)


def signal_sentence(signal: Signal, council: str) -> str:
    """'Mid: getting worse since Jan 2025: seven or more months in a row lie below the average.
    December 2025: 20 of 140 (14%).'"""
    answer = signal.answer
    row = answer.rows[int(np.flatnonzero(np.isfinite(signal.chart.values))[-1])]
    said = _lower(trend_sentence(answer, signal.chart))
    when = capital(words.period_name(row.period_start, answer.grain))
    return f"{place_name(signal, council)}: {said} {when}: {answer.text(row)}."


def signal_name(signal: Signal) -> str:
    """The measure, after the assessment that it is about: 'Autism: first contact within 13
    weeks'."""
    name = signal.answer.measure.name
    if not signal.pathway:
        return name
    pathway = catalogue.dimensions()["pathway"].values[signal.pathway]
    return f"{pathway}: {_lower(name)}"


def place_name(signal: Signal, council: str) -> str:
    """The area, or 'All of Essex'."""
    return signal.place or f"All of {council}"


def standing_sentence(found: Sequence[Signal], council: str) -> str:
    """'Getting worse: Mid since Jan 2025 and all of Essex since Mar 2025.': signals of one measure
    that stood at the meeting already, by what they say."""
    groups: dict[str, list[str]] = {}
    for each in found:
        since = since_words(each.answer, each.chart)
        place = each.place or f"all of {council}"
        groups.setdefault(variation_words(each.verdict).word, []).append(f"{place} since {since}")
    return " ".join(f"{capital(word)}: {joined(places)}." for word, places in groups.items())


def signals_sentence(found: Signals, meeting_day: date) -> str:
    """The answer: how many charts show something new, and which way."""
    since = f"Since {words.day(meeting_day)}"
    if not found.charts:
        return f"{since} no month has ended in these records, so nothing can have changed."
    fresh = [each for each in found.found if each.kind == "new"]
    looked = counted(found.charts, "charts") if found.charts != 1 else "one chart"
    some = small(len(fresh)) if fresh else "none"
    show = "shows" if len(fresh) == 1 else "show"
    start = f"{since}, {some} of {looked} {show} something new"
    return f"{start}{_ways(fresh)}. {_others(found)}".strip()


def looked_at_words(found: Signals) -> str:
    """How many charts were looked at, how many would fire by chance, and what was refused."""
    return f"{chance_sentence(found)} {refused_sentence(found)}".strip()


def chance_sentence(found: Signals) -> str:
    """How many charts were looked at, and how many would fire by chance."""
    judged = found.charts - found.too_few
    if not judged:
        return "No chart has the 13 points and the cases that are needed."
    by_chance = f"about {number(found.by_chance)}" if found.by_chance >= 0.5 else "hardly one"
    few = f" {capital(small(found.too_few))} more with fewer than 13 points, or with too few cases."
    return (
        f"Looked at: {number(judged)} charts. By chance alone (the periods of each chart in random "
        f"order) {by_chance} of them would still show a signal.{few * bool(found.too_few)}"
    )


def refused_sentence(found: Signals) -> str:
    """How many measures could not be looked at by area; '' for none."""
    if not found.refused:
        return ""
    some = len({m.id for m in found.refused})
    more = "one more measure" if some == 1 else f"{small(some)} more measures"
    return f"For the board and officers: {more} by area."


def _ways(fresh: Sequence[Signal]) -> str:
    told = [
        f"{small(n)} {variation_words(verdict).word}"
        for verdict in ("concern", "improvement", "neutral_high", "neutral_low")
        if (n := sum(each.verdict == verdict for each in fresh))
    ]
    return f": {joined(told)}" if told else ""


def _others(found: Signals) -> str:
    standing, over = (
        sum(each.kind == kind for each in found.found) for kind in ("standing", "over")
    )
    told = []
    if standing:
        it = "shows what it" if standing == 1 else "show what they"
        told.append(f"{small(standing)} {it} showed at the meeting already")
    if over:
        told.append(f"{small(over)} {'is' if over == 1 else 'are'} back in the usual range")
    return f"{capital('; '.join(told))}." if told else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
