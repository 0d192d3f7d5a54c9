"""The screen that compares councils: choices, answer, charts, tables, downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from sendviz import charts, query, wording
from sendviz.analysis import compare as analysis
from sendviz.query import official
from sendviz.query.official import Series
from sendviz.selection import BadSelection
from sendviz.ui import panels, parts
from sendviz.ui.parts import Cell
from sendviz.ui.state import Now
from sendviz.wording import compare as words
from sendviz.wording import screens

HEAD = ("Council or area", "Value", "Against England", "95% interval", "Place")


@dataclass(frozen=True)
class Asked:
    """What the screen is about: the series, the council, the year and the base year of an index."""

    now: Now
    series: Series
    la_code: str
    year: int
    base: int | None
    lost: tuple[str, ...] = ()

    @cached_property
    def found(self) -> analysis.Comparison:
        """All councils of the year, worked out once a run."""
        return analysis.compare(self.now.store, self.series, self.la_code, self.year, self.base)


def choose(now: Now) -> Asked:
    """Council, measure, year and base year of this screen, kept in the address bar."""
    held = query.councils(now.store)
    held = held[held["status"] == "current"]
    labels = {_label(row): row["la_code"] for row in held.to_dict("records")}
    known = {each.measure.name: each for each in official.all_series().values()}
    lost = [*_lost("compare", labels), *_lost("published", known)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Council to compare",
            list(labels),
            index=None,
            key="compare",
            bind="query-params",
            width=300,
            placeholder=f"{now.council}, as above; or any of {len(labels)}",
        )
        series = known[
            st.selectbox(
                "Published measure", list(known), key="published", bind="query-params", width=430
            )
        ]
        base = _base(now, series)
        years = {str(each): each for each in analysis.years_of(now.store, series, base)}
        if not years:
            raise BadSelection("There are no published figures of this measure in the file.")
        lost += _lost("year", years)
        word = st.selectbox("Year", list(years), key="year", bind="query-params", width=120)
    la_code = labels.get(name, now.selection.council)
    return Asked(now, series, la_code, years.get(word, max(years.values())), base, tuple(lost))


def _lost(key: str, options: Iterable[str]) -> list[str]:
    """A sentence about what a link asks for and this measure does not have."""
    wanted = st.query_params.get(key)
    if not wanted or wanted in options:
        return []
    return [words.not_there(wanted)]


def _label(row: dict) -> str:
    """The name that DfE prints, with the usual short one where that is not part of it."""
    return (
        row["name"] if row["short_name"] in row["name"] else f"{row['short_name']} ({row['name']})"
    )


def _base(now: Now, series: Series) -> int | None:
    if series.over != official.BASE_YEAR:
        return None
    found = official.figures(now.store, series)
    years = sorted(set(found.loc[found["numerator"].notna(), "year"].astype(int)))
    first = years.index(official.FIRST_BASE)
    return int(
        st.selectbox(
            "Base year",
            list(map(str, years)),
            index=first,
            key="base",
            bind="query-params",
            width=120,
        )
    )


def answer(asked: Asked) -> None:
    """The council against England, its neighbours and all others; then what the figures are."""
    parts.answer(*words.answer(asked.found))
    parts.caption(words.NOT_OURS)
    for told in asked.lost:
        parts.note(told, warn=True)
    if words.doubt_of(asked.found.council):
        parts.note(words.doubt_of(asked.found.council), warn=True)


def trend(asked: Asked) -> None:
    """The council over the years beside England, its region and its neighbours."""
    told = analysis.by_year(asked.now.store, asked.series, asked.la_code, asked.base)
    years = told.frame["year"]
    if len(years) == 1:
        parts.note(words.ONE_YEAR)
        return
    span = f"{years.iloc[0]} to {years.iloc[-1]}"
    what = f"{told.name}, England, {told.region_name} and neighbours, {span}"
    _heading(asked, words.trend_heading(told), what)
    _chart(charts.compare_trend(told), "compare_trend", words.trend_alt(told))
    parts.caption(
        " ".join(
            each
            for each in (words.break_text(asked.series, int(years.iloc[0])), _gap_words(told))
            if each
        )
    )
    with st.expander(
        "Table, definition and download", key="about_trend", on_change="rerun"
    ) as about:
        if about.open:
            _year_table(told)
            _definition(asked)
            _download(_year_csv(asked, told), asked, "years")


def _gap_words(told: analysis.Years) -> str:
    return (
        "Years without a point have no published figure." if told.frame["own"].isna().any() else ""
    )


def spread(asked: Asked) -> None:
    """The strip beside the funnel, or alone where none can be drawn; then the table of all."""
    if analysis.has_funnel(asked.found):
        left, right = st.columns(2, gap="large")
        with left:
            strip(asked)
        with right:
            funnel(asked)
    else:
        strip(asked)
        parts.text(words.no_funnel(asked.series))
    everyone(asked)


def strip(asked: Asked) -> None:
    """All councils as dots."""
    c = asked.found
    _heading(
        asked,
        words.strip_heading(c),
        f"{c.of} councils of England, {words.when(asked.series, asked.year)}",
        asked.year,
    )
    _chart(charts.council_strip(c), "compare_strip", words.strip_alt(c))
    parts.caption(
        words.strip_note(c, charts.column_width(c)) if c.of else words.missing_sentence(c)
    )


def funnel(asked: Asked) -> None:
    """All councils by size, with the limits of chance; a switch adds their usual spread."""
    c = asked.found
    space = st.container()
    adjusted = st.toggle(
        "Allow for overdispersion (usual spread)",
        key="spread",
        bind="query-params",
        help="Councils differ by more than chance. With the switch on, the limits hold that "
        "spread, and only those who "
        "stand out even so lie outside.",
    )
    told = analysis.funnel(c, adjusted)
    with space:
        _heading(
            asked,
            words.funnel_heading(c, told),
            f"{c.of} councils, {words.when(asked.series, asked.year)}",
            asked.year,
        )
        _chart(charts.council_funnel(c, told), "compare_funnel", words.funnel_alt(c, told))
        parts.caption(words.funnel_note(c, told))


def neighbours(asked: Asked) -> None:
    """The council, its neighbours, region and England: interval, verdict, place and range."""
    c = asked.found
    parts.heading(f"{c.council['name']} and the councils most like it", words.neighbours_note(c))
    rows = [c.council, *c.neighbours.to_dict("records")]
    parts.table(
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
    value = blank or words.together(words.value_text(c.series, row, False))
    return [
        Cell(str(row["name"]), small=doubt),
        Cell(value, small=words.together(words.counts_text(c.series, row))),
        Cell(
            words.together(words.verdict_text(c, row)), sign=words.verdict_sign(row.get("verdict"))
        ),
        Cell(words.together(interval)),
        Cell(words.together(f"{place} of {c.of}") if place else "", small=words.together(chance)),
    ]


def everyone(asked: Asked) -> None:
    """The table of every council by name beneath the two charts, the definition and the file."""
    c = asked.found
    with st.expander(
        f"Table of all {c.of} councils, definition and download", key="about_all", on_change="rerun"
    ) as about:
        if about.open:
            rows = pd.concat([c.councils, c.missing]).sort_values("name").to_dict("records")
            parts.table("All councils", HEAD, [_row(c, row) for row in rows])
            _definition(asked)
            _download(_all_csv(asked), asked, f"{asked.year}")


def doubts(asked: Asked) -> None:
    """Printed figures of the year that look wrong, and what limits the series."""
    parts.heading(
        "What is in doubt", f"{asked.series.measure.name}, {words.when(asked.series, asked.year)}"
    )
    told = words.doubts(asked.found) or ["No printed figure of a council is known to be in doubt."]
    parts.text(" ".join(told), *asked.series.notes)


def side_by_side(asked: Asked) -> None:
    """Published figures beside the council's own records, and why they may differ."""
    now, series = asked.now, asked.series
    covered = {each.la_code: each for each in query.coverage(now.store)}
    if asked.la_code not in covered or not series.own:
        return
    held = covered[asked.la_code]
    selection = replace(now.selection, council=asked.la_code, areas=(), where=())
    selection = (
        replace(selection, as_at=held.data_date)
        if asked.la_code != now.selection.council
        else selection
    )
    told = official.measure_frame(now.store, series.id, asked.la_code, base=asked.base)
    told = told[told["period_start"].dt.year >= held.first_day.year]
    rows = [_beside(asked, row, selection) for row in told[::-1].to_dict("records")]
    made_up = " (simulated)" if held.simulated else ""
    parts.heading(
        "Published, and in the council\u2019s own records",
        f"{held.short_name}{made_up}, as known on the day of each return",
    )
    parts.table("Published and own", ("Year", "Published", f"Own records{made_up}"), rows)
    parts.text(*words.differences(series, screens.official(series.measure)))


