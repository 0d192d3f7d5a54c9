"""What was promised in public, judged by the measure itself: kept, kept late, not kept, not yet
due, or why it cannot be judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.ask.promises import Promise, promises
from sendviz.catalogue.calendar import (
    BadSelection,
    add_months,
    last_whole_month,
    month_end,
    month_start,
)
from sendviz.catalogue.row import Row
from sendviz.findings.linked import linked

VERDICTS = ("not_kept", "kept_late", "kept", "not_yet_due", "not_judged")
# What was so for some time before a promise was made is drawn, too.
MONTHS_BEFORE = 12


@dataclass(frozen=True, eq=False)
class Judged:
    """A promise and what the measure says of it, as at the selection's day.

    verdict: one of VERDICTS. at_due: the answer on the day, or over the period, for which it was
    made. now: the newest one, of the as-at day or the last whole month. first_met: the last day of
    the first month after the day in which it held. series: month by month from a year before it was
    made. why: of one that is not judged. All but promise and verdict may be None or ''.
    """

    promise: Promise
    verdict: str
    at_due: Answer | None = None
    now: Answer | None = None
    first_met: date | None = None
    series: Answer | None = None
    why: str = ""

    @property
    def simulated(self) -> bool:
        """Whether it was judged by made-up records."""
        return any(each.simulated for each in (self.at_due, self.now) if each)

    @property
    def lasts(self) -> bool:
        """Whether it is so now."""
        return self.now is not None and _is_met(self.promise, self.now.row)


def judged(records: Records) -> tuple[Judged, ...]:
    """Every promise of the council made by the as-at day, in the order in which they were made.
    Nothing later than that day is known: not what was said, nor what came of it."""
    return tuple(judge(records, each) for each in promises(records.store, records.selection))


def judge(records: Records, promise: Promise) -> Judged:
    """One promise. Months are told whole, so one that was due within a month is judged at its end,
    in favour of whoever made it."""
    if not promise.can_be_judged:
        return Judged(promise, "not_judged", why=promise.why_not_judged or "")
    try:
        return _judge(linked(records, promise.selection), promise)
    except BadSelection as refused:
        return Judged(promise, "not_judged", why=str(refused))


def _judge(records: Records, promise: Promise) -> Judged:
    assert promise.hold_by
    due, as_at = month_end(promise.hold_by), records.selection.as_at
    found = Judged(
        promise, "not_yet_due", now=_now(records, promise), series=_series(records, promise)
    )
    if due > as_at:
        return found
    at_due = _at_due(records, promise, due)
    found = replace(found, at_due=at_due)
    if at_due.row.blank:
        return replace(found, verdict="not_judged", why="The records tell nothing of that time.")
    if _is_met(promise, at_due.row):
        return replace(found, verdict="kept")
    met = _first_met(records, promise, due)
    return replace(found, verdict="kept_late" if met else "not_kept", first_met=met)


def _is_met(promise: Promise, row: Row) -> bool:
    return not row.blank and promise.is_met_by(float(row.value))


def _at_due(records: Records, promise: Promise, due: date) -> Answer:
    """The measure over the period for which it was promised, as it was known on its last day."""
    start = month_start(promise.hold_from or due)
    return records.over(as_at=due, start=start).ask(_measure(promise))


def _now(records: Records, promise: Promise) -> Answer:
    m = catalogue.get(_measure(promise))
    if m.at_a_date:
        return records.ask(m)
    end = last_whole_month(records.selection.as_at)
    return records.over(start=month_start(end), end=end).ask(m)


def _series(records: Records, promise: Promise) -> Answer:
    """Month by month, from a year before it was made or from the first month of the records."""
    first = add_months(month_start(promise.said_on), -MONTHS_BEFORE)
    return _monthly(records, promise, max(first, month_start(records.first_day)))


def _monthly(records: Records, promise: Promise, first: date) -> Answer:
    return records.over(start=first).ask(_measure(promise), period="month")


def _first_met(records: Records, promise: Promise, due: date) -> date | None:
    """The end of the first whole month after the day in which it was so."""
    after, as_at = add_months(month_start(due), 1), records.selection.as_at
    if month_end(after) > as_at:
        return None
    for row in _monthly(records, promise, after).rows:
        end = month_end(row.period_start.date()) if row.period_start else as_at
        if end <= as_at and _is_met(promise, row):
            return end
    return None


def _measure(promise: Promise) -> str:
    assert promise.measure
    return promise.measure
