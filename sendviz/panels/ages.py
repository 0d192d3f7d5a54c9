"""How old are the open cases? By bands of weeks, now and a year before, and in each locality."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.catalogue.row import Row
from sendviz.kit import colours, words
from sendviz.kit.layers import lying_bars
from sendviz.kit.rows import Bar, Head, Rows, bar_rows, row_figure
from sendviz.kit.template import hover, nothing, why_empty
from sendviz.kit.values import blank_of, blank_text
from sendviz.kit.words import capital, joined, number, plural, small, uncapital
from sendviz.panels import captions
from sendviz.panels.captions import area_noun
from sendviz.panels.panel import Panel, charted, or_refused

BANDS = (
    "cases_open_up_to_6_weeks",
    "cases_open_6_to_16_weeks",
    "cases_open_16_to_20_weeks",
    "cases_open_20_to_30_weeks",
    "cases_open_30_to_52_weeks",
    "cases_open_over_52_weeks",
)
LATE = "cases_open_over_20_weeks"
LATE_SHARE = "share_open_over_20_weeks"


@or_refused
def ages_panel(records: Records) -> Panel:
    """Open cases by age, now and a year ago."""
    earlier = records.a_year_before
    told = [records, earlier] if records.reach(earlier.selection) else [records]
    bands = [[each.ask(id) for id in BANDS] for each in told]
    name = words.day(earlier.selection.as_at)
    now, *before = [each.ask(LATE_SHARE) for each in told]
    drawn = age_bars(*bands, earlier_name=name)
    sentences = [f"On {name} it was {each.text()}." for each in before if not blank_of(each.row)]
    return charted(
        records, "ages", ages_heading(now), drawn, bands[0], "bars", sentences=tuple(sentences)
    )  # fmt: skip


def ages_heading(share: Answer) -> str:
    """How many of the open cases are past 20 weeks."""
    if blank_of(share.row):
        return f"Open cases by how long they have waited: {share.text()}"
    return capital(f"{share.text()} have waited past 20 weeks")


def age_bars(
    now: Sequence[Answer], earlier: Sequence[Answer] = (), *, earlier_name: str = ""
) -> go.Figure:
    """A bar for each band of waiting, and hollow ones for the earlier day."""
    bars = _as_bars(now)
    if all(bar.value is None for bar in bars):
        return nothing(f"Nothing to show: {bars[0].words if bars else 'no cases'}.")
    return bar_rows(now[0].measure, bars, _as_bars(earlier), earlier_name)


def _as_bars(bands: Sequence[Answer]) -> list[Bar]:
    return [Bar(each.measure.short_name, _length(each.row), each.text()) for each in bands]


def _length(row: Row) -> float | None:
    return None if blank_of(row) else row.value


@or_refused
def bands_panel(records: Records) -> Panel:
    """Open cases by age in each locality; the heading tells in how many of them most have waited
    too long."""
    bands = [records.ask(id, by="locality") for id in BANDS]
    noun, gaps = area_noun(records, "locality"), not_shown(records.ask(LATE, by="locality"))
    shares = records.ask(LATE_SHARE, by="locality").placed
    told = captions.from_lowest_to_highest(shares)
    past = f"Past 20 weeks: {uncapital(told)}." if told else ""
    return charted(
        records, "bands", past_heading(shares, noun), stacked_bands(bands), bands, "bands_by_area",
        sentences=tuple(each for each in (past, gaps) if each),
    )  # fmt: skip


def past_heading(shares: Answer, area: str) -> str:
    """'In every quadrant most children have waited past 20 weeks', 'In two of four quadrants ...',
    from the share past 20 weeks in each; that no child has, where that is so; where one is not
    known or one stands alone, what is shown."""
    known = [row for row in shares.rows if not blank_of(row)]
    if len(known) < max(len(shares.rows), 2):
        return f"How long open cases have waited, by {area}"
    late, all_of = sum(row.value > 0.5 for row in known), len(known)
    if all(row.value == 0 for row in known):
        none = "Hardly any child" if shares.rounded else "No child"
        return f"{none} has waited past 20 weeks in any {area}"
    if late == 0:
        return f"In no {area} have most children waited past 20 weeks"
    where = f"{small(late)} of {small(all_of)} {plural(area)}"
    where = f"every {area}" if late == all_of else where
    return f"In {where} most children have waited past 20 weeks"


def not_shown(answer: Answer) -> str:
    """'Not shown: Fenland and East (not yet due).': areas without a count, and why; '' for none."""
    reasons: dict[str, list[str]] = {}
    for row in answer.rows:
        if blank := blank_of(row):
            reasons.setdefault(blank, []).append(row.area)
    told = [f"{joined(areas)} ({blank_text(blank)})" for blank, areas in reasons.items()]
    return capital(f"not shown: {'; '.join(told)}.") if told else ""


def stacked_bands(bands: Sequence[Answer]) -> go.Figure:
    """Stacked bars, one an area, a part for each measure: bands of waiting from short to long.

    The answers have one row an area.
    """
    rows = [row for band in bands for row in band.rows]
    if all(blank_of(row) for row in rows):
        return nothing(why_empty(bands[0].measure, {blank_of(row) for row in bands[0].rows}))
    areas = list(dict.fromkeys(row.area for row in rows))
    drawn = row_figure([Head(area or "All") for area in areas], mark=30, extra=120)
    for band, (ground, letters) in zip(bands, colours.waits(len(bands)), strict=True):
        _band(drawn, band, areas, ground, letters)
    fig = drawn.fig
    fig.update_layout(barmode="stack", showlegend=True, uniformtext={"minsize": 12, "mode": "hide"})
    fig.update_xaxes(showgrid=True, tickformat=",.0f", rangemode="tozero", nticks=5)
    return fig


def _band(drawn: Rows, band: Answer, areas: list[str], ground: str, letters: str) -> None:
    name, values = band.measure.short_name, [_length(row) for row in band.rows]
    lying_bars(
        drawn.fig,
        [drawn.middles[areas.index(row.area)] for row in band.rows],
        values,
        drawn.room,
        name,
        {"color": ground, "line": {"color": colours.role("hollow"), "width": 1}},
        [
            hover(f"{row.area or 'All'}, {name}", text)
            for row, text in zip(band.rows, band.texts(), strict=True)
        ],
        # A count told as under so many has no length, and no 0 beside it.
        text=[number(each) if each else "" for each in values],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": letters},
        textangle=0,
    )
