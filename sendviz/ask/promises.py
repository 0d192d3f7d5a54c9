"""What was promised in public, as the file has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, plain_value


@dataclass(frozen=True)
class Promise:
    """One promise: the columns of schema.sql table `promise`, None where a cell is empty.

    compare and value: at_most 0 of the measure, in its unit (shares as fractions). hold_from: the
    first day of the period that is judged, of measures that count over a period.
    """

    id: str
    said_on: date
    said_by: str
    wording: str
    measure: str | None
    selection: str
    compare: str | None
    value: float | None
    hold_from: date | None
    hold_by: date | None
    why_not_judged: str | None
    source: str

    @property
    def can_be_judged(self) -> bool:
        """Whether a measure, a value and a day were given."""
        return bool(self.measure and self.compare and self.hold_by) and self.value is not None

    def is_met_by(self, value: float) -> bool:
        """Whether a value of the measure keeps the promise."""
        assert self.value is not None
        return value <= self.value if self.compare == "at_most" else value >= self.value


def promises(store: Store, selection: Selection) -> tuple[Promise, ...]:
    """The promises of the council that were made by the as-at day, in their order."""
    found = store.cached_rows(
        "select promise_id as id, said_on, said_by, wording, measure, selection, compare, value, "
        "hold_from, hold_by, why_not_judged, source from promise "
        "where la_code = $la_code and said_on <= $as_at order by said_on, promise_id",
        {"la_code": selection.council, "as_at": selection.as_at},
    )
    return tuple(Promise(*map(plain_value, row)) for row in found.itertuples(index=False))
