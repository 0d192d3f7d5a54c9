"""Which assumption moves a forecast most: each changed by itself, all chance the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sendviz.ask import Records
from sendviz.findings.forecast import forecast, order_of
from sendviz.findings.levers import Levers
from sendviz.stats.courses import run
from sendviz.stats.two_stages import Rates, prepare

WEEKS = 52
BY = 0.1
REFUSED_BY = 0.05


@dataclass(frozen=True)
class Moved:
    """An assumption, and how many wait past 20 weeks a year on with it low and high."""

    name: str
    low: float
    high: float

    @property
    def size(self) -> float:
        """How far apart."""
        return abs(self.high - self.low)


def what_moves(records: Records, levers: Levers, order: str) -> tuple[Moved, ...]:
    """The assumptions, the one that moves most first. Raises as `forecast`."""
    found = forecast(records, levers, order)
    rates, used = found.front.rates, order_of(order, found.now, levers)

    def past(changed: Rates) -> float:
        front = prepare(found.now.opening, changed, found.front.runs, found.front.seed)
        return float(np.median(run(front, used).past[20][WEEKS]))

    moved = [Moved(name, past(low), past(high)) for name, (low, high) in _pairs(rates).items()]
    if any(levers[each] for each in ("psychologists", "officers", "support", "commissioned")):
        late = forecast(records, levers.but(late=min(levers["late"] + 3, 12)), order)
        name = "Recruits on time or three months later"
        moved.append(Moved(name, past(rates), past(late.front.rates)))
    return tuple(sorted(moved, key=lambda each: -each.size))


def _pairs(rates: Rates) -> Mapping[str, tuple[Rates, Rates]]:
    """Each assumption with the rates where it is low and where it is high."""
    fewer, more = 1 - BY, 1 + BY
    low, high = (float(np.clip(rates.refused + by, 0, 1)) for by in (REFUSED_BY, -REFUSED_BY))
    found: dict[str, tuple[Rates, Rates]] = {
        "Requests 10% fewer or more": _scaled(rates, "requests", fewer, more),
        "Casework 10% more or less": _scaled(rates, "outcomes", more, fewer),
        "Refused 5 points more or less": (
            replace(rates, refused=low),
            replace(rates, refused=high),
        ),
    }
    if rates.advices is not None:
        found["Psychology 10% more or less"] = _scaled(rates, "advices", more, fewer)
    return found


def _scaled(rates: Rates, name: str, low: float, high: float) -> tuple[Rates, Rates]:
    values = getattr(rates, name)
    return replace(rates, **{name: values * low}), replace(rates, **{name: values * high})
