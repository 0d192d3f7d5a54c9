"""What a control chart says, in words: better, worse, no real change, too few; since when; by
which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sendviz.catalogue import Measure
from sendviz.wording import dates
from sendviz.wording.numbers import capital, small
from sendviz.wording.signs import RULE_WORDS, assurance_words, variation_words
from sendviz.wording.values import noun

if TYPE_CHECKING:
    from sendviz.stats.spc import ControlChart

FIRM_POINTS = 13


def trend_sentence(m: Measure, frame: pd.DataFrame, chart: ControlChart) -> str:
    """'Getting better since Jan 2025: seven months in a row lie above the average.' One row a
    point."""
    grain = frame.attrs.get("grain")
    known = [place for place, signal in enumerate(chart.signal) if signal]
    if chart.variation == "too_few":
        return _too_few(m, len(known), grain)
    if chart.variation == "common_cause":
        name = dates.grain_noun(grain, 2)
        moved = [place for place in known if chart.signal[place] != "common_cause"]
        if not moved:
            return f"No real change: the {name} vary only as much as they usually do."
        when = dates.month(frame["period_start"].iloc[moved[-1]])
        word = variation_words(chart.signal[moved[-1]]).word
        return f"Back in its usual range: it was {word} until {when}, and no rule fires since."
    first = chart.since
    start = dates.month(frame["period_start"].iloc[first])
    word = capital(variation_words(chart.variation).word)
    rule = rule_words(chart.rule[known[-1]], _is_high(chart, known[-1]), grain)
    return f"{word} since {start}: {rule}."


def rule_words(rule: str, high: bool, grain: str | None = None) -> str:
    """The rule that fired, on the high or low side, for the noun of the grain; '' for none."""
    if rule not in RULE_WORDS:
        return ""
    noun, nouns = dates.grain_noun(grain), dates.grain_noun(grain, 2)
    text = RULE_WORDS[rule][0 if high else 1]
    return text.format(one=f"the {noun}" if grain == "12_months" else f"a {noun}", several=nouns)


def short_trend(frame: pd.DataFrame, chart: ControlChart) -> str:
    """'getting better since Jan 2025', 'no real change', 'too few months to tell', for a card or
    a cell."""
    grain = frame.attrs.get("grain")
    if chart.variation == "too_few":
        return f"too few {dates.grain_noun(grain, 2)} to tell"
    word = variation_words(chart.variation).word
    if chart.variation == "common_cause":
        return word
    return f"{word} since {dates.month(frame['period_start'].iloc[chart.since])}"


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
    """Whether the legal limit will be met if nothing changes; '' where that cannot be told."""
    if chart.assurance == "none":
        return ""
    return f"{m.short_name}: as things go, it {assurance_words(chart.assurance).word}."


def _too_few(m: Measure, found: int, grain: str | None) -> str:
    periods = dates.grain_noun(grain, 2)
    if found == 0:
        return f"No {periods} to judge by: there are no {noun(m)}, or they are too few to show."
    return f"Too few {periods} to tell: {small(found)} of the {FIRM_POINTS} that are needed."


def _is_high(chart: ControlChart, place: int) -> bool:
    """True for the high side; of a trend, the way that it goes."""
    before = chart.values[:place][np.isfinite(chart.values[:place])]
    if chart.rule[place] == "trend" and before.size:
        return bool(chart.values[place] > before[-1])
    return bool(chart.values[place] > chart.centre[place])
