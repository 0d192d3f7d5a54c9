"""Where the differences lie: areas by their outlines where they are known, else as equal squares;
darker is higher, and an edge in colour marks who stands apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz import ask
from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import colours
from sendviz.kit.shapes import Ring, Rings, Spot, on_paper, outer_rings, roomiest
from sendviz.kit.template import figure, hover, lines_of, nothing, safe, wrapped
from sendviz.kit.values import (
    STANDS_APART,
    Sign,
    blank_of,
    is_under,
    standing_sign,
    value_parts,
)
from sendviz.kit.words import number, percent, plural
from sendviz.panels.area_words import apart_heading
from sendviz.panels.areas import compare_with_whole
from sendviz.panels.captions import area_noun
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused

TITLE = "Where the differences lie"
MAP_NOTE = (
    "Darker is higher. An edge in colour: it differs from the whole, thick where that is beyond "
    "doubt."
)
TILES = Path(__file__).resolve().parents[2] / "data" / "areas" / "tiles.csv"
TEXT = 13
NAME_WIDTH, SIGN_WIDTH = 12, 9
# Tiles: their side in pixels, and the gap around each as a part of it.
SIDE, GAP = 122, 0.03
# Outlines, in pixels: two widths for which labels are laid out, a letter, a line, more for the
# large one.
WIDE, NARROW = 520, 340
LETTER, LINE, LARGE = 6.9, 18, 6
KEY_LETTER, KEY_LINE = 7.0, 20
ROOM = 0.6  # of the label's height that the outline must be away from its middle
# The key of the shades under the map, in pixels.
SWATCH, RAMP = 26, 12


class Line(NamedTuple):
    """A line of a label: its letters alone, and with markup."""

    letters: str
    markup: str


@dataclass(frozen=True, eq=False)
class Place:
    """One area on the map: its row, the words of its value, its standing, and the colour of its
    ground."""

    row: Row
    text: str
    standing: str
    ground: str

    @property
    def sign(self) -> Sign:
        """The sign of its standing."""
        return standing_sign(self.standing)

    @property
    def is_apart(self) -> bool:
        """Whether it stands, perhaps, apart from the whole."""
        return self.standing in STANDS_APART

    @property
    def is_sure(self) -> bool:
        """Whether it stands apart for sure: its edge is thick."""
        return self.is_apart and "open" not in self.sign.marker

    @property
    def tint(self) -> str:
        """The colour of its edge."""
        return colours.role(self.sign.colour_role if self.is_apart else "axis")

    @property
    def compared(self) -> Sign | None:
        """The sign where it has a value that was held against the whole."""
        told = not blank_of(self.row) and self.standing != "not_compared"
        return self.sign if told else None

    @property
    def hover(self) -> str:
        """Its hover text."""
        return hover(self.row.area, self.text, self.sign.word)


@or_refused
def map_panel(records: Records, id: str, scheme: str, *, narrow: bool = False) -> Panel:
    """The areas where they lie, the darker the higher, with who stands apart as the heading: their
    outlines if most have one, else the tiles; nothing where there is neither, and of middles in
    bands. narrow: laid out for a phone."""
    seen = compare_with_whole(records, id, scheme)
    if seen.answer.in_bands:
        return NOTHING
    outlines, standing = _outlines(records, seen.answer, scheme), seen.spread.standing
    tiles = tile_places(records.selection.council, seen.answer)
    notes = [MAP_NOTE]
    if outlines:
        width = NARROW if narrow else WIDE
        borders = _borders(records) if scheme == "district" else ()
        drawn = outline_map(seen.answer, outlines, standing, width=width, borders=borders)
        kind = "outlines"
        notes += [f"Thick grey lines: {plural(area_noun(records, 'locality'))}."] * bool(borders)
    elif tiles:
        drawn, kind = tile_map(seen.answer, tiles, standing), "tiles"
    else:
        return NOTHING
    title = apart_heading(seen.spread, records.council, seen.noun) or TITLE
    return charted(
        records, f"map_{id}_{scheme}", title, drawn, [seen.answer], kind, notes=[" ".join(notes)]
    )


def _outlines(records: Records, answer: Answer, scheme: str) -> Rings:
    """By area name, without the edges between its own parts; empty unless more than half of the
    areas have one."""
    names, ids = answer.placed.areas, answer.area_ids
    known = ask.outlines(records.store, records.selection.council, scheme)
    found = {name: outer_rings(known[ids[name]]) for name in names if ids.get(name) in known}
    return found if 2 * len(found) > len(names) else {}


def _borders(records: Records) -> Sequence[Sequence[Ring]]:
    """The outlines of the council's localities, where one is made of several districts."""
    known = [
        ask.outlines(records.store, records.selection.council, scheme)
        for scheme in ("locality", "district")
    ]
    localities, districts = known
    if len(localities) == len(districts):
        return ()
    return [outer_rings(rings) for rings in localities.values()]


