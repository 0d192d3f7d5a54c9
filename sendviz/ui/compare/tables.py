"""The tables of the comparison, each with its definition and file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sendviz.app import parts, stacked
from sendviz.app.parts import Cell
from sendviz.findings import compare as analysis
from sendviz.ui import panels
from sendviz.ui.compare import files
from sendviz.ui.compare.asked import Asked
from sendviz.wording import compare as words

HEAD = ("Council or area", "Value", "Against England", "95% interval", "Place")


def neighbours(asked: Asked) -> None:
    """The council, its neighbours, region and England: interval, verdict, place and range."""
    c = asked.found
    parts.heading(f"{c.council['name']} and the councils most like it", words.neighbours_note(c))
    rows = [c.council, *c.neighbours.to_dict("records")]
    stacked.table(
        "Neighbours",
        HEAD,
        [_row(c, row) for row in rows] + [_row(c, row, False) for row in (c.region, c.england)],
    )
    parts.caption(
        "Better or worse: England\u2019s value lies outside the 95% interval. "
        f"Intervals: {words.SOURCE_OF_LIMITS}. "
        "Places are shared by equal values; the range is what overlapping intervals leave open."
    )


def _row(c: analysis.Comparison, row: dict, placed: bool = True) -> list[Cell]:
    found = analysis.place_of(c, str(row["la_code"])) if placed else None
    place, chance = words.place_text(found, c.of) if found else ("", "")
    blank, doubt = words.blank_text(row), words.doubt_of(row)
    interval = words.interval_text(c.series, row) or ("" if blank else "none")
    value = blank or words.value_text(c.series, row, False)
    return [
        Cell(str(row["name"]), small=doubt),
        Cell(value, small=words.counts_text(c.series, row)),
        Cell(words.verdict_text(c, row), signs=(words.verdict_sign(row.get("verdict")),)),
        Cell(interval),
        Cell(f"{place} of {c.of}" if place else "", small=chance),
    ]


def everyone(asked: Asked) -> None:
    """The table of every council by name beneath the two charts, the definition and the file."""
    c = asked.found
    with st.expander(
        f"Table of all {c.of} councils, definition and download", key="about_all", on_change="rerun"
    ) as about:
        if about.open:
            rows = pd.concat([c.councils, c.missing]).sort_values("name").to_dict("records")
            stacked.table("All councils", HEAD, [_row(c, row) for row in rows])
            definition(asked)
            files.download(files.of_all(asked), asked, f"{asked.year}")


def years(told: analysis.Years) -> None:
    """One row a year, newest first."""
    head = (
        "Year",
        told.name,
        "95% interval",
        "England",
        told.region_name,
        "Neighbours\u2019 middle",
        "Neighbours\u2019 middle half",
    )
    rows = [_year_row(told, row) for row in told.frame[::-1].to_dict("records")]
    stacked.table(f"{told.series.measure.name} by year", head, rows)


def _year_row(told: analysis.Years, row: dict) -> list[Cell]:
    def one(column: str) -> str:
        return words.value_text(told.series, {"value": row[column], "blank": None}, False)

    own = row | {"value": row["own"]}
    half = "" if pd.isna(row["n_low"]) else f"{one('n_low')} to {one('n_high')}"
    return [
        Cell(words.when(told.series, row["year"]), small=words.doubt_of(row)),
        Cell(words.value_text(told.series, own)),
        Cell(words.interval_text(told.series, own)),
        Cell(one("england")),
        Cell(one("region")),
        Cell(one("n_middle")),
        Cell(half),
    ]


def definition(asked: Asked) -> None:
    """What the measure means, and what limits the series."""
    panels.definition(asked.series.measure)
    parts.text(*asked.series.notes)
