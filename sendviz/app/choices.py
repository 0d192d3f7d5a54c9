"""Choices that belong to one page, kept in the address bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from sendviz import ask, catalogue
from sendviz.app import address, links, state
from sendviz.app.parts import as_written
from sendviz.ask import Records, public_view
from sendviz.ask.selection import question
from sendviz.catalogue import Measure, planning
from sendviz.catalogue.calendar import (
    BadSelection,
    add_months,
    last_whole_month,
    month_start,
    months_in,
    period_of,
)
from sendviz.findings.councils import Comparison, compare_councils, counted_years, published_years
from sendviz.kit import words
from sendviz.panels.changes import first_meeting, usual_meeting

MEETING = "meeting"
SCHEMES = {"locality": "Localities", "district": "Districts", "provider": "Providers"}


def measure_and_scheme(records: Records) -> tuple[Records, str, str]:
    """What is compared: the place with its assessment held to one pathway where the measure is of
    referrals, the measure, and the kind of area; of those that this view is told by area."""
    by_theme = sorted(
        catalogue.measures().values(), key=lambda m: (catalogue.THEMES.index(m.theme), m.name)
    )
    names = {m.name: m.id for m in by_theme if compares_places(records, m)}
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


def compares_places(records: Records, m: Measure) -> bool:
    """Whether places are compared by a measure in this view."""
    kinds = ("share", "ratio", "mean", "quantile", "stock", "count")
    return m.kind in kinds and bool(m.pairs_with) and is_told(records, m, "locality")


def _scheme(records: Records, m: Measure) -> str:
    labels = {
        label if id != "locality" else records.scheme_name: id
        for id, label in SCHEMES.items()
        if id != "provider" or (id in m.dimensions and is_told(records, m, id))
    }
    chosen = st.segmented_control(
        "By",
        list(labels),
        default=next(iter(labels)),
        format_func=as_written,
        key="by",
        bind="query-params",
    )
    return labels.get(chosen or "", "locality")


def pathway(known: tuple[str, ...] = ()) -> str:
    """The assessment that is waited for: one of those known, or any."""
    values = catalogue.dimensions()["pathway"].values
    codes = {values[code]: code for code in known or values}
    return codes[
        st.selectbox("Assessment", list(codes), key="pathway", bind="query-params", width=260)
    ]


def grouping(names: Sequence[str]) -> str:
    """How the lines of a plan are grouped: one of these names."""
    chosen = st.segmented_control(
        "By", list(names), default=names[0], key="group", bind="query-params"
    )
    return chosen or names[0]


def figure(names: Sequence[str]) -> str:
    """Which figure of the plan is looked at: one of these names."""
    return st.selectbox("Action and figure", list(names), key="figure", bind="query-params")


def slip_and_call(slips: Mapping[str, int], mondays: Mapping[str, date]) -> tuple[int, date]:
    """The delay that is allowed for after the day of the next inspection, in months; and the day
    on which the call may come."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        slip = st.selectbox(
            "Delay allowed for", list(slips), key="slip", bind="query-params", width=180
        )
        monday = st.selectbox(
            "If the call came on Monday", list(mondays), key="call", bind="query-params", width=230
        )
    return slips[slip], mondays[monday]


def is_told(records: Records, measure: Measure | str, by: str) -> bool:
    """Whether this view is told a measure of the whole council by an area scheme or dimension."""
    whole = replace(records.for_parts.selection, areas=(), where=())
    try:
        public_view.check(question(catalogue.get(measure), whole, records.role, by))
    except BadSelection:
        return False
    return True


def dimension(records: Records, id: str, but: tuple[str, ...] = ()) -> str:
    """The dimension to split a measure by, of those that this view is told; '' where it can be
    split by none."""
    m = catalogue.get(id)
    names = {
        catalogue.dimensions()[each].name: each
        for each in m.dimensions
        if each not in but and is_told(records, m, each)
    }
    if not names:
        return ""
    return names[st.selectbox("Split by", list(names), key="split", bind="query-params", width=300)]


