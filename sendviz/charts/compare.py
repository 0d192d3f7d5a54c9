"""One council among all: its trend, the strip of all councils, the funnel."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.analysis.compare import Comparison, Funnel, Years
from sendviz.charts import colours, marks
from sendviz.charts.template import (
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
    wrapped,
)
from sendviz.query.official import BASE_YEAR
from sendviz.wording import compare as words

NEIGHBOURS = "Neighbours\u2019 middle half"
COLUMNS = 40
DOT, MOST_HEIGHT = 8, 300
STEPS = (1, 2, 2.5, 5, 10)
ROOM_ABOVE, ROOM_BELOW, LINE = 66, 96, 19


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


def council_strip(c: Comparison) -> go.Figure:
    """One dot for each council, stacked in equal columns: ours filled, neighbours hollow.

    Nothing is scattered at random; the columns are the same however wide the screen is.
    """
    if c.councils.empty:
        return nothing("No council has a figure for this year.")
    edges = _columns(c)
    spots = _stacked(c, edges)
    tallest = int(spots["height"].max()) + 1
    step = min(DOT + 2, MOST_HEIGHT / tallest)
    fig = figure(round(tallest * step) + ROOM_ABOVE + ROOM_BELOW)
    _dots(fig, c, spots)
    _named_above(fig, c, (edges[0], edges[-1]))
    m = c.series.measure
    axis = value_axis(m, edges[-1], edges[0]) | {
        "showgrid": False,
        "showline": True,
        "rangemode": "normal",
    }
    fig.update_xaxes(**axis)
    fig.update_yaxes(visible=False, range=[-0.9, tallest])
    _legend_below(fig, round(tallest * step))
    fig.update_layout(margin={"t": ROOM_ABOVE, "l": 14, "r": 18})
    return fig


def column_width(c: Comparison) -> float:
    """The width of the strip's columns, in the measure's unit."""
    edges = _columns(c)
    return float(edges[1] - edges[0])


def _columns(c: Comparison) -> np.ndarray:
    """Edges of about 40 columns of a round width, from nought, or from the lowest for an index."""
    m, v = c.series.measure, c.councils["value"]
    low = float(v.min()) if c.series.over == BASE_YEAR else 0.0
    high = 1.0 if m.is_fraction and v.max() > 0.75 else float(v.max())
    raw = max(high - low, 1e-9) / COLUMNS
    size = 10 ** math.floor(math.log10(raw))
    width = next(size * step for step in STEPS if size * step >= raw - 1e-12)
    first = math.floor(low / width + 1e-9)
    last = max(math.ceil(high / width - 1e-9), first + 1)
    return np.arange(first, last + 1) * width


def _stacked(c: Comparison, edges: np.ndarray) -> pd.DataFrame:
    """Every council with its column's middle and its height in it: ours, neighbours, others."""
    found = c.councils.copy()
    near = set(c.neighbours["la_code"])
    mine = found["la_code"] == c.council["la_code"]
    found["kind"] = np.select([mine, found["la_code"].isin(near)], [0, 1], 2)
    place = np.clip(
        np.searchsorted(edges, found["value"] + 1e-12, side="right") - 1, 0, len(edges) - 2
    )
    found["x"] = (edges[place] + edges[place + 1]) / 2
    found = found.sort_values(["x", "kind", "value", "name"])
    return found.assign(height=found.groupby("x").cumcount())


def _dots(fig: go.Figure, c: Comparison, spots: pd.DataFrame) -> None:
    for kind, name in enumerate((str(c.council["name"]), "Its neighbours", "Other councils")):
        part = spots[spots["kind"] == kind]
        _points(fig, c, part["x"], part["height"], (kind, name, part))


def _points(fig: go.Figure, c: Comparison, x, y, of: tuple[int, str, pd.DataFrame]) -> None:
    kind, name, part = of
    look = (
        {"size": 13, "color": colours.series(0), "line": {"width": 0}},
        {
            "size": DOT,
            "color": colours.role("hollow"),
            "line": {"width": 2, "color": colours.series(0)},
        },
        {"size": DOT - 1, "color": colours.role("comparator"), "line": {"width": 0}},
    )[kind]
    fig.add_scatter(
        x=list(x),
        y=list(y),
        mode="markers",
        name=safe(name),
        hoverinfo="text",
        marker=look,
        legendrank=kind + 1,
        cliponaxis=False,
        zorder=3 - kind,
        hovertext=[_hover(c, row) for row in part.to_dict("records")],
    )


