"""The funnel: all councils by size, with the limits of chance around England's value."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sendviz.charts.compare.dots import kinds, legend_below, points
from sendviz.findings.compare import Comparison, Funnel
from sendviz.kit import colours, marks
from sendviz.kit.template import CHART_HEIGHT, figure, gaps, headroom, least, value_axis, wrapped
from sendviz.wording import compare as words


def council_funnel(c: Comparison, f: Funnel) -> go.Figure:
    """Every council by size and value, with limits around England's: 95% dashed, 99.8% solid."""
    m = c.series.measure
    fig = figure(CHART_HEIGHT + 60)
    top = headroom([*c.councils["value"], m.legal_limit.value if m.legal_limit else 0], least(m))
    top = min(top, 1.08) if m.is_fraction else top
    _limits(fig, f, top)
    for kind in (2, 1, 0):
        points(fig, c, kind, c.councils[kinds(c) == kind], ("denominator", "value"))
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
    legend_below(fig, CHART_HEIGHT - 80)
    fig.update_layout(margin={"t": 16, "r": 16, "b": 96}, legend={"y": -0.22})
    return fig


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
