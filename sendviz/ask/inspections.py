"""The inspections of an area, as known on a day: an outcome is unknown before it is published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sendviz.ask.store import Store, plain_value
from sendviz.catalogue.calendar import months_later
from sendviz.kit import inspections as words

# How long after its window an inspection may still come: Hertfordshire's of October 2025 came 5
# months after the one by its report (10 November 2023, 18 months), 9 after the one by its start.
SLIP_MONTHS = 9
# After systemic failings a full inspection comes within about three years, besides the monitoring
# one that the report names (Ofsted and CQC, area SEND framework).
FULL_AFTER_MONTHS = 36


@dataclass(frozen=True)
class Window:
    """When the next inspection may come. Both rules are in use: months counted from the first day
    on site (earliest), and from the report (by_report, from which `latest` lies SLIP_MONTHS)."""

    kind: str
    after_months: int
    earliest: date
    by_report: date
    latest: date

    def with_slip(self, months: int) -> Window:
        """The same with another delay after the day by the report: only the last day moves."""
        return replace(self, latest=months_later(self.by_report, months))

    def is_past(self, day: date) -> bool:
        """Whether the days of both rules have passed."""
        return max(self.earliest, self.by_report) < day


@dataclass(frozen=True)
class Inspection:
    """One inspection as known on a day; what is published later is None."""

    kind: str
    framework: str | None
    first_day: date
    last_day: date | None
    published_on: date | None
    outcome: str | None
    next_kind: str | None
    next_after_months: int | None
    report: str | None

    @property
    def label(self) -> str:
        """What it was, when, and how it ended or that this is not known yet."""
        return words.label(self.kind, self.first_day, self.last_day, self.outcome)

    @property
    def window(self) -> Window | None:
        """When the next one may come; None where the report does not say, or is not out."""
        if not (self.next_kind and self.next_after_months):
            return None
        return self._after(self.next_kind, self.next_after_months)

    @property
    def windows(self) -> tuple[Window, ...]:
        """When the next one may come and, after a monitoring one, the full one that follows."""
        full = None
        if self.next_kind == "monitoring":
            full = self._after("full", FULL_AFTER_MONTHS)
        return tuple(each for each in (self.window, full) if each)

    def _after(self, kind: str, months: int) -> Window | None:
        if self.published_on is None:
            return None
        by_report = months_later(self.published_on, months)
        latest = months_later(by_report, SLIP_MONTHS)
        return Window(kind, months, months_later(self.first_day, months), by_report, latest)


# What the report tells.
_PUBLISHED = ("published_on", "outcome", "next_kind", "next_after_months", "report")
_COLUMNS = ("kind", "framework", "first_day", "last_day", *_PUBLISHED)


def inspections(store: Store, la_code: str, day: date) -> tuple[Inspection, ...]:
    """The inspections that had begun by a day, the newest first, each as known on that day."""
    found = store.cached_rows(
        "select * from inspection where la_code = $la_code order by first_day desc, kind",
        {"la_code": la_code},
    )
    known = (_as_known(row, day) for row in found[list(_COLUMNS)].to_dict("records"))
    return tuple(each for each in known if each.first_day <= day)


def _as_known(row: dict[str, Any], day: date) -> Inspection:
    told: dict[str, Any] = {name: plain_value(value) for name, value in row.items()}
    if told["next_after_months"] is not None:
        told["next_after_months"] = int(told["next_after_months"])
    if told["published_on"] is None or told["published_on"] > day:
        told |= dict.fromkeys(_PUBLISHED)
    return Inspection(**told)


# Visits whose day is agreed beforehand.
ANNOUNCED = ("dfe_review", "peer_review")


def visits_ahead(store: Store, la_code: str, day: date) -> tuple[Inspection, ...]:
    """The announced visits after a day, the next one first: reviews by the Department for
    Education, and by peers."""
    found = store.cached_rows(
        "select * from inspection where la_code = $la_code order by first_day, kind",
        {"la_code": la_code},
    )
    ahead = (_as_known(row, day) for row in found[list(_COLUMNS)].to_dict("records"))
    return tuple(each for each in ahead if each.first_day > day and each.kind in ANNOUNCED)
