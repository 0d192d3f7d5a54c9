"""Whether a gap has opened or narrowed within the time that is seen: a straight line through all of
it tells of what went one way only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sendviz.stats.intervals import Z_95, Estimate

# How often a gap that never changes may be said to have done so, over all years compared.
BY_CHANCE = 0.01


@dataclass(frozen=True)
class Turn:
    """The mean gap of the last year beside that of an earlier one, from which it differs by more
    than chance. way: opened or narrowed. then, last: the places of the first period of the earlier
    and of the last year. before, now: the two means, in the unit of the gap, with their signs."""

    way: str
    then: int
    last: int
    before: float
    now: float


def turn_of(pair: Estimate[np.ndarray], year: int, more: np.ndarray) -> Turn | None:
    """The latest year from which the last one differs, of that with the narrowest gap (since then
    it has opened) and that with the widest (it has narrowed); None where neither does.

    pair: the gap of each period with its limits. year: periods a year; years are counted back from
    the last period, and one counts if every period in it is known. more: the variance that comes
    to each period besides. Tested at 1% over all years (Bonferroni).
    """
    variance = ((pair.high - pair.low) / 2 / Z_95) ** 2 + more
    last = len(pair.value) - year
    years = [
        place for place in range(last, -1, -year) if not np.isnan(pair.value[place:][:year]).any()
    ]
    if last not in years or len(years) < 2:
        return None
    mean = {place: float(pair.value[place:][:year].mean()) for place in years}
    error = {place: float(variance[place:][:year].mean() / year) for place in years}
    limit = float(-ndtri(BY_CHANCE / 2 / (len(years) - 1)))
    earlier = [place for place in years if place != last]

    def differs(place: int) -> bool:
        return abs(mean[last] - mean[place]) > limit * (error[last] + error[place]) ** 0.5

    narrow = min(earlier, key=lambda place: abs(mean[place]))
    wide = max(earlier, key=lambda place: abs(mean[place]))
    found = [
        Turn(way, place, last, mean[place], mean[last])
        for way, place in (("opened", narrow), ("narrowed", wide))
        if differs(place) and (abs(mean[last]) > abs(mean[place])) == (way == "opened")
    ]
    return max(found, key=lambda turn: turn.then, default=None)
