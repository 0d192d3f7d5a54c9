"""One council among all of England, drawn: all councils as dots, and by size."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.findings.councils import Comparison, Council, Funnel
from sendviz.kit import colours, layers, marks
from sendviz.kit.template import (
    CHART_HEIGHT,
    figure,
    headroom,
    least,
    nothing,
    safe,
    value_axis,
    wrapped,
)
from sendviz.kit.values import level_text, noun
from sendviz.kit.words import number
from sendviz.panels.councils import council_hover, councils_caption, missing_sentence
from sendviz.panels.panel import NOTHING, Panel

NO_INDEX_FUNNEL = "A funnel is drawn for shares and rates, not for an index of growth."
NO_COUNTS = (
    "No counts are published for this figure, so nobody can tell what chance alone would give. So "
    "there is no funnel, no interval, and no place in a list."
)
OURS, NEIGHBOUR, OTHER = range(3)
DOT, ROOM_ABOVE, ROOM_BELOW = 8, 66, 96
COLUMNS, MOST_HEIGHT = 40, 300
ROUND_WIDTHS = (1, 2, 2.5, 5, 10)


# All councils as dots


def council_strip_panel(c: Comparison) -> Panel:
    """All councils as dots along the values."""
    return Panel(
        "compare_strip",
        strip_title(c),
        councils_caption(c),
        figure=strip_figure(c),
        alt=strip_alt(c),
        notes=(strip_note(c),) if c.councils else (missing_sentence(c),),
    )


def strip_title(c: Comparison) -> str:
    """How many councils lie lower and higher."""
    own = c.council
    if not own.has_figure:
        return f"{len(c.councils)} councils; {own.name} has no figure"
    lower, higher = own.lowest - 1, own.highest - 1
    some = {0: "No council is", 1: "1 council is"}.get(lower, f"{number(lower)} councils are")
    return f"{some} lower than {own.name}, {number(higher) if higher else 'none'} higher"


def strip_note(c: Comparison) -> str:
    """How to read the strip, and who is not in it."""
    m = c.measure
    in_points = m.is_fraction or m.base_year
    unit = " points" if in_points else " weeks" if m.unit == "weeks" else ""
    columns = f"{number(column_width(c) * (100 if m.is_fraction else 1), 2)}{unit}"
    dots = f"Each dot is one council, in columns {columns} wide."
    return " ".join(each for each in (dots, neighbours_named(c), missing_sentence(c)) if each)


def neighbours_named(c: Comparison) -> str:
    """'Hollow, from the left: Kent 31%, Suffolk 40%.'; '' for none."""
    near = sorted((each for each in c.neighbours if each.has_figure), key=lambda n: n.row.value)
    named = [f"{each.name} {level_text(c.measure, each.row.value, each.row.denominator)}"
             for each in near]  # fmt: skip
    return f"Hollow, from the left: {', '.join(named)}." if named else ""


def strip_alt(c: Comparison) -> str:
    """The strip for those who cannot see it."""
    m, own = c.measure, f"{c.council.name}: {c.answer.text(c.council.row)}"
    values = _values(c)
    if not len(values):
        return f"No dots: no council has a figure. {own}."
    ends = (values.min(), *np.quantile(values, (0.25, 0.5, 0.75)), values.max())
    names = ("lowest", "lower quarter", "middle", "upper quarter", "highest")
    told = ", ".join(
        f"{name} {level_text(m, each)}" for name, each in zip(names, ends, strict=True)
    )
    return f"One dot for each of {len(values)} councils: {told}. {own}."


def strip_figure(c: Comparison) -> go.Figure:
    """One dot for each council, stacked in equal columns: ours filled, neighbours hollow.

    Nothing is scattered at random; the columns are the same however wide the screen is.
    """
    if not c.councils:
        return nothing("No council has a figure for this year.")
    edges = _column_edges(c)
    spots = _stacked(c, edges)
    tallest = max(height for _, _, height in spots) + 1
    step = min(DOT + 2, MOST_HEIGHT / tallest)
    fig = figure(round(tallest * step) + ROOM_ABOVE + ROOM_BELOW)
    for kind in (OURS, NEIGHBOUR, OTHER):
        mine = [each for each in spots if _kind(c, each[0]) == kind]
        councils, x, y = zip(*mine, strict=True) if mine else ((), (), ())
        draw_councils(fig, c, kind, councils, x, y)
    _name_lines(fig, c, float(edges[0]), float(edges[-1]))
    axis = value_axis(c.measure, edges[-1], edges[0])
    fig.update_xaxes(**axis | {"showgrid": False, "showline": True, "rangemode": "normal"})
    fig.update_yaxes(visible=False, range=[-0.9, tallest])
    _legend_below(fig, round(tallest * step))
    fig.update_layout(margin={"t": ROOM_ABOVE, "l": 14, "r": 18})
    return fig


def column_width(c: Comparison) -> float:
    """The width of the strip's columns, in the measure's unit."""
    edges = _column_edges(c)
    return float(edges[1] - edges[0])


def _values(c: Comparison) -> np.ndarray:
    return np.array([each.row.value for each in c.councils])


def _column_edges(c: Comparison) -> np.ndarray:
    """Edges of about 40 columns of a round width, from nought, or from the lowest for an index."""
    m, values = c.measure, _values(c)
    low = float(values.min()) if m.base_year else 0.0
    high = 1.0 if m.is_fraction and values.max() > 0.75 else float(values.max())
    raw = max(high - low, 1e-9) / COLUMNS
    size = 10 ** math.floor(math.log10(raw))
    width = next(size * each for each in ROUND_WIDTHS if size * each >= raw - 1e-12)
    first = math.floor(low / width + 1e-9)
    last = max(math.ceil(high / width - 1e-9), first + 1)
    return np.arange(first, last + 1) * width


def _stacked(c: Comparison, edges: np.ndarray) -> list[tuple[Council, float, int]]:
    """Every council with its column's middle and its height in it: ours, neighbours, others."""
    place = np.searchsorted(edges, _values(c) + 1e-12, side="right") - 1
    place = np.clip(place, 0, len(edges) - 2)
    order = sorted(
        zip(c.councils, place, strict=True),
        key=lambda pair: (pair[1], _kind(c, pair[0]), pair[0].row.value, pair[0].name),
    )
    found, heights = [], dict.fromkeys(map(int, place), 0)
    for council, column in order:
        middle = float((edges[column] + edges[column + 1]) / 2)
        found.append((council, middle, heights[column]))
        heights[column] += 1
    return found


