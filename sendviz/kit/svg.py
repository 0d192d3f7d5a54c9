"""Figures as SVG, made here and not in the browser: of plotly's figures this draws what the house's
use, and refuses anything else.

Text is text, what a mark says when pointed at is its <title>, colours are the light ones as plain
attributes, so that any program can show the picture; `dark_style` exchanges them on dark pages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import plotly.graph_objects as go

from sendviz.kit import colours, svg_marks
from sendviz.kit.svg_axes import Axis
from sendviz.kit.svg_layout import (
    EDGE,
    ENTRY_LINE,
    SAMPLE,
    SAMPLE_ROOM,
    TICK_GAP,
    TITLE_LINE,
    Entry,
    Label,
    Plot,
    Read,
    Spec,
    foot,
    laid_out,
    merged,
    place_of,
    read,
    template,
)
from sendviz.kit.svg_text import (
    BASELINE,
    Run,
    high,
    lines_of,
    one_line,
    plain,
    wide,
    wrapped,
    written,
)
from sendviz.kit.template import FONT, TEXT_SIZE

# The width of a phone, of half a desk's page, and of all of it: in pixels.
NARROW, HALF, WIDE = WIDTHS = (360, 560, 900)
# What is sent where it is known how wide the place is on a desk; each also fits a phone.
ONLY, BESIDE, ACROSS = (NARROW,), (NARROW, HALF), (NARROW, WIDE)
_NAMES = {ONLY: " sv-only", BESIDE: " sv-beside", ACROSS: " sv-across"}
PLACES = """
.sv-picture{container-type:inline-size;max-width:62rem;break-inside:avoid}
.sv-picture>div{display:none}
.sv-picture svg{display:block;width:100%;height:auto}
.sv-picture.sv-only>div{display:block}
@container (max-width:479.9px){.sv-picture>.sv-360{display:block}}
@container (min-width:480px) and (max-width:759.9px){.sv-picture>.sv-560{display:block}}
@container (min-width:760px){.sv-picture>.sv-900,.sv-beside>.sv-560{display:block}}
@container (min-width:480px) and (max-width:599.9px){.sv-across>.sv-360{display:block}}
@container (min-width:600px) and (max-width:759.9px){.sv-across>.sv-900{display:block}}
"""
XMLNS = ' xmlns="http://www.w3.org/2000/svg"'  # of a file; within a page it says nothing
AROUND, TITLE_SIZE = 16, 20
_TITLE = re.compile(r"<title>[^<]*</title>")


def chart(figure: go.Figure, width: int, alt: str) -> str:
    """The figure as one <svg> of that width in pixels, as high as it needs. alt: what it shows, in
    words.

    Raises ValueError for what no figure of the house has used before.
    """
    return _chart(read(figure), width, alt)


def _chart(figure: Read, width: int, alt: str) -> str:
    plot = laid_out(figure, width)
    return _svg(plot.width, *plot.ends, alt, "".join(_drawn(plot)))


def saved(
    figure: go.Figure, alt: str, title: str, above: Sequence[str], below: Sequence[str]
) -> str:
    """The figure as a picture to take away: on white ground, the title in bold and paragraphs above
    it, others below it.

    Raises as `chart`.
    """
    plot = laid_out(read(figure), WIDE)
    first, last = plot.ends
    head = _column((title,), True, TITLE_SIZE) + _column(above, False, TEXT_SIZE)
    foot = _column(below, False, TEXT_SIZE - 1)
    top = round(first - 2 * AROUND - sum(each.height for each in head))
    bottom = round(last + 2 * AROUND + sum(each.height for each in foot))
    ground = f'<path d="M0 {top}H{plot.width:g}V{bottom}H0Z" fill="{colours.LIGHT_GROUND}"/>'
    placed = (*_stacked(head, top + AROUND), *_stacked(foot, last + AROUND))
    body = (ground, *_drawn(plot), *map(_label, placed))
    return _svg(plot.width, top, bottom, alt, "".join(body))


def _svg(width: float, top: int, bottom: int, alt: str, body: str) -> str:
    return (
        f'<svg{XMLNS} role="img" aria-label="{html.escape(alt)}" '
        f'viewBox="0 {top} {width:g} {bottom - top}" width="{width:g}" height="{bottom - top}" '
        f'font-family="{html.escape(FONT)}">{body}</svg>'
    )


def _column(paragraphs: Sequence[str], bold: bool, size: float) -> list[Label]:
    """Paragraphs across the whole picture, not placed yet."""
    room = WIDE - 2 * AROUND
    look = (AROUND, 0.0, room, size, "left", colours.role("text"))
    return [
        Label(tuple(wrapped((Run(words, bold),), room, size)), *look)
        for words in paragraphs
        if words
    ]


def _stacked(labels: Sequence[Label], top: float) -> Iterator[Label]:
    for each in labels:
        yield replace(each, top=top)
        top += each.height


def responsive(figure: go.Figure, alt: str, widths: tuple[int, ...] = WIDTHS) -> str:
    """The figure in several widths, of which `style` shows the one that fits its place: all, or
    ONLY, BESIDE or ACROSS."""
    once = read(figure)
    drawn = {width: _chart(once, width, alt).replace(XMLNS, "") for width in widths}
    if widths != BESIDE:  # the narrow one is for phones, which cannot point at anything
        drawn[NARROW] = _TITLE.sub("", drawn[NARROW])
    parts = "".join(f'<div class="sv-{width}">{body}</div>' for width, body in drawn.items())
    told = f'<div class="sv-picture{_NAMES.get(widths, "")}">{parts}</div>'
    return told.replace("\n", "&#10;")  # an empty line would end it where it stands in Markdown


def style() -> str:
    """The style of `responsive`: which width is shown where, never larger than it reads well, and
    every colour's dark one where the page is dark; on screens only, since paper is white. Browsers
    of before 2024 do not know which look a page has, and go by the system's."""
    knows = _recoloured("light-dark({light},{dark})")
    older = f"@media screen and (prefers-color-scheme:dark){{{_recoloured('{dark}')}}}"
    return f"{PLACES}@media screen{{{knows}}}@supports not (color:light-dark(red,red)){{{older}}}"


