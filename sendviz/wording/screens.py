"""Short words for cards and cells: big values, intervals, official figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from sendviz.catalogue import Measure, dimensions
from sendviz.catalogue.row import Row
from sendviz.kit import numbers
from sendviz.kit.signs import Sign, variation_words
from sendviz.kit.values import BLANK_SHORT, blank_of, blank_text, category_words, noun, value_text
from sendviz.wording.frames import rows, texts

if TYPE_CHECKING:
    from sendviz.stats.spc import ControlChart

MATCH = {
    "exactly": "Reproduces the Department for Education's published figure exactly",
    "nearly": "Close to the Department for Education's published figure",
    "differs": "Differs from the Department for Education's published figure",
}


def big_value(m: Measure, row: Row, rounded: bool = False, banded: bool = False) -> tuple[str, str]:
    """A value for a card in two parts: what is large ('1,204'; '18.8%'), and what stands beside
    it."""
    if blank_of(row):
        return blank_text(blank_of(row), short=True), ""
    told = value_text(m, row, rounded, banded)
    if m.is_fraction and "(" in told:
        counts, share = told.rstrip(")").split(" (")
        return share, f"{counts} {noun(m)}"
    large, _, rest = told.partition(" ")
    return large, rest


def interval_text(m: Measure, row: Row) -> str:
    """'17.3% to 20.4%'; '' where there is no interval."""
    if blank_of(row) or numbers.is_missing(row.get("low")) or numbers.is_missing(row.get("high")):
        return ""
    if m.is_fraction:
        places = numbers.places_for(row["denominator"])
        return f"{numbers.percent(row['low'], places)} to {numbers.percent(row['high'], places)}"
    return f"{numbers.number(row['low'], 1)} to {numbers.number(row['high'], 1)}"


def official(m: Measure) -> str:
    """Which published series the measure must reproduce, and how exactly; '' for none."""
    if m.published_as is None:
        return ""
    return " ".join(
        f"{each.rstrip('.')}." for each in (MATCH[m.published_as.match], m.published_as.why) if each
    )


def official_value(m: Measure, row: Row, place: str) -> str:
    """'England 45.5% (46,498 of 102,203) in 2025'."""
    share = numbers.percent(row["value"], 1)
    if numbers.is_missing(row.get("numerator")) or numbers.is_missing(row.get("denominator")):
        return f"{place} {share} in {int(row['year'])} (counts not published)"
    counts = f"{numbers.number(row['numerator'])} of {numbers.number(row['denominator'])}"
    return f"{place} {share} ({counts}) in {int(row['year'])}"


def signed_trend(chart: ControlChart, words: str) -> Sign:
    """The sign of a chart's latest verdict with its own words."""
    return replace(variation_words(chart.variation), word=words)


def pace_words(m: Measure, row: Row, chart: ControlChart, words: str) -> str:
    """The chart of a net tells of its pace, not of the queue: 'still growing, at its usual pace',
    'growing faster than usual since Jan 2025'; other measures keep their words.

    row: the net over the whole period, which says the way while the pace is the usual one; with a
    signal its own latest point does.
    """
    if m.kind != "net" or blank_of(row) or chart.variation == "too_few":
        return words
    known = [place for place, value in enumerate(chart.values) if not numbers.is_missing(value)]
    before, last = known[-2:]
    now, usual = chart.values[last], chart.centre[last]
    if chart.variation == "common_cause":
        way = _way(row["value"])
        if way and way == _way(usual):
            return f"still {way}, at its usual pace"
        return f"{way or 'level'}, within its usual range"
    since, way = "".join(words.partition(" since ")[1:]), _way(now)
    if chart.rule[last] == "trend" and way:
        faster = abs(now) > abs(chart.values[before])
        return f"{way} ever {'faster' if faster else 'more slowly'}{since}"
    if way != _way(usual) or not way:
        return f"{way or 'level'}{since}, unlike usual"
    return f"{way} {'faster' if abs(now) > abs(usual) else 'more slowly'} than usual{since}"


def _way(net: float) -> str:
    return "growing" if net > 0 else "shrinking" if net < 0 else ""


def limit_words(m: Measure) -> str:
    """The legal limit in words; '' for none."""
    return f"Legal limit: {m.legal_limit.basis}" if m.legal_limit else ""


