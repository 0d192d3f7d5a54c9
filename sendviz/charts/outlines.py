"""A map of the areas as they lie, drawn from their outlines, with values and how each stands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.charts.shapes import Spot, roomiest
from sendviz.charts.tiles import NAME_WIDTH, is_apart, sign_words, tint, value_lines
from sendviz.kit import colours
from sendviz.kit.template import figure, hover, nothing, safe, wrapped
from sendviz.kit.values import blank_of
from sendviz.wording.fairness import standing_sign
from sendviz.wording.frames import rows, texts

WIDE, NARROW = 520, 340  # pixels for which the labels are laid out
TALLEST = 1.4  # of the width
TEXT, LETTER, LINE, LARGE = 13, 6.9, 18, 6
KEY_LETTER, KEY_LINE = 7.0, 20
ROOM = 0.6  # of the label's height that the outline must be away from its middle
FILL, FAINT = 0.4, 0.18
Rings = Mapping[str, Sequence[Sequence[Sequence[float]]]]


@dataclass(frozen=True)
class Piece:
    """One area on the map: its row, the words of its value, its standing and its rings in pixels
    of the width for which labels are laid out."""

    row: Row
    text: str
    standing: str
    rings: tuple[np.ndarray, ...]

    @property
    def name(self) -> str:
        """The area's name."""
        return str(self.row["area"])


def outline_map(
    m: Measure,
    frame: pd.DataFrame,
    outlines: Rings,
    standing: Mapping[str, str],
    width: int = WIDE,
) -> go.Figure:
    """One filled outline an area: its name, value, counts, and a shape with a word for its
    standing; where there is no room for them, a number, told under the map.

    outlines: by area name, rings of [longitude, latitude]. Areas without one are left out; the
    table has them. The map is drawn as plain lines, so that nothing is fetched from elsewhere.
    """
    told = zip(rows(frame), texts(m, frame), strict=True)
    known = {str(row["area"]): (row, text) for row, text in told if row["area"] in outlines}
    if not known:
        return nothing("No outline of these areas is loaded.")
    flat, high = _flat({name: outlines[name] for name in known}, width)
    pieces = [
        Piece(*known[name], standing.get(name, "not_compared"), rings)
        for name, rings in flat.items()
    ]
    fig = figure(width)
    for piece in sorted(pieces, key=lambda each: is_apart(each.standing)):
        _draw(fig, piece)
    key = _labels(fig, m, pieces)
    lines = _key(fig, key, width)
    fig.update_xaxes(visible=False, range=[0, width], constrain="domain")
    fig.update_yaxes(
        visible=False, range=[high, 0], scaleanchor="x", scaleratio=1, constrain="domain"
    )
    below = KEY_LINE * lines + 12 * bool(lines)
    fig.update_layout(height=round(high) + below + 8, margin={"l": 0, "r": 0, "t": 4, "b": below})
    return fig


def _flat(outlines: Rings, width: int) -> tuple[dict[str, tuple[np.ndarray, ...]], float]:
    """The rings in pixels from the north-west corner, and the height of all.

    A degree of longitude is narrower than one of latitude by the cosine of the latitude.
    """
    arrays = {
        name: [np.asarray(ring, dtype=float) for ring in rings] for name, rings in outlines.items()
    }
    points = np.concatenate([ring for rings in arrays.values() for ring in rings])
    narrower = math.cos(math.radians(float(points[:, 1].mean())))
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    across, up = max((east - west) * narrower, 1e-9), max(north - south, 1e-9)
    scale = min(width / across, TALLEST * width / up)
    left = (width - across * scale) / 2
    flat = {
        name: tuple(
            np.column_stack(
                [(ring[:, 0] - west) * narrower * scale + left, (north - ring[:, 1]) * scale]
            )
            for ring in rings
        )
        for name, rings in arrays.items()
    }
    return flat, float(up * scale)


def _draw(fig: go.Figure, piece: Piece) -> None:
    """The ground, and over it the outline: a full one could not be seen through a pale ground."""
    x, y = (_joined([ring[:, side] for ring in piece.rings]) for side in (0, 1))
    apart, open_sign = is_apart(piece.standing), "open" in standing_sign(piece.standing).marker
    colour = tint(piece.standing)
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"width": 0, "color": colour},
        fill="toself",
        fillcolor=colour if apart else colours.role("band"),
        opacity=(FAINT if open_sign else FILL) if apart else 1.0,
        hoveron="fills",
        hoverinfo="text",
        name=safe(piece.name),
        text=hover(piece.name, piece.text, standing_sign(piece.standing).word),
        showlegend=False,
    )
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colour, "width": 3 if apart and not open_sign else 1.5},
        hoverinfo="skip",
        showlegend=False,
    )


def _joined(parts: Sequence[np.ndarray]) -> list[float | None]:
    """One line with a break between rings."""
    return [each for part in parts for each in (*np.round(part, 1).tolist(), None)][:-1]


def _labels(fig: go.Figure, m: Measure, pieces: Sequence[Piece]) -> list[Piece]:
    """Write every label that has room; the areas that got a number instead, in its order."""
    numbered: list[Piece] = []
    for piece in pieces:
        lines = _lines(m, piece)
        spot = _room(piece, lines)
        if spot is None:
            numbered.append(piece)
            lines, spot = [_number(piece, len(numbered))], roomiest(piece.rings, 1.6)
        fig.add_annotation(
            x=spot.x,
            y=spot.y,
            text="<br>".join(lines),
            showarrow=False,
            font={"size": TEXT},
            hovertext=hover(piece.name, piece.text, standing_sign(piece.standing).word),
        )
    return numbered


def _lines(m: Measure, piece: Piece) -> list[str]:
    name = f"<b>{wrapped(piece.name, NAME_WIDTH)}</b>"
    return [*name.split("<br>"), *value_lines(m, piece.row), *_standing(piece)]


def _standing(piece: Piece) -> list[str]:
    if blank_of(piece.row) or piece.standing == "not_compared":
        return []
    return sign_words(standing_sign(piece.standing)).split("<br>")


def _room(piece: Piece, lines: Sequence[str]) -> Spot | None:
    """Where the label has room; None if nowhere."""
    wide = LETTER * max(len(_bare(line)) for line in lines)
    tall = LINE * len(lines) + LARGE
    spot = roomiest(piece.rings, wide / tall)
    return spot if spot.reach >= ROOM * tall else None


def _bare(line: str) -> str:
    """The letters of a line without its markup."""
    return "".join(part.rpartition(">")[2] for part in line.split("<"))


def _number(piece: Piece, number: int) -> str:
    words = _standing(piece)
    mark = words[0].partition("</span>")[0] + "</span>" if words else ""
    return f"<b>{number}</b> {mark}".strip()


def _key(fig: go.Figure, numbered: Sequence[Piece], width: int) -> int:
    """What the numbers stand for, under the map; how many lines that takes."""
    letters = int(width / KEY_LETTER)
    told = [
        wrapped(f"{number} {piece.name}: {piece.text}{_word(piece)}", letters)
        for number, piece in enumerate(numbered, start=1)
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


def _word(piece: Piece) -> str:
    sign = standing_sign(piece.standing)
    silent = blank_of(piece.row) or piece.standing == "not_compared"
    return "" if silent else f", {sign.shape} {sign.word}"