def _recoloured(value: str) -> str:
    """A rule for each light colour; value: what stands instead of it, of {light} and {dark}."""
    return "".join(
        f".sv-picture [{kind}='{light}']{{{kind}:{value.format(light=light, dark=dark)}}}"
        for light, dark in colours.to_dark().items()
        for kind in ("fill", "stroke")
    )


def _drawn(plot: Plot) -> Iterator[str]:
    """From the ground up: grid, shapes beneath, traces, shapes above, texts, legend."""
    for axis in plot.axes.values():
        yield from _axis(plot, axis)
    shapes = plot.layout.get("shapes", ())
    yield from (_shape(plot, each) for each in shapes if each.get("layer") == "below")
    yield from _traces(plot)
    yield from (_shape(plot, each) for each in shapes if each.get("layer") != "below")
    for label in plot.labels:
        yield _label(label)
    for entry in plot.legend:
        yield _entry(plot, entry)


# Axes


def _axis(plot: Plot, axis: Axis) -> Iterator[str]:
    if not axis.is_shown:
        return
    other = plot.axes[axis.look.get("anchor", "y" if axis.id[0] == "x" else "x")]
    if axis.look["showgrid"]:
        yield from _grid(axis, other)
    if axis.look.get("zeroline") and axis.low < 0 < axis.high:
        yield _across(axis, other, axis.pixel(0), axis.look["zerolinecolor"], 1.5)
    if axis.look["showline"]:
        yield _across(other, axis, other.start, axis.look["linecolor"], 1)
    if axis.is_named:
        yield from _tick_names(plot, axis, other)
    if axis.title:
        yield from _title(plot, axis)


