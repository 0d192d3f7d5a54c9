"""Areas side by side: dots with intervals, bands of waiting, stages."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.charts import colours, marks
from sendviz.charts.bars import add_row_texts
from sendviz.charts.lines import reason
from sendviz.charts.template import ROW, figure, headroom, hover, nothing, safe, value_axis, wrapped
from sendviz.wording.numbers import is_missing, number, percent, weeks
from sendviz.wording.values import Row, blank_of, is_bucket, rows, texts, value_text

NAME_WIDTH = 15


def area_dots(m: Measure, frame: pd.DataFrame, council_row: Row | None = None) -> go.Figure:
    """A dot with its 95% interval an area, highest first, the council's value as a grey line, the limit's black.

    Values with their counts stand above each dot's row; areas that cannot be shown come last, with the reason.
    """
    told = dict(zip(frame["area"], texts(m, frame, short=True), strict=True))
    found = [row for row in rows(frame) if not blank_of(row)]
    if not found:
        return nothing(reason(frame))
    found = sorted(found, key=lambda row: (is_bucket(frame, row["area"]), -float(row["value"])))
    hidden = [row for row in rows(frame) if blank_of(row)]
    order = [*found, *hidden]
    fig = figure(ROW * len(order) + 84)
    for place, row in enumerate(order):
        _dot(fig, m, row, place, told[row["area"]], is_bucket(frame, row["area"]))
    _council_line(fig, m, council_row)
    marks.add_level_lines(fig, m, upright=True)
    limit = m.legal_limit.value if m.legal_limit else 0
    ends = [row[key] for row in found for key in ("value", "high")]
    low = min(0.0, *[float(row["value"]) for row in found])
    fig.update_xaxes(**value_axis(m, headroom([*ends, limit], 0.1 if m.is_fraction else 4.0), low))
    fig.update_yaxes(
        range=[len(order) - 0.4, -0.6],
        tickvals=list(range(len(order))),
        showgrid=False,
        ticktext=[wrapped(row["area"], NAME_WIDTH) for row in order],
    )
    add_row_texts(fig, [told[row["area"]] for row in order])
    fig.update_layout(margin={"t": 30})
    return fig


def _dot(fig, m: Measure, row: Row, place: int, text: str, bucket: bool) -> None:
    if blank_of(row):
        return
    colour = colours.role("comparator") if bucket else colours.series(0)
    if not is_missing(row.get("low")) and not is_missing(row.get("high")):
        fig.add_scatter(
            x=[row["low"], row["high"]],
            y=[place, place],
            mode="lines",
            hoverinfo="skip",
            line={"color": colour, "width": 3},
        )
    fig.add_scatter(
        x=[row["value"]],
        y=[place],
        mode="markers",
        hoverinfo="text",
        name=safe(row["area"]),
        marker={"size": 13, "color": colour},
        hovertext=[hover(str(row["area"]), text, _interval(m, row))],
    )


def _interval(m: Measure, row: Row) -> str:
    if is_missing(row.get("low")) or is_missing(row.get("high")):
        return ""
    low, high = (
        percent(row[key]) if m.is_fraction else number(row[key], 1) for key in ("low", "high")
    )
    return f"95% interval {low} to {high}"


def _council_line(fig, m: Measure, row: Row | None) -> None:
    if row is None or blank_of(row):
        return
    line = {"color": colours.role("comparator"), "width": 2}
    fig.add_shape(
        type="line",
        x0=row["value"],
        x1=row["value"],
        y0=0,
        y1=1,
        yref="paper",
        line=line,
        layer="below",
    )
    name = wrapped(f"{row['area'] or 'All'}: {value_text(m, row)}", 40)
    fig.add_annotation(
        x=row["value"],
        y=0,
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        xshift=4,
        text=name,
        showarrow=False,
        font={"size": 14, "color": colours.role("quiet_text")},
    )


def bands_by_area(parts: Sequence[tuple[Measure, pd.DataFrame]]) -> go.Figure:
    """Stacked bars, one an area, a part for each measure (bands of waiting from short to long); frames by area."""
    frames = [frame for _, frame in parts]
    areas = list(dict.fromkeys(area for frame in frames for area in frame["area"]))
    if not any(frame["value"].notna().any() for frame in frames):
        return nothing(reason(frames[0]) if frames else "")
    fig = figure(ROW * len(areas) + 130)
    for (m, frame), colour in zip(parts, colours.waits(len(parts)), strict=True):
        _band(fig, m, frame, areas, colour)
    fig.update_layout(barmode="stack", showlegend=True, bargap=0.3)
    fig.update_xaxes(showgrid=True, tickformat=",.0f", rangemode="tozero", nticks=5)
    fig.update_yaxes(
        autorange="reversed",
        tickvals=list(range(len(areas))),
        ticktext=[wrapped(area or "All", NAME_WIDTH) for area in areas],
    )
    return fig


def _band(fig, m: Measure, frame: pd.DataFrame, areas: list, colour: str) -> None:
    by_area = {
        row["area"]: (row, text) for row, text in zip(rows(frame), texts(m, frame), strict=True)
    }
    known = [(place, *by_area[area]) for place, area in enumerate(areas) if area in by_area]
    fig.add_bar(
        y=[place for place, _, _ in known],
        orientation="h",
        name=safe(m.short_name),
        x=[None if blank_of(row) else float(row["value"]) for _, row, _ in known],
        marker={"color": colour, "line": {"color": colours.role("hollow"), "width": 1}},
        hoverinfo="text",
        textposition="none",
        hovertext=[
            hover(f"{row['area'] or 'All'}, {m.short_name}", text) for _, row, text in known
        ],
    )


def stages(
    parts: Sequence[tuple[str, Measure, pd.DataFrame, pd.DataFrame | None]],
    limits: Sequence[float | None] = (),
) -> go.Figure:
    """For each stage (name, measure, medians by area, nine in ten by area or None): a dot, and a line to nine in ten.

    limits: the legal weeks of each stage, drawn as a short black line; None where there is none.
    """
    limits = [*limits, *[None] * (len(parts) - len(limits))]
    lines = _stage_lines(parts, limits)
    drawn = [line for line in lines if line["median"] is not None]
    if not drawn:
        return nothing("Nothing to show: no stage has been timed in this period.")
    fig = figure(34 * len(lines) + 70)
    for place, line in enumerate(lines):
        _stage_row(fig, place, line)
    most = max(
        each
        for line in drawn
        for each in (line["median"], line["ninetieth"], line["limit"])
        if each is not None
    )
    fig.update_xaxes(showgrid=True, range=[0, most * 1.3], title={"text": "weeks"}, nticks=6)
    fig.update_yaxes(
        range=[len(lines) - 0.4, -0.8],
        tickvals=list(range(len(lines))),
        showgrid=False,
        ticktext=[
            f"<b>{line['label']}</b>" if line["is_head"] else line["label"] for line in lines
        ],
    )
    fig.update_layout(margin={"t": 8})
    return fig


def _stage_lines(parts, limits) -> list[dict]:
    """Rows from the top: with several areas the stage's name as a row of its own, then its areas."""
    found = []
    for (name, m, medians, ninetieths), limit in zip(parts, limits, strict=True):
        nine = {} if ninetieths is None else {row["area"]: row for row in rows(ninetieths)}
        told = [
            _stage_line(name, m, row, nine.get(row["area"]), limit, alone=len(medians) == 1)
            for row in rows(medians)
        ]
        head = {
            "label": wrapped(name, 22),
            "is_head": True,
            "median": None,
            "ninetieth": None,
            "limit": limit,
            "hover": "",
            "text": "",
        }
        found += told if len(medians) == 1 else [head, *told]
    return found