def tile_places(la_code: str, answer: Answer) -> dict[str, tuple[int, int]]:
    """By area name, (column from the west, row from the north); without a layout empty."""
    places = _tiles(la_code)
    return {name: places[id] for name, id in answer.area_ids.items() if id in places}


@cache
def _tiles(la_code: str) -> Mapping[str, tuple[int, int]]:
    found = pd.read_csv(TILES, dtype={"la_code": str, "area_code": str})
    mine = found[found["la_code"] == la_code].itertuples(index=False)
    return {row.area_code: (int(row.column), int(row.row)) for row in mine}


def _places(
    answer: Answer, known: Mapping[str, object], standing: Mapping[str, str]
) -> dict[str, Place]:
    """By name, the areas that are known to lie somewhere."""
    rows = [row for row in answer.rows if row.area in known]
    low, high = _ends(rows)
    return {
        row.area: Place(
            row,
            answer.text(row),
            standing.get(row.area, "not_compared"),
            colours.role("hollow")
            if blank_of(row)
            else colours.shade((row.value - low) / max(high - low, 1e-9)),
        )
        for row in rows
    }


def _ends(rows: Sequence[Row]) -> tuple[float, float]:
    """The lowest and the highest value."""
    values = [float(row.value) for row in rows if not blank_of(row)]
    return min(values, default=0.0), max(values, default=0.0)


def tile_map(
    answer: Answer, layout: Mapping[str, tuple[int, int]], standing: Mapping[str, str]
) -> go.Figure:
    """One tile an area: its name, value, counts, and a shape with a word for its standing.

    layout: by area name, (column from the west, row from the north). Areas without a place are
    left out; the table has them.
    """
    found = _places(answer, layout, standing)
    if not found:
        return nothing("These areas have no place on the map.")
    columns, down = (max(layout[name][side] for name in found) + 1 for side in (0, 1))
    fig = figure(SIDE * down + 8)
    for name, place in found.items():
        _tile(fig, answer.measure, place, layout[name])
    fig.update_xaxes(visible=False, range=[0, columns])
    fig.update_yaxes(visible=False, range=[down, 0])
    fig.update_layout(margin={"l": 0, "r": 0, "t": 4, "b": 4})
    return fig


def _tile(fig: go.Figure, m: Measure, place: Place, at: tuple[int, int]) -> None:
    column, down = at
    fig.add_shape(
        type="rect",
        x0=column + GAP,
        x1=column + 1 - GAP,
        y0=down + GAP,
        y1=down + 1 - GAP,
        fillcolor=place.ground,
        line={"color": place.tint, "width": 4 if place.is_sure else 2},
        layer="below",
    )
    fig.add_annotation(
        x=column + 0.5,
        y=down + 0.5,
        text=_joined(label_lines(m, place)),
        showarrow=False,
        font={"size": TEXT},
        hovertext=place.hover,
    )


