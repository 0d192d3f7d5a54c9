"""Panels about fairness between areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from sendviz import catalogue, charts, wording
from sendviz.app import parts
from sendviz.app.guard import or_said
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.ask import NotAllowed
from sendviz.catalogue import Measure
from sendviz.findings import mix, reach, spread, trend
from sendviz.findings.gap import Gap
from sendviz.findings.spread import Spread
from sendviz.stats.intervals import Estimate
from sendviz.ui import gap as over_time
from sendviz.ui import maps, panels
from sendviz.ui.panels import Shown
from sendviz.wording import alike, screens
from sendviz.wording import fairness as words
from sendviz.wording import reach as reached


@dataclass(frozen=True)
class Look:
    """A measure by area beside the council's own value, and whether the areas differ."""

    measure: Measure
    scheme: str
    noun: str
    frame: pd.DataFrame
    whole: Mapping[str, object]
    spread: Spread

    @property
    def key(self) -> str:
        """For the keys of widgets."""
        return f"{self.measure.id}_{self.scheme}"


@or_said
def look(now: Now, id: str, scheme: str, widen: bool = False) -> Look:
    """The measure by area and of the whole council; `widen` allows for overdispersion in a funnel.
    Where that may not be shown, the reason is said and '' comes back."""
    m, frame = catalogue.get(id), panels.one(now, id, by=scheme)
    whole = wording.rows(panels.one(now, id, replace(now.selection, areas=())))[0]
    found = spread.between(m, frame, float(whole["value"]), widen)
    return Look(m, scheme, panels.area_noun(now, scheme), frame, whole, found)


def answer(now: Now, seen: Look) -> None:
    """Whether it depends on where you live, and what that means for children."""
    m, rounded = seen.measure, bool(seen.frame.attrs["rounded"])
    found = reach.counterfactual(m, seen.frame, float(seen.whole["value"]))
    matters = found is not None and seen.spread.differ
    parts.answer(
        words.spread_sentence(m, seen.spread, seen.noun, rounded),
        reached.reach_sentence(m, found, seen.noun, now.council) if matters else "",
    )
    parts.caption(reached.LUCK if matters else "")


def areas_panel(now: Now, seen: Look) -> Look:
    """Values with intervals, or from ten areas a funnel with its switch; the view it was drawn
    from."""
    m = seen.measure
    if seen.spread.funnel:
        return _funnel_panel(now, seen)
    drawn = charts.bars(m, seen.frame) if m.kind == "count" else None
    figure = drawn or charts.area_dots(m, seen.frame, seen.whole)
    title = words.standing_sentence(seen.spread, now.council, seen.noun) or m.name
    panels.panel(now, title, figure, [Shown(m, seen.frame, "area_dots")], f"areas_{seen.key}")
    parts.caption(words.apart_words(seen.spread, seen.noun))
    return seen


def _funnel_panel(now: Now, seen: Look) -> Look:
    label = "Wider limits, where areas differ by more than chance (overdispersion)"
    widen = st.toggle(label, key="wider", bind="query-params")
    seen = look(now, seen.measure.id, seen.scheme, widen)
    m, over = seen.measure, seen.spread.overdispersion
    tau2 = over.tau2 if widen and over else 0.0
    figure = charts.funnel(m, seen.frame, seen.spread.whole, seen.spread.standing, tau2)
    title = words.standing_sentence(seen.spread, now.council, seen.noun)
    panels.panel(now, title, figure, [Shown(m, seen.frame, "funnel")], f"funnel_{seen.key}")
    parts.caption(words.funnel_words(seen.spread, seen.noun))
    return seen


@or_said
def tiles_panel(now: Now, seen: Look) -> None:
    """The districts where they lie, beside the same as a table."""
    figure = maps.map_figure(now, seen)
    left, right = st.columns(2, gap="large")
    with left:
        if figure is not None:
            shown = [Shown(seen.measure, seen.frame, maps.map_kind(now, seen))]
            panels.panel(now, "Where the differences lie", figure, shown, f"tiles_{seen.key}")
    with right:
        standing_table(seen)


