"""Where everything of a figure stands in a picture of a given width: the area of the data, axes,
texts and legend. Nothing is cut: the picture grows as high as it must, texts are moved into it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import plotly.graph_objects as go

from sendviz.kit import svg_marks
from sendviz.kit.svg_axes import Axis, as_number, ends_of, thinned, ticks_of
from sendviz.kit.svg_text import Line, high, lines_of, one_line, squeezed, wide, wrapped
from sendviz.kit.template import TEMPLATE, TEXT_SIZE

Spec = Mapping[str, Any]
# Figures of several plots, and maps, are laid out for no less; narrower they are made smaller.
LEAST_OF_SEVERAL = 520
EDGE = 2
TICK_GAP, TITLE_LINE = 7, 24
ENTRY_LINE, SAMPLE, SAMPLE_ROOM, ENTRY_GAP = 23, 26, 32, 18


@dataclass(frozen=True)
class Label:
    """Lines of text in a box: where it stands in pixels, and how its lines stand in it."""

    lines: tuple[Line, ...]
    left: float
    top: float
    width: float
    size: float
    align: str
    colour: str
    hover: str = ""

    @property
    def height(self) -> float:
        """Of all lines."""
        return sum(high(line, self.size) for line in self.lines)


@dataclass(frozen=True)
class Entry:
    """What a legend says of one trace, from a row on."""

    trace: Spec
    lines: tuple[Line, ...]
    left: float
    row: int


@dataclass(frozen=True)
class Plot:
    """A figure laid out. Pixels count down from the top of the data's area, and from the left of
    the picture; left and right: of the data's area; traces: (trace, its axes)."""

    layout: Spec
    width: float
    left: float
    right: float
    height: float
    axes: Mapping[str, Axis]
    traces: tuple[tuple[Spec, Axis, Axis], ...]
    labels: tuple[Label, ...] = ()
    legend: tuple[Entry, ...] = ()
    legend_top: float = 0.0

    @property
    def ends(self) -> tuple[int, int]:
        """The top and the bottom of all that is drawn."""
        tops = [-6.0, *(each.top for each in self.labels)]
        bottoms = [self.foot, *(each.top + each.height for each in self.labels)]
        if self.legend:
            tops.append(self.legend_top)
            rows = self.legend[-1].row + len(self.legend[-1].lines)
            bottoms.append(self.legend_top + rows * ENTRY_LINE)
        return math.floor(min(tops)) - EDGE, math.ceil(max(bottoms)) + EDGE

    @property
    def foot(self) -> float:
        """The bottom of the lowest axis with its names and title."""
        lying = [each for each in self.axes.values() if not each.is_upright]
        return max(self.bottom_of(each) + foot(each) for each in lying) + 4

    def bottom_of(self, axis: Axis) -> float:
        """Where a lying axis is: at the foot of its plot."""
        return self.axes[axis.look.get("anchor", "y")].start


def foot(axis: Axis) -> float:
    """The height of the names and the title of a lying axis."""
    names = [len(lines_of(tick.text)) for tick in axis.ticks] if axis.is_named else []
    high_names = TICK_GAP + max(names) * axis.size * 1.3 if names else 0.0
    return high_names + (TITLE_LINE * len(lines_of(axis.title)) if axis.title else 0)


@dataclass(frozen=True)
class Read:
    """What is taken from a figure once, for every width: its layout, and its traces, whose x and y
    are numbers."""

    layout: Spec
    data: tuple[Spec, ...]


def read(figure: go.Figure) -> Read:
    """What of a figure is drawn. Raises ValueError for what is not drawn yet."""
    # Not the whole figure's: that one packs arrays for the browser.
    layout = figure.layout.to_plotly_json()
    data = [trace.to_plotly_json() for trace in figure.data]
    _refuse_unknown(layout, data)
    numbers = [{side: [as_number(v) for v in trace[side]] for side in "xy"} for trace in data]
    return Read(layout, tuple(a | b for a, b in zip(data, numbers, strict=True)))


def laid_out(figure: Read, width: float) -> Plot:
    """The figure in a picture of that width, or of the least that it can be laid out for."""
    layout, data = figure.layout, figure.data
    looks = _looks(layout)
    is_map = "scaleanchor" in looks["y"]
    if is_map or any("domain" in look and look["domain"][1] < 0.9 for look in looks.values()):
        width = max(width, LEAST_OF_SEVERAL)
    margin = merged(layout, "margin")
    height = _plot_height(layout, looks, margin)

    def axes_from(left: float) -> dict[str, Axis]:
        area = (left, width - margin["r"], height)
        return {id: _axis(id, look, data, area, layout) for id, look in looks.items()}

    axes = axes_from(margin["l"])
    left = max(margin["l"], max(_left_of_plot(each) for each in axes.values()) + EDGE)
    if left > margin["l"]:
        axes = axes_from(left)
    if is_map:
        axes = _same_scale(axes)
    traces = tuple(
        (each, axes[each.get("xaxis", "x")], axes[each.get("yaxis", "y")]) for each in data
    )
    plot = Plot(layout, width, left, width - margin["r"], height, axes, traces)
    labels = tuple(_label(plot, each) for each in layout.get("annotations", ()) if each.get("text"))
    return _with_legend(replace(plot, labels=labels))


