"""Small numbers: what public view may show. Applied in `query` after filtering, before anything is
divided.

In public view whole-council counts without a filter on the child are exact, as DfE publishes them.
Finer cuts (parts of the council, or one kind of child, never both) are told for calendar months,
quarters and twelve months that end with a quarter, so that no two windows differ by less than one
of these. They are guarded over all parts at once, whichever are asked for: rounded to 5, 1 to 4
hidden, and more cells with them until what is left tells no small one. Every value is then computed
from what is left. Figures from the NHS are treated so for the whole council too.
"""

from __future__ import annotations

from sendviz.ask.disclosure.asking import PUBLIC, ROLES, NotAllowed, check, in_quarters, is_fine
from sendviz.ask.disclosure.hiding import (
    AMOUNT_STEP_DAYS,
    BASE,
    HIDDEN_BELOW,
    LEAST_DENOMINATOR,
    LONGEST_STEP_DAYS,
    STEP_DAYS,
    coarser,
    guard,
    longest_band,
    rounded,
    stepped,
)

__all__ = [
    "AMOUNT_STEP_DAYS",
    "BASE",
    "HIDDEN_BELOW",
    "LEAST_DENOMINATOR",
    "LONGEST_STEP_DAYS",
    "PUBLIC",
    "ROLES",
    "STEP_DAYS",
    "NotAllowed",
    "check",
    "coarser",
    "guard",
    "in_quarters",
    "is_fine",
    "longest_band",
    "rounded",
    "stepped",
]