def split_title(m: Measure, frame: pd.DataFrame, dimension: str) -> str:
    """'Plans issued within 20 weeks, by need: from 10 of 125 (8%) (Autism) to 45 of 90 (50%)
    (Hearing impairment)'; says no more than its name where fewer than two kinds have a value."""
    title = f"{m.name}, by {dimensions()[dimension].name.lower()}"
    known = [row for row in rows(frame) if not blank_of(row) and row["category"] != "not_known"]
    if len(known) < 2:
        return title
    ends = [end(known, key=lambda row: row["value"]) for end in (min, max)]
    rounded, banded = (bool(frame.attrs.get(name)) for name in ("rounded", "banded"))
    low, high = (
        f"{value_text(m, row, rounded, banded)} ({category_words(dimension, row['category'])})"
        for row in ends
    )
    hidden = any(blank_of(row) == "suppressed" for row in rows(frame))
    return f"{title}: from {low} to {high}{', of those that may be shown' if hidden else ''}"


def by_area_only(m: Measure) -> str:
    """Why a measure is not told by kind of child."""
    return f"{m.name}: told by area only; of kinds of children the figures behind it are not known."


def public_count(n: object) -> str:
    """A count of rows, or that it is hidden."""
    return BLANK_SHORT["suppressed"] if numbers.is_missing(n) else numbers.number(n)


def ages_sentence(m: Measure, frames: Sequence[pd.DataFrame], name: str) -> str:
    """How many of the open cases are past 20 weeks: frames of one row each of that share, now and,
    where the records tell, a year before (on the day named)."""
    told = [texts(m, frame)[0] for frame in frames]
    if blank_of(rows(frames[0])[0]):
        return f"Open cases by how long they have waited: {told[0]}."
    start = f"{told[0]} have waited past 20 weeks"
    return f"{start}; on {name}: {told[1]}." if len(told) > 1 else f"{start}."


def stages_sentence(middles: list[tuple[str, Row]]) -> str:
    """Which stage takes longest, with the middle of each."""
    known = [(name, float(row["value"])) for name, row in middles if not blank_of(row)]
    if not known:
        return "No stage has been timed in this period."
    told = [f"{name[0].lower()}{name[1:]} {numbers.weeks(value)}" for name, value in known]
    return f"Where the time goes, the middle child: {numbers.joined(told)}."


def official_and_own(m: Measure, official_row: Row, own: Row | None) -> tuple[str, str]:
    """The published value and the records' own of the same year, in words."""

    def told(row: Row) -> str:
        if m.kind == "count" and not blank_of(row):
            return numbers.number(
                row["value"] if not numbers.is_missing(row["value"]) else row["numerator"]
            )
        return (
            value_text(m, row)
            if not numbers.is_missing(row.get("numerator")) or m.unit == "weeks" or blank_of(row)
            else (numbers.percent(row["value"], 1) + " (counts not published)")
        )

    return told(official_row), told(own) if own is not None else "no records for the year"


HEADINGS = {
    "case_ref": "Case",
    "district": "District",
    "received": "Received",
    "issued": "Plan issued",
    "entered": "Plan started",
    "days_open": "Days open",
    "days_waiting": "Days waiting",
    "first_contact": "First contact",
    "supported": "Offered support",
    "plan_due": "20 weeks end",
    "days_to_issue": "Days to the plan",
}


def listed(found: pd.DataFrame) -> pd.DataFrame:
    """A child-level list with headings and codes in words, and days without a time."""
    out = found.copy()
    for column in out.columns:
        known = dimensions().get(column)
        if pd.api.types.is_datetime64_any_dtype(out[column]):
            out[column] = out[column].dt.strftime("%Y-%m-%d")
        elif known is not None and known.values:
            out[column] = out[column].map(known.values).fillna("Not known")
    names = {column: dimensions()[column].name for column in out.columns if column in dimensions()}
    return out.rename(columns=names | HEADINGS)


def plain(text: object) -> str:
    """Text as it is; '' where it is missing."""
    return "" if numbers.is_missing(text) else str(text)


def singular(scheme_name: str) -> str:
    """'Quadrants' -> 'quadrant', 'SEND district teams' -> 'SEND district team', 'ICS localities'
    -> 'ICS locality'."""
    words = scheme_name.split()
    last = words[-1]
    words[-1] = last[:-3] + "y" if last.endswith("ies") else last.removesuffix("s")
    first = words[0] if words[0].isupper() else words[0][0].lower() + words[0][1:]
    return " ".join([first, *words[1:]])