def _name_lines(fig: go.Figure, c: Comparison, first: float, last: float) -> None:
    """Upright lines at ours, England and the legal limit, each named above the plot."""
    m, grey = c.measure, colours.role("comparator")
    known = ((c.council, colours.series(0), "solid"), (c.england, grey, "dash"))
    lines = [
        (each.row.value, f"{each.name} {level_text(m, each.row.value, each.row.denominator)}",
         colour, dash)
        for each, colour, dash in known
        if each.has_figure
    ]  # fmt: skip
    if m.legal_limit and m.legal_limit.value <= last:
        name = marks.limit_name(m, m.legal_limit)
        lines.append((m.legal_limit.value, name, colours.role("limit"), "solid"))
    for place, (value, words, colour, dash) in enumerate(lines):
        side = "right" if value > (first + last) / 2 else "left"
        layers.named_upright(fig, value, words, colour, line=place, dash=dash, side=side)


# Councils as dots, in both pictures


def _kind(c: Comparison, council: Council) -> int:
    if council.la_code == c.council.la_code:
        return OURS
    near = any(council.la_code == each.la_code for each in c.neighbours)
    return NEIGHBOUR if near else OTHER


def draw_councils(
    fig: go.Figure,
    c: Comparison,
    kind: int,
    councils: Sequence[Council],
    x: Sequence[float],
    y: Sequence[float],
) -> None:
    """The councils of one kind: ours filled and large, neighbours hollow, others grey."""
    blue = colours.series(0)
    name = (c.council.name, "Its neighbours", "Other councils")[kind]
    look = (
        {"size": 13, "color": blue, "line": {"width": 0}},
        {"size": DOT, "color": colours.role("hollow"), "line": {"width": 2, "color": blue}},
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
        hovertext=[council_hover(c.answer, each, each.name) for each in councils],
    )


def _legend_below(fig: go.Figure, plot: int) -> None:
    """The legend under the axis of a plot of this height in pixels."""
    fig.update_layout(
        showlegend=True,
        legend={"y": -44 / max(plot, 60), "yanchor": "top"},
        margin={"b": ROOM_BELOW - 20},
    )


# All councils by size


def shows_funnel(c: Comparison) -> bool:
    """Whether a funnel tells anything: where most councils lie outside the limits of chance, it
    shows no more than that they differ."""
    return c.funnel is not None and 2 * c.funnel.outside <= len(c.councils)


