"""What a control chart says, in words: better, worse, no real change, too few; since when; by
which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sendviz.catalogue import Measure
from sendviz.wording import dates
from sendviz.wording.numbers import capital, small
from sendviz.wording.signs import RULE_WORDS, assurance_words, variation_words
from sendviz.wording.values import noun

if TYPE_CHECKING:
    from sendviz.stats.spc import ControlChart

FIRM_POINTS = 13
_SIDE = {"limit": ("above", "below"), "run": ("above", "below"), "trend": ("up", "down")}


def trend_sentence(m: Measure, frame: pd.DataFrame, chart: ControlChart) -> str:
    """'Getting better since Jan 2025: seven months in a row lie above the average.' One row a
    point."""
    grain = frame.attrs.get("grain")
    known = [place for place, signal in enumerate(chart.signal) if signal]
    if chart.variation == "too_few":
        return _too_few(m, len(known), grain)
    if chart.variation == "common_cause":
        name = dates.grain_noun(grain, 2)
        return f"No real change: the {name} vary only as much as they usually do."
    first = since(chart)
    start = dates.month(frame["period_start"].iloc[first])
    word = capital(variation_words(chart.variation).word)
    rule = rule_words(chart.rule[known[-1]], grain)
    return f"{word} since {start}: {rule}{_side(chart, known[-1])}."


def since(chart: ControlChart) -> int | None:
    """The place of the first point of the stretch with the latest signal; gaps do not end it.
    None if empty."""
    first = None
    for place in range(len(chart.signal) - 1, -1, -1):
        if chart.signal[place] and chart.signal[place] != chart.variation:
            break
        first = place if chart.signal[place] else first
    return first


def rule_words(rule: str, grain: str | None = None) -> str:
    """The rule that fired, for the noun of the grain; '' for none."""
    text = RULE_WORDS.get(rule, "")
    return text.format(period=dates.grain_noun(grain), periods=dates.grain_noun(grain, 2))


def short_trend(frame: pd.DataFrame, chart: ControlChart) -> str:
    """'getting better since Jan 2025', 'no real change', 'too few months to tell', for a card or
    a cell."""
    grain = frame.attrs.get("grain")
    if chart.variation == "too_few":
        return f"too few {dates.grain_noun(grain, 2)} to tell"
    word = variation_words(chart.variation).word
    if chart.variation == "common_cause":
        return word
    return f"{word} since {dates.month(frame['period_start'].iloc[since(chart)])}"


def point_words(chart: ControlChart, place: int, grain: str | None = None) -> str:
    """What one point says, for its hover text: '' for a gap or where there are too few points to
    judge."""
    signal = chart.signal[place]
    if not signal or chart.trial:
        return ""
    word = variation_words(signal).word
    rule = rule_words(chart.rule[place], grain)
    return f"{word}: {rule}" if rule else word


def assurance_sentence(m: Measure, chart: ControlChart) -> str:
    """Whether the legal limit will be met if nothing changes; '' where that cannot be told."""
    if chart.assurance == "none":
        return ""
    return f"{m.short_name}: as things go, it {assurance_words(chart.assurance).word}."


def _too_few(m: Measure, found: int, grain: str | None) -> str:
    periods = dates.grain_noun(grain, 2)
    if found == 0:
        return f"No {periods} to judge by: there are no {noun(m)}, or they are too few to show."
    return f"Too few {periods} to tell: {small(found)} of the {FIRM_POINTS} that are needed."


def _side(chart: ControlChart, place: int) -> str:
    rule, value, centre = chart.rule[place], chart.values[place], chart.centre[place]
    if rule == "trend":
        way = chart.values[place] > chart.values[place - 1] if place else value > centre
        return ", up" if way else ", down"
    return f" (it lies {'above' if value > centre else 'below'} it)" if rule == "limit" else ""
