"""Panels about waits for health assessments: the pathways side by side, then one in depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from sendviz import ask, catalogue, charts, wording
from sendviz.app import choices, parts
from sendviz.app.guard import or_said
from sendviz.app.parts import Card, Cell
from sendviz.app.state import Now
from sendviz.ask.disclosure import NotAllowed
from sendviz.ask.selection import BadSelection, Selection, add_months
from sendviz.findings import spread, trend
from sendviz.ui import flows, panels, tables
from sendviz.ui.panels import Shown, one
from sendviz.ui.places import by_place
from sendviz.wording import fairness as compared
from sendviz.wording import health as words

THREE = catalogue.main_pathways()
FLOW = ("referrals_received", "assessments_begun", "left_unassessed", "waiting_list_change")
SIDE_BY_SIDE = (
    "children_waiting_for_assessment",
    "share_waiting_at_least_13_weeks",
    "share_waiting_over_18_weeks",
    "share_waiting_over_52_weeks",
    "share_waiting_over_104_weeks",
    "median_weeks_waiting",
    "ninety_second_percentile_weeks_waiting",
    "longest_wait",
    "median_wait_open_and_seen",
    "weeks_to_assessment",
    "weeks_to_outcome",
    "first_contact_within_13_weeks",
    "first_contact_within_18_weeks",
    "referrals_rejected",
    "first_appointments_missed",
    "offered_support_while_waiting",
)


def pathways(now: Now) -> list[str]:
    """The pathways that the council's records tell of, in the order of the catalogue."""
    held = {each.pathway for each in ask.sent_by(now.store, now.selection.council)}
    return [each for each in catalogue.dimensions()["pathway"].values if each in held]


@or_said
def headline(now: Now, pathway: str) -> str:
    """How many wait, and by when half are assessed."""
    here = choices.for_pathway(now, pathway)
    name = words.pathway_name(pathway)
    waiting = wording.rows(one(here, "children_waiting_for_assessment"))[0]
    half = words.half_assessed(wording.rows(one(here, "median_wait_open_and_seen"))[0])
    told = words.list_sentence(waiting, None, "")
    return f"{name}: {told[0].lower()}{told[1:]}" + (f" {half}." if half else "")


def cards(now: Now, asked: Sequence[str] = THREE) -> None:
    """One card a pathway: the list, the share past its yardstick, by when half are assessed."""
    parts.cards([card(now, pathway) for pathway in asked])


def card(now: Now, pathway: str, title: str = "") -> Card:
    """The waiting list of one pathway with what it is held against; or why there is none."""
    title = title or words.pathway_name(pathway)
    try:
        return _card(choices.for_pathway(now.for_parts, pathway), pathway, title)
    except BadSelection as refused:
        return Card(title, "not shown", lines=(str(refused),))


def _card(here: Now, pathway: str, title: str) -> Card:
    stick = catalogue.get(catalogue.pathways()[pathway].measure)
    waiting = one(here, "children_waiting_for_assessment")
    row, rounded = wording.rows(waiting)[0], bool(waiting.attrs["rounded"])
    if wording.blank_of(row):
        return Card(title, wording.blank_text(wording.blank_of(row), short=True))
    longest = one(here, "longest_wait")
    by_area = one(here, stick.id, by="locality")
    lines = (
        words.past_yardstick(stick, wording.rows(one(here, stick.id))[0], pathway, rounded),
        words.half_assessed(wording.rows(one(here, "median_wait_open_and_seen"))[0]),
        words.longest(
            catalogue.get("longest_wait"), wording.rows(longest)[0], longest.attrs["banded"]
        ),
        words.areas_strip(stick, by_area),
    )
    chart = trend.monthly(here.store, stick, here.selection, here.role).chart
    sign = words.card_sign(stick, chart.variation)
    return Card(title, wording.number(row["value"]), "children wait", lines, sign)


@or_said
def strip_panel(now: Now, pathway: str) -> None:
    """The share past the yardstick by locality, with whether the localities differ."""
    here = choices.for_pathway(now, pathway)
    m = catalogue.get(catalogue.pathways()[pathway].measure)
    frame, whole = one(here, m.id, by="locality"), wording.rows(one(here, m.id))[0]
    noun = panels.area_noun(here, "locality")
    found = spread.between(m, frame, float(whole["value"]))
    title = words.strip_title(pathway, compared.standing_sentence(found, here.council, noun))
    figure = charts.area_dots(m, frame, whole)
    panels.panel(
        here,
        title,
        figure,
        [Shown(m, frame, "area_dots")],
        f"strip_{pathway}",
    )


