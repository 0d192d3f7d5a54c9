"""Panels: a finding as the heading, what is shown, the chart, and closed beneath it the table,
definition and file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from sendviz import ask, catalogue, charts, wording
from sendviz.app import choices, parts
from sendviz.app.guard import or_said
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.ask.selection import Selection
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import add_months, month_end, month_start
from sendviz.findings import paradox, trend, views
from sendviz.wording import frame as words
from sendviz.wording import screens


@dataclass(frozen=True)
class Shown:
    """What stands under a chart: the measure, the frame that it was drawn from, and the kind of
    chart."""

    measure: Measure
    frame: pd.DataFrame
    kind: str


def panel(
    now: Now,
    title: str,
    figure: go.Figure,
    shown: Sequence[Shown],
    key: str,
    selection: Selection | None = None,
    marked: bool = False,
) -> None:
    """One chart with all that belongs to it; every measure of `shown` is named. marked: it runs
    over time, so events are marked on it."""
    selection = selection or now.selection
    first, m = shown[0], shown[0].measure
    alt = wording.alt_text(m, first.frame, first.kind)
    if len(shown) > 1:
        # A chart of several measures says so: the first one's values alone would mislead.
        m = replace(m, name=wording.joined([each.measure.short_name for each in shown]))
        alt = f"{wording.KINDS[first.kind]}: {m.name}. {title}"
    source = words.source(now.covered)
    marks = _marks(now, first.measure) if marked else ()
    if marks:
        starts = first.frame["period_start"]
        figure = charts.with_events(figure, marks, starts.min(), starts.max())
    parts.heading(title, wording.caption(m, first.frame, selection, now.council, source))
    parts.chart(figure, f"chart_{key}", alt)
    if marks:
        parts.caption(wording.events_words(marks, starts.min(), starts.max()))
    with st.expander("Table, definition and download", key=f"about_{key}"):
        for i, each in enumerate(shown):
            about(now, each.measure, each.frame, f"{key}_{i}", selection)


def _marks(now: Now, m: Measure) -> tuple[tuple[object, str], ...]:
    """The dated marks of the council that matter to a measure: (day, label)."""
    found = trend.events_of(now.store, m, now.selection.council)
    return tuple((each.day, wording.event_label(each.label, each.kind)) for each in found)


def about(now: Now, m: Measure, frame: pd.DataFrame, key: str, selection: Selection) -> None:
    """The figures, the definition, how it is counted, caveats, and the file."""
    figures(m, frame)
    definition(m, now)
    st.download_button(
        f"Download {m.short_name.lower()} (CSV)",
        words_csv(now, frame, selection),
        file_name=f"{m.id}.csv",
        mime="text/csv",
        key=f"csv_{key}",
        on_click="ignore",
    )


def words_csv(now: Now, frame: pd.DataFrame, selection: Selection) -> str:
    """The frame as CSV; every row says whose, as at when, and whether it is made up."""
    return frame.assign(
        council=now.covered.name,
        as_at=selection.as_at.isoformat(),
        records="simulated" if frame.attrs.get("simulated") else "loaded",
        rounded="to 5" if frame.attrs.get("rounded") else "",
    ).to_csv(index=False)


def definition(m: Measure, now: Now | None = None) -> None:
    """What the measure means, in words that a councillor can repeat."""
    limits = [m.legal_limit] if m.legal_limit else []
    lines = [
        ("What it is", m.definition),
        ("How it is counted", m.how_counted),
        ("Why it matters", m.why_it_matters),
        ("Clock", m.clock),
        ("Legal limit", "; ".join(f"{each.basis} ({each.source})" for each in limits)),
        ("Official series", screens.official(m)),
        ("Seen beside it", wording.joined([catalogue.get(p).name for p in m.pairs_with])),
        *(
            ("Take care", note.text)
            for note in m.caveats
            if now is None or not note.areas or now.selection.council in note.areas
        ),
    ]
    parts.html(
        "".join(f"<p><strong>{parts.safe(a)}.</strong> {parts.safe(b)}</p>" for a, b in lines if b)
    )


def figures(m: Measure, frame: pd.DataFrame) -> None:
    """The frame as a table of words: when, where, what, and the value with its counts and
    interval."""
    dimension = wording.dimension_of(m, frame)
    dated, placed = frame["period_start"].notna().any(), frame["area"].nunique() > 1
    head = (
        ["Period"] * bool(dated)
        + ["Area"] * bool(placed or not dated)
        + ["Group"] * bool(dimension)
        + [m.short_name, "95% interval"]
    )
    body = []
    for row, told in zip(wording.rows(frame), wording.texts(m, frame), strict=True):
        cells = (
            [Cell(wording.period_name(row["period_start"], frame.attrs.get("grain")))]
            if dated
            else []
        )
        cells += [Cell(str(row["area"]))] if placed or not dated else []
        cells += [Cell(wording.category_words(dimension, row["category"]))] if dimension else []
        body.append([*cells, Cell(told), Cell(screens.interval_text(m, row))])
    parts.table(f"{m.name}: the figures", head, body)


def one(now: Now, id: str, selection: Selection | None = None, **more) -> pd.DataFrame:
    """The measure for the selection: the tidy frame."""
    return ask.measure(now.store, catalogue.get(id), selection or now.selection, now.role, **more)


@or_said
def headline(now: Now, id: str, selection: Selection | None = None) -> str:
    """The answer in a sentence."""
    m, frame = catalogue.get(id), one(now, id, selection)
    place = wording.place(frame, selection or now.selection, now.council)
    return wording.headline(
        m,
        wording.rows(frame)[0],
        selection or now.selection,
        place,
        frame.attrs["rounded"],
        frame.attrs["banded"],
    )


@or_said
def control_panel(now: Now, id: str, title: str = "") -> None:
    """The measure month by month with its limits; the heading says whether anything really
    changed."""
    m = catalogue.get(id)
    told = trend.monthly(now.store, m, now.selection, now.role)
    marks = _marks(now, m)
    figure = charts.control_chart(m, told.frame, told.chart, marks)
    panel(
        now,
        title or wording.trend_sentence(m, told.frame, told.chart),
        figure,
        [Shown(m, told.frame, "control_chart")],
        f"control_{id}",
        now.selection.months_back(trend.MONTHS),
    )
    starts = told.frame["period_start"]
    parts.caption(wording.assurance_sentence(m, told.chart))
    parts.caption(wording.events_words(marks, starts.min(), starts.max()))


@or_said
def split_panel(now: Now, id: str, dimension: str) -> None:
    """The measure by a dimension as bars; the heading names the highest and the lowest. Nothing
    without a dimension."""
    if not dimension:
        return
    m = catalogue.get(id)
    frame = one(now, id, by=dimension)
    title = screens.split_title(m, frame, dimension)
    panel(now, title, charts.bars(m, frame), [Shown(m, frame, "bars")], f"bars_{id}_{dimension}")


@or_said
def four_views(now: Now, id: str) -> None:
    """The same measure over four periods at once, each with its counts."""
    m = catalogue.get(id)
    found = views.four(now.store, m, now.selection, now.role, choices.since(now))
    rows = [[Cell(wording.view_name(view)), Cell(wording.view_text(m, view))] for view in found]
    parts.table("Four ways to look at the same thing", ["Period", m.short_name], rows)


@or_said
def paradox_panel(now: Now) -> None:
    """Plans on time and plans cleared late, and why the share can move against the number."""
    found = paradox.explain(now.store, now.selection, now.role)
    m = catalogue.get("plans_issued_within_20_weeks")
    monthly = one(now, m.id, now.selection.months_back(24), period="month")
    panel(
        now,
        wording.paradox_sentence(found),
        charts.on_time_and_late(m, monthly),
        [Shown(m, monthly, "on_time_and_late")],
        "paradox",
        now.selection.months_back(24),
        marked=True,
    )
    parts.text(
        wording.paradox_due_sentence(catalogue.get("plans_due_issued_in_time"), found),
        f"Compared: {wording.paradox_periods(found)}.",
    )


def a_year_before(selection: Selection) -> Selection:
    """The same selection twelve months earlier."""
    as_at = month_end(add_months(month_start(selection.as_at), -12))
    start = add_months(selection.start, -12) if selection.start else None
    return replace(selection, as_at=as_at, start=start, end=None)


def area_noun(now: Now, scheme: str) -> str:
    """What the council calls one such area: quadrant, district."""
    return screens.singular(now.scheme_name) if scheme == "locality" else scheme
