"""One council over the years, beside England, its region and its neighbours."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from sendviz.findings.compare import Years
from sendviz.kit import colours, marks
from sendviz.kit.template import (
    CHART_HEIGHT,
    date_axis,
    figure,
    gaps,
    headroom,
    hover,
    least,
    nothing,
    safe,
    value_axis,
)
from sendviz.wording import compare as words

NEIGHBOURS = "Neighbours\u2019 middle half"


def compare_trend(y: Years) -> go.Figure:
    """The council's line over the years, England and the region in grey, neighbours as a band.

    Years without a figure are gaps; a dotted line marks where the collection changed.
    """
    f, m = y.frame, y.series.measure
    if f["own"].isna().all() and f["england"].isna().all():
        return nothing("Nothing is published.")
    fig, x = figure(CHART_HEIGHT), [pd.Timestamp(int(each), 1, 1) for each in f["year"]]
    limit = m.legal_limit.value if m.legal_limit else 0
    top = headroom([*f[["own", "england", "region", "n_high"]].to_numpy().ravel(), limit], least(m))
    _band(fig, x, f)
    marks.add_level_lines(fig, m)
    _break(fig, y)
    lines = (
        ("England", "england", "comparator", "solid"),
        (y.region_name, "region", "comparator", "dot"),
        (y.name, "own", None, "solid"),
    )
    ends, tints = {}, {}
    for name, column, role, dash in lines:
        if f[column].notna().any():
            tints[name] = colours.role(role) if role else colours.series(0)
            ends[name] = float(f[column].dropna().iloc[-1])
            _line(fig, x, y, (name, column, tints[name], dash))
    fig.update_xaxes(**date_axis(x, "calendar_year", 4))
    fig.update_yaxes(**value_axis(m, top))
    marks.end_labels(fig, ends, tints, (CHART_HEIGHT - 110) / top)
    fig.update_layout(margin={"t": 34}, showlegend=True, legend={"y": 1.04})
    return fig


def _band(fig: go.Figure, x: list, f: pd.DataFrame) -> None:
    edge = {"color": colours.role("axis"), "width": 1, "dash": "dash"}
    plain = {"x": x, "mode": "lines", "hoverinfo": "skip", "line": edge, "connectgaps": False}
    fig.add_scatter(y=gaps(f["n_low"]), showlegend=False, **plain)
    shown = {"fill": "tonexty", "fillcolor": colours.role("band"), "name": safe(NEIGHBOURS)}
    fig.add_scatter(
        y=gaps(f["n_high"]), showlegend=bool(f["n_high"].notna().any()), **shown, **plain
    )


def _line(fig: go.Figure, x: list, y: Years, look: tuple[str, str, str, str]) -> None:
    name, column, colour, dash = look
    own = column == "own"
    fig.add_scatter(
        x=x,
        y=gaps(y.frame[column].to_numpy(float)),
        mode="lines+markers",
        connectgaps=False,
        name=safe(name),
        showlegend=False,
        hoverinfo="text",
        line={"color": colour, "width": 3 if own else 2, "dash": dash},
        marker={"size": 8 if own else 4, "color": colour},
        hovertext=[_told(y, row, name, column) for row in y.frame.to_dict("records")],
    )


def _told(y: Years, row: dict, name: str, column: str) -> str:
    seen = row | {"value": row[column]}
    counts = column == "own"
    more = (words.interval_text(y.series, seen), words.doubt_of(row)) if counts else ("", "")
    return hover(
        f"{name}, {words.when(y.series, row['year'])}",
        words.value_text(y.series, seen, counts),
        f"95% interval {more[0]}" if more[0] else "",
        more[1],
    )


def _break(fig: go.Figure, y: Years) -> None:
    first = int(y.frame["year"].iloc[0])
    told = words.break_text(y.series, first)
    if not told:
        return
    at = pd.Timestamp(date(y.series.changed_in - 1, 7, 2))
    look = {"color": colours.role("quiet_text"), "width": 1.5, "dash": "dot"}
    fig.add_shape(type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", line=look)
    fig.add_annotation(
        x=at,
        y=0,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        text="new<br>collection",
        showarrow=False,
        align="right",
        xshift=-3,
        font={"size": marks.SMALL, "color": colours.role("quiet_text")},
        hovertext=hover(told),
    )