def since(records: Records) -> date:
    """A month from which a plan or a promise is counted; by default the start of the school
    year."""
    last, first = records.selection.last_day, records.first_day
    months = months_in(first, last)
    starts = {words.day(day): day for back in range(months) for day in [add_months(last, -back)]}
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


def kept_one_of(key: str, options: Sequence[str], usual: str | None) -> str:
    """The key of a choice that the address keeps (`Screen.kept`), which now stands at what was
    asked for or at its usual value. What an address asks for in vain is said."""
    asked = st.session_state.get(key)
    if isinstance(asked, list):
        lost = [each for each in asked if each not in options]
        state.visit().lost.extend(links.lost_link_sentences(lost))
    return address.one_of(key, options, usual)


def meeting(records: Records) -> date:
    """The day of the last meeting: any day that the records tell of; by default three months before
    their last whole one ends. An address may tell it in words."""
    last = last_whole_month(records.selection.last_day)
    first, usual = first_meeting(records), usual_meeting(records)
    # In public view the last quarter may end before the records begin.
    latest = max(first, records.selection.last_day)
    stands = _meeting_asked(first, latest, usual)
    if stands != st.session_state.get(MEETING):
        st.session_state[MEETING] = stands  # else the browser would be told so while one types
    chosen = st.date_input(
        "Last meeting",
        None,
        min_value=first,
        max_value=latest,
        key=MEETING,
        format="DD/MM/YYYY",
        width=180,
    )
    day = chosen if isinstance(chosen, date) else last
    state.visit().choices[MEETING] = [words.day(day)]
    return day


def _meeting_asked(first: date, last: date, usual: date) -> date:
    """The day that the address or the reader asks for; the usual one where there is none such, and
    of an address that is said."""
    asked = st.session_state.get(MEETING)
    text = asked[-1] if isinstance(asked, list) and asked else ""
    day = words.read_day(text) if text else asked
    if isinstance(day, date) and first <= day <= last:
        return day
    if text:
        state.visit().lost.append(
            f"The meeting “{text[:40]}” is no day between {words.day(first)} and "
            f"{words.day(last)}. Shown is {words.day(usual)}; write a day as 12 November 2025."
        )
    return usual


def order(names: Sequence[str], question: str, key: str) -> str:
    """By which of these measures a sheet is ordered; '' for the areas' usual order."""
    usual = "their usual order"
    label, names = as_written(question), [usual, *names]
    chosen = st.selectbox(label, names, key=f"sheet_order_{key}", width=320)
    return "" if chosen in (None, usual) else chosen


def wider_limits() -> bool:
    """Whether the limits of a funnel allow for areas that differ by more than chance."""
    label = "Wider limits, where areas differ by more than chance (overdispersion)"
    return bool(st.toggle(label, key="wider", bind="query-params"))


def one_of(question: str, labels: Mapping[str, str], key: str) -> str:
    """One of the codes by its label, where there is a choice; '' for the usual one."""
    if len(labels) < 2:
        return ""
    return str(st.radio(question, labels, format_func=labels.get, horizontal=True, key=key))


def search(hint: str) -> str:
    """What is looked for among the definitions."""
    return st.text_input("Search", key="search", bind="query-params", placeholder=hint)


@dataclass(frozen=True)
class CouncilChoice:
    """What the screen that compares councils is about: the compared council's records (or its
    name alone, where the file holds none), the published measure, the year, and the base year of
    an index."""

    records: Records
    id: str
    year: int
    base: int | None

    def compared(self, *, widen: bool = False) -> Comparison:
        """The council among all. widen: the funnel's limits hold the usual spread of councils."""
        return compare_councils(self.records, self.id, self.year, self.base, widen=widen)


