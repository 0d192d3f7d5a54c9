"""The list of what changed since a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from sendviz import wording
from sendviz.app import parts
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.catalogue.calendar import add_months, last_whole_month, month_end
from sendviz.findings import signals
from sendviz.findings.signals import Signal, Signals
from sendviz.wording import signals as told

MEETINGS_BACK, USUAL_BACK = 24, 3


def meeting(now: Now) -> date:
    """The last meeting, as the end of a month; kept in the address bar."""
    last = month_end(last_whole_month(now.selection.last_day))
    ends = [month_end(add_months(last.replace(day=1), -back)) for back in range(MEETINGS_BACK)]
    names = {wording.day(end): end for end in ends if end >= now.covered.first_day}
    chosen = st.selectbox(
        "Last meeting, end of", list(names), index=min(USUAL_BACK, len(names) - 1), key="meeting",
        bind="query-params", width=230,
    )  # fmt: skip
    return names[chosen]


def since(now: Now, meeting_day: date, judged: bool = True) -> Signals:
    """The signals of the measures with a better side, or of those without."""
    return signals.since(
        now.store, now.selection, now.role, meeting_day, measures=signals.watched(judged)
    )


def answer(found: Signals, meeting_day: date) -> None:
    """How many charts show something new, and how many chance alone would give."""
    parts.answer(told.signals_sentence(found, meeting_day))
    parts.caption(f"{told.chance_sentence(found)} {told.refused_sentence(found)}".strip())


def changed(now: Now, found: Signals, kind: str, verdicts: Sequence[str], title: str) -> None:
    """The signals of that kind and those verdicts, by measure, each as a sentence with its sign."""
    mine = [each for each in found.found if each.kind == kind and each.verdict in verdicts]
    if not mine:
        return
    parts.heading(title)
    for name, group in _by_measure(mine):
        lines = "".join(f"<p>{_mark(each)}{_said(each, now)}</p>" for each in group)
        parts.html(f"<h3>{parts.safe(name)}</h3>{lines}")


def still(now: Now, found: Signals) -> None:
    """Signals that stood at the meeting already: a line a measure."""
    mine = [each for each in found.found if each.kind == "still"]
    rows = [
        [Cell(name), Cell(told.still_sentence(group, now.council))]
        for name, group in _by_measure(mine)
    ]
    if rows:
        parts.table("Unchanged signals", ["Measure", "What its charts say"], rows)


def _by_measure(found: Sequence[Signal]) -> list[tuple[str, list[Signal]]]:
    """The signals of each measure (and pathway) under its name, headline measures first."""
    groups: dict[tuple[int, str], list[Signal]] = {}
    for each in found:
        place = each.measure.headline or len(found) + 99
        groups.setdefault((place, told.signal_name(each)), []).append(each)
    return [(name, group) for (_, name), group in sorted(groups.items(), key=lambda g: g[0])]


def _mark(signal: Signal) -> str:
    sign = told.signal_sign(signal)
    colour = parts.MARKS[sign.colour_role]
    return f'<span class="sv-mark" aria-hidden="true" style="color:{colour}">{sign.shape}</span>'


def _said(signal: Signal, now: Now) -> str:
    return parts.safe(told.signal_sentence(signal, now.council))


def how() -> None:
    """How the list is made, and what to bear in mind with charts of those who wait."""
    parts.heading("How this list is made")
    parts.text(told.HOW, told.STOCKS)
