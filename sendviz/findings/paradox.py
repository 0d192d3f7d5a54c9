"""Why the share on time can fall while more children are served on time: old cases that are
cleared.

The share of plans issued within 20 weeks counts every plan in the month in which it was issued.
Clearing a backlog adds late plans to the denominator. Cases that fell due cannot be moved by
that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sendviz.ask import Answer, Records
from sendviz.catalogue.calendar import add_months, month_end, months_in

ISSUED = "plans_issued_within_20_weeks"
DUE = "plans_due_issued_in_time"
Period = tuple[date, date]


@dataclass(frozen=True)
class Issued:
    """Plans issued in a period (first day, last day): on time and late; nan where not known."""

    period: Period
    on_time: float
    late: float

    @property
    def total(self) -> float:
        """All plans issued."""
        return self.on_time + self.late

    @property
    def share(self) -> float | None:
        """The share on time, 0 to 1; None without plans."""
        return self.on_time / self.total if self.total else None

    def rise_from(self, before: Issued) -> float:
        """Over 0 where the share has risen since, under 0 where it has fallen; cross-multiplied, so
        that equal shares give 0."""
        return self.on_time * before.total - before.on_time * self.total


@dataclass(frozen=True)
class Paradox:
    """Plans issued now and in the period before, and the same periods' cases that fell due.

    kind: more_on_time_lower_share, fewer_on_time_higher_share, same_way, no_plans (none issued in
    one of the periods) or not_known (the reason in `blank`). due_now and due_before are answers of
    the measure of cases that fell due. rounded: counts are rounded for public view.
    """

    kind: str
    now: Issued
    before: Issued
    due_now: Answer
    due_before: Answer
    rounded: bool = False
    blank: str | None = None


def explain_paradox(records: Records, before: Period | None = None) -> Paradox:
    """The selection's period (by default 12 months) against the same length before, or against
    `before`.

    Raises BadSelection or NotAllowed as `Records.ask` does.
    """
    period = records.selection.period
    before = before or period_before(*period)
    return compare_periods(
        *(
            records.over(start=first, end=last).ask(id)
            for id in (ISSUED, DUE)
            for first, last in (period, before)
        ),
        period=period,
        before=before,
    )


def compare_periods(
    issued_now: Answer,
    issued_before: Answer,
    due_now: Answer,
    due_before: Answer,
    *,
    period: Period,
    before: Period,
) -> Paradox:
    """The result of four answers of one row each."""
    now, then = _issued(issued_now, period), _issued(issued_before, before)
    blanks = (issued_now.row.blank, issued_before.row.blank)
    blank = next((each for each in blanks if each not in (None, "no_cases")), None)
    kind = "not_known" if blank else _kind(now, then)
    return Paradox(kind, now, then, due_now, due_before, issued_now.rounded, blank)


def period_before(first: date, last: date) -> Period:
    """The same length just before: as many whole months if the months are whole, else as many
    days."""
    if first.day == 1 and last == month_end(last):
        months = months_in(first, last)
        return add_months(first, -months), first - timedelta(days=1)
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def _issued(answer: Answer, period: Period) -> Issued:
    row = answer.row
    if row.blank == "no_cases":
        return Issued(period, 0, 0)
    return Issued(period, row.numerator, row.denominator - row.numerator)


def _kind(now: Issued, before: Issued) -> str:
    if not now.total or not before.total:
        return "no_plans"
    rise = now.rise_from(before)
    if now.on_time > before.on_time and rise < 0:
        return "more_on_time_lower_share"
    if now.on_time < before.on_time and rise > 0:
        return "fewer_on_time_higher_share"
    return "same_way"