def _hover(c: Comparison, row: dict) -> str:
    told = words.interval_text(c.series, row)
    return hover(
        str(row["name"]),
        words.value_text(c.series, row),
        f"95% interval {told}" if told else "",
        words.doubt_of(row),
    )


def _named_above(fig: go.Figure, c: Comparison, ends: tuple[float, float]) -> None:
    """Upright lines at ours, England and the legal limit, each named above the plot."""
    m = c.series.measure
    lines = [
        (c.council, colours.series(0), "solid"),
        (c.england, colours.role("comparator"), "dash"),
    ]
    named = [
        (
            f"{row['name']} {words.value_text(c.series, row, False)}",
            float(row["value"]),
            colour,
            dash,
        )
        for row, colour, dash in lines
        if not words.blank_text(row)
    ]
    if m.legal_limit and m.legal_limit.value <= ends[1]:
        named.append(
            (
                marks.limit_name(m, m.legal_limit),
                m.legal_limit.value,
                colours.role("limit"),
                "solid",
            )
        )
    for place, (text, value, colour, dash) in enumerate(named):
        right = value > (ends[0] + ends[1]) / 2
        fig.add_shape(
            type="line",
            x0=value,
            x1=value,
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line={"color": colour, "width": 1.5, "dash": dash},
        )
        fig.add_annotation(
            x=value,
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=LINE * place,
            showarrow=False,
            text=safe(text),
            xanchor="right" if right else "left",
            xshift=4 if right else -4,
            font={"size": marks.SMALL},
        )


def _legend_below(fig: go.Figure, plot: int) -> None:
    fig.update_layout(
        showlegend=True,
        legend={"y": -44 / max(plot, 60), "yanchor": "top"},
        margin={"b": ROOM_BELOW - 20},
    )


def council_funnel(c: Comparison, f: Funnel) -> go.Figure:
    """Every council by size and value, with limits around England's: 95% dashed, 99.8% solid."""
    m = c.series.measure
    fig = figure(CHART_HEIGHT + 60)
    top = headroom([*c.councils["value"], m.legal_limit.value if m.legal_limit else 0], least(m))
    top = min(top, 1.08) if m.is_fraction else top
    _limits(fig, f, top)
    for kind, part in _kinds(c):
        name = (str(c.council["name"]), "Its neighbours", "Other councils")[kind]
        _points(fig, c, part["denominator"], part["value"], (kind, name, part))
    marks.add_level_lines(fig, m)
    most = float(f.sizes[-1])
    fig.update_xaxes(
        range=[-most * 0.02, most],
        showline=True,
        tickformat="~s" if most > 20000 else ",.0f",
        nticks=5,
        title={"text": wrapped(f"Number of {words.base_noun(c.series)}", 30)},
    )
    fig.update_yaxes(**value_axis(m, top))
    _legend_below(fig, CHART_HEIGHT - 80)
    fig.update_layout(margin={"t": 16, "r": 16, "b": 96}, legend={"y": -0.22})
    return fig


def _kinds(c: Comparison) -> list[tuple[int, pd.DataFrame]]:
    near = c.councils["la_code"].isin(set(c.neighbours["la_code"]))
    mine = c.councils["la_code"] == c.council["la_code"]
    return [(2, c.councils[~near & ~mine]), (1, c.councils[near]), (0, c.councils[mine])]


def _limits(fig: go.Figure, f: Funnel, top: float) -> None:
    look = {"color": colours.role("quiet_text"), "width": 1.5}
    for name, sides, dash in (("99.8%", f.outer, "solid"), ("95%", f.inner, "dash")):
        for side in sides:
            fig.add_scatter(
                x=list(f.sizes),
                y=gaps(np.clip(side, 0, top)),
                mode="lines",
                hoverinfo="skip",
                showlegend=side is sides[1],
                line=look | {"dash": dash},
                name=f"{name} limits",
                legendrank=10,
                zorder=0,
            )
    fig.add_scatter(
        x=[float(f.sizes[0]), float(f.sizes[-1])],
        y=[f.baseline] * 2,
        mode="lines",
        hoverinfo="skip",
        name="England",
        line={"color": colours.role("comparator"), "width": 2},
        legendrank=9,
        zorder=0,
    )


__all__ = ["column_width", "compare_trend", "council_funnel", "council_strip"]
