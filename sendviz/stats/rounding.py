"""Numbers as they are printed: halves away from zero, and 1st, 2nd, 3rd."""

import math
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral
from typing import SupportsFloat

# 29/200 is stored as 14.499999999999998%; thirteen figures bring back the half that was meant.
FIGURES = 13


def half_up(value: SupportsFloat, places: int = 0) -> float:
    """The number rounded with halves away from zero, as DfE rounds; nan and infinity unchanged.

    A whole number (int) for `places` 0 or less, otherwise a float.
    """
    if not math.isfinite(value):
        return float(value)
    exact = isinstance(value, (Decimal, Integral))
    meant = Decimal(str(value)) if exact else Decimal(f"{float(value):.{FIGURES}g}")
    found = meant.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return float(found) + 0.0 if places > 0 else int(found)


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st, 111th. Raises ValueError unless n is a whole number."""
    if n != int(n) or n < 0:
        raise ValueError(f"a place must be a whole number from 0, not {n}")
    n = int(n)
    teens = 10 <= n % 100 <= 20
    return f"{n}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