def label_lines(m: Measure, place: Place) -> list[Line]:
    """Name, value, counts, and the sign with its word."""
    return [*_named(place), *value_lines(m, place.row, place.text), *sign_lines(place)]


def short_lines(m: Measure, place: Place) -> list[Line]:
    """Name, and the sign with the value: the key tells the rest."""
    first, *_ = value_lines(m, place.row, place.text)
    mark = f"{place.sign.shape} " if place.compared else ""
    return [*_named(place), Line(mark + first.letters, mark + first.markup)]


def _named(place: Place) -> list[Line]:
    return [Line(each, f"<b>{safe(each)}</b>") for each in lines_of(place.row.area, NAME_WIDTH)]


def value_lines(m: Measure, row: Row, text: str) -> list[Line]:
    """The value large, its counts beneath it; text: the value in words, of a share without a
    percentage, or why there is none."""
    if m.is_fraction and not blank_of(row) and not is_under(row):
        share = percent(row.value)
        counts = f"{number(row.numerator)} of {number(row.denominator)}"
        return [Line(share, f'<span style="font-size:1.35em">{share}</span>'), Line(counts, counts)]
    return _plain(text, NAME_WIDTH if blank_of(row) else NAME_WIDTH + 2)


def sign_lines(place: Place) -> list[Line]:
    """The shape in its colour, and its word; none where the area was not compared."""
    if place.compared is None:
        return []
    first, *rest = _plain(place.sign.word, SIGN_WIDTH)
    return [Line(*2 * (f"{place.sign.shape} {first.markup}",)), *rest]


def _plain(text: str, width: int) -> list[Line]:
    return [Line(each, safe(each)) for each in lines_of(text, width)]


def outline_map(
    answer: Answer,
    outlines: Rings,
    standing: Mapping[str, str],
    *,
    width: int = WIDE,
    borders: Sequence[Sequence[Ring]] = (),
) -> go.Figure:
    """One outline an area, filled by its value: its name, value, counts, and a shape with a word
    for its standing; what has no room there is told under the map.

    outlines: by area name, rings of [longitude, latitude]. Areas without one are left out; the
    table has them. borders: outlines of larger areas, drawn over them. The map is drawn as plain
    lines, so that nothing is fetched from elsewhere.
    """
    found = _places(answer, outlines, standing)
    if not found:
        return nothing("No outline of these areas is loaded.")
    drawn = {name: outlines[name] for name in found}
    over = {f"\0{place}": rings for place, rings in enumerate(borders)}
    flat, high = on_paper(drawn | over, width)
    fig = figure(width)
    for name, place in found.items():
        _ground(fig, place, flat[name])
    for name in over:
        _line(fig, flat[name], colours.role("quiet_text"), 2)
    for name, place in found.items():
        if place.is_apart:
            edge = 3 if place.is_sure else 1.5
            _line(fig, flat[name], colours.role("hollow"), edge + 3)
            _line(fig, flat[name], place.tint, edge)
    lines = _key(fig, _labels(fig, answer.measure, found, flat), width)
    _shades(fig, answer, list(found.values()), high)
    deep = high + RAMP * 3
    fig.update_xaxes(visible=False, range=[0, width], constrain="domain")
    fig.update_yaxes(
        visible=False, range=[deep, 0], scaleanchor="x", scaleratio=1, constrain="domain"
    )
    below = KEY_LINE * lines + 12 * bool(lines)
    fig.update_layout(height=round(deep) + below + 8, margin={"l": 0, "r": 0, "t": 4, "b": below})
    return fig


def _ground(fig: go.Figure, place: Place, rings: Sequence[np.ndarray]) -> None:
    """The area in the colour of its value, with a thin edge."""
    x, y = (_with_breaks([ring[:, side] for ring in rings]) for side in (0, 1))
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"width": 1, "color": colours.role("axis")},
        fill="toself",
        fillcolor=place.ground,
        hoveron="fills",
        hoverinfo="text",
        name=safe(place.row.area),
        text=place.hover,
        showlegend=False,
    )


