"""The answer, the charts with their headings, and what is in doubt."""

from __future__ import annotations

import streamlit as st

from sendviz import charts
from sendviz.app import parts
from sendviz.ask import official
from sendviz.findings import compare as analysis
from sendviz.ui.compare import files, tables
from sendviz.ui.compare.asked import Asked
from sendviz.wording import compare as words


def answer(asked: Asked) -> None:
    """The council against England, its neighbours and all others; then what the figures are."""
    parts.answer(*words.answer(asked.found))
    parts.caption(words.published(filtered=asked.now.covered is not None))
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
    parts.chart(charts.compare_trend(told), "compare_trend", words.trend_alt(told))
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
            tables.years(told)
            tables.definition(asked)
            files.download(files.of_years(asked, told), asked, "years")


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
    tables.everyone(asked)


def strip(asked: Asked) -> None:
    """All councils as dots."""
    c = asked.found
    _heading(
        asked,
        words.strip_heading(c),
        f"{c.of} councils of England, {words.when(asked.series, asked.year)}",
        asked.year,
    )
    parts.chart(charts.council_strip(c), "compare_strip", words.strip_alt(c))
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
        parts.chart(charts.council_funnel(c, told), "compare_funnel", words.funnel_alt(c, told))
        parts.caption(words.funnel_note(c, told))


def doubts(asked: Asked) -> None:
    """Printed figures of the year that look wrong, and what limits the series."""
    parts.heading(
        "What is in doubt", f"{asked.series.measure.name}, {words.when(asked.series, asked.year)}"
    )
    told = words.doubts(asked.found) or ["No printed figure of a council is known to be in doubt."]
    parts.text(" ".join(told), *asked.series.notes)


def _heading(asked: Asked, title: str, what: str, year: int | None = None) -> None:
    found = official.figures(asked.now.store, asked.series, asked.base)
    used = found[found["year"] == year] if year else found
    parts.heading(
        title,
        words.caption(
            asked.series, what, list(used["publisher"].unique()), list(used["edition"].unique())
        ),
    )