@or_said
def curves_panel(now: Now, pathway: str) -> None:
    """Share not yet assessed by week since the referral, by locality, with the test in words."""
    here = choices.for_pathway(now, pathway)
    m, stick = catalogue.get("median_wait_open_and_seen"), catalogue.pathways()[pathway]
    waits = flows.placed_curves(here, m)
    panels.panel(
        here,
        wording.curve_sentence(waits, "are assessed", m),
        charts.curves(waits, float(stick.weeks), stick.name),
        [Shown(m, one(here, m.id, by="locality"), "curves")],
        f"curves_{pathway}",
    )
    parts.caption(f"{stick.basis} Source: {stick.source}.")
    parts.caption(words.left_unseen_words(waits.curves))
    parts.caption(words.CLOCK)


@or_said
def bands_panel(now: Now, pathway: str) -> None:
    """Who waits now, by the NHS's bands of weeks."""
    here = choices.for_pathway(now, pathway)
    m = catalogue.get("children_waiting_for_assessment")
    frame = one(here, "children_on_the_list", by="wait_band")
    earlier = panels.a_year_before(here.selection)
    before = wording.rows(one(here, m.id, earlier))[0]
    title = words.list_sentence(
        wording.rows(one(here, m.id))[0], before, words.year_ago(earlier.as_at)
    )
    listed = replace(catalogue.get("children_on_the_list"), name=words.BY_TIME_WAITED)
    panels.panel(
        here, title, charts.bars(listed, frame), [Shown(listed, frame, "bars")], f"bands_{pathway}"
    )


@or_said
def flow_panel(now: Now, pathway: str) -> None:
    """Referred, seen and left unseen by month, the net as a line; the heading adds up a year."""
    here = choices.for_pathway(now, pathway)
    drawn = _told_of(here, pathway, 24)
    frames = [one(here, id, drawn, period="month") for id in FLOW]
    figure = charts.comings_and_goings(
        {"Referred": frames[0]}, {"Assessed": frames[1], "Left unassessed": frames[2]}, frames[3]
    )
    shown = [
        Shown(catalogue.get(id), frame, "in_and_out")
        for id, frame in zip(FLOW, frames, strict=True)
    ]
    panels.panel(
        here, _flow_title(here, pathway), figure, shown, f"list_flow_{pathway}", drawn, marked=True
    )


def _flow_title(here: Now, pathway: str) -> str:
    """The flow of the year that the list is compared over, or of the last month where the role may
    not see that year."""
    try:
        return _flow_over(here, _told_of(here, pathway, 12))
    except NotAllowed:
        return _flow_over(here, _told_of(here, pathway, 1))


def _flow_over(here: Now, added_up: Selection) -> str:
    whole = [wording.rows(one(here, id, added_up))[0] for id in FLOW]
    return words.flow_sentence(*whole, added_up.start, added_up.last_day)


def _told_of(now: Now, pathway: str, months: int) -> Selection:
    """So many months back, but from the first whole month of the pathway's records."""
    selection = now.selection.months_back(months)
    days = [
        each.first_day
        for each in ask.sent_by(now.store, selection.council)
        if each.pathway == pathway
    ]
    first = min(days, default=selection.start)
    whole = first if first.day == 1 else add_months(first, 1)
    return replace(selection, start=max(selection.start, whole))


@or_said
def meanwhile(now: Now, pathway: str) -> None:
    """What families get while they wait, by locality; and children in EHC assessments."""
    here = choices.for_pathway(now, pathway)
    parts.heading("What do families get meanwhile?")
    parts.text(
        panels.headline(here, "offered_support_while_waiting"),
        panels.headline(now, "offered_support_during_ehc_assessment"),
    )
    m = catalogue.get("offered_support_while_waiting")
    frame = one(here, m.id, by="locality")
    if frame["value"].notna().any():
        told = wording.rows(frame)
        body = [
            [Cell(str(row["area"])), Cell(wording.value_text(m, row, frame.attrs["rounded"]))]
            for row in told
        ]
        noun = wording.capital(panels.area_noun(here, "locality"))
        parts.table(f"{m.name} by locality", [noun, m.short_name], body)


def in_depth(now: Now, pathway: str) -> None:
    """All measures of one pathway, now and a year before, drawn when opened."""
    here = choices.for_pathway(now, pathway)
    title = f"{words.pathway_name(pathway)}, measure by measure"
    with st.expander(title, on_change="rerun", key="measures") as opened:
        if opened.open:
            parts.caption(words.CLOCK)
            tables.side_by_side(here, SIDE_BY_SIDE)


@or_said
def who_waits_longest(now: Now, pathway: str) -> None:
    """The share past the yardstick by kind of child or provider, drawn when opened."""
    here = choices.for_pathway(now, pathway)
    m = catalogue.pathways()[pathway].measure
    with st.expander("Who waits longest?", on_change="rerun", key="waits_longest") as opened:
        if opened.open:
            panels.split_panel(here, m, choices.dimension(here, m, but=("pathway", "provider")))
    for by, title in (("district", "By district"), ("provider", "By provider")):
        with st.expander(title, on_change="rerun", key=f"by_{by}") as opened:
            if opened.open:
                by_place(here, m, by, f"{by}_{pathway}")