def _grid(axis: Axis, other: Axis) -> Iterator[str]:
    for tick in axis.ticks:
        yield _across(axis, other, axis.pixel(tick.value), axis.look["gridcolor"], 1)


def _across(axis: Axis, other: Axis, at: float, colour: str, width: float) -> str:
    """A line at a pixel of one axis, along the whole other one."""
    ends = (at, other.start, at, other.end) if axis.id[0] == "x" else (
        other.start, at, other.end, at)  # fmt: skip
    return _line(ends, f'stroke="{colour}" stroke-width="{width:g}"')


def _line(ends: tuple[float, float, float, float], look: str) -> str:
    x1, y1, x2, y2 = ends
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" fill="none" {look}/>'


def _tick_names(plot: Plot, axis: Axis, other: Axis) -> Iterator[str]:
    colour = plot_text()
    for tick in axis.ticks:
        at, lines = axis.pixel(tick.value), lines_of(tick.text)
        for place, line in enumerate(lines):
            if axis.is_upright:
                down = (place - len(lines) / 2 + 0.5) * axis.size * 1.3 + axis.size * 0.35
                yield written(line, other.start - TICK_GAP, at + down, axis.size, "end", colour)
            else:
                half = wide(line, axis.size) / 2
                middle = min(max(at, half + EDGE), plot.width - EDGE - half)
                base = other.start + TICK_GAP + (place + BASELINE) * axis.size * 1.3
                yield written(line, middle, base, axis.size, "middle", colour)


def _title(plot: Plot, axis: Axis) -> Iterator[str]:
    size, lines = axis.look["title"]["font"]["size"], lines_of(axis.title)
    if axis.is_upright:
        middle = (axis.start + axis.end) / 2
        text = written(one_line(axis.title), 0, 0, size, "middle", plot_text())
        yield f'<g transform="translate({EDGE + size:.1f} {middle:.1f}) rotate(-90)">{text}</g>'
        return
    end = plot.bottom_of(axis) + foot(axis)
    for place, line in enumerate(reversed(lines)):
        base = end - place * TITLE_LINE - 7
        yield written(line, (axis.start + axis.end) / 2, base, size, "middle", plot_text())


def plot_text() -> str:
    """The colour of letters."""
    return colours.role("text")


# Traces and shapes


def _traces(plot: Plot) -> Iterator[str]:
    bars = [trace for trace, _, _ in plot.traces if trace["type"] == "bar"]
    mode = plot.layout.get("barmode", "group")
    reach = iter(svg_marks.lengths(bars, mode))
    drawn, before = [], None
    for trace, x, y in plot.traces:
        if trace["type"] == "bar":
            gap = plot.layout.get("bargap", template()["bargap"])
            boxes = svg_marks.boxes(trace, next(reach), x, y, gap)
            drawn.append((0, "".join(svg_marks.bar(trace, box) for box in boxes)))
            continue
        points = svg_marks.points_of(trace, x, y)
        body = _scatter(trace, points, before, x, y)
        drawn.append((trace.get("zorder", 0), body))
        before = points
    yield from (body for _, body in sorted(drawn, key=lambda pair: pair[0]))


def _scatter(trace: Spec, points: list, before: list | None, x: Axis, y: Axis) -> str:
    mode = trace["mode"]
    parts = []
    if trace.get("fill") == "toself":
        return svg_marks.outline(trace, points)
    if trace.get("fill") == "tonexty" and before:
        parts.append(svg_marks.between(trace, before, points))
    if "lines" in mode:
        parts.append(svg_marks.lines(trace, points))
    clipped = _clipped("".join(parts), x, y)
    marks = [svg_marks.spans(trace, x, y)]
    if "markers" in mode:
        marks += svg_marks.markers(trace, points)
    elif trace.get("hoverinfo") == "text":
        marks.append(svg_marks.touched(trace, points))
    return clipped + "".join(marks)