def _refuse_unknown(layout: Spec, data: Sequence[Spec]) -> None:
    kinds = {trace["type"] for trace in data} - {"scatter", "bar"}
    kinds |= {shape["type"] for shape in layout.get("shapes", ())} - {"line", "rect"}
    beside = layout.get("barmode", "group") == "group"
    if beside and sum(trace["type"] == "bar" for trace in data) > 1:
        kinds.add("bars side by side")
    if kinds:
        raise ValueError(f"Not drawn by the server yet: {', '.join(sorted(kinds))}.")


@cache
def template() -> Spec:
    """The layout of the house's template."""
    return TEMPLATE.to_plotly_json()["layout"]


def merged(layout: Spec, name: str) -> dict[str, Any]:
    """A part of the layout, over the same part of the template."""
    return template().get(name, {}) | layout.get(name, {})


def _looks(layout: Spec) -> dict[str, dict]:
    """By id (x, y, x2 ...), the settings of each axis over those of the template."""
    found = {}
    for name in {"xaxis", "yaxis", *(name for name in layout if name[1:5] == "axis")}:
        own, usual = layout.get(name, {}), template()[name[:5]]
        both = {key: usual[key] | own[key] for key in ("title", "tickfont") if key in own}
        found[name[0] + name[5:]] = {**usual, **own, **both}
    return dict(sorted(found.items()))


def _plot_height(layout: Spec, looks: Mapping[str, dict], margin: Spec) -> float:
    """The height of the data's area: a figure of rows counts its pixels; else what is left of the
    figure's height by its axis and one line of a legend."""
    low, high = (looks["y"].get("range") or (0, 0))[:2]
    if not looks["y"].get("visible", True) and high == 0 and low > 2 * TEXT_SIZE:
        return float(low)
    x = looks["x"]
    feet = 0.0
    if x.get("visible", True):
        names = max((str(each).count("<br>") for each in x.get("ticktext") or ()), default=0)
        feet = TICK_GAP + (names + 1) * TEXT_SIZE * 1.3 + bool(x["title"].get("text")) * TITLE_LINE
    above = ENTRY_LINE if layout.get("showlegend") and merged(layout, "legend")["y"] >= 1 else 0
    return float(layout["height"] - max(margin["t"], above + 8) - max(margin["b"], feet))


def _axis(id: str, look: dict, traces: Sequence[Spec], area: tuple, layout: Spec) -> Axis:
    left, right, height = area
    low, high = ends_of(look, *_drawn_on(id, traces, layout))
    first, last = look.get("domain", (0.0, 1.0))
    if id.startswith("y"):
        start, end = (1 - first) * height, (1 - last) * height
    else:
        start, end = left + first * (right - left), left + last * (right - left)
    made = Axis(id, low, high, start, end, look)
    if not made.is_shown:
        return made
    made = replace(made, ticks=ticks_of(look, low, high, abs(end - start)))
    return made if made.is_upright else replace(made, ticks=thinned(made))


def _drawn_on(id: str, traces: Sequence[Spec], layout: Spec) -> tuple[list[float], bool]:
    """All values that are drawn along an axis, and whether bars stand on it."""
    side, name = id[0], f"{id[0]}axis"
    mine = [each for each in traces if each.get(name, side) == id]
    bars = [each for each in mine if each["type"] == "bar"]
    values = [v for each in mine if each not in bars for v in each[side]]
    for each in mine:
        if side == "y" and each.get("error_y"):
            spans = zip(
                each["y"], each["error_y"]["array"], each["error_y"]["arrayminus"], strict=True
            )
            values += [v + end for v, up, down in spans for end in (up, -down)]
    along = [each for each in bars if (each.get("orientation", "v") == "v") == (side == "y")]
    for reach in svg_marks.lengths(along, layout.get("barmode", "group")):
        values += [0.0, *(end for _, end in reach)]
    for each in (each for each in bars if each not in along):
        half = svg_marks.bar_width(each[side]) / 2
        values += [v + shift for v in each[side] for shift in (-half, half)]
    return values, bool(along)


