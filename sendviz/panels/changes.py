"""What changed since a meeting: each signal as a sentence, and how many luck alone would give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.catalogue.calendar import add_months, last_whole_month
from sendviz.findings.signals import (
    LEAST_CHILDREN,
    Signal,
    Signals,
    judged_measures,
    neutral_measures,
    signals_since,
)
from sendviz.kit import words
from sendviz.kit.html import Cell, SignedLine, SignedLines, Table, table_of
from sendviz.kit.values import Sign
from sendviz.kit.words import capital, joined, number, small
from sendviz.panels import trend_words
from sendviz.panels.panel import NOTHING, Opening, Panel, or_refused, sentence_or_refusal
from sendviz.panels.trend import told_panel

MEETINGS_BACK, USUAL_BACK = 24, 3
TITLES = {
    "still_worse": "Worse at the meeting, and still",
    "worse": "Newly worse",
    "better": "Newly better",
    "neutral": "Newly higher or lower",
    "over_better": "No longer clearly better",
    "over_worse": "No longer clearly worse",
    "over": "No longer clear since the meeting",
}
WAYS = {-1: "worse", 1: "better", 2: "higher", -2: "lower"}
HOW = (
    "Every trend is judged twice: now, and by the months that were over on the meeting day. Listed "
    "is what differs. A direction holds the latest three months against the same three a year "
    "before, so that the season does not count; a level comes from the rules of control charts, "
    "and is no news where the value went the other way in a year; of those who wait on a day, that "
    "day is held against the same one a year before. Waits in weeks and the sizes of lists are "
    "among them.",
    f"What touches fewer than {LEAST_CHILDREN} children is left out. Those that touch most come "
    "first: how many more or fewer there are than if all had stayed as a year before.",
    "Luck: of 100 trends in which nothing ever changes, about 1 shows a direction and about 1 more "
    "a level. More new ones than luck gives in 95 of 100 such lists stand out.",
)


def first_meeting(records: Records) -> date:
    """The earliest day of a meeting that can be held against now."""
    last = last_whole_month(records.selection.last_day)
    return max(records.first_day, add_months(last, -MEETINGS_BACK))


def usual_meeting(records: Records) -> date:
    """The day of the last meeting where nobody says it: three months before the records' last whole
    month ends."""
    last = last_whole_month(records.selection.last_day)
    return max(first_meeting(records), add_months(last, 1 - USUAL_BACK) - timedelta(days=1))


@sentence_or_refusal
def changes_answer(records: Records, meeting_day: date) -> str:
    """How many trends are others now than at the meeting, how many luck would give, and so whether
    anything stands out."""
    return signals_sentence(_judged(records, meeting_day), meeting_day)


@or_refused
def most_panel(records: Records, meeting_day: date) -> Panel:
    """The chart of what is listed first: of what got worse or, where nothing did, of what got
    better; nothing without either."""
    found = _judged(records, meeting_day)
    for way in ("still_worse", "worse", "better"):
        for first in (each for each in found.found if _way(each) == way):
            return replace(chart_panel(records, first), key="most_children")
    return NOTHING


@or_refused
def looked_at_panel(records: Records, meeting_day: date) -> Panel:
    """How many trends were looked at and how many could not be, as small print."""
    return Panel("looked_at", notes=(looked_at_words(_judged(records, meeting_day)),))


@or_refused
def changed_panel(records: Records, meeting_day: date, way: str) -> Panel:
    """The signals of one way, those that touch most children first, each as a sentence with its
    sign; nothing where there are none. way: one of TITLES."""
    return _changed(records, _judged(records, meeting_day), way)


@or_refused
def standing_panel(records: Records, meeting_day: date) -> Panel:
    """What was better at the meeting already and still is, folded away: a line a measure."""
    found = _judged(records, meeting_day).found
    tables = _standing_tables([each for each in found if each.way != -1], records.council)
    title = "Better at the meeting, and still"
    return Panel("standing", closed=(Panel("standing_list", title, tables=tables),))


@or_refused
def neutral_panel(records: Records, meeting_day: date) -> Panel:
    """The same of the measures without a better or worse: it costs questions of its own."""
    found = signals_since(records, meeting_day, neutral_measures())
    ways = [_changed(records, found, way) for way in ("neutral", "over")]
    standing = Panel("neutral_standing", tables=_standing_tables(found.found, records.council))
    return Panel(
        "neutral_measures",
        sentences=(signals_sentence(found, meeting_day),),
        notes=(looked_at_words(found),),
        parts=(*ways, standing),
    )


def how_panel() -> Panel:
    """How the list is made, and how many of it luck would give."""
    return Panel("how", "How this list is made", sentences=HOW)


def _judged(records: Records, meeting_day: date) -> Signals:
    return signals_since(records, meeting_day, judged_measures())


def _changed(records: Records, found: Signals, way: str) -> Panel:
    lines = signed_lines(found, records.council, way)
    if not lines:
        return NOTHING
    named = {chart_name(each, records.council): each for each in found.found}
    openings = {
        line.opens: _opening(records, named[line.opens]) for group in lines for line in group.lines
    }
    return Panel(f"changed_{way}", TITLES[way], signed=lines, openings=openings)


def _opening(records: Records, signal: Signal) -> Opening:
    return Opening(
        partial(chart_panel, records, signal), signal.told.answer.measure.id, signal.pathway
    )


@or_refused
def chart_panel(records: Records, signal: Signal) -> Panel:
    """The chart of a signal's measure in its place, which says what the signal says."""
    told, name = signal.told, chart_name(signal, records.council)
    if signal.place:
        here = replace(
            told.answer.selection, areas=(told.answer.area_ids.get(signal.place, signal.place),)
        )
        told = replace(told, answer=replace(told.answer, selection=here))
    said = f"{trend_words.heading(told)}. {trend_words.figures(told)}".strip()
    return told_panel(records, f"chart_{name}", name, told, (said,))


