"""A map of equal squares: every district where it lies, with its value and how it stands."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import colours
from sendviz.kit.numbers import number, percent
from sendviz.kit.signs import Sign
from sendviz.kit.template import figure, hover, nothing, wrapped
from sendviz.kit.values import blank_of, blank_text, value_text
from sendviz.wording.fairness import standing_sign
from sendviz.wording.frames import rows, texts

SIDE = 122
GAP = 0.03
TEXT = 13
NAME_WIDTH, SIGN_WIDTH = 12, 9


def tiles(
    m: Measure,
    frame: pd.DataFrame,
    places: Mapping[str, tuple[int, int]],
    standing: Mapping[str, str],
) -> go.Figure:
    """One tile an area: its name, value, counts, and a shape with a word for its standing.

    places: by area name, (column from the west, row from the north). Areas without a place are
    left out; the table has them.
    """
    told = zip(rows(frame), texts(m, frame), strict=True)
    known = [(row, text) for row, text in told if row["area"] in places]
    if not known:
        return nothing("These areas have no place on the map.")
    columns, down = (max(places[row["area"]][i] for row, _ in known) + 1 for i in (0, 1))
    fig = figure(SIDE * down + 8)
    for row, text in known:
        _tile(fig, m, row, text, places[row["area"]], standing.get(row["area"], "not_compared"))
    fig.update_xaxes(visible=False, range=[0, columns])
    fig.update_yaxes(visible=False, range=[down, 0])
    fig.update_layout(margin={"l": 0, "r": 0, "t": 4, "b": 4})
    return fig


def _tile(
    fig: go.Figure, m: Measure, row: Row, text: str, place: tuple[int, int], standing: str
) -> None:
    sign, (column, down) = standing_sign(standing), place
    apart = is_apart(standing)
    fig.add_shape(
        type="rect",
        x0=column + GAP,
        x1=column + 1 - GAP,
        y0=down + GAP,
        y1=down + 1 - GAP,
        fillcolor=colours.role("band"),
        line={"color": tint(standing), "width": 4 if apart and "open" not in sign.marker else 2},
        layer="below",
    )
    words = "" if blank_of(row) or standing == "not_compared" else sign_words(sign)
    lines = [f"<b>{wrapped(row['area'], NAME_WIDTH)}</b>", *value_lines(m, row), words]
    fig.add_annotation(
        x=column + 0.5,
        y=down + 0.5,
        text="<br>".join(each for each in lines if each),
        showarrow=False,
        font={"size": TEXT},
        hovertext=hover(str(row["area"]), text, sign.word),
    )


def is_apart(standing: str) -> bool:
    """Whether an area stands, perhaps, apart from the whole."""
    return standing not in ("similar", "not_compared")


def tint(standing: str) -> str:
    """The colour of an area's edge."""
    return colours.role(standing_sign(standing).colour_role if is_apart(standing) else "axis")


def sign_words(sign: Sign) -> str:
    """The shape in its colour, and its word."""
    mark = f'<span style="color:{colours.role(sign.colour_role)}">{sign.shape}</span>'
    return f"{mark} {wrapped(sign.word, SIGN_WIDTH)}"


def value_lines(m: Measure, row: Row) -> list[str]:
    """The value large, its counts beneath it; or why there is none."""
    if blank_of(row):
        return [wrapped(blank_text(blank_of(row), short=True), NAME_WIDTH)]
    if m.is_fraction:
        counts = f"{number(row['numerator'])} of {number(row['denominator'])}"
        return [f'<span style="font-size:1.35em">{percent(row["value"])}</span>', counts]
    return [wrapped(value_text(m, row), NAME_WIDTH + 2)]