def _stage_line(
    name: str, m: Measure, row: Row, nine: Row | None, limit: float | None, alone: bool
) -> dict:
    label = name if alone else str(row["area"] or "All")
    half = value_text(m, row, short=True)
    also = (
        f"nine in ten within {value_text(m, nine, short=True)}"
        if nine and not blank_of(nine)
        else ""
    )
    known = None if blank_of(row) else float(row["value"])
    return {
        "label": wrapped(label, NAME_WIDTH + 3),
        "is_head": False,
        "median": known,
        "limit": limit,
        "ninetieth": float(nine["value"]) if also and known is not None else None,
        "text": half,
        "hover": hover(
            label if alone else f"{label}, {name.casefold()}",
            f"half within {half}",
            also,
            f"legal limit {weeks(limit)}" if limit else "",
        ),
    }


def _stage_row(fig, place: int, line: dict) -> None:
    if line["is_head"]:
        return
    if line["median"] is None:
        fig.add_annotation(
            x=0,
            y=place,
            text=safe(line["text"]),
            showarrow=False,
            xanchor="left",
            font={"color": colours.role("quiet_text"), "size": 14},
        )
        return
    end = line["ninetieth"] if line["ninetieth"] is not None else line["median"]
    fig.add_scatter(
        x=[line["median"], end],
        y=[place, place],
        mode="lines",
        hoverinfo="skip",
        line={"color": colours.series(0), "width": 5},
    )
    fig.add_scatter(
        x=[line["median"]],
        y=[place],
        mode="markers",
        hoverinfo="text",
        hovertext=[line["hover"]],
        marker={"size": 13, "color": colours.series(0)},
    )
    fig.add_annotation(
        x=end,
        y=place,
        text=safe(line["text"]),
        showarrow=False,
        xanchor="left",
        xshift=10,
        font={"size": 14},
    )
    if line["limit"] is not None:
        fig.add_shape(
            type="line",
            x0=line["limit"],
            x1=line["limit"],
            y0=place - 0.4,
            y1=place + 0.4,
            line={"color": colours.role("limit"), "width": 2},
        )