def _beside(asked: Asked, row: dict, selection) -> list[Cell]:
    series, year = asked.series, row["period_start"].year
    own = analysis.own_figure(asked.now.store, series, selection, year, asked.now.role)
    published = words.counts_text(series, row) if series.over else words.value_text(series, row)
    if own is None:
        told = "not told by these records"
    elif series.over:
        told = f"{wording.number(own['value'])} {series.things}"
    else:
        told = words.value_text(series, own)
    return [Cell(words.when(series, year)), Cell(published or words.blank_text(row)), Cell(told)]


def _heading(asked: Asked, title: str, what: str, year: int | None = None) -> None:
    found = official.figures(asked.now.store, asked.series, asked.base)
    used = found[found["year"] == year] if year else found
    parts.heading(
        title,
        words.caption(
            asked.series, what, list(used["publisher"].unique()), list(used["edition"].unique())
        ),
    )


def _chart(figure: go.Figure, key: str, alt: str) -> None:
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        charts.in_dark(figure) if dark else figure,
        key=key,
        config=charts.CONFIG,
        theme=None,
        alt=alt,
    )


def _definition(asked: Asked) -> None:
    panels.definition(asked.series.measure)
    parts.text(*asked.series.notes)


def _year_table(told: analysis.Years) -> None:
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
    parts.table(f"{told.series.measure.name} by year", head, rows)