def council_measure_and_year(records: Records) -> CouncilChoice:
    """Council, published measure, year and base year, kept in the address bar.

    Raises BadSelection where nothing is published of the measure.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        there = _as_known(records, _council(records))
        id = _published_measure()
        base = _base_year(there, id)
        years = {str(each): each for each in published_years(there, id, base)}
        if not years:
            raise BadSelection("There are no published figures of this measure in the file.")
        word = st.selectbox("Year", list(years), key="year", bind="query-params", width=120)
    return CouncilChoice(there, id, years.get(word, max(years.values())), base)


def usual_spread() -> bool:
    """Whether the limits of the funnel of councils hold their usual spread."""
    return st.toggle(
        "Allow for overdispersion (usual spread)",
        key="spread",
        bind="query-params",
        help="Councils differ by more than chance. With the switch on, the limits hold that "
        "spread, and only those who stand out even so lie outside.",
    )


def _as_known(records: Records, la_code: str) -> Records:
    """The council as far as its own records go; as at the day of the filters for their council."""
    there = records.over(council=la_code, start=None, end=None, areas=(), where=())
    if la_code == records.selection.council or there.covered is None:
        return there
    return there.over(as_at=there.covered.data_date)


def _council(records: Records) -> str:
    """Any council of today; at first the one that the link names, with records or without, else
    that of the filters, or that of the file where there are none."""
    held = ask.councils(records.store)
    held = held[held["status"] == "current"]
    names = zip(held["name"], held["short_name"], strict=True)
    labels = {short_name: _council_label(name, short_name) for name, short_name in names}
    codes = dict(zip(labels.values(), held["la_code"], strict=True))
    if named := links.council_without_records(labels):
        st.session_state.setdefault("compare", labels[named])
    own = records.selection.council
    start = None if records.covered else list(codes.values()).index(own)
    chosen = st.selectbox(
        "Council to compare",
        list(codes),
        index=start,
        key="compare",
        bind="query-params",
        width=300,
        placeholder=f"{records.council}, as above; or any of {len(codes)}",
    )
    return codes.get(chosen or "", own)


def _council_label(name: str, short_name: str) -> str:
    """The name that DfE prints, with the usual short one where that is not part of it."""
    return name if short_name in name else f"{short_name} ({name})"


def _published_measure() -> str:
    ids = {m.name: id for id, m in catalogue.published().items()}
    first = list(ids.values()).index("published_plans_issued_within_20_weeks")
    chosen = st.selectbox(
        "Published measure", list(ids), index=first, key="published", bind="query-params", width=430
    )
    return ids[chosen]


def _base_year(records: Records, id: str) -> int | None:
    """The base year of an index; None for other measures."""
    usual = catalogue.get(id).base_year
    if not usual:
        return None
    years = counted_years(records, id)
    chosen = st.selectbox(
        "Base year",
        list(map(str, years)),
        index=years.index(usual),
        key="base",
        bind="query-params",
        width=120,
    )
    return int(chosen)


def lever_values() -> dict[str, float]:
    """The levers of a forecast as they stand, by id; each in the address where it is not usual."""
    columns, known = st.columns(3, gap="medium"), planning.levers().values()
    found = {}
    for place, lever in enumerate(known):
        with columns[place % len(columns)]:
            found[lever.id] = _lever(lever)
    return found


def _lever(lever: planning.Lever) -> float:
    """One lever, in whole numbers where its step is one: the address then has no point."""
    label = f"{lever.name} ({lever.unit})"
    least, most, usual, step = lever.least, lever.most, lever.usual, lever.step
    more: dict[str, Any] = {"key": lever.id, "help": lever.why, "bind": "query-params"}
    if float(step).is_integer():
        value = st.number_input(label, int(least), int(most), int(usual), int(step), **more)
        return float(value)
    return float(st.number_input(label, least, most, usual, step, format="%g", **more))


def order_of_work(labels: Mapping[str, str]) -> str:
    """The order in which cases are taken, by its code."""
    names = {label: code for code, label in labels.items()}
    chosen = st.segmented_control(
        "Order of work", list(names), default=next(iter(names)), key="order", bind="query-params"
    )
    return names.get(chosen or "", next(iter(labels)))