def standing_table(seen: Look) -> None:
    """Every area with its value, interval and standing, highest first."""
    m, rounded = seen.measure, bool(seen.frame.attrs["rounded"])
    ordered = [*reversed(seen.spread.rows)]
    ordered += [row for row in wording.rows(seen.frame) if wording.blank_of(row)]
    body = [
        [
            Cell(str(row["area"])),
            Cell(value, small=screens.interval_text(m, row)),
            Cell(f"{sign.shape} {sign.word}"),
        ]
        for row in ordered
        for value in [wording.value_text(m, row, rounded, short=True)]
        for sign in [words.standing_sign(seen.spread.standing.get(row["area"], ""))]
    ]
    name = wording.capital(words.many(seen.noun))
    parts.heading(f"{name} from the highest", "Under each value: its 95% interval")
    parts.table(f"{m.name} by {seen.noun}", [name, m.short_name, "Against all"], body)


@or_said
def areas_and_gap(now: Now, seen: Look) -> None:
    """Areas and their gap side by side; the areas alone for measures without intervals."""
    found = over_time.found(now, seen)
    if not isinstance(found, Gap):
        areas_panel(now, seen)
        over_time.panel(now, seen, found)
        return
    left, right = st.columns(2, gap="large")
    with left:
        areas_panel(now, seen)
    with right:
        over_time.panel(now, seen, found)


@or_said
def gap_panel(now: Now, seen: Look) -> None:
    """The gap over time; nothing for measures without intervals."""
    over_time.panel(now, seen, over_time.found(now, seen))


@or_said
def like_panel(now: Now, seen: Look) -> None:
    """Each area on the council's own mix of children, and what moved the council's share."""
    m = seen.measure
    if m.kind != "share":
        return
    try:
        found = mix.like_for_like(now.store, m, now.selection, now.role, seen.scheme)
        parts.heading("Like for like")
        parts.text(alike.like_sentence(m, found))
        _like_table(seen, found)
        parts.caption(alike.left_out_words(found))
    except NotAllowed:
        parts.heading("Like for like")
        parts.text(alike.LIKE_REFUSED)
    moved = mix.shift(now.store, m, now.selection, now.role, seen.scheme)
    if moved:
        parts.text(alike.shift_sentence(m, moved, seen.noun, now.council))


def _like_table(seen: Look, found: mix.LikeForLike) -> None:
    values = {row["area"]: wording.value_text(seen.measure, row) for row in seen.spread.rows}
    body = [
        [Cell(area), Cell(values[area], small=_two_texts(found.raw[area])[1])]
        + [_estimate_cell(by[area]) for by in found.alike.values()]
        + [_estimate_cell(found.together.get(area))] * bool(found.together)
        for area in found.areas
    ]
    head = [f"Same mix of {alike.mix_noun(id)}" for id in found.alike]
    head += ["All of these together"] * bool(found.together)
    name = wording.capital(seen.noun)
    parts.table(f"{seen.measure.name}, like for like", [name, "As it is", *head], body)


def _two_texts(estimate: Estimate) -> tuple[str, str]:
    return alike.standardised_text(vars(estimate))


def _estimate_cell(estimate: Estimate | None) -> Cell:
    if estimate is None:
        return Cell("too few to tell")
    value, interval = _two_texts(estimate)
    return Cell(value, small=interval)


@or_said
def multiples(now: Now, seen: Look) -> None:
    """One control chart an area, all on the same axes, drawn when opened."""
    m = seen.measure
    if m.kind not in ("share", "count", "stock", "ratio") or not m.has_history:
        return
    title = f"Is it getting better in each {seen.noun}?"
    with st.expander(title, on_change="rerun", key=f"multiples_{seen.scheme}") as opened:
        if opened.open:
            _multiples(now, seen)


def _multiples(now: Now, seen: Look) -> None:
    m = seen.measure
    found = trend.monthly(now.store, m, now.selection, now.role, seen.scheme)
    names = [area for area in found.charts if not wording.is_bucket(found.frame, area)]
    shown_charts = {name: found.charts[name] for name in names}
    agent = st.context.headers.get("User-Agent", "") if st.context.headers else ""
    figure = charts.multiples(
        m, {name: found.of(name) for name in names}, shown_charts, 1 if "Mobi" in agent else 2
    )
    title = words.multiples_sentence(shown_charts, seen.noun)
    selection = now.selection.months_back(trend.MONTHS)
    shown = [Shown(m, found.frame, "multiples")]
    panels.panel(now, title, figure, shown, f"multi_{seen.key}", selection, marked=True)
    parts.caption(words.multiples_words(m, shown_charts))
