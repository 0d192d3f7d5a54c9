"""Choices that belong to one page, kept in the address bar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from sendviz import catalogue, wording
from sendviz.app.guard import or_said
from sendviz.app.state import Now
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection, add_months, month_start, months_in, period_of
from sendviz.wording import screens

SCHEMES = {"locality": "Localities", "district": "Districts", "provider": "Providers"}


def measure_and_scheme(now: Now) -> tuple[Now, str, str]:
    """What is compared: the place with its assessment held to one pathway where the measure is of
    referrals, the measure, and the kind of area."""
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
        m = catalogue.get(names[name])
        here = for_pathway(now, pathway()) if "pathway" in m.dimensions else now
        scheme = _scheme(now, m)
    return here, m.id, scheme


def _scheme(now: Now, m: Measure) -> str:
    labels = {
        label if id != "locality" else now.scheme_name: id
        for id, label in SCHEMES.items()
        if id != "provider" or id in m.dimensions
    }
    chosen = st.segmented_control(
        "By", list(labels), default=next(iter(labels)), key="by", bind="query-params"
    )
    return labels.get(chosen, "locality")


def pathway(known: tuple[str, ...] = ()) -> str:
    """The assessment that is waited for: one of those known, or any."""
    values = catalogue.dimensions()["pathway"].values
    codes = {values[code]: code for code in known or values}
    return codes[
        st.selectbox("Assessment", list(codes), key="pathway", bind="query-params", width=260)
    ]


def for_pathway(now: Now, code: str) -> Now:
    """The same place, day and role, held to one assessment."""
    return replace(now, selection=now.selection.filtered("pathway", code))


@or_said
def dimension(now: Now, id: str, but: tuple[str, ...] = ()) -> str:
    """The dimension to split a measure by; '' and the reason where it can be split by none."""
    m = catalogue.get(id)
    if not set(m.dimensions) - set(but):
        raise BadSelection(screens.by_area_only(m))
    names = {catalogue.dimensions()[each].name: each for each in m.dimensions if each not in but}
    return names[st.selectbox("Split by", list(names), key="split", bind="query-params", width=300)]


def since(now: Now) -> date:
    """A month from which a plan or a promise is counted; by default the start of the school
    year."""
    last, first = now.selection.last_day, now.covered.first_day
    months = months_in(first, last)
    starts = {wording.day(day): day for back in range(months) for day in [add_months(last, -back)]}
    usual = list(starts.values()).index(max(period_of(last, "academic_year"), month_start(first)))
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
