"""What a figure's traces draw, as SVG: lines, ranges, points and bars, told when pointed at."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sendviz.kit import colours
from sendviz.kit.svg_axes import Axis
from sendviz.kit.svg_text import lines_of, plain, wide, written

Trace = Mapping[str, Any]
DASHES = {"dash": "7 5", "dot": "1.5 3.5", "dashdot": "7 4 1.5 4"}
# Of half the size. Source: plotly's own symbols, which equal sizes make look equally large.
STAR, DIAMOND = 1.4, 1.3
TOUCH = 7  # around a point of a line without points, in pixels
MOST_TOUCHED = 60
INSIDE_MARGIN = 3
INSIDE_SIZES = (14, 12)


@dataclass(frozen=True)
class Box:
    """A bar: its corners in pixels, what it says when pointed at, and the text within it."""

    left: float
    top: float
    right: float
    bottom: float
    hover: str = ""
    text: str = ""


def titled(shape: str, hover: str) -> str:
    """An element that says something when it is pointed at. shape: with its end '/>'."""
    if not hover:
        return shape
    words = html.escape(plain(hover), quote=False)
    return f"{shape[:-2]}><title>{words}</title></{shape[1 : shape.index(' ')]}>"


def stroke(look: Mapping[str, Any]) -> str:
    """The attributes of a line."""
    dash = DASHES.get(look.get("dash", "solid"))
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{look["color"]}" stroke-width="{look.get("width", 2):g}"{dashed}'


def hover_of(trace: Trace, place: int) -> str:
    """What the point at that place says."""
    told = trace.get("hovertext")
    return "" if told is None else told if isinstance(told, str) else told[place]


# Lines and ranges


def points_of(trace: Trace, x: Axis, y: Axis) -> list[tuple[float, float]]:
    """The pixel of each point; not a number where a value is missing."""
    return [(x.pixel(a), y.pixel(b)) for a, b in zip(trace["x"], trace["y"], strict=True)]


def stretches(points: Sequence[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """The points without a break between them."""
    held: list[tuple[float, float]] = []
    for point in points:
        if math.isnan(point[0]) or math.isnan(point[1]):
            if held:
                yield held
            held = []
        else:
            held.append(point)
    if held:
        yield held


def stepped(points: Sequence[tuple[float, float]], shape: str) -> list[tuple[float, float]]:
    """The corners of a line through the points: straight ('linear'), in steps at each point
    ('hv'), or in steps half way between two ('hvh')."""
    if shape == "linear":
        return list(points)
    corners = [points[0]]
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        turn = x1 if shape == "hv" else (x0 + x1) / 2
        corners += [(turn, y0), (turn, y1), (x1, y1)] if shape == "hvh" else [(x1, y0), (x1, y1)]
    return corners


def path(corners: Sequence[tuple[float, float]]) -> str:
    """The corners as the text of a path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)


def lines(trace: Trace, points: Sequence[tuple[float, float]]) -> str:
    """The line of a trace, broken where a value is missing."""
    look = trace.get("line", {})
    shape = look.get("shape", "linear")
    drawn = "".join(path(stepped(each, shape)) for each in stretches(points))
    if not drawn or not look.get("width", 2):
        return ""
    return f'<path d="{drawn}" fill="none" {stroke(look)}/>'


def between(trace: Trace, low: Sequence, high: Sequence) -> str:
    """The ground between the line of a trace and that of the one before it."""
    shape = trace.get("line", {}).get("shape", "linear")
    both = [a if not math.isnan(b[1]) else b for a, b in zip(high, low, strict=True)]
    at = dict(low)
    drawn = ""
    for part in stretches(both):
        under = [(x, at[x]) for x, _ in part]
        corners = [*stepped(part, shape), *reversed(stepped(under, shape))]
        drawn += f"{path(corners)}Z"
    return f'<path d="{drawn}" fill="{trace["fillcolor"]}"/>' if drawn else ""


def outline(trace: Trace, points: Sequence[tuple[float, float]]) -> str:
    """The ground within closed lines; one within another is a hole."""
    drawn = "".join(f"{path(each)}Z" for each in stretches(points))
    faint = f' fill-opacity="{trace["opacity"]:g}"' if trace.get("opacity", 1) != 1 else ""
    shape = f'<path d="{drawn}" fill="{trace["fillcolor"]}" fill-rule="evenodd"{faint}/>'
    return titled(shape, trace.get("text") or "")


