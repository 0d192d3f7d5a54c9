"""Why the share on time can fall while more children are served on time: old cases that are
cleared.

The share of plans issued within 20 weeks counts every plan in the month in which it was issued.
Clearing a backlog adds late plans to the denominator. Cases that fell due cannot be moved by
that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import add_months, month_end, months_in

ISSUED = "plans_issued_within_20_weeks"
DUE = "plans_due_issued_in_time"
Period = tuple[date, date]
Row = Mapping[str, object]


@dataclass(frozen=True)
class Paradox:
    """Plans issued on time and late, now and before, and the same periods' cases that fell due.

    kind: more_on_time_lower_share, fewer_on_time_higher_share, same_way, no_plans (none issued in
    one of the periods) or not_known (the reason in `blank`). Counts are None where blank. due_now
    and due_before are rows of the measure of cases that fell due. period and period_before are
    (first day, last day).
    """

    kind: str
    period: Period
    period_before: Period
    now_on_time: int | None
    now_late: int | None
    before_on_time: int | None
    before_late: int | None
    due_now: Row
    due_before: Row
    rounded: bool = False
    blank: str | None = None
    area: str = ""

    @property
    def now_total(self) -> int:
        """Plans issued in the period."""
        return (self.now_on_time or 0) + (self.now_late or 0)

    @property
    def before_total(self) -> int:
        """Plans issued in the period before."""
        return (self.before_on_time or 0) + (self.before_late or 0)

    @property
    def now_share(self) -> float | None:
        """Share on time in the period; None without plans."""
        return self.now_on_time / self.now_total if self.now_total else None

    @property
    def before_share(self) -> float | None:
        """Share on time in the period before; None without plans."""
        return self.before_on_time / self.before_total if self.before_total else None


def explain(store: Store, selection: Selection, role: str, before: Period | None = None) -> Paradox:
    """The selection's period (by default 12 months) against the same length before, or against
    `before`.

    Raises BadSelection or NotAllowed as `ask.measure` does.
    """
    return by_area(store, selection, role, None, before)[0]


def by_area(
    store: Store, selection: Selection, role: str, scheme: str | None, before: Period | None = None
) -> list[Paradox]:
    """As `explain`, one for each area of a scheme (locality, district ...), in screen order."""
    selection = selection if selection.start else selection.months_back(12)
    period = (selection.start, selection.last_day)
    before = before or period_before(*period)
    frames = [
        ask.measure(
            store, catalogue.get(id), replace(selection, start=first, end=last), role, by=scheme
        )
        for id in (ISSUED, DUE)
        for first, last in (period, before)
    ]
    return compare(*frames, period=period, before=before)


def compare(
    issued_now: pd.DataFrame,
    issued_before: pd.DataFrame,
    due_now: pd.DataFrame,
    due_before: pd.DataFrame,
    *,
    period: Period,
    before: Period,
) -> list[Paradox]:
    """The result for each area of four tidy frames that have one row an area."""
    rows = [
        frame.set_index("area", drop=False)
        for frame in (issued_now, issued_before, due_now, due_before)
    ]
    rounded = bool(issued_now.attrs.get("rounded"))
    return [
        _one(area, *(_row(frame, area) for frame in rows), period, before, rounded)
        for area in rows[0].index
    ]


def period_before(first: date, last: date) -> Period:
    """The same length just before: as many whole months if the months are whole, else as many
    days."""
    if first.day == 1 and last == month_end(last):
        months = months_in(first, last)
        return add_months(first, -months), first - timedelta(days=1)
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def _row(frame: pd.DataFrame, area: str) -> Row:
    if area not in frame.index:
        return {
            "area": area,
            "value": None,
            "numerator": None,
            "denominator": None,
            "blank": "no_cases",
        }
    return frame.loc[area].to_dict()


def _one(area, now, before, due_now, due_before, period, period_before_, rounded) -> Paradox:
    counts = [*_on_time_and_late(now), *_on_time_and_late(before)]
    blank = next(
        (_blank(row) for row in (now, before) if _blank(row) not in (None, "no_cases")), None
    )
    kind = "not_known" if blank else _kind(*(each or 0 for each in counts))
    return Paradox(kind, period, period_before_, *counts, due_now, due_before, rounded, blank, area)


def _blank(row: Row) -> str | None:
    blank = row.get("blank")
    return blank if isinstance(blank, str) and blank else None


def _on_time_and_late(row: Row) -> tuple[int | None, int | None]:
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        return (0, 0) if _blank(row) == "no_cases" else (None, None)
    return int(row["numerator"]), int(row["denominator"]) - int(row["numerator"])


def _kind(on_time: int, late: int, on_time_before: int, late_before: int) -> str:
    total, total_before = on_time + late, on_time_before + late_before
    if not total or not total_before:
        return "no_plans"
    # Cross-multiplied, so that equal shares are equal.
    rise = on_time * total_before - on_time_before * total
    if on_time > on_time_before and rise < 0:
        return "more_on_time_lower_share"
    if on_time < on_time_before and rise > 0:
        return "fewer_on_time_higher_share"
    return "same_way"