def _clipped(body: str, x: Axis, y: Axis) -> str:
    """Lines and ranges, of which only what lies within the plot is seen."""
    if not body:
        return ""
    left, right = sorted((x.start, x.end))
    top, bottom = sorted((y.start, y.end))
    wide, high = right - left + 2 * EDGE, bottom - top + 2 * EDGE
    place = f'x="{left - EDGE:.1f}" y="{top - EDGE:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    seen = f"{left - EDGE:.1f} {top - EDGE:.1f} {wide:.1f} {high:.1f}"
    return f'<svg {place} viewBox="{seen}">{body}</svg>'


def _shape(plot: Plot, shape: Spec) -> str:
    x0, x1 = (place_of(plot, shape[k], shape.get("xref", "x"), "x") for k in ("x0", "x1"))
    y0, y1 = (place_of(plot, shape[k], shape.get("yref", "y"), "y") for k in ("y0", "y1"))
    look = svg_marks.stroke(shape["line"])
    if shape["type"] == "line":
        return _line((x0, y0, x1, y1), look)
    corner = f'x="{min(x0, x1):.1f}" y="{min(y0, y1):.1f}"'
    size = f'width="{abs(x1 - x0):.1f}" height="{abs(y1 - y0):.1f}"'
    return f'<rect {corner} {size} fill="{shape.get("fillcolor", "none")}" {look}/>'


# Texts


def _label(label: Label) -> str:
    anchor = {"left": "start", "center": "middle", "right": "end"}[label.align]
    x = label.left + {"left": 0, "center": label.width / 2, "right": label.width}[label.align]
    y, parts = label.top, []
    for line in label.lines:
        tall = high(line, label.size)
        base = y + tall * BASELINE
        parts.append(written(line, x, base, label.size, anchor, label.colour, label.width))
        y += tall
    body = "".join(parts)
    if not label.hover:
        return body
    return f"<g><title>{html.escape(plain(label.hover), quote=False)}</title>{body}</g>"


def _entry(plot: Plot, entry: Entry) -> str:
    size = merged(plot.layout, "legend")["font"]["size"]
    middle = plot.legend_top + (entry.row + 0.5) * ENTRY_LINE
    left = entry.left + SAMPLE_ROOM
    room = plot.width - EDGE - left
    base, ink = middle + size * 0.35, plot_text()
    words = "".join(
        written(line, left, base + place * ENTRY_LINE, size, "start", ink, room)
        for place, line in enumerate(entry.lines)
    )
    return f"<g>{_sample(entry.trace, entry.left, middle)}{words}</g>"


def _sample(trace: Spec, left: float, middle: float) -> str:
    """What a trace looks like: its bar, ground, line or point."""
    if trace["type"] == "bar":
        look = trace["marker"]
        edge = f" {svg_marks.stroke(look['line'])}" if look.get("line") else ""
        corner = f'x="{left + 5:.1f}" y="{middle - 7:.1f}" width="16" height="14"'
        return f'<rect {corner} fill="{look["color"]}"{edge}/>'
    parts, ends = [], (left, middle, left + SAMPLE, middle)
    if trace.get("fillcolor"):
        corner = f'x="{left:.1f}" y="{middle - 7:.1f}" width="{SAMPLE}" height="14"'
        parts.append(f'<rect {corner} fill="{trace["fillcolor"]}"/>')
        ends = (left, middle - 7, left + SAMPLE, middle - 7)
    if "lines" in trace["mode"]:
        parts.append(_line(ends, svg_marks.stroke(trace["line"])))
    if "markers" in trace["mode"]:
        look = trace["marker"]
        symbol, size, colour = (svg_marks.first(look, each) for each in ("symbol", "size", "color"))
        colour = colour or trace["line"]["color"]
        parts.append(svg_marks.marker(left + SAMPLE / 2, middle, symbol, size, colour, look))
    return "".join(parts)