def _line(fig: go.Figure, rings: Sequence[np.ndarray], colour: str, width: float) -> None:
    x, y = (_with_breaks([ring[:, side] for ring in rings]) for side in (0, 1))
    line = {"color": colour, "width": width}
    fig.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _shades(fig: go.Figure, answer: Answer, places: Sequence[Place], top: float) -> None:
    """The key of the shades: the lowest value on the left, the highest on the right; none where all
    are alike."""
    rows = [place.row for place in places if not blank_of(place.row)]
    low, high = _ends(rows)
    if low == high:
        return
    for step, pair in enumerate(colours.SHADES):
        left = step * SWATCH + 1
        fig.add_shape(
            type="rect", x0=left, x1=left + SWATCH, y0=top + RAMP, y1=top + 2 * RAMP,
            fillcolor=pair.light, line={"width": 1, "color": colours.role("axis")},
        )  # fmt: skip
    lowest, highest = (
        " ".join(value_parts(answer.measure, end(rows, key=lambda row: row.value))[:1])
        for end in (min, max)
    )
    fig.add_annotation(
        x=len(colours.SHADES) * SWATCH + 8,
        y=top + 1.5 * RAMP,
        text=safe(f"{lowest} to {highest}: darker is higher"),
        xanchor="left",
        showarrow=False,
        font={"size": TEXT},
    )


def _with_breaks(parts: Sequence[np.ndarray]) -> list[float | None]:
    """One line with a break between rings."""
    return [each for part in parts for each in (*np.round(part, 1).tolist(), None)][:-1]


def _labels(
    fig: go.Figure,
    m: Measure,
    found: Mapping[str, Place],
    flat: Mapping[str, Sequence[np.ndarray]],
) -> list[str]:
    """Write into every area what has room there: all, or its name and value, or a number; what is
    left is told in the lines of the key that come back."""
    key: list[str] = []
    numbered = 0
    for name, place in found.items():
        lines = label_lines(m, place)
        spot = _room(flat[name], lines)
        if spot is None:
            lines = short_lines(m, place)
            spot = _room(flat[name], lines)
            head = place.row.area
            if spot is None:
                numbered += 1
                mark = f" {place.sign.shape}" if place.compared else ""
                lines = [Line("", f"<b>{numbered}</b>{mark}")]
                spot = roomiest(flat[name], 1.6)
                head = f"{numbered} {head}"
            key.append(_key_line(head, place))
        fig.add_annotation(
            x=spot.x,
            y=spot.y,
            text=_joined(lines),
            showarrow=False,
            font={"size": TEXT},
            hovertext=place.hover,
        )
    return key


def _key_line(head: str, place: Place) -> str:
    sign = f", {place.sign.shape} {place.sign.word}" if place.compared else ""
    return f"{head}: {place.text}{sign}"


def _joined(lines: Sequence[Line]) -> str:
    return "<br>".join(line.markup for line in lines)


def _room(rings: Sequence[np.ndarray], lines: Sequence[Line]) -> Spot | None:
    """Where the label has room; None if nowhere."""
    wide = LETTER * max(len(line.letters) for line in lines)
    tall = LINE * len(lines) + LARGE
    spot = roomiest(rings, wide / tall)
    return spot if spot.reach >= ROOM * tall else None


def _key(fig: go.Figure, lines: Sequence[str], width: int) -> int:
    """What had no room in the areas, under the map; how many lines that takes."""
    told = [wrapped(line, int(width / KEY_LETTER)) for line in lines]
    if told:
        fig.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=0,
            yref="paper",
            yanchor="top",
            yshift=-8,
            text="<br>".join(told),
            align="left",
            showarrow=False,
            font={"size": TEXT + 1},
        )
    return sum(text.count("<br>") + 1 for text in told)
