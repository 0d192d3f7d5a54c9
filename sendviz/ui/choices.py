"""Choices that belong to one page, kept in the address bar."""

from __future__ import annotations

from datetime import date

import streamlit as st

from sendviz import catalogue, wording
from sendviz.selection import add_months, period_of
from sendviz.ui.state import Now

SCHEMES = {"locality": "Localities", "district": "Districts"}


def measure_and_scheme(now: Now) -> tuple[str, str]:
    """The measure and the kind of area to compare."""
    names = {
        m.name: m.id
        for m in catalogue.measures().values()
        if m.kind in ("share", "ratio", "mean", "quantile", "stock", "count") and m.pairs_with
    }
    first = catalogue.get("plans_issued_within_20_weeks").name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Measure",
            list(names),
            index=list(names).index(first),
            key="measure",
            bind="query-params",
            width=460,
        )
        labels = {
            label if id != "locality" else now.scheme_name: id for id, label in SCHEMES.items()
        }
        scheme = st.segmented_control(
            "By", list(labels), default=next(iter(labels)), key="by", bind="query-params"
        )
    return names[name], labels.get(scheme, "locality")


def dimension(now: Now, id: str) -> str:
    """The dimension to split a measure by."""
    names = {catalogue.dimensions()[each].name: each for each in catalogue.get(id).dimensions}
    return names[st.selectbox("Split by", list(names), key="split", bind="query-params", width=300)]


def since(now: Now) -> date:
    """A month from which a plan or a promise is counted; by default the start of the school
    year."""
    last, first = now.selection.last_day, now.covered.first_day
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = {wording.day(day): day for back in range(months) for day in [add_months(last, -back)]}
    usual = list(starts.values()).index(max(period_of(last, "academic_year"), first))
    return starts[
        st.selectbox(
            "Count since",
            list(starts),
            index=usual,
            key="count_since",
            bind="query-params",
            width=220,
        )
    ]
