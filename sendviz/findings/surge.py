"""Have requests risen since the reform was announced? This year's months against last year's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sendviz.ask import PUBLIC, Records
from sendviz.catalogue.calendar import (
    BadSelection,
    add_months,
    last_whole_month,
    month_end,
    month_start,
)
from sendviz.stats.intervals import wilson

ANNOUNCED = date(2026, 2, 23)
FIRST_MONTH = date(2026, 3, 1)
REQUESTS = "requests_received"


@dataclass(frozen=True)
class Surge:
    """Requests of one source ('' for all) since March 2026 and in the same months a year before;
    ratio with its 95% limits (Poisson counts, conditional on their sum)."""

    source: str
    now: int
    before: int
    ratio: float
    low: float
    high: float

    @property
    def rose(self) -> bool:
        """Whether more than chance."""
        return self.low > 1


def surges(records: Records) -> tuple[Surge, ...]:
    """All requests, then by source, the largest first. Raises BadSelection where the records do not
    reach a whole month after the announcement."""
    last = last_whole_month(records.selection.as_at)
    if last < FIRST_MONTH:
        raise BadSelection(
            f"As at {records.selection.as_at.day} {records.selection.as_at:%B %Y} the records end "
            "before the reform was announced on 23 February 2026: nothing can be told of a surge."
        )
    now = records.over(start=FIRST_MONTH, end=last, areas=(), where=())
    before = now.over(
        start=add_months(FIRST_MONTH, -12), end=month_end(add_months(month_start(last), -12))
    )
    total = surge_of("", _count(now), _count(before))
    if records.role == PUBLIC:
        return (total,)
    each = {row.category: int(row.numerator) for row in now.ask(REQUESTS, by="source").rows}
    old = {row.category: int(row.numerator) for row in before.ask(REQUESTS, by="source").rows}
    found = [surge_of(name, n, old.get(name, 0)) for name, n in each.items()]
    return (total, *sorted(found, key=lambda one: -one.now))


def surge_of(source: str, now: int, before: int) -> Surge:
    """The ratio of two counts with its limits."""
    if not now + before:
        return Surge(source, now, before, float("nan"), 0.0, float("inf"))
    share = wilson(now, now + before)
    low, high = (p / (1 - p) if p < 1 else float("inf") for p in (share.low, share.high))
    return Surge(source, now, before, now / before if before else float("inf"), low, high)


def _count(records: Records) -> int:
    return int(records.ask(REQUESTS).row.numerator)