def _left_of_plot(axis: Axis) -> float:
    """The room that an upright axis at the left needs for its names and its title."""
    if not axis.is_upright or not axis.is_shown:
        return 0.0
    names = [wide(line, axis.size) for tick in axis.ticks for line in lines_of(tick.text)]
    return (max(names) + TICK_GAP if names else 0) + (TITLE_LINE if axis.title else 0)


def _same_scale(axes: Mapping[str, Axis]) -> dict[str, Axis]:
    """The axes of a map: a step to the right is as long as one down, the map in the middle."""
    x, y = axes["x"], axes["y"]
    scale = min(abs(each.end - each.start) / abs(each.high - each.low) for each in (x, y))
    fitted = []
    for each in (x, y):
        spare = abs(each.end - each.start) - scale * abs(each.high - each.low)
        way = math.copysign(spare / 2, each.end - each.start)
        fitted.append(replace(each, start=each.start + way, end=each.end - way))
    return {"x": fitted[0], "y": fitted[1]}


# Texts


def place_of(plot: Plot, value: Any, ref: str, side: str) -> float:
    """The pixel of a place that a figure names: on an axis, of the whole area ('paper'), or of one
    plot ('y2 domain'), whose parts count from the left and from the bottom."""
    if ref == "paper":
        ends = (plot.left, plot.right) if side == "x" else (plot.height, 0.0)
    elif ref.endswith(" domain"):
        axis = plot.axes[ref.split()[0]]
        ends = (axis.start, axis.end)
    else:
        return plot.axes[ref].pixel(value)
    return ends[0] + float(value) * (ends[1] - ends[0])


def _label(plot: Plot, note: Spec) -> Label:
    """An annotation as a box within the picture, its lines broken where they are too long."""
    font = note.get("font", {})
    size = font.get("size", TEXT_SIZE)
    x = place_of(plot, note["x"], note.get("xref", "x"), "x") + note.get("xshift", 0)
    y = place_of(plot, note["y"], note.get("yref", "y"), "y") - note.get("yshift", 0)
    anchor, upright = note.get("xanchor", "center"), note.get("yanchor", "middle")
    room = _room(plot, note, x)
    told = lines_of(note["text"])
    lines = [part for line in told for part in wrapped(line, room, size)]
    usual = "center" if len(lines) == len(told) else anchor
    width = min(max(squeezed(line, room, size) for line in lines), room)
    height = sum(high(line, size) for line in lines)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[anchor]
    left = min(max(left, EDGE), plot.width - EDGE - width)
    top = y - {"top": 0.0, "middle": height / 2, "bottom": height}[upright]
    return Label(
        tuple(lines), left, top, width, size, note.get("align", usual),
        font.get("color", template()["font"]["color"]), note.get("hovertext", ""),
    )  # fmt: skip


def _room(plot: Plot, note: Spec, x: float) -> float:
    """How wide a text may be: as the picture; over one of several plots only as that."""
    starts = [each.start for each in plot.axes.values() if not each.is_upright]
    if len(starts) == 1 or note.get("xanchor") != "left":
        return plot.width - 2 * EDGE
    return min(each for each in (*starts, plot.width + ENTRY_GAP) if each > x + 1) - x - ENTRY_GAP


# The legend


def _with_legend(plot: Plot) -> Plot:
    """The plot with its legend: above all that stands over the data, or below its axis."""
    if not plot.layout.get("showlegend"):
        return plot
    look = merged(plot.layout, "legend")
    size = look["font"]["size"]
    named = [
        each for each, _, _ in plot.traces if each.get("showlegend", True) and each.get("name")
    ]
    named.sort(key=lambda each: each.get("legendrank", 1000))
    start = min(plot.left, 16.0)
    entries, at, row = [], start, 0
    for each in named:
        room = plot.width - EDGE - start - SAMPLE_ROOM
        lines = tuple(wrapped(one_line(each["name"]), room, size))
        width = SAMPLE_ROOM + max(wide(line, size) for line in lines)
        if at > start and at + width > plot.width - EDGE:
            at, row = start, row + 1
        entries.append(Entry(each, lines, at, row))
        row += len(lines) - 1
        at += width + ENTRY_GAP
    if not entries:
        return plot
    if look["y"] < 1:
        return replace(plot, legend=tuple(entries), legend_top=plot.foot + 4)
    clear = (look["y"] - 1) * max(plot.layout["height"] - 90, 60)
    over = min([0.0, *(each.top for each in plot.labels)])
    top = min(over - 4, -clear) - (row + 1) * ENTRY_LINE
    return replace(plot, legend=tuple(entries), legend_top=top)
