"""One row of an answer, the same columns for every measure; and how small a number may be told."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Row(NamedTuple):
    """One value and what it was made of. Numbers that are missing are nan, texts that are missing
    are None; blank says why a value is missing: not_yet_due, too_few, no_cases, not_known,
    not_submitted, not_in_file; of published figures also withheld, not_published, no_population,
    no_base_year. Shares are fractions, other values in the measure's unit; low and
    high are the 95% limits. under: a numerator told as nought in public view stands for fewer
    than this."""

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
    under: float = float("nan")


COLUMNS = Row._fields

# Public figures of parts are multiples of these; a told 0 stands for fewer.
BASES = {"standard": 5, "nhs": 10}
# The middle of fewer waits of a whole council is nearly one child's own: public view has none.
FEWEST_WAITS = 5
# A percentage of fewer is told as its counts only.
LEAST_DENOMINATOR = 20
# The band in weeks of a longest wait in public view is so many days wide.
LONGEST_STEP_DAYS = 140
