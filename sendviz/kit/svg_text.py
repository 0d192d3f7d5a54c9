"""Text in pictures: the few tags that figures use, how wide it is, and SVG of it.

Widths are Helvetica's, the widest of the template's fonts: what fits by them fits in all.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

LINE = 1.3  # of the size
BOLDER = 1.06
SQUEEZE = 0.86  # as far as letters may be pushed together before a line is broken
BASELINE = 0.76  # of a line's height, from its top
# Thousandths of the size, from the space on. Source: Adobe's font metrics of Helvetica.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_WIDTH = {chr(32 + place): width for place, width in enumerate(_WIDTHS)} | {"\u00a0": 278}
_OTHER = 700
_TAG = re.compile(r"<(/?)(b|br|span)\b([^>]*)>")
_COLOUR = re.compile(r"color:(#[0-9a-f]{6})")
_SCALE = re.compile(r"font-size:([\d.]+)em")


@dataclass(frozen=True)
class Run:
    """Letters of one look; scale: of the size of the text."""

    text: str
    bold: bool = False
    colour: str = ""
    scale: float = 1.0


Line = tuple[Run, ...]


@lru_cache(maxsize=4096)
def lines_of(markup: str) -> tuple[Line, ...]:
    """The lines of a text of a figure, which knows <b>, <br> and <span style>."""
    lines: list[list[Run]] = [[]]
    looks, at = [Run("")], 0
    for tag in _TAG.finditer(markup):
        _add(lines, looks[-1], markup[at : tag.start()])
        at = tag.end()
        closes, name, attributes = tag.groups()
        if name == "br":
            lines.append([])
        elif closes:
            looks = looks[:-1] or looks
        else:
            looks.append(_look(looks[-1], name, attributes))
    _add(lines, looks[-1], markup[at:])
    return tuple(tuple(line) for line in lines)


def one_line(markup: str) -> Line:
    """A text of a figure with all its lines as one."""
    return lines_of(markup.replace("<br>", " "))[0]


def _add(lines: list[list[Run]], look: Run, text: str) -> None:
    if text:
        told = html.unescape(text).replace("  ", "\u00a0 ")
        lines[-1].append(replace(look, text=told))


def _look(now: Run, name: str, attributes: str) -> Run:
    if name == "b":
        return replace(now, bold=True)
    colour, scale = _COLOUR.search(attributes), _SCALE.search(attributes)
    return replace(
        now,
        colour=colour[1] if colour else now.colour,
        scale=float(scale[1]) if scale else now.scale,
    )


def plain(markup: str) -> str:
    """The words of a text of a figure, its lines as lines: for hovering."""
    return html.unescape(_TAG.sub(lambda tag: "\n" if tag[2] == "br" else "", markup))


def wide(line: Sequence[Run], size: float) -> float:
    """The width of a line in pixels."""
    return sum(_wide(run) for run in line) * size / 1000


def _wide(run: Run) -> float:
    letters = sum(_WIDTH.get(letter, _OTHER) for letter in run.text)
    return letters * run.scale * (BOLDER if run.bold else 1.0)


def high(line: Sequence[Run], size: float) -> float:
    """The height of a line in pixels."""
    return LINE * size * max([1.0, *(run.scale for run in line)])


def wrapped(line: Line, room: float, size: float) -> list[Line]:
    """The line as several where it is wider than the room even with its letters pushed together:
    broken between words, not within one."""
    if wide(line, size) * SQUEEZE <= room:
        return [line]
    lines: list[list[Run]] = [[]]
    for run in line:
        for word in re.findall(r"\S+\s*|\s+", run.text):
            piece = replace(run, text=word)
            held = (*lines[-1], replace(run, text=word.rstrip()))
            if lines[-1] and wide(held, size) > room:
                lines.append([])
            lines[-1].append(piece)
    return [tuple(each) for each in lines]


def squeezed(line: Line, room: float, size: float) -> float:
    """The width that a line takes: its own, or of the room, into which its letters are pushed."""
    return min(wide(line, size), room)


def written(
    line: Line,
    x: float,
    y: float,
    size: float,
    anchor: str,
    colour: str,
    room: float = math.inf,
) -> str:
    """A line of text as SVG. x: of its left end, middle or right end (anchor: start, middle, end);
    y: of its baseline. room: its letters are pushed together where they would be wider."""
    pushed = ""
    if wide(line, size) > room + 0.5:
        pushed = f' textLength="{room:.0f}" lengthAdjust="spacingAndGlyphs"'
    stands = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{stands} fill="{colour}"{pushed}>'
        f"{''.join(map(_span, line))}</text>"
    )


def _span(run: Run) -> str:
    look = ' font-weight="700"' if run.bold else ""
    look += f' fill="{run.colour}"' if run.colour else ""
    look += f' font-size="{run.scale:g}em"' if run.scale != 1 else ""
    text = html.escape(run.text, quote=False)
    return f"<tspan{look}>{text}</tspan>" if look else text