def touched(trace: Trace, points: Sequence[tuple[float, float]]) -> str:
    """Unseen points along a line, which say what it would say there; of many some."""
    each = -(-len(points) // MOST_TOUCHED)
    spots = "".join(
        titled(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{TOUCH}"/>', hover_of(trace, place))
        for place, (x, y) in enumerate(points)
        if place % each == 0 and not math.isnan(y)
    )
    return f'<g fill="none" pointer-events="all">{spots}</g>'


# Points


def markers(trace: Trace, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    """A shape for each point that has a value."""
    look = trace["marker"]
    for place, (x, y) in enumerate(points):
        if math.isnan(x) or math.isnan(y):
            continue
        symbol, size, colour = (_of(look, name, place) for name in ("symbol", "size", "color"))
        colour = colour or trace["line"]["color"]
        yield titled(marker(x, y, symbol, size, colour, look), hover_of(trace, place))


def first(look: Mapping[str, Any], name: str) -> Any:
    """One value of a look, of the first point where each has its own."""
    return _of(look, name, 0)


def _of(look: Mapping[str, Any], name: str, place: int) -> Any:
    value = look.get(name)
    return value if value is None or isinstance(value, (str, int, float)) else value[place]


def marker(x: float, y: float, symbol: str | None, size: float, colour: str, look: Mapping) -> str:
    """A shape around its middle."""
    name, _, is_open = (symbol or "circle").partition("-")
    edge = look.get("line", {})
    width = edge.get("width", 1 if is_open else 0)
    tint = colour if is_open or not isinstance(edge.get("color"), str) else edge["color"]
    ink = f'fill="{"none" if is_open else colour}"'
    ink += f' stroke="{tint}" stroke-width="{width:g}"' if width else ""
    ink += ' pointer-events="all"' if is_open else ""
    half = size / 2
    if name == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:g}" {ink}/>'
    if name == "square":
        return f'<path d="{_around(x, y, half * math.sqrt(2), 4, 45)}" {ink}/>'
    if name == "diamond":
        return f'<path d="{_around(x, y, half * DIAMOND, 4, 0)}" {ink}/>'
    if name == "star":
        return f'<path d="{_star(x, y, half * STAR)}" {ink}/>'
    raise ValueError(f"No marker '{symbol}' is drawn yet.")


def _around(x: float, y: float, reach: float, corners: int, turned: float) -> str:
    turns = [math.radians(360 / corners * each + turned) for each in range(corners)]
    return path([(x + reach * math.sin(t), y - reach * math.cos(t)) for t in turns]) + "Z"


def _star(x: float, y: float, reach: float) -> str:
    corners = []
    for each in range(10):
        turn, far = math.radians(36 * each), reach if each % 2 == 0 else reach * 0.382
        corners.append((x + far * math.sin(turn), y - far * math.cos(turn)))
    return path(corners) + "Z"


def spans(trace: Trace, x: Axis, y: Axis) -> str:
    """The upright lines of the intervals of a trace's points."""
    found = trace.get("error_y")
    if not found:
        return ""
    ends = zip(trace["x"], trace["y"], found["array"], found["arrayminus"], strict=True)
    drawn = "".join(
        f"M{x.pixel(at):.1f} {y.pixel(value - down):.1f}V{y.pixel(value + up):.1f}"
        for at, value, up, down in ends
        if value is not None and not math.isnan(up + down)
    )
    look = f'stroke="{found["color"]}" stroke-width="{found.get("thickness", 2):g}"'
    return f'<path d="{drawn}" fill="none" {look}/>' if drawn else ""


# Bars


def lengths(traces: Sequence[Trace], mode: str) -> list[list[tuple[float, float]]]:
    """From where to where each bar of each trace reaches, in values: on top of those before it
    where the figure stacks them, those below nought downwards."""
    reached: dict[tuple[Any, bool], float] = {}
    found = []
    for trace in traces:
        upright = trace.get("orientation", "v") == "v"
        heights, places = (trace["y"], trace["x"]) if upright else (trace["x"], trace["y"])
        bars = []
        for place, height in zip(places, heights, strict=True):
            key = (place, height < 0)
            base = reached.get(key, 0.0) if mode in ("stack", "relative") else 0.0
            bars.append((base, base + height))
            reached[key] = base + (0.0 if math.isnan(height) else height)
        found.append(bars)
    return found


def boxes(
    trace: Trace, reach: Sequence[tuple[float, float]], x: Axis, y: Axis, gap: float
) -> Iterator[Box]:
    """The bars of a trace in pixels; none where a value is missing."""
    upright = trace.get("orientation", "v") == "v"
    places = trace["x" if upright else "y"]
    given = trace.get("width") or bar_width(places) * (1 - gap)
    widths = given if isinstance(given, Sequence) else [given] * len(places)
    texts = trace.get("text")
    for place, (at, width, (base, end)) in enumerate(zip(places, widths, reach, strict=True)):
        if math.isnan(end):
            continue
        along, across = (y, x) if upright else (x, y)
        near, far = sorted((across.pixel(at - width / 2), across.pixel(at + width / 2)))
        low, high = sorted((along.pixel(base), along.pixel(end)))
        corners = (near, low, far, high) if upright else (low, near, high, far)
        yield Box(*corners, hover_of(trace, place), str(texts[place]) if texts else "")


def bar_width(places: Sequence[float]) -> float:
    """The least distance of two bars; of one bar a month, since only periods stand upright."""
    apart = sorted(set(places))
    return min((b - a for a, b in zip(apart, apart[1:], strict=False)), default=30.0)


def bar(trace: Trace, box: Box) -> str:
    """A bar with its text, where that has room in it."""
    look = trace["marker"]
    edge = f" {stroke(look['line'])}" if look.get("line") else ""
    shape = (
        f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{box.right - box.left:.1f}" '
        f'height="{box.bottom - box.top:.1f}" fill="{look["color"]}"{edge}/>'
    )
    return titled(shape, box.hover) + _inside(trace, box)


def _inside(trace: Trace, box: Box) -> str:
    (line,) = lines_of(box.text)
    room = box.right - box.left - 2 * INSIDE_MARGIN
    size = next((each for each in INSIDE_SIZES if wide(line, each) <= room), 0)
    if not box.text or not size:
        return ""
    middle, base = (box.left + box.right) / 2, (box.top + box.bottom) / 2 + size * 0.35
    colour = trace.get("insidetextfont", {}).get("color", colours.role("text"))
    return written(line, middle, base, size, "middle", colour, room)