def chart_name(signal: Signal, council: str) -> str:
    """'Plans issued within 20 weeks, Mid': how the chart of a signal is called."""
    return f"{signal_name(signal)}, {signal.place or council}"


def signed_lines(found: Signals, council: str, way: str) -> tuple[SignedLines, ...]:
    """The signals of one way under the name of their measure, those that touch most children
    first."""
    mine = [each for each in found.found if _way(each) == way]
    return tuple(
        SignedLines(name, tuple(_lines(group, council, way))) for name, group in _by_measure(mine)
    )


def _lines(group: Sequence[Signal], council: str, way: str) -> Iterator[SignedLine]:
    """A line a signal; of what stays worse or is over, one for all places of which the same is
    told."""
    if not way.startswith(("still", "over")):
        yield from (_line(each, council) for each in group)
        return
    said = {each: (trend_words.name(each.told), trend_words.name(each.then)) for each in group}
    for names in dict.fromkeys(said.values()):
        first, *others = (each for each in group if said[each] == names)
        places = joined([each.place or f"all of {council}" for each in others])
        also = f" So, too: {places}." if others else ""
        yield _line(first, council, also)


def _line(signal: Signal, council: str, also: str = "") -> SignedLine:
    told = signal_sentence(signal, council)
    return SignedLine(
        signal_sign(signal), f"{told}{also}", signal.told.latest_months, chart_name(signal, council)
    )


def _way(signal: Signal) -> str:
    """Under which of TITLES a signal stands; '' for what is better at the meeting already."""
    if signal.kind == "over":
        return f"over_{WAYS[signal.way]}" if abs(signal.way) == 1 else "over"
    if signal.kind == "standing":
        return "still_worse" if signal.way == -1 else ""
    return WAYS[signal.way] if abs(signal.way) == 1 else "neutral"


def _standing_tables(found: Sequence[Signal], council: str) -> tuple[Table, ...]:
    mine = [each for each in found if each.kind == "standing"]
    rows = [
        [
            Cell(each)
            for each in (name, standing_sentence(group, council), _now_and_then(group[0], council))
        ]
        for name, group in _by_measure(mine)
    ]
    head = ["Measure", "What its trends say", "Now and at the meeting"]
    return (table_of("Unchanged signals", head, rows),) if rows else ()


def _now_and_then(signal: Signal, council: str) -> str:
    """The figures of one place: 'Mid: 27 children on 31 December 2025; at the meeting 16
    children'."""
    told, then = signal.told, signal.then
    if told.now is None:
        return ""
    now = f"{told.answer.text(told.now)} {trend_words.when(told)}"
    before = f"; at the meeting {told.answer.text(then.now)}" if then.now is not None else ""
    return f"{place_name(signal, council)}: {now}{before}"


