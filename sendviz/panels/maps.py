"""Where the differences lie: the council's districts by their outlines where they are loaded, else
as equal squares."""

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
from sendviz.kit.shapes import Rings, Spot, on_paper, roomiest
from sendviz.kit.template import figure, hover, lines_of, nothing, safe, wrapped
from sendviz.kit.values import STANDS_APART, Sign, blank_of, is_under, standing_sign
from sendviz.kit.words import number, percent
from sendviz.panels.areas import compare_with_whole
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused

TITLE = "Where the differences lie"
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
FILL, FAINT = 0.4, 0.18


class Line(NamedTuple):
    """A line of a label: its letters alone, and with markup."""

    letters: str
    markup: str


@dataclass(frozen=True, eq=False)
class Place:
    """One area on the map: its row, the words of its value, and its standing."""

    row: Row
    text: str
    standing: str

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
    """The areas where they lie, filled by how they stand: their outlines if most have one, else the
    tiles; nothing where there is neither, and of middles in bands. narrow: laid out for a phone."""
    seen = compare_with_whole(records, id, scheme)
    if seen.answer.in_bands:
        return NOTHING
    outlines, standing = _outlines(records, seen.answer, scheme), seen.spread.standing
    tiles = tile_places(records.selection.council, seen.answer)
    if outlines:
        width = NARROW if narrow else WIDE
        drawn, kind = outline_map(seen.answer, outlines, standing, width=width), "outlines"
    elif tiles:
        drawn, kind = tile_map(seen.answer, tiles, standing), "tiles"
    else:
        return NOTHING
    return charted(records, f"map_{id}_{scheme}", TITLE, drawn, [seen.answer], kind)


def _outlines(records: Records, answer: Answer, scheme: str) -> Rings:
    """By area name; empty unless more than half of the areas have one."""
    names, ids = answer.placed.areas, answer.area_ids
    known = ask.outlines(records.store, records.selection.council, scheme)
    found = {name: known[ids[name]] for name in names if ids.get(name) in known}
    return found if 2 * len(found) > len(names) else {}


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
    return {
        row.area: Place(row, answer.text(row), standing.get(row.area, "not_compared"))
        for row in answer.rows
        if row.area in known
    }


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
        fillcolor=colours.role("band"),
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
    name = [Line(each, f"<b>{safe(each)}</b>") for each in lines_of(place.row.area, NAME_WIDTH)]
    return [*name, *value_lines(m, place.row, place.text), *sign_lines(place)]


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
    shape = f"{place.sign.shape} {first.letters}"
    return [Line(shape, f"{_mark(place.sign)} {first.markup}"), *rest]


def _plain(text: str, width: int) -> list[Line]:
    return [Line(each, safe(each)) for each in lines_of(text, width)]


def _mark(sign: Sign) -> str:
    return f'<span style="color:{colours.role(sign.colour_role)}">{sign.shape}</span>'


def outline_map(
    answer: Answer, outlines: Rings, standing: Mapping[str, str], *, width: int = WIDE
) -> go.Figure:
    """One filled outline an area: its name, value, counts, and a shape with a word for its
    standing; where there is no room for them, a number, told under the map.

    outlines: by area name, rings of [longitude, latitude]. Areas without one are left out; the
    table has them. The map is drawn as plain lines, so that nothing is fetched from elsewhere.
    """
    found = _places(answer, outlines, standing)
    if not found:
        return nothing("No outline of these areas is loaded.")
    flat, high = on_paper({name: outlines[name] for name in found}, width)
    fig = figure(width)
    for name in sorted(found, key=lambda name: found[name].is_apart):
        _draw(fig, found[name], flat[name])
    numbered = _labels(fig, answer.measure, found, flat)
    lines = _key(fig, numbered, width)
    fig.update_xaxes(visible=False, range=[0, width], constrain="domain")
    fig.update_yaxes(
        visible=False, range=[high, 0], scaleanchor="x", scaleratio=1, constrain="domain"
    )
    below = KEY_LINE * lines + 12 * bool(lines)
    fig.update_layout(height=round(high) + below + 8, margin={"l": 0, "r": 0, "t": 4, "b": below})
    return fig


def _draw(fig: go.Figure, place: Place, rings: Sequence[np.ndarray]) -> None:
    """The ground, and over it the outline: a full one could not be seen through a pale ground."""
    x, y = (_with_breaks([ring[:, side] for ring in rings]) for side in (0, 1))
    plain = {"x": x, "y": y, "mode": "lines", "showlegend": False}
    fig.add_scatter(
        line={"width": 0, "color": place.tint},
        fill="toself",
        fillcolor=place.tint if place.is_apart else colours.role("band"),
        opacity=(FILL if place.is_sure else FAINT) if place.is_apart else 1.0,
        hoveron="fills",
        hoverinfo="text",
        name=safe(place.row.area),
        text=place.hover,
        **plain,
    )
    edge = {"color": place.tint, "width": 3 if place.is_sure else 1.5}
    fig.add_scatter(line=edge, hoverinfo="skip", **plain)


def _with_breaks(parts: Sequence[np.ndarray]) -> list[float | None]:
    """One line with a break between rings."""
    return [each for part in parts for each in (*np.round(part, 1).tolist(), None)][:-1]


def _labels(
    fig: go.Figure,
    m: Measure,
    found: Mapping[str, Place],
    flat: Mapping[str, Sequence[np.ndarray]],
) -> list[Place]:
    """Write every label that has room; the areas that got a number instead, in its order."""
    numbered: list[Place] = []
    for name, place in found.items():
        lines = label_lines(m, place)
        spot = _room(flat[name], lines)
        if spot is None:
            numbered.append(place)
            mark = f" {_mark(place.sign)}" if place.compared else ""
            lines = [Line("", f"<b>{len(numbered)}</b>{mark}")]
            spot = roomiest(flat[name], 1.6)
        fig.add_annotation(
            x=spot.x,
            y=spot.y,
            text=_joined(lines),
            showarrow=False,
            font={"size": TEXT},
            hovertext=place.hover,
        )
    return numbered


def _joined(lines: Sequence[Line]) -> str:
    return "<br>".join(line.markup for line in lines)


def _room(rings: Sequence[np.ndarray], lines: Sequence[Line]) -> Spot | None:
    """Where the label has room; None if nowhere."""
    wide = LETTER * max(len(line.letters) for line in lines)
    tall = LINE * len(lines) + LARGE
    spot = roomiest(rings, wide / tall)
    return spot if spot.reach >= ROOM * tall else None


def _key(fig: go.Figure, numbered: Sequence[Place], width: int) -> int:
    """What the numbers stand for, under the map; how many lines that takes."""
    told = [
        wrapped(
            f"{number} {place.row.area}: {place.text}"
            + (f", {place.sign.shape} {place.sign.word}" if place.compared else ""),
            int(width / KEY_LETTER),
        )
        for number, place in enumerate(numbered, start=1)
    ]
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
