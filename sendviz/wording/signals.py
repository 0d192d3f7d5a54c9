"""What changed since a meeting: each signal as a sentence, and how many chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sendviz import catalogue
from sendviz.catalogue.small_numbers import LEAST_DENOMINATOR
from sendviz.findings.trend import MOST_POOR
from sendviz.kit import words
from sendviz.kit.values import Sign, variation_words
from sendviz.kit.words import capital, counted, joined, number, percent, small
from sendviz.wording.frames import texts
from sendviz.wording.trends import trend_sentence, when_words

if TYPE_CHECKING:
    from sendviz.findings.signals import Signal, Signals

GROUPS = {
    "concern": "Getting worse",
    "improvement": "Getting better",
    "neutral": "Higher or lower than usual, without a better or worse",
    "over": "Back in the usual range",
}
HOW = (
    "Listed is what the rules of control charts find: a point outside the usual range, seven in a "
    "row on one side of the average, seven in a row that rise or fall without a break, two of "
    "three near a limit. Two points, such as this month and last, are never enough, and with fewer "
    "than 13 points nothing is listed. Shares of few cases leap by chance: where months have fewer "
    f"than {LEAST_DENOMINATOR} cases they are told by quarter, and nothing is listed where more "
    f"than {percent(MOST_POOR)} of the points are still that small, or hidden. A stretch may have "
    "begun before the meeting: it is new if the rules could not tell it then."
)
STOCKS = (
    "How many wait on a day carries over from month to month, so charts of waiting children stay "
    "outside their usual range for long once they have left it."
)


def signal_sign(signal: Signal) -> Sign:
    """The sign of a signal; one that is over shows no change."""
    return variation_words("common_cause" if signal.kind == "over" else signal.verdict)


def signal_sentence(signal: Signal, council: str) -> str:
    """'Mid: getting worse since Jan 2025: seven or more months in a row lie below the average.
    December 2025: 20 of 140 (14%).'"""
    told = trend_sentence(signal.measure, signal.frame, signal.chart)
    place = int(np.flatnonzero(np.isfinite(signal.chart.values))[-1])
    name = words.period_name(signal.frame["period_start"].iloc[place], _grain(signal))
    value = texts(signal.measure, signal.frame)[place]
    return f"{place_name(signal, council)}: {_lower(told)} {capital(name)}: {value}."


def signal_name(signal: Signal) -> str:
    """The measure, after the assessment that it is about: 'Autism: first contact within 13
    weeks'."""
    if not signal.pathway:
        return signal.measure.name
    pathway = catalogue.dimensions()["pathway"].values[signal.pathway]
    return f"{pathway}: {_lower(signal.measure.name)}"


def place_name(signal: Signal, council: str) -> str:
    """The area, or 'All of Essex'."""
    return signal.place or f"All of {council}"


def since_words(signal: Signal, council: str) -> str:
    """'Mid since Jan 2025', for a line that names many places."""
    place = signal.place or f"all of {council}"
    return f"{place} since {when_words(signal.frame, signal.first)}"


def still_sentence(found: Sequence[Signal], council: str) -> str:
    """Signals of one measure that stood at the meeting already, by what they say."""
    groups: dict[str, list[str]] = {}
    for signal in found:
        words = variation_words(signal.verdict).word
        groups.setdefault(words, []).append(since_words(signal, council))
    return " ".join(f"{capital(word)}: {joined(places)}." for word, places in groups.items())


def signals_sentence(found: Signals, meeting_day: date) -> str:
    """The answer: how many charts show something new, which way, and what chance alone would
    give."""
    since = f"Since {words.day(meeting_day)}"
    if not found.charts:
        return f"{since} no month has ended in these records, so nothing can have changed."
    fresh = [each for each in found.found if each.kind == "new"]
    looked = counted(found.charts, "charts") if found.charts != 1 else "one chart"
    start = f"{since}, {_some(len(fresh))} of {looked} {_show(len(fresh))} something new"
    return f"{start}{_ways(fresh)}. {_others(found)}".strip()


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
    """Which measures could not be told by area; '' for none."""
    if not found.refused:
        return ""
    return (
        "With a filter on the children, public view tells the council as a whole only: "
        "no localities are in this list."
    )


def _ways(fresh: Sequence[Signal]) -> str:
    told = [
        f"{small(n)} {word}"
        for verdict, word in (
            ("concern", "getting worse"),
            ("improvement", "getting better"),
            ("neutral_high", "higher than usual"),
            ("neutral_low", "lower than usual"),
        )
        if (n := sum(each.verdict == verdict for each in fresh))
    ]
    return f": {joined(told)}" if told else ""


def _others(found: Signals) -> str:
    still, over = (sum(each.kind == kind for each in found.found) for kind in ("still", "over"))
    told = []
    if still:
        it = "shows what it" if still == 1 else "show what they"
        told.append(f"{small(still)} {it} showed at the meeting already")
    if over:
        told.append(f"{small(over)} {'is' if over == 1 else 'are'} back in the usual range")
    return f"{capital('; '.join(told))}." if told else ""


def _some(n: int) -> str:
    return "none" if n == 0 else small(n)


def _show(n: int) -> str:
    return "shows" if n == 1 else "show"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _grain(signal: Signal) -> str | None:
    return signal.frame.attrs.get("grain")
