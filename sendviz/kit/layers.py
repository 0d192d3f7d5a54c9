"""The layers that pictures are made of: what several of them draw is drawn here, in one way.

Each takes the figure and plain numbers in the units of its axes, as many names and texts as
values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.kit import colours
from sendviz.kit.marks import add_upright_lines
from sendviz.kit.template import (
    TEXT_SIZE,
    gaps,
    headroom,
    least,
    safe,
    stamps,
    value_axis,
)
from sendviz.kit.values import Sign

Numbers = Sequence[float] | np.ndarray


def upright_bars(
    fig: go.Figure,
    starts: Sequence,
    values: Numbers,
    name: str,
    colour: str,
    hovers: Sequence[str],
) -> None:
    """A bar for each period from nought to its value (down where it is below nought); stacked as
    the figure's barmode says."""
    fig.add_bar(
        x=stamps(starts),
        y=gaps(values),
        name=name,
        marker={"color": colour},
        hoverinfo="text",
        hovertext=list(hovers),
    )


def lying_bars(
    fig: go.Figure,
    heights: Sequence[float],
    values: Sequence[float | None],
    width: float,
    name: str,
    marker: dict,
    hovers: Sequence[str],
    **inside: object,
) -> None:
    """A bar for each row of a figure of rows, at the height of its middle; None draws none.
    inside: the text within the bars."""
    fig.add_bar(
        y=list(heights),
        x=list(values),
        width=width,
        orientation="h",
        name=safe(name),
        marker=marker,
        hoverinfo="text",
        hovertext=list(hovers),
        **inside,
    )


def line_with_points(
    fig: go.Figure,
    starts: Sequence,
    values: Numbers,
    name: str,
    colour: str,
    hovers: Sequence[str],
) -> None:
    """A value for each period as small points on a line that breaks where one is missing."""
    fig.add_scatter(
        x=stamps(starts),
        y=gaps(values),
        name=name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2},
        marker={"size": 5},
        hoverinfo="text",
        hovertext=list(hovers),
    )


def step_line(
    fig: go.Figure,
    x: Numbers,
    y: Numbers,
    name: str,
    colour: str,
    dash: str,
    hovers: Sequence[str],
) -> None:
    """Values that hold from their x to the next one."""
    fig.add_scatter(
        x=list(x),
        y=list(y),
        mode="lines",
        name=name,
        line={"color": colour, "width": 2.5, "shape": "hv", "dash": dash},
        hoverinfo="text",
        hovertext=list(hovers),
    )


def step_band(fig: go.Figure, x: Numbers, low: Numbers, high: Numbers) -> None:
    """The range between two lines of steps of shares; where an end is not known, 0 or 1."""
    plain = {
        "x": list(x),
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "line": {"width": 0, "shape": "hv"},
    }
    fig.add_scatter(y=np.nan_to_num(low, nan=0.0).tolist(), **plain)
    fig.add_scatter(
        y=np.nan_to_num(high, nan=1.0).tolist(),
        fill="tonexty",
        fillcolor=colours.role("band"),
        **plain,
    )