def council_funnel_panel(c: Comparison) -> Panel:
    """All councils by size, with the limits of chance; nothing where `no_funnel_words` says why."""
    if c.funnel is None or not shows_funnel(c):
        return NOTHING
    return Panel(
        "compare_funnel",
        funnel_title(c, c.funnel),
        councils_caption(c),
        figure=funnel_figure(c, c.funnel),
        alt=f"Funnel plot of {len(c.councils)} councils by number of {size_noun(c.measure)}. "
        f"{funnel_title(c, c.funnel)}. "
        f"{number(c.funnel.outside)} councils lie outside the 99.8% limits.",
        notes=(funnel_note(c, c.funnel),),
    )


def no_funnel_words(c: Comparison) -> str:
    """Why there is no funnel; '' where there is one."""
    if c.funnel is None:
        return NO_INDEX_FUNNEL if c.measure.base_year else NO_COUNTS
    if shows_funnel(c):
        return ""
    return (
        f"{number(c.funnel.outside)} of {len(c.councils)} councils differ from England by more "
        "than chance: so there is no funnel, which would show no more than that."
    )


def funnel_title(c: Comparison, f: Funnel) -> str:
    """Whether chance could put the council where it lies."""
    name, level = c.council.name, f.levels.get(c.council.name)
    if level is None:
        return f"{name} has no figure to place in the funnel"
    side = "above" if c.council.row.value > f.baseline else "below"
    if f.widened and level == "in_line":
        return f"{name} is in line once the usual spread of councils is allowed for"
    return {
        "in_line": f"{name} is in line with the rest: chance could put it there",
        "look": f"{name} lies {side} the 95% limit: worth a look",
        "different": f"{name} lies {side} England, more than chance explains",
    }[level]


def funnel_note(c: Comparison, f: Funnel) -> str:
    """How to read the funnel, and what the switch does."""
    england = level_text(c.measure, f.baseline)
    read = f"Dashed: 95% limits; solid: 99.8%, around England’s {england}."
    outside = f"{number(f.outside)} of {len(c.councils)} councils lie outside the 99.8% limits."
    if f.widened:
        spread = "The limits hold the usual spread, so they show who stands out even so."
    elif f.phi > 1:
        times = number(f.phi**0.5, 1)
        spread = f"Councils are spread {times} times as wide as by chance alone."
    else:
        spread = "That is what chance alone would give."
    return f"{read} {outside} {spread}"


def size_noun(m: Measure) -> str:
    """What the funnel's axis of sizes counts."""
    return "people aged 0 to 25" if m.unit == "per 1,000" else noun(m)


def funnel_figure(c: Comparison, f: Funnel) -> go.Figure:
    """Every council by size and value, with limits around England's: 95% dashed, 99.8% solid."""
    m = c.measure
    fig = figure(CHART_HEIGHT + 60)
    top = headroom([*_values(c), m.legal_limit.value if m.legal_limit else 0], least(m))
    top = min(top, 1.08) if m.is_fraction else top
    for (low, high), name, dash in ((f.outer, "99.8%", "solid"), (f.inner, "95%", "dash")):
        low, high = np.clip(low, 0, top), np.clip(high, 0, top)
        layers.limits_by_size(fig, f.sizes, low, high, f"{name} limits", dash)
    _draw_england(fig, f)
    for kind in (OTHER, NEIGHBOUR, OURS):
        mine = [each for each in c.councils if each.name in f.levels and _kind(c, each) == kind]
        x, y = [each.row.denominator for each in mine], [each.row.value for each in mine]
        draw_councils(fig, c, kind, mine, x, y)
    marks.add_level_lines(fig, m)
    most = float(f.sizes[-1])
    fig.update_xaxes(
        range=[-most * 0.02, most],
        showline=True,
        tickformat="~s" if most > 20000 else ",.0f",
        nticks=5,
        title={"text": wrapped(f"Number of {size_noun(m)}", 30)},
    )
    fig.update_yaxes(**value_axis(m, top))
    _legend_below(fig, CHART_HEIGHT - 80)
    fig.update_layout(margin={"t": 16, "r": 16, "b": 96}, legend={"y": -0.22})
    return fig


def _draw_england(fig: go.Figure, f: Funnel) -> None:
    """England's value over all sizes, named in the legend: limits and dots lie close to it."""
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
