"""Captions and alternative texts: measure, who, where, when, source, and what was done to the
counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from sendviz import catalogue
from sendviz.ask.disclosure import BASE
from sendviz.ask.selection import Selection
from sendviz.catalogue import Measure
from sendviz.kit import dates
from sendviz.kit.numbers import capital, joined, small
from sendviz.kit.values import blank_of, category_words, dimension_of, label, rows, texts
from sendviz.wording.sentences import not_filtered

SIMULATED = "Simulated records"
ROUNDED = f"Counts are rounded to the nearest {BASE}"
KINDS = {
    "control_chart": "Line chart with control limits",
    "area_dots": "Dots with 95% intervals, one for each area",
    "bars": "Bar chart",
    "on_time_and_late": "Stacked bars of plans on time and late",
    "in_and_out": "Bars of cases in and out, with the net change as a line",
    "curves": "Curves of the share still waiting by week",
    "bands_by_area": "Stacked bars by length of wait, one for each area",
    "stages": "Ranges from the median to nine in ten by stage",
    "funnel": "Funnel: each area's value by its size, with the range that chance alone would give",
    "tiles": "Tile map of districts, one square each",
    "outlines": "Map of districts by their outlines",
    "gradient": "Dots with 95% intervals from the most to the least deprived, with a line",
    "gap": "Line chart of the gap between areas with its 95% interval",
    "multiples": "Small control charts, one for each area, on the same axes",
    "table": "Table",
}
LISTED = 6


def caption(
    m: Measure, frame: pd.DataFrame, selection: Selection, council: str, source: str = ""
) -> str:
    """'Plans issued within 20 weeks. Essex, 12 months to 31 December 2025. Source: ... Simulated
    records.'"""
    parts = [
        m.name,
        f"{place(frame, selection, council)}, {period(m, selection)}",
        filters(selection, frame),
        not_filtered(frame.attrs.get("not_filtered", ())),
        clock(m),
        f"Source: {source}" if source else "",
        ROUNDED if frame.attrs.get("rounded") else "",
        SIMULATED if frame.attrs.get("simulated") else "",
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def clock(m: Measure) -> str:
    """'Clock: referral received to the start of the assessment': waits for health assessments are
    counted in many ways, so every figure says which; '' for other measures."""
    return f"Clock: {m.clock[0].lower()}{m.clock[1:]}" if m.of_referrals and m.clock else ""


def period(m: Measure, selection: Selection) -> str:
    """'12 months to 31 December 2025', or the one day at which the measure holds."""
    if m.at_a_date:
        return dates.day(selection.last_day)
    return dates.period_words(selection.start, selection.last_day)


def place(frame: pd.DataFrame, selection: Selection, council: str) -> str:
    """The council, or its parts that are looked at by their names."""
    if not selection.areas:
        return council
    names = {id: name for name, id in frame.attrs.get("area_ids", {}).items()}
    chosen = [names.get(id, id.rsplit("/", 1)[-1]) for id in selection.areas]
    if list(frame.attrs.get("area_ids", {}).values()) == [""]:
        chosen = list(frame.attrs["area_ids"])
    return f"{joined(chosen)} ({council})"


def filters(selection: Selection, frame: pd.DataFrame | None = None) -> str:
    """'Autism assessments only; sex: Female', 'Only main need: Autism; sex: Female'; '' without
    filters. Those that could not be applied are left out."""
    ignored = frame.attrs.get("not_filtered", ()) if frame is not None else ()
    held = {
        dimension: joined([category_words(dimension, each) for each in values])
        for dimension, values in selection.where
        if dimension not in ignored
    }
    pathway = held.pop("pathway", "")
    told = [f"{_name(dimension)}: {values}" for dimension, values in held.items()]
    start = f"{pathway} assessments only" if pathway else ""
    if told and not pathway:
        told[0] = f"Only {told[0]}"
    return "; ".join(each for each in (start, *told) if each)


def _name(dimension: str) -> str:
    known = catalogue.dimensions().get(dimension)
    return (known.name if known else dimension).casefold()


def alt_text(m: Measure, frame: pd.DataFrame, kind: str) -> str:
    """What a chart shows, for those who cannot see it: its kind, span and values; the table has
    the rest."""
    start = f"{KINDS.get(kind, 'Chart')}: {m.name}"
    told = list(zip(rows(frame), texts(m, frame, short=True), strict=True))
    if not told:
        return f"{start}. There is nothing to show."
    if all(blank_of(row) for row, _ in told):
        return f"{start}. Nothing to show ({told[0][1]})."
    if _over_time(frame):
        return f"{start}, {_span(frame)}. {_first_and_last(frame, told)}"
    return f"{start}. {_listed(m, frame, told)}"


def _over_time(frame: pd.DataFrame) -> bool:
    return frame["period_start"].notna().any()


def _span(frame: pd.DataFrame) -> str:
    grain = frame.attrs.get("grain")
    starts = frame["period_start"].dropna()
    first, last = (dates.axis_name(each, grain) for each in (starts.min(), starts.max()))
    return first if first == last else f"{first} to {last}"


def _first_and_last(frame: pd.DataFrame, told: Sequence[tuple]) -> str:
    grain = frame.attrs.get("grain")
    parts = []
    for area in dict.fromkeys(frame["area"]):
        known = [each for each in told if each[0]["area"] == area and not blank_of(each[0])]
        if known:
            first, last = known[0], known[-1]
            ends = [
                f"{dates.axis_name(row['period_start'], grain)} {text}"
                for row, text in (first, last)
            ]
            parts.append(f"{area or 'All'}: {' to '.join(dict.fromkeys(ends))}.")
    return " ".join(parts[:LISTED]) + _rest(len(parts))


def _listed(m: Measure, frame: pd.DataFrame, told: Sequence[tuple]) -> str:
    dimension = dimension_of(m, frame)
    parts = [f"{label(row, dimension)}: {text}." for row, text in told]
    return " ".join(parts[:LISTED]) + _rest(len(parts))


def _rest(n: int) -> str:
    if n <= LISTED:
        return ""
    return f" {capital(small(n - LISTED))} more in the table."


def event_label(label: str, kind: str) -> str:
    """The label of a mark; where limits start anew it says so, the label being the reason."""
    return f"Limits start anew: {label}" if kind == "rebase" else label


def events_between(events: Sequence[tuple[object, str]], first, last) -> list[tuple[date, str]]:
    """The (day, label) pairs from the first to the last day, in the order of time."""
    first, last = dates.as_date(first), dates.as_date(last)
    found = [(dates.as_date(day), str(label)) for day, label in events]
    return sorted(pair for pair in found if pair[0] and first <= pair[0] <= last)


def events_words(events: Sequence[tuple[object, str]], first, last) -> str:
    """The marks of a chart by their numbers: '1: New contract (1 May 2024). 2: ...'; '' for
    none."""
    shown = events_between(events, first, last)
    told = [f"{label.rstrip('.')} ({dates.day(day)})." for day, label in shown]
    if len(told) == 1:
        return told[0]
    return " ".join(f"{place}: {text}" for place, text in enumerate(told, start=1))
