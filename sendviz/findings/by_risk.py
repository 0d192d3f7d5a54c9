"""Working the cases of highest risk first: who they are, and what it costs those who wait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.forecast import USUAL, forecast
from sendviz.findings.levers import Levers
from sendviz.findings.queue_now import highest_risk
from sendviz.stats.courses import run
from sendviz.stats.order_of_work import RISK, Order
from sendviz.stats.two_stages import Front, HigherRisk

LIMITS = (0.5, 0.05, 0.95)


@dataclass(frozen=True)
class PutFirst:
    """What it does to work so many open cases first: first, others: how many they are; longer:
    weeks that one of the others waits longer than oldest first, sooner: weeks that one of the first
    waits less; each the middle of the courses and the limits of 90%, within two years."""

    first: int
    others: int
    longer: tuple[float, float, float]
    sooner: tuple[float, float, float]


def put_first(records: Records, many: int | None = None, levers: Levers = USUAL) -> PutFirst:
    """What it does to the other open cases to work the `many` of highest risk first: those with the
    most flags, among equals those who wait longest; None: all with a flag.

    Raises BadSelection where fewer open cases have a flag, and as `forecast`.
    """
    found = forecast(records, levers)
    many = found.now.flagged if many is None else many
    if not 0 < many <= found.now.flagged:
        raise BadSelection(
            f"{found.now.flagged} open cases have a flag of risk: choose from 1 to that many."
        )
    key = ("put_first", records.selection.council, found.now.as_at, records.role, levers, many)
    higher = HigherRisk(highest_risk(found.now, many))
    return records.store.cached(key, lambda: effect_of(found.front, higher))


def effect_of(front: Front, higher: HigherRisk) -> PutFirst:
    """The same of a queue and a part of it: the weeks that each part waits until the horizon, with
    and without going first. Who is still undecided waits the same."""
    before, after = (run(front, Order(RISK, share), higher).opening for share in (0.0, 1.0))
    first = higher.opening.total
    others = front.opening.total - first
    gained, lost = (after - before).sum(axis=1)
    return PutFirst(first, others, _weeks(lost, others), _weeks(-gained, first))


def _weeks(of_all: np.ndarray, many: int) -> tuple[float, float, float]:
    middle, low, high = np.quantile(of_all / max(many, 1), LIMITS)
    return float(middle), float(low), float(high)
