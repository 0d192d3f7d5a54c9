"""Cards: one answer with its change, its trend and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pandas as pd

from sendviz import ask, catalogue, wording
from sendviz.app.guard import or_said
from sendviz.app.parts import Card
from sendviz.app.state import Now
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings import change, trend
from sendviz.ui.panels import a_year_before, one
from sendviz.wording import screens


def card(now: Now, id: str, title: str, extra: Sequence[str] = ()) -> Card:
    """One answer with its change, its trend and what it is held against; or why there is none."""
    try:
        return _card(now, id, title, extra)
    except BadSelection as refused:
        return Card(title, "not shown", lines=(str(refused),))


def _card(now: Now, id: str, title: str, extra: Sequence[str]) -> Card:
    m, frame = catalogue.get(id), one(now, id)
    row = wording.rows(frame)[0]
    told = trend.monthly(now.store, m, now.selection, now.role)
    lines = [
        wording.short_trend(told.of(next(iter(told.charts))), told.chart),
        *extra,
        *_year_before(now, m, row, frame),
        england(now, m),
    ]
    value, unit = screens.big_value(m, row, frame.attrs["rounded"], frame.attrs["banded"])
    return Card(
        title,
        value,
        unit,
        tuple(lines[1:]),
        screens.signed_trend(told.chart, screens.pace_words(m, row, told.chart, lines[0])),
    )


def _year_before(
    now: Now, m: Measure, row: Mapping[str, object], frame: pd.DataFrame
) -> tuple[str, ...]:
    """What it was a year before, where the records tell of it."""
    earlier = a_year_before(now.selection)
    start = earlier.start or earlier.as_at
    if m.kind == "net" or start < now.covered.first_day:
        return ()
    before = wording.rows(one(now, m.id, earlier))[0]
    if before["blank"]:
        return ()
    return (wording.year_before(m, change.between(m, row, before), frame.attrs["rounded"]),)


def england(now: Now, m: Measure) -> str:
    """The official figure of England of the newest year that was over by the as-at day, where
    there is one."""
    found = ask.published(now.store, m, (catalogue.ENGLAND,))
    over = (now.selection.as_at + timedelta(days=1)).year
    found = found[found["value"].notna() & (found["year"] < over)] if len(found) else found
    return (
        screens.official_value(m, found.iloc[-1].to_dict(), "England")
        if len(found) and m.is_fraction
        else ""
    )


@or_said
def longest(now: Now) -> tuple[str, ...]:
    """The longest wait of an open case."""
    m, frame = catalogue.get("longest_open_case"), one(now, "longest_open_case")
    told = wording.value_text(m, wording.rows(frame)[0], banded=frame.attrs["banded"])
    return (f"Longest wait: {told}",)


def against_law(now: Now) -> tuple[str, ...]:
    """What the law asks, and how many cases missed it."""
    m, frame = (
        catalogue.get("plans_issued_within_20_weeks"),
        one(now, "plans_issued_within_20_weeks"),
    )
    return (wording.against_limit(m, wording.rows(frame)[0], now.selection.last_day),)
