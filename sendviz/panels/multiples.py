"""Is it getting better in each area? Small control charts, one an area, all on the same axes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sendviz import catalogue
from sendviz.ask import PUBLIC, Records
from sendviz.catalogue import Measure
from sendviz.findings.trend import Told, Trend, control_charts_by_month
from sendviz.kit import colours, layers
from sendviz.kit.marks import limit_name
from sendviz.kit.template import (
    TEXT_SIZE,
    date_axis,
    figure,
    headroom,
    least,
    nothing,
    safe,
    stamps,
    value_axis,
)
from sendviz.kit.words import capital, is_heading, joined, plural, small
from sendviz.panels import trend_words
from sendviz.panels.captions import area_noun
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused
from sendviz.panels.trend import PLAIN, drawn_limits, held_against, point_signs, point_texts
from sendviz.stats.spc import ControlChart

KINDS = ("share", "count", "stock", "ratio")
# In pixels: a plot, the words over it, the dates under the last ones.
PLOT, HEAD, FOOT = 130, 34, 44
BETWEEN = 0.06
TOO_FEW = "There is no area with enough figures for a chart."
Box = tuple[float, float, float, float]


def multiples_question(records: Records, id: str, scheme: str) -> str:
    """'Is it getting better in each quadrant?'; '' for measures that have no such charts."""
    m = catalogue.get(id)
    kinds = KINDS if records.role == PUBLIC else (*KINDS, "quantile", "mean")
    told = m.kind in kinds and m.has_history
    return f"Is it getting better in each {area_noun(records, scheme)}?" if told else ""


@or_refused
def multiples_panel(records: Records, id: str, scheme: str, *, narrow: bool = False) -> Panel:
    """A control chart an area; one beside the other, or one under the other where it is narrow.
    Nothing for measures that have no such charts."""
    if not multiples_question(records, id, scheme):
        return NOTHING
    found, noun = control_charts_by_month(records, id, by=scheme), area_noun(records, scheme)
    m, answer = found.answer.measure, found.answer
    places = {area: told for area, told in found.places.items() if area not in answer.buckets}
    return charted(
        records,
        f"multiples_{id}_{scheme}",
        multiples_heading(places, noun),
        small_charts(Trend(answer, places), columns=1 if narrow else 2),
        [answer],
        "multiples",
        marked=True,
        sentences=_where_not_named(places, noun),
        notes=[multiples_note(m, places)],
    )


def multiples_heading(places: Mapping[str, Told], area: str) -> str:
    """`multiples_sentence` where it can be read aloud; of many areas how many say what is said
    most: 'Of 12 districts, 5 getting worse, 4 no real change'."""
    told = multiples_sentence(places, area)
    if is_heading(told):
        return told
    most = Counter(trend_words.name(each) for each in places.values()).most_common(2)
    counts = ", ".join(f"{n} {name}" for name, n in most)
    return f"Of {len(places)} {plural(area)}, {counts}"


def _where_not_named(places: Mapping[str, Told], area: str) -> tuple[str, ...]:
    told = multiples_sentence(places, area)
    return () if multiples_heading(places, area) == told else (told,)


def multiples_sentence(places: Mapping[str, Told], area: str) -> str:
    """'Getting better: West. No real change: Mid and South.'"""
    groups: dict[str, list[str]] = {}
    for name, told in places.items():
        groups.setdefault(trend_words.name(told), []).append(name)
    if len(groups) == 1 and len(places) > 1:
        return f"{capital(next(iter(groups)))}: {all_of(len(places), area)}."
    return " ".join(f"{capital(word)}: {joined(names)}." for word, names in groups.items())


def all_of(n: int, area: str) -> str:
    """'both quadrants', 'all four quadrants'."""
    return f"both {plural(area)}" if n == 2 else f"all {small(n)} {plural(area)}"


def multiples_note(m: Measure, places: Mapping[str, Told]) -> str:
    """The shapes of small multiples with their words, and a legal limit that lies above them."""
    charts = [told.chart for told in places.values()]
    signs = {sign for told in places.values() for sign in point_signs(told) if sign != PLAIN}
    told = [f"{sign.shape} {sign.word}" for sign in sorted(signs, key=lambda sign: sign.word)]
    band = "" if m.at_a_date else " The band is the usual range."
    same = f"Same axes for all{': ' if told else ''}{joined(told)}.{band}"
    drawn = [x for chart in charts for x in (*chart.values, *chart.upper) if x == x]
    limit = m.legal_limit.value if m.legal_limit else 0
    above = m.is_fraction and drawn and limit > 1.08 * max(drawn)
    named = limit_name(m, m.legal_limit) if above and m.legal_limit else ""
    return f"{same} {named} (above these axes)." if named else same


def small_charts(found: Trend, *, columns: int = 2) -> go.Figure:
    """A plot for each area of `found.places`: its points, average and usual range; its name and
    verdict above it. Axes are the same in all plots."""
    m = found.answer.measure
    places = {name: told for name, told in found.places.items()
              if np.isfinite(told.chart.values).any()}  # fmt: skip
    if not places:
        return nothing(TOO_FEW)
    down = -(-len(places) // columns)
    height = down * (PLOT + HEAD) + FOOT
    fig = figure(height + 30)
    top = headroom([v for told in places.values() for v in _highest(m, told.chart)], least(m))
    starts = found.answer.frame.loc[found.answer.frame["area"].isin(places), "period_start"]
    for place, (name, told) in enumerate(places.items()):
        box = _box(place, columns, height)
        _plot(fig, told, {"xaxis": f"x{place + 1}", "yaxis": f"y{place + 1}"})
        dated = date_axis(starts, told.answer.grain, 4)
        dated["showticklabels"] = place + columns >= len(places)
        _axes(fig, place, box, dated, value_axis(m, top))
        _head(fig, name, told, box)
    fig.update_layout(margin={"t": 8, "b": 8}, showlegend=False)
    return fig


def _highest(m: Measure, chart: ControlChart) -> Sequence[float]:
    ends = np.concatenate([chart.values, layers.possible(m, chart.upper)])
    return ends[np.isfinite(ends)].tolist()


def _box(place: int, columns: int, height: int) -> Box:
    """Left, right, bottom and top of a plot, as parts of the figure."""
    width = (1 - BETWEEN * (columns - 1)) / columns
    left = (place % columns) * (width + BETWEEN)
    top = 1 - (place // columns) * (PLOT + HEAD) / height - HEAD / height
    return left, left + width, max(top - PLOT / height, 0.0), top


def _axes(fig: go.Figure, place: int, box: Box, dated: dict, valued: dict) -> None:
    left, right, bottom, upper = box
    fig.layout[f"xaxis{place + 1}"] = dated | {
        "automargin": False, "domain": [left, right], "anchor": f"y{place + 1}",
        "fixedrange": True, "showgrid": False, "linecolor": colours.role("axis"),
        "tickfont": {"size": TEXT_SIZE - 2}, "tickangle": 0,
    }  # fmt: skip
    fig.layout[f"yaxis{place + 1}"] = valued | {
        "domain": [bottom, upper], "anchor": f"x{place + 1}", "nticks": 3, "fixedrange": True,
        "gridcolor": colours.role("grid"), "zeroline": False, "tickfont": {"size": TEXT_SIZE - 2},
    }  # fmt: skip


def _head(fig: go.Figure, name: str, told: Told, box: Box) -> None:
    sign = trend_words.sign(told)
    mark = f'<span style="color:{colours.role(sign.colour_role)}">{sign.shape}</span>'
    fig.add_annotation(
        x=box[0],
        xref="paper",
        xanchor="left",
        y=box[3],
        yref="paper",
        yanchor="bottom",
        text=f"<b>{safe(name)}</b>  {mark} {safe(trend_words.name(told))}",
        showarrow=False,
        font={"size": TEXT_SIZE},
    )


def _plot(fig: go.Figure, told: Told, axes: Mapping[str, Any]) -> None:
    answer, chart = told.answer, told.chart
    x, signs, hovers = stamps(answer.frame["period_start"]), point_signs(told), point_texts(told)
    layers.usual_range(fig, x, drawn_limits(answer.measure, chart), **axes)
    layers.thread(fig, x, chart.values, 1.2, **axes)
    known = np.flatnonzero(np.isfinite(chart.values))
    layers.signed_points(
        fig,
        [x[place] for place in known],
        [float(chart.values[place]) for place in known],
        [signs[place] for place in known],
        [hovers[place] for place in known],
        size=6,
        star=8,
        cliponaxis=False,
        **axes,
    )
    held_against(fig, told, x, **axes)
