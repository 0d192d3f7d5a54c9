"""What is due to whom: dates of every year, single ones, and those that follow a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count

from sendviz.catalogue import typed
from sendviz.catalogue.calendar import month_end, months_later
from sendviz.catalogue.values import ROOM

# Whose papers are wanted as long before as those of other reviews.
SIX_MONTH_REVIEW = "six_month_review"


@dataclass(frozen=True)
class Duty:
    """One thing that is due: the fields of duties.toml. A day of 0 in a month of the year: only the
    month is known."""

    id: str
    title: str
    to: str
    source: str
    month: int = 0
    day: int = 0
    on: date | None = None
    days_after_report: int = 0
    every_months: int = 0
    outcomes: tuple[str, ...] = ()
    before: int = 0

    @property
    def month_only(self) -> bool:
        """Whether the day within the month is not known."""
        return bool(self.month) and not self.day

    def next_after(self, day: date, report: date | None, outcome: str | None) -> date | None:
        """The first time from that day on, or the only one; of a month its last day. None where
        it never falls due: without a report, or after an outcome that asks for none."""
        if self.on:
            return self.on
        if self.month:
            return next(each for each in self._every_year(day.year) if each >= day)
        if report is None or self.outcomes and outcome not in self.outcomes:
            return None
        if self.days_after_report:
            return report + timedelta(self.days_after_report)
        each = (months_later(report, self.every_months * place) for place in count(1))
        return next(when for when in each if when >= day)

    def _every_year(self, first: int) -> Iterator[date]:
        for year in count(first):
            yield date(year, self.month, self.day or month_end(date(year, self.month, 1)).day)


@cache
def duties() -> Mapping[str, Duty]:
    """By id, in the order of duties.toml."""
    return typed.tables(ROOM / "duties.toml", Duty)
