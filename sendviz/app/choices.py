"""Choices that belong to one page, kept in the address bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import (
    add_months,
    last_whole_month,
    month_end,
    month_start,
    months_in,
    period_of,
)
from sendviz.kit import dates
from sendviz.kit.numbers import plural
from sendviz.panels.gradient import CHOICES, QUESTION

MEETINGS_BACK, USUAL_BACK = 24, 3
SCHEMES = {"locality": "Localities", "district": "Districts", "provider": "Providers"}


def measure_and_scheme(records: Records) -> tuple[Records, str, str]:
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
        here = records.held_to("pathway", pathway()) if "pathway" in m.dimensions else records
        scheme = _scheme(records, m)
    return here, m.id, scheme


def _scheme(records: Records, m: Measure) -> str:
    labels = {
        label if id != "locality" else records.scheme_name: id
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


def dimension(id: str, but: tuple[str, ...] = ()) -> str:
    """The dimension to split a measure by; '' where it can be split by none."""
    m = catalogue.get(id)
    names = {catalogue.dimensions()[each].name: each for each in m.dimensions if each not in but}
    if not names:
        return ""
    return names[st.selectbox("Split by", list(names), key="split", bind="query-params", width=300)]


def since(records: Records) -> date:
    """A month from which a plan or a promise is counted; by default the start of the school
    year."""
    last, first = records.selection.last_day, records.first_day
    months = months_in(first, last)
    starts = {dates.day(day): day for back in range(months) for day in [add_months(last, -back)]}
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


def meeting(records: Records) -> date:
    """The last meeting, as the end of a month."""
    last = month_end(last_whole_month(records.selection.last_day))
    ends = [month_end(add_months(last.replace(day=1), -back)) for back in range(MEETINGS_BACK)]
    names = {dates.day(end): end for end in ends if end >= records.first_day}
    usual = min(USUAL_BACK, len(names) - 1)
    return names[
        st.selectbox(
            "Last meeting, end of",
            list(names),
            index=usual,
            key="meeting",
            bind="query-params",
            width=230,
        )
    ]


def order(names: Sequence[str], noun: str, scheme: str) -> str:
    """By which of these measures a sheet is ordered; '' for the areas' usual order."""
    usual = "their usual order"
    key = f"sheet_order_{scheme}"
    chosen = st.selectbox(f"Order the {plural(noun)} by", [usual, *names], key=key, width=320)
    return "" if chosen in (None, usual) else chosen


def wider_limits() -> bool:
    """Whether the limits of a funnel allow for areas that differ by more than chance."""
    label = "Wider limits, where areas differ by more than chance (overdispersion)"
    return bool(st.toggle(label, key="wider", bind="query-params"))


def gradient(ways: Sequence[str], key: str) -> str:
    """By neighbourhood or by district, where there is a choice; '' for the usual one."""
    if len(ways) < 2:
        return ""
    return str(
        st.radio(QUESTION, ways, format_func=CHOICES.get, horizontal=True, key=f"gradient_by_{key}")
    )


def search() -> str:
    """What is looked for among the definitions."""
    hint = "20 weeks, advice, autism"
    return st.text_input("Search", key="search", bind="query-params", placeholder=hint)
