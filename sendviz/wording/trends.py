"""What a control chart says, in words: better, worse, no real change, too few; since when; by
which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sendviz.ask.disclosure import LEAST_DENOMINATOR
from sendviz.catalogue import Measure
from sendviz.findings.footing import MOST_POOR
from sendviz.kit import dates
from sendviz.kit.numbers import capital, percent, small
from sendviz.kit.signs import RULE_WORDS, assurance_words, variation_words
from sendviz.kit.values import noun
from sendviz.stats.spc import FIRM_POINTS

if TYPE_CHECKING:
    from sendviz.stats.spc import ControlChart


def trend_sentence(m: Measure, frame: pd.DataFrame, chart: ControlChart) -> str:
    """'Getting better since Jan 2025: seven months in a row lie above the average.' One row a
    point."""
    grain = frame.attrs.get("grain")
    known = [place for place, signal in enumerate(chart.signal) if signal]
    if chart.variation == "too_few":
        return _too_few(m, len(known), chart, grain)
    if chart.variation == "common_cause":
        name = dates.grain_noun(grain, 2)
        moved = [place for place in known if chart.signal[place] != "common_cause"]
        if not moved:
            return f"No real change: the {name} vary only as much as they usually do."
        when = when_words(frame, moved[-1])
        word = variation_words(chart.signal[moved[-1]]).word
        return f"Back in its usual range: it was {word} until {when}, and no rule fires since."
    start = when_words(frame, chart.since)
    word = capital(variation_words(chart.variation).word)
    rule = rule_words(chart.rule[known[-1]], _is_high(chart, known[-1]), grain)
    return f"{word} since {start}: {rule}."


def when_words(frame: pd.DataFrame, place: int) -> str:
    """The whole period of a point, short: 'Mar 2025', 'Jul to Sep 2025', 'the year to Dec 2025'."""
    name = dates.axis_name(frame["period_start"].iloc[place], frame.attrs.get("grain"))
    return f"the {name}" if name.startswith("year") else name


def rule_words(rule: str, high: bool, grain: str | None = None) -> str:
    """The rule that fired, on the high or low side, for the noun of the grain; '' for none."""
    if rule not in RULE_WORDS:
        return ""
    noun, nouns = dates.grain_noun(grain), dates.grain_noun(grain, 2)
    text = RULE_WORDS[rule][0 if high else 1]
    return text.format(one=f"the {noun}" if grain == "12_months" else f"a {noun}", several=nouns)


def short_trend(frame: pd.DataFrame, chart: ControlChart) -> str:
    """'getting better since Jan 2025', 'no real change', 'too few months to tell', 'too few cases
    to tell', for a card or a cell."""
    grain = frame.attrs.get("grain")
    if chart.variation == "too_few":
        few = "cases" if chart.known >= FIRM_POINTS else dates.grain_noun(grain, 2)
        return f"too few {few} to tell"
    word = variation_words(chart.variation).word
    if chart.variation == "common_cause":
        return word
    return f"{word} since {when_words(frame, chart.since)}"


def point_words(chart: ControlChart, place: int, grain: str | None = None) -> str:
    """What one point says, for its hover text: '' for a gap or where there are too few points to
    judge."""
    signal = chart.signal[place]
    if not signal or chart.trial:
        return ""
    word = variation_words(signal).word
    rule = rule_words(chart.rule[place], _is_high(chart, place), grain)
    return f"{word}: {rule}" if rule else word


def assurance_sentence(m: Measure, chart: ControlChart) -> str:
    """Whether the legal limit will be met if nothing changes; '' where that cannot be told, as
    while the chart shows a change (`trend.chart_of`)."""
    if chart.assurance == "none":
        return ""
    return f"{m.short_name}: as things go, it {assurance_words(chart.assurance).word}."


def _too_few(m: Measure, found: int, chart: ControlChart, grain: str | None) -> str:
    """Which of three is lacking: any value, 13 points under the latest limits, or cases."""
    periods = dates.grain_noun(grain, 2)
    if found == 0:
        return f"No {periods} to judge by: there are no {noun(m)}, or small numbers hide them."
    if chart.known < FIRM_POINTS:
        anew = " since the limits started anew" if chart.start else ""
        needed = f"{small(chart.known)} of the {FIRM_POINTS} that are needed"
        return f"Too few {periods} to tell: {needed}{anew}."
    least = f"have fewer than {LEAST_DENOMINATOR}, or " if m.kind == "share" else ""
    poor = f"more than {percent(MOST_POOR)} of the {periods} {least}are hidden for small numbers"
    return f"Too few {noun(m)} to tell: {poor}."


def _is_high(chart: ControlChart, place: int) -> bool:
    """True for the high side; of a trend, the way that it goes."""
    before = chart.values[:place][np.isfinite(chart.values[:place])]
    if chart.rule[place] == "trend" and before.size:
        return bool(chart.values[place] > before[-1])
    return bool(chart.values[place] > chart.centre[place])
