"""What two waves of a survey could show at all."""

from __future__ import annotations

import math

Z_TWO_SIDED, Z_POWER = 1.959964, 0.841621  # 5% of false alarms, four in five changes seen
USUAL_SHARE = 0.3


def smallest_change(first: float, second: float, share: float = USUAL_SHARE) -> float:
    """The smallest difference between two shares, as a fraction, that two waves of so many answers
    would show in four of five surveys: (1.96 + 0.84) * sqrt(p (1 - p) (1/n + 1/m)).

    60 and 60 answers: 0.234; 200 and 200: 0.128. Raises ValueError for no answers, or a share
    outside 0 to 1. Source: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions,
    3rd edition, section 4.2, with one variance for both shares.
    """
    if min(first, second) <= 0:
        raise ValueError("two waves need answers")
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    spread = math.sqrt(share * (1 - share) * (1 / first + 1 / second))
    return (Z_TWO_SIDED + Z_POWER) * spread