def _by_measure(found: Sequence[Signal]) -> list[tuple[str, list[Signal]]]:
    """The signals of each measure (and pathway) under its name, in their order."""
    groups: dict[str, list[Signal]] = {}
    for each in found:
        groups.setdefault(signal_name(each), []).append(each)
    return list(groups.items())


def signal_sign(signal: Signal) -> Sign:
    """The sign of what a signal says now."""
    return trend_words.sign(signal.told)


def signal_sentence(signal: Signal, council: str) -> str:
    """'Mid: getting worse. 26 of 162 (16%) in Oct to Dec 2025; at the meeting 40 of 170 (24%), a
    year before 44 of 150 (29%).'"""
    told, then = signal.told, signal.then
    place = place_name(signal, council)
    said = trend_words.short(told)
    if signal.kind == "over":
        said = f"no longer clearly {trend_words.name(then)}: {said}"
    if told.now is None:
        return f"{place}: {said}."
    beside = [
        f"{name} {told.answer.text(row)}"
        for name, row in (("at the meeting", then.now), ("a year before", told.before))
        if row is not None
    ]
    now = capital(f"{told.answer.text(told.now)} {trend_words.when(told)}")
    return f"{place}: {said}. {'; '.join([now, ', '.join(beside)] if beside else [now])}."


def signal_name(signal: Signal) -> str:
    """The measure, after the assessment that it is about: 'Autism: first contact within 13
    weeks'."""
    name = signal.told.answer.measure.name
    if not signal.pathway:
        return name
    pathway = catalogue.dimensions()["pathway"].values[signal.pathway]
    return f"{pathway}: {name[:1].lower()}{name[1:]}"


def place_name(signal: Signal, council: str) -> str:
    """The area, or 'All of Essex'."""
    return signal.place or f"All of {council}"


def standing_sentence(found: Sequence[Signal], council: str) -> str:
    """'Getting better: Mid and all of Essex. Better than before: West.': signals of one measure
    that stood at the meeting already, by what they say."""
    groups: dict[str, list[str]] = {}
    for each in found:
        place = each.place or f"all of {council}"
        groups.setdefault(trend_words.name(each.told), []).append(place)
    return " ".join(f"{capital(word)}: {joined(places)}." for word, places in groups.items())


def signals_sentence(found: Signals, meeting_day: date) -> str:
    """The answer: whether anything stands out, how much is new, which way, and how much luck
    gives."""
    since = f"since {words.day(meeting_day)}"
    if not found.charts:
        return f"{capital(since)} no month has ended in these records, so nothing can have changed."
    judged, new = found.charts - found.too_few, len(found.new)
    if not judged:
        return "No trend has the 13 points and the cases that are needed."
    say = "say" if new > 1 else "says"
    some = capital(small(new)) if new else "None"
    changed = f"{some} of {number(judged)} trends {say} something new {since}"
    luck = f"luck alone gives {_about(found.by_luck)}"
    told = f"{changed}{_ways(found.new)}; {luck}."
    return told if found.stand_out else f"Nothing stands out. {told}"


def _about(by_luck: float) -> str:
    return f"about {small(round(by_luck))}" if by_luck >= 0.5 else "hardly one"


def _ways(new: Sequence[Signal]) -> str:
    told = [
        f"{small(n)} {name}"
        for way, name in WAYS.items()
        if (n := sum(each.way == way for each in new))
    ]
    return f" ({joined(told)})" if told else ""


def looked_at_words(found: Signals) -> str:
    """How many trends have too little data, and what was refused."""
    have = "has" if found.too_few == 1 else "have"
    few = f"{number(found.too_few)} more {have} too few cases to judge." if found.too_few else ""
    return f"{few} {refused_sentence(found)}".strip()


def refused_sentence(found: Signals) -> str:
    """How many measures could not be looked at by area; '' for none."""
    if not found.refused:
        return ""
    some = len({m.id for m in found.refused})
    more = "one more measure" if some == 1 else f"{small(some)} more measures"
    return f"For the board and officers: {more} by area."