def upright_limit(fig: go.Figure, value: float, name: str) -> None:
    """A limit as a line over the whole height, named beside its top."""
    look = {"color": colours.role("limit"), "width": 2}
    fig.add_shape(type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", line=look)
    fig.add_annotation(
        x=value,
        y=1,
        yref="paper",
        yanchor="top",
        xanchor="left",
        xshift=4,
        showarrow=False,
        text=safe(name),
        font={"size": TEXT_SIZE - 1},
    )


def lying_range(
    fig: go.Figure, ends: tuple[float, float], height: float, colour: str, width: float
) -> None:
    """A thick line from the one end to the other, at the height of its row."""
    fig.add_scatter(
        x=list(ends),
        y=[height, height],
        mode="lines",
        hoverinfo="skip",
        line={"color": colour, "width": width},
        showlegend=False,
    )


def dot(
    fig: go.Figure, value: float, height: float, colour: str, hover: str, name: str = ""
) -> None:
    """A large dot at a value, at the height of its row."""
    fig.add_scatter(
        x=[value],
        y=[height],
        mode="markers",
        hoverinfo="text",
        hovertext=[hover],
        name=safe(name),
        marker={"size": 14, "color": colour},
        showlegend=False,
    )


def possible(m: Measure, limits: np.ndarray) -> np.ndarray:
    """Limits as they may be drawn: those that pass 0 or 100% are cut there, in the drawing, not in
    the calculation. Nets have no floor."""
    if m.kind == "net":
        return limits
    return np.clip(limits, 0.0, 1.0 if m.is_fraction else None)


def usual_range(
    fig: go.Figure,
    x: Sequence,
    limits: tuple[np.ndarray, np.ndarray, np.ndarray],
    name: str = "",
    **axes: str,
) -> None:
    """The lower limit, the centre and the upper limit of a control chart: a band with thin dashed
    edges and a line. They step where limits start anew; nothing where there are none. name: in the
    legend."""
    lower, centre, upper = limits
    if np.isnan(upper).all():
        return
    edge = {"color": colours.role("axis"), "width": 1, "dash": "dash", "shape": "hvh"}
    plain = {"mode": "lines", "hoverinfo": "skip", "x": x, **axes}
    fig.add_scatter(y=gaps(lower), line=edge, showlegend=False, **plain)
    fig.add_scatter(
        y=gaps(upper), line=edge, fill="tonexty", fillcolor=colours.role("band"),
        name=name, showlegend=bool(name), legendrank=2000, **plain,
    )  # fmt: skip
    middle = {"color": colours.role("axis"), "width": 1.5, "shape": "hvh"}
    fig.add_scatter(y=gaps(centre), line=middle, showlegend=False, **plain)


def thread(fig: go.Figure, x: Sequence, y: np.ndarray, width: float, **axes: str) -> None:
    """The thin grey line from point to point, broken where a value is missing."""
    fig.add_scatter(
        x=x, y=gaps(y), mode="lines", line={"color": colours.role("no_change"), "width": width},
        hoverinfo="skip", showlegend=False, connectgaps=False, **axes,
    )  # fmt: skip


def short_level(fig: go.Figure, x: Sequence, value: float, **axes: str) -> None:
    """A short thick line at a value, over the periods from the first to the last of x."""
    fig.add_scatter(
        x=[x[0], x[-1]], y=[value, value], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": colours.role("quiet_text"), "width": 3}, **axes,
    )  # fmt: skip


def signed_points(
    fig: go.Figure,
    x: Sequence,
    y: Sequence[float],
    signs: Sequence[Sign],
    told: Sequence[str],
    *,
    size: float,
    star: float,
    edge: float = 0.0,
    **more: object,
) -> None:
    """A point a value with the shape and colour of its sign; stars are larger, as they look small.
    told: the hover texts. edge: the width of the points' edge."""
    colour = [colours.role(each.colour_role) for each in signs]
    marker: dict[str, Any] = {
        "color": colour,
        "symbol": [each.marker for each in signs],
        "size": [star if "star" in each.marker else size for each in signs],
    }
    if len(set(signs)) == 1:  # the legend shows the look of the whole trace
        marker = {name: each[0] for name, each in marker.items()}
    if edge:
        marker["line"] = {"width": edge, "color": marker["color"]}
    fig.add_scatter(
        x=list(x), y=list(y), mode="markers", hoverinfo="text", hovertext=list(told),
        marker=marker, **more,
    )  # fmt: skip


def dot_with_interval(
    fig: go.Figure, y: float, value: float, ends: tuple[float, float], colour: str,
    name: str, told: str,
) -> None:  # fmt: skip
    """A dot at the value in a row at height y, over a thick line from one end of its interval to
    the other; no line where an end is missing."""
    if not np.isnan(ends).any():
        lying_range(fig, ends, y, colour, 4)
    dot(fig, value, y, colour, told, name)


def lying_axis(fig: go.Figure, m: Measure, ends: Sequence[float]) -> None:
    """The axis of a figure of rows for values that reach as far as `ends`, from nought or lower,
    with the legal limit at its place."""
    known = [each for each in ends if not np.isnan(each)]
    top = headroom([*known, m.legal_limit.value if m.legal_limit else 0], least(m))
    fig.update_xaxes(**value_axis(m, top, min(0.0, *known)))
    add_upright_lines(fig, m, top)
    fig.update_layout(margin={"t": 30})


def limits_by_size(
    fig: go.Figure, sizes: np.ndarray, low: np.ndarray, high: np.ndarray, name: str, dash: str
) -> None:
    """The two edges of a funnel's limits over the sizes of areas, as one entry of the legend."""
    for edge, shown in ((high, True), (low, False)):
        fig.add_scatter(
            x=np.asarray(sizes).tolist(), y=np.asarray(edge).tolist(), mode="lines",
            line={"color": colours.role("comparator"), "width": 1.5, "dash": dash},
            hoverinfo="skip", name=name, showlegend=shown, legendrank=2000,
        )  # fmt: skip


def level(fig: go.Figure, value: float, role: str) -> None:
    """A line across the whole picture at the value."""
    look = {"color": colours.role(role), "width": 2}
    fig.add_shape(type="line", x0=0, x1=1, xref="paper", y0=value, y1=value, line=look)


def level_name(fig: go.Figure, value: float | None, words: str, side: str, role: str = "") -> None:
    """The name of a level on its line at the 'left' or 'right' side; None puts it at the top of the
    picture, where its line lies above."""
    colour = {"color": colours.role(role)} if role else {}
    fig.add_annotation(
        text=words, x=0 if side == "left" else 1, xref="paper", xanchor=side,
        y=1 if value is None else value, yref="paper" if value is None else "y",
        yanchor="top" if value is None else "bottom", showarrow=False,
        font={"size": TEXT_SIZE - 1, **colour},
    )  # fmt: skip


def dashed_band(
    fig: go.Figure, x: Sequence, low: Sequence[float], high: Sequence[float], name: str
) -> None:
    """The range from low to high with thin dashed edges, broken where it is not known; named in the
    legend where there is any."""
    edge = {"color": colours.role("axis"), "width": 1, "dash": "dash"}
    plain = {"x": x, "mode": "lines", "hoverinfo": "skip", "line": edge, "connectgaps": False}
    upper = gaps(high)
    fig.add_scatter(y=gaps(low), showlegend=False, **plain)
    fig.add_scatter(
        y=upper, showlegend=any(each is not None for each in upper), fill="tonexty",
        fillcolor=colours.role("band"), name=safe(name), **plain,
    )  # fmt: skip


def fan(fig: go.Figure, x: Sequence, rows: np.ndarray, colour: str, hovers: Sequence[str]) -> None:
    """What may come: the band of 90%, in it that of 50%, and the middle as a dotted line. rows: the
    5th, 25th, 50th, 75th and 95th of a hundred, a row a period."""
    plain = {"x": stamps(x), "mode": "lines", "connectgaps": False, "hoverinfo": "skip"}
    for low, high, shade, name in (
        (0, 4, colours.role("band"), "90 in 100 courses"),
        (1, 3, colours.role("axis"), "50 in 100"),
    ):
        edge = {"width": 1, "color": shade}
        fig.add_scatter(y=gaps(rows[:, low]), line=edge, showlegend=False, **plain)
        fig.add_scatter(
            y=gaps(rows[:, high]), line=edge, fill="tonexty", fillcolor=shade, name=name,
            showlegend=True, **plain,
        )  # fmt: skip
    middle = plain | {"hoverinfo": "text", "hovertext": list(hovers)}
    look = {"color": colour, "width": 2.5, "dash": "dot"}
    fig.add_scatter(y=gaps(rows[:, 2]), line=look, name="Middle", showlegend=True, **middle)


def plain_line(
    fig: go.Figure, x: Sequence, y: Numbers, colour: str, hovers: Sequence[str], **more: Any
) -> None:
    """A line without points, broken where a value is missing."""
    fig.add_scatter(
        x=stamps(x), y=gaps(y), mode="lines", connectgaps=False, hoverinfo="text",
        hovertext=list(hovers), line={"color": colour, "width": 2.5}, **more,
    )  # fmt: skip


def named_upright(
    fig: go.Figure, value: float, words: str, colour: str, *, line: int, dash: str, side: str
) -> None:
    """A line from bottom to top at the value, under all marks, named above the plot in that line of
    words; the words end ('right') or begin ('left') at it."""
    fig.add_shape(
        type="line", x0=value, x1=value, y0=0, y1=1, yref="paper", layer="below",
        line={"color": colour, "width": 1.5, "dash": dash},
    )  # fmt: skip
    fig.add_annotation(
        x=value, y=1, yref="paper", yanchor="bottom", yshift=19 * line, showarrow=False,
        text=safe(words), xanchor=side, xshift=4 if side == "right" else -4,
        font={"size": TEXT_SIZE - 1},
    )  # fmt: skip


def spans(
    fig: go.Figure,
    ends: Sequence[tuple[Any, Any, float]],
    look: tuple[str, float, str],
    name: str,
    hovers: Sequence[str],
) -> None:
    """Lying lines from one value to another at a height: (from, to, height) each, as one trace that
    the legend names. look: colour, width in pixels and dash. hovers: one a line."""
    if not ends:
        return
    colour, width, dash = look
    x, y, told = [], [], []
    for (start, end, height), text in zip(ends, hovers, strict=True):
        x += [start, end, None]
        y += [height, height, None]
        told += [text, text, ""]
    fig.add_scatter(
        x=x, y=y, mode="lines", name=name, hoverinfo="text", hovertext=told, connectgaps=False,
        line={"color": colour, "width": width, "dash": dash}, showlegend=bool(name),
    )  # fmt: skip
