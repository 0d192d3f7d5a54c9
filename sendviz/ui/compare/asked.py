"""What the screen compares: council, measure, year and base year, kept in the address bar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from sendviz import ask
from sendviz.app import links
from sendviz.app.state import Now
from sendviz.ask import official
from sendviz.ask.official import Series
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings import compare as analysis


@dataclass(frozen=True)
class Asked:
    """What the screen is about: the series, the council, the year and the base year of an index."""

    now: Now
    series: Series
    la_code: str
    year: int
    base: int | None

    @cached_property
    def found(self) -> analysis.Comparison:
        """All councils of the year, worked out once a run."""
        return analysis.compare(self.now.store, self.series, self.la_code, self.year, self.base)


def choose(now: Now) -> Asked:
    """Council, measure, year and base year of this screen, kept in the address bar.

    Raises BadSelection where nothing is published of the measure.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        la_code, series = _council(now), _series()
        base = _base(now, series)
        years = {str(each): each for each in analysis.years_of(now.store, series, base)}
        if not years:
            raise BadSelection("There are no published figures of this measure in the file.")
        word = st.selectbox("Year", list(years), key="year", bind="query-params", width=120)
    return Asked(now, series, la_code, years.get(word, max(years.values())), base)


def _council(now: Now) -> str:
    """Any council of today; at first the one that the link names, with records or without, else
    that of the filters, or that of the file where there are none."""
    held = ask.councils(now.store)
    held = held[held["status"] == "current"]
    codes = {_label(row): row["la_code"] for row in held.to_dict("records")}
    labels = {row["short_name"]: _label(row) for row in held.to_dict("records")}
    if named := links.council_without_records(labels):
        st.session_state.setdefault("compare", labels[named])
    start = None if now.covered else list(codes.values()).index(now.selection.council)
    chosen = st.selectbox(
        "Council to compare",
        list(codes),
        index=start,
        key="compare",
        bind="query-params",
        width=300,
        placeholder=f"{now.council}, as above; or any of {len(codes)}",
    )
    return codes.get(chosen, now.selection.council)


def _label(row: dict) -> str:
    """The name that DfE prints, with the usual short one where that is not part of it."""
    return (
        row["name"] if row["short_name"] in row["name"] else f"{row['short_name']} ({row['name']})"
    )


def _series() -> Series:
    known = {each.measure.name: each for each in official.all_series().values()}
    return known[
        st.selectbox(
            "Published measure", list(known), key="published", bind="query-params", width=430
        )
    ]


def _base(now: Now, series: Series) -> int | None:
    if series.over != official.BASE_YEAR:
        return None
    found = official.figures(now.store, series)
    years = sorted(set(found.loc[found["numerator"].notna(), "year"].astype(int)))
    chosen = st.selectbox(
        "Base year",
        list(map(str, years)),
        index=years.index(official.FIRST_BASE),
        key="base",
        bind="query-params",
        width=120,
    )
    return int(chosen)
