"""One council over the years, beside England, its region and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sendviz.ask import Records
from sendviz.catalogue import Measure
from sendviz.findings.councils import Council, CouncilYears, council_years
from sendviz.kit import colours, layers, marks
from sendviz.kit.html import Cell, table_of
from sendviz.kit.template import (
    CHART_HEIGHT,
    TEXT_SIZE,
    date_axis,
    figure,
    gaps,
    headroom,
    hover,
    least,
    nothing,
    safe,
    value_axis,
)
from sendviz.kit.values import interval_text, level_text
from sendviz.kit.words import number
from sendviz.panels import about
from sendviz.panels.councils import (
    council_hover,
    definition_sentences,
    doubt_words,
    published_caption,
    when_words,
)
from sendviz.panels.panel import Panel, or_refused

ONE_YEAR = "Only one year has been published so far, so there is no trend to draw."
NEIGHBOURS = "Neighbours’ middle half"


@or_refused
def council_trend_panel(records: Records, id: str, base: int | None = None) -> Panel:
    """The council over the years beside England, its region and its neighbours."""
    y = council_years(records, id, base)
    m, years = y.answer.measure, y.frame["year"]
    if len(years) == 1:
        return Panel("compare_trend", notes=(ONE_YEAR,))
    without = y.frame["own"].isna().any()
    notes = (
        break_words(m, int(years.iloc[0])),
        "Years without a point have no published figure." if without else "",
    )
    return Panel(
        "compare_trend",
        trend_title(y),
        published_caption(
            y.answer,
            f"{y.name}, England, {y.region} and neighbours, {years.iloc[0]} to {years.iloc[-1]}",
        ),
        figure=trend_figure(y),
        alt=trend_alt(y),
        notes=tuple(each for each in notes if each),
    )


def trend_title(y: CouncilYears) -> str:
    """Since when the council has lain above or below England, as a finding."""
    m, both = y.answer.measure, y.frame.dropna(subset=["own", "england"])
    if both.empty:
        return f"{y.name} has no figure in any year"
    both = both[both["year"] != m.base_year]
    if both.empty:
        return f"{y.name}: no year to compare"
    sign = np.sign(both["own"] - both["england"]).astype(int)
    last, year = int(sign.iloc[-1]), int(both["year"].iloc[-1])
    words = {1: "higher than", -1: "lower than", 0: "the same as"}[last]
    same = sign[::-1].eq(last).cumprod()[::-1].astype(bool)
    first = int(both.loc[same, "year"].iloc[0])
    if first == year:
        return f"{y.name} was {words} England in {when_words(m, year)}"
    if same.all():
        return f"{y.name} was {words} England in every year from {first} to {year}"
    return f"{y.name} has been {words} England since {first}"


def break_words(m: Measure, first: int) -> str:
    """What the dotted line means; '' where the figures have no break within their years."""
    if first >= m.changed_in:
        return ""
    return (
        f"Dotted line: to {m.changed_in - 1} councils returned totals, from {m.changed_in} on "
        "records of each child (2023 collection). Compare across it with care."
    )


def trend_alt(y: CouncilYears) -> str:
    """The trend for those who cannot see it: first and last of each line, gaps."""
    m, parts = y.answer.measure, [f"Line chart: {y.answer.measure.name}."]
    for name, column in _lines(y, ("Neighbours’ middle", "n_middle")):
        known = y.frame.dropna(subset=[column])
        if len(known):
            ends = [
                f"{int(row['year'])} {level_text(m, row[column])}"
                for row in (known.iloc[0], known.iloc[-1])
            ]
            parts.append(f"{name}: {' to '.join(dict.fromkeys(ends))}.")
    without = int(y.frame["own"].isna().sum())
    return " ".join(parts + ([f"{number(without)} years without a figure."] if without else []))


def _lines(y: CouncilYears, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (y.name, "own"), ("England", "england"), (y.region, "region"), *more


def trend_figure(y: CouncilYears) -> go.Figure:
    """The council's line over the years, England and the region in grey, neighbours as a band.

    Years without a figure are gaps; a dotted line marks where the collection changed.
    """
    f, m = y.frame, y.answer.measure
    if f["own"].isna().all() and f["england"].isna().all():
        return nothing("Nothing is published.")
    fig, x = figure(CHART_HEIGHT), [pd.Timestamp(int(each), 1, 1) for each in f["year"]]
    limit = m.legal_limit.value if m.legal_limit else 0
    top = headroom([*f[["own", "england", "region", "n_high"]].to_numpy().ravel(), limit], least(m))
    layers.dashed_band(fig, x, f["n_low"], f["n_high"], NEIGHBOURS)
    marks.add_level_lines(fig, m)
    _mark_break(fig, m, int(f["year"].iloc[0]))
    looks = {"own": (colours.series(0), "solid"), "england": (colours.series(4), "solid"),
             "region": (colours.role("comparator"), "dash")}  # fmt: skip
    ends, tints = {}, {}
    for name, column in (*_lines(y)[1:], _lines(y)[0]):
        if f[column].notna().any():
            tints[name] = looks[column][0]
            ends[name] = float(f[column].dropna().iloc[-1])
            _draw_line(fig, x, y, name, column, looks[column])
    fig.update_xaxes(**date_axis(x, "calendar_year", 4))
    fig.update_yaxes(**value_axis(m, top))
    marks.end_labels(fig, ends, tints, (CHART_HEIGHT - 110) / top)
    fig.update_layout(margin={"t": 34}, showlegend=True, legend={"y": 1.04})
    return fig


def _draw_line(
    fig: go.Figure, x: Sequence, y: CouncilYears, name: str, column: str, look: tuple[str, str]
) -> None:
    colour, dash = look
    own = column == "own"
    fig.add_scatter(
        x=x,
        y=gaps(y.frame[column].to_numpy(float)),
        mode="lines+markers",
        connectgaps=False,
        name=safe(name),
        showlegend=False,
        hoverinfo="text",
        line={"color": colour, "width": 3 if own else 2, "dash": dash},
        marker={"size": 8 if own else 4, "color": colour},
        hovertext=[_line_hover(y, row, name, column) for row in y.frame.to_dict("records")],
    )


def _line_hover(y: CouncilYears, row: dict, name: str, column: str) -> str:
    m, head = y.answer.measure, f"{name}, {when_words(y.answer.measure, row['year'])}"
    if column == "own":
        return council_hover(y.answer, own_of_year(y, row["year"]), head)
    return "" if pd.isna(row[column]) else hover(head, level_text(m, row[column]))


def _mark_break(fig: go.Figure, m: Measure, first: int) -> None:
    told = break_words(m, first)
    if not told:
        return
    at = pd.Timestamp(m.changed_in - 1, 7, 2)
    quiet = colours.role("quiet_text")
    look = {"color": quiet, "width": 1.5, "dash": "dot"}
    fig.add_shape(type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", line=look)
    fig.add_annotation(
        x=at, y=0, yref="paper", yanchor="bottom", xanchor="right", text="new<br>collection",
        showarrow=False, align="right", xshift=-3, font={"size": TEXT_SIZE - 1, "color": quiet},
        hovertext=hover(told),
    )  # fmt: skip


@or_refused
def years_table_panel(records: Records, id: str, base: int | None = None) -> Panel:
    """One row a year, newest first, beside England, region and neighbours; the definition and the
    file: for a part that is opened later."""
    y = council_years(records, id, base)
    m = y.answer.measure
    head = ["Year", y.name, "95% interval", "England", y.region]
    head += ["Neighbours’ middle", "Neighbours’ middle half"]
    rows = [_year_cells(y, each) for each in y.frame[::-1].to_dict("records")]
    return Panel(
        "years",
        tables=(table_of(f"{m.name} by year", head, rows, wide=True),),
        sentences=definition_sentences(m),
        downloads=(about.csv_file(records, y.answer),),
    )


def _year_cells(y: CouncilYears, each: dict) -> list[Cell]:
    m, own = y.answer.measure, own_of_year(y, each["year"])

    def one(column: str) -> str:
        return "" if pd.isna(each[column]) else level_text(m, each[column])

    half = f"{one('n_low')} to {one('n_high')}" if one("n_low") else ""
    return [
        Cell(when_words(m, each["year"]), small=doubt_words(own)),
        Cell(y.answer.text(own.row)),
        Cell(interval_text(m, own.row)),
        *(Cell(one(column)) for column in ("england", "region", "n_middle")),
        Cell(half),
    ]


def own_of_year(y: CouncilYears, year: int) -> Council:
    """The council in one of the years."""
    starts = y.answer.frame["period_start"].dt.year
    place = int((starts == year).to_numpy().nonzero()[0][0])
    known = y.answer.frame.iloc[place]
    return Council(y.answer.rows[place], known["la_code"], known["doubt"] or "")
