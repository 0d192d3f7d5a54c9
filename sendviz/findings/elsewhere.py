"""The same change in the areas that did not have the action: with three or four areas nothing is
proven, and all that can be said is whether the named one moved most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sendviz.ask import Records
from sendviz.ask.plan_rows import Link
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.impact import Impact
from sendviz.findings.linked import linked
from sendviz.findings.trend import counts_of
from sendviz.stats.before import Points, change


@dataclass(frozen=True)
class Elsewhere:
    """The change of the named areas together, that of each other area, and the chance that a label
    put on any area by lot would be on one that moved as much: never under one in the number of
    areas."""

    own: float
    others: dict[str, float]
    by_lot: float
    most: bool


def elsewhere(records: Records, link: Link, found: Impact) -> Elsewhere | None:
    """The change by locality over the same months; None where areas are not told or too few."""
    try:
        here = linked(records, link.selection)
        names = {each.id: each.name for each in here.localities}
        own = {names[id] for id in here.selection.areas}
        starts = found.course.starts
        wide = here.over(areas=(), start=starts[0], end=records.selection.last_day)
        answer = wide.ask(link.measure, by="locality", period="month").placed
    except BadSelection:
        return None
    moved = {}
    for area in answer.areas:
        rows = answer.of(area)
        x, n = counts_of(rows.measure, rows.frame)
        points = Points(rows.frame["value"].to_numpy(float), x, n, found.course.points.before)
        moved[area] = float(change(points, list(found.then), list(found.now)).value)
    return placed_among(moved, own, found.course.way)


def placed_among(moved: dict[str, float], own: set[str], way: int) -> Elsewhere | None:
    """The named areas among all, by the change of each."""
    mine = [value for area, value in moved.items() if area in own]
    others = {area: value for area, value in moved.items() if area not in own}
    if not mine or len(others) < 2:
        return None
    value = float(np.mean(mine))
    as_much = sum(way * each >= way * value for each in moved.values())
    most = all(way * value > way * each for each in others.values())
    return Elsewhere(value, others, max(as_much, 1) / len(moved), most)
