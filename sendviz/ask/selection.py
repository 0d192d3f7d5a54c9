"""The filters as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sendviz.catalogue.calendar import BadSelection, add_months, month_end, month_start


@dataclass(frozen=True)
class Selection:
    """What is looked at. `where` holds (dimension, values) pairs; empty areas mean the whole
    council."""

    council: str
    as_at: date
    start: date | None = None
    end: date | None = None
    scheme: str = "locality"
    areas: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    @property
    def last_day(self) -> date:
        """Last day of the period: nothing later than the as-at day can be told."""
        return min(self.end or self.as_at, self.as_at)

    def filtered(self, dimension: str, *values: str) -> Selection:
        """The same selection with this dimension held to these values; none lifts the filter."""
        others = tuple(pair for pair in self.where if pair[0] != dimension)
        return replace(
            self, where=tuple(sorted(others + ((dimension, values),) if values else others))
        )

    def months_back(self, months: int) -> Selection:
        """The same selection over the given number of whole months that end with its last day's
        month."""
        return replace(self, start=add_months(month_start(self.last_day), 1 - months))

    @property
    def a_year_before(self) -> Selection:
        """The same selection twelve months earlier."""
        as_at = month_end(add_months(month_start(self.as_at), -12))
        start = add_months(self.start, -12) if self.start else None
        return replace(self, as_at=as_at, start=start, end=None)


def parse_day(text: object, name: str) -> date:
    """A day written 2025-12-31. Raises BadSelection, naming the field."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadSelection(
            f"{name}: '{str(text)[:20]}' is not a date; write it as 2025-12-31."
        ) from None
