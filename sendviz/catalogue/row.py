"""One row of an answer, the same columns for every measure; and how small a number may be told."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Row(NamedTuple):
    """One value and what it was made of. Numbers that are missing are nan, texts that are missing
    are None; blank says why a value is missing: not_yet_due, suppressed, no_cases, not_known,
    not_submitted, not_in_file; of published figures also withheld, not_published, no_population,
    no_base_year. Shares are fractions, other values in the measure's unit; low and
    high are the 95% limits."""

    measure: str
    area: str
    period_start: datetime | None
    category: str
    numerator: float
    denominator: float
    value: float
    low: float
    high: float
    blank: str | None


COLUMNS = Row._fields

# How small a number may be told, and of whom.
BASE = 5
HIDDEN_BELOW = {"standard": 5, "nhs": 8}
LEAST_DENOMINATOR = 20
LONGEST_STEP_DAYS = 140