def _year_row(told: analysis.Years, row: dict) -> list[Cell]:
    def one(column: str) -> str:
        return words.value_text(told.series, {"value": row[column], "blank": None}, False)

    own = row | {"value": row["own"]}
    half = "" if pd.isna(row["n_low"]) else f"{one('n_low')} to {one('n_high')}"
    return [
        Cell(words.when(told.series, row["year"])),
        Cell(words.value_text(told.series, own), small=words.doubt_of(row)),
        Cell(words.interval_text(told.series, own)),
        Cell(one("england")),
        Cell(one("region")),
        Cell(one("n_middle")),
        Cell(half),
    ]


def _year_csv(asked: Asked, told: analysis.Years) -> pd.DataFrame:
    return told.frame.assign(
        measure=asked.series.measure.id,
        council=told.name,
        region_name=told.region_name,
        base_year=asked.base,
    )


def _all_csv(asked: Asked) -> pd.DataFrame:
    c = asked.found
    columns = [
        "measure",
        "year",
        "base_year",
        "la_code",
        "name",
        "numerator",
        "denominator",
        "value",
        "low",
        "high",
        "blank",
        "verdict",
        "lowest",
        "highest",
        "tied",
        "surely_lower",
        "surely_higher",
        "with_a_figure",
        "doubt",
        "publisher",
        "edition",
        "source",
    ]
    rows = [c.england, c.region, *c.councils.to_dict("records"), *c.missing.to_dict("records")]
    found = pd.DataFrame(rows).assign(
        measure=asked.series.measure.id, year=asked.year, base_year=asked.base, with_a_figure=c.of
    )
    return found.reindex(columns=columns).rename(columns={"verdict": "against_england"})


def _download(table: pd.DataFrame, asked: Asked, what: str) -> None:
    st.download_button(
        f"Download {'all councils' if what.isdigit() else 'all years'} (CSV)",
        table.to_csv(index=False),
        mime="text/csv",
        file_name=f"{asked.series.measure.id}_{what}.csv",
        key=f"csv_compare_{'all' if what.isdigit() else 'years'}",
        on_click="ignore",
    )


__all__: Sequence[str] = (
    "Asked",
    "answer",
    "choose",
    "doubts",
    "everyone",
    "funnel",
    "neighbours",
    "side_by_side",
    "spread",
    "strip",
    "trend",
)
