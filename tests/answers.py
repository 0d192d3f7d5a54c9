"""Answers, rows and curves made by hand, as `Records.ask` and `Records.curves` give them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, Selection
from sendviz.ask.values import of_counts
from sendviz.ask.waits import Curve, Waits
from sendviz.catalogue.row import COLUMNS, Row
from sendviz.stats.survival import Percentile

SHARE = catalogue.get("plans_issued_within_20_weeks")
DUE = catalogue.get("plans_due_issued_in_time")
STOCK = catalogue.get("cases_open_over_20_weeks")
MEDIAN = catalogue.get("median_weeks_to_issue")
LONGEST = catalogue.get("longest_open_case")
NET = catalogue.get("cases_in_and_out")
RATE = catalogue.get("requests_per_1000")
COUNT = catalogue.get("requests_received")
REFUSED = catalogue.get("requests_refused")
SELECTION = Selection("881", date(2025, 12, 31), date(2025, 1, 1))


def tidy(m, cells, **known) -> Answer:
    """Cells are (area, start or None, category, numerator, denominator, blank)."""
    columns = ["area", "period_start", "category", "numerator", "denominator", "blank"]
    found = pd.DataFrame(cells, columns=columns)
    found["period_start"] = pd.to_datetime(found["period_start"]).astype("datetime64[us]")
    counts = found[["numerator", "denominator"]].astype(float)
    found = of_counts(m, found.assign(**counts)).assign(measure=m.id).reindex(columns=list(COLUMNS))
    found["blank"] = found["blank"].astype(object).where(found["blank"].notna(), None)
    known = {"selection": SELECTION} | known
    return Answer(m, frame=found, **known)


def amounts(m, values, **known) -> Answer:
    """Weeks by area, each from 40 cases, with limits two weeks apart; values are (area, weeks)."""
    found = tidy(SHARE, [(area, None, "", 1, 40, None) for area, _ in values], **known)
    weeks = np.array([each for _, each in values], dtype=float)
    frame = found.frame.assign(
        measure=m.id, numerator=np.nan, value=weeks, low=weeks - 1, high=weeks + 1
    )
    return found.with_frame(frame, measure=m)


def in_bands(m, values, **known) -> Answer:
    """Middles as public view is told them: values are (area, lower edge in weeks)."""
    return without_intervals(amounts(m, values, rounded=True, banded=True, **known))


def under(answer: Answer, few: float, *areas: str) -> Answer:
    """The same, the numerators of those areas (or of all) told as nought: fewer than `few`."""
    mine = answer.frame["area"].isin(areas or answer.areas)
    frame = answer.frame.assign(under=np.where(mine, few, np.nan))
    return answer.with_frame(frame, rounded=True)


def without_intervals(answer: Answer) -> Answer:
    """The same values without their limits."""
    return answer.with_frame(answer.frame.assign(low=np.nan, high=np.nan))


def monthly(m=SHARE, values=((40, 113), (41, 120), (47, 178)), area="Essex", **known):
    """One row a month from January 2024; values are (numerator, denominator), None a blank."""
    months = pd.date_range("2024-01-01", periods=len(values), freq="MS")
    cells = [
        (area, start, "", *(each or (np.nan, np.nan)), None if each else "no_cases")
        for start, each in zip(months, values, strict=True)
    ]
    return tidy(m, cells, **{"grain": "month"} | known)


def by_area(m=SHARE, values=(("Mid", 45, 380), ("South", 180, 700), ("West", 120, 390)), **known):
    """One row an area; values are (area, numerator, denominator), denominator None: too few."""
    cells = [
        (area, None, "", x if n else np.nan, n or np.nan, None if n else "too_few")
        for area, x, n in values
    ]
    return tidy(m, cells, **known)


def one(m=SHARE, x=47, n=178, area="Essex", blank=None, **known) -> Answer:
    """The answer of one row."""
    x, n = (np.nan, np.nan) if blank else (x, n)
    return tidy(m, [(area, None, "", x, n, blank)], **known)


def answer_of(m, row: Row, **known) -> Answer:
    """The answer of a row made by hand."""
    return one(m, **known).with_frame(pd.DataFrame([row], columns=list(COLUMNS)))


def row(m=SHARE, x=47, n=178, area="Essex", blank=None, **changes) -> Row:
    """One row; changes: columns that are not what the counts would give."""
    return one(m, x, n, area, blank).row._replace(**changes)


def curve(area="Mid", waited=100, scale=40.0, blank=None) -> Curve:
    """A curve by single weeks to week 90."""
    none, open_ended = np.array([]), Percentile(None, None, None)
    if blank:
        return Curve(area, none, none, none, none, 0, open_ended, open_ended, blank)
    week = np.arange(0.0, 91.0)
    share = np.exp(-((week / scale) ** 2))
    half = Percentile(float(week[np.argmax(share <= 0.5)]), None, None)
    return Curve(
        area,
        week,
        share,
        np.clip(share - 0.05, 0, 1),
        np.clip(share + 0.05, 0, 1),
        waited,
        half,
        open_ended,
    )


def waits(*curves: Curve, p_value=None) -> Waits:
    """The curves as one result."""
    return Waits(tuple(curves), p_value, False, ())
