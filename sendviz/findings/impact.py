"""Did an action work? What its measure did since, against the months before it, and which of ten
verdicts fits first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from sendviz.catalogue.calendar import add_months, month_start, months_in
from sendviz.stats.anyway import Anyway, carried_on
from sendviz.stats.before import (
    Z_95,
    Z_99,
    Against,
    Points,
    against_before,
    change,
    place_before,
)
from sendviz.stats.intervals import Estimate
from sendviz.stats.power import Power, months_to_shift, months_to_signal
from sendviz.stats.spc import MOVING_RANGE_TO_SIGMA

# In the order in which they are tried: the first that fits holds.
VERDICTS = (
    "cannot_tell",
    "too_early",
    "worse_elsewhere",
    "worse",
    "worked",
    "better_not_shown",
    "better_too_soon",
    "too_early_to_see",
    "no_change",
    "cannot_be_seen",
)
LEAST_BEFORE, MOST_BEFORE = 12, 24
# Of a change that nobody stated: seven points on one side are what a chart needs at most.
ANY_CHANGE = 7
# Of a list, where nobody stated by when it should have changed in full.
A_YEAR = 12


@dataclass(frozen=True, eq=False)
class Course:
    """The months of one measure around an action, and what was expected of it.

    starts: the first day of each point. way: 1 where it should rise, -1 where it should fall.
    change: expected, in the unit of the values; target: a local one. guards: what got worse since.
    matched: other areas, or councils that stood as low, moved as much; why_not: why nothing can be
    told, if so.
    """

    starts: tuple[date, ...]
    points: Points
    way: int
    begun: date
    expected_from: date
    last_day: date
    change: float | None = None
    target: float | None = None
    expected_by: date | None = None
    guards: tuple[str, ...] = ()
    matched: str = ""
    why_not: str = ""

    @property
    def months_a_point(self) -> int:
        """1, or 3 where it is told by quarter."""
        return max(1, round(12 / self.points.a_year))

    @property
    def expected(self) -> float | None:
        """The change that was stated, or half of the gap to the target; None without either."""
        if self.change:
            return self.change
        before = self.points.values[: self.points.before]
        if self.target is None or not np.isfinite(before).any():
            return None
        return (self.target - float(np.nanmean(before))) / 2


@dataclass(frozen=True, eq=False)
class Impact:
    """A verdict and what it rests on.

    row: its place in VERDICTS from 1. size: the change, with its limits; then and now: the places
    of the points that it holds against each other. signal: the first day of the first point that
    left what was usual the expected way. need: in how many months the expected change shows in 8
    of 10 cases, None where it does not within two years; until: the month by which it would have.
    season: that fewer than 12 months are held against each other.
    """

    course: Course
    verdict: str
    chart: Against | None = None
    size: Estimate | None = None
    then: tuple[int, ...] = ()
    now: tuple[int, ...] = ()
    signal: date | None = None
    need: int | None = None
    until: date | None = None
    why: str = field(default="")

    @property
    def row(self) -> int:
        """The row of the table of verdicts."""
        return VERDICTS.index(self.verdict) + 1

    @property
    def late(self) -> bool:
        """Whether it got better only after the day by which it should have shown in full, and after
        the months that the expected change needs."""
        by = max(day for day in (self.until, self.course.expected_by, date.min) if day)
        return self.signal is not None and by > date.min and self.signal > by

    @property
    def why_not_shown(self) -> str:
        """Why what got better is not shown to be the action's: areas, councils, late, or within:
        the two years before held as much."""
        if self.verdict != "better_not_shown":
            return ""
        return self.course.matched or ("late" if self.late else "within")

    @property
    def season(self) -> bool:
        """Whether less than a year is held against the time before."""
        return len(self.now) < self.course.points.a_year


def judge(course: Course) -> Impact:
    """The first verdict that fits.

    The newest signal counts, and so does the size: a level that was low before the action is not
    its doing. An improvement dates from its first point: one that began before an effect could
    show, or long after it should have, is not shown to be the action's.
    """
    if why := course.why_not or _too_short(course):
        return Impact(course, "cannot_tell", why=why)
    found = _measured(course)
    if course.last_day < course.expected_from:
        return replace(found, verdict="too_early", until=course.expected_from)
    if course.guards:
        return replace(found, verdict="worse_elsewhere")
    way = _newest(course, found)
    if way == -course.way and _is_clear(found.size, -course.way):
        return replace(found, verdict="worse")
    if way == course.way and _is_clear(found.size, course.way):
        return replace(found, verdict=_better(course, found))
    if _is_clear(found.size, course.way):
        # More than in the same months before, though not beyond what the two years before held.
        return replace(found, verdict="better_not_shown")
    return replace(found, verdict=_not_yet(course, found))


def _too_short(course: Course) -> str:
    before = int(np.isfinite(course.points.values[: course.points.before]).sum())
    if before * course.months_a_point < LEAST_BEFORE:
        return "There are fewer than 12 months before it."
    return ""


def _measured(course: Course) -> Impact:
    """The chart, the size and the first signal; no verdict yet."""
    points = course.points
    chart = against_before(points)
    then, now = _held_against(course)
    size = change(points, then, now, Z_99 if points.is_list else Z_95) if now else None
    need = _need(course)
    until = add_months(month_start(course.expected_from), need) if need else None
    return Impact(
        course, "", chart, size, tuple(then), tuple(now), _signal(course, chart), need, until
    )


def _held_against(course: Course) -> tuple[list[int], list[int]]:
    """The last points since an effect could show, a year of them at most, and the same months of
    the last year before; of a list the last point, and the last one before the action."""
    points = course.points
    since = [
        place
        for place, start in enumerate(course.starts)
        if start >= month_start(course.expected_from)
        and place >= points.before
        and np.isfinite(points.values[place])
    ]
    now = since[-1:] if points.is_list else since[-points.a_year :]
    pairs = [(place_before(points, place), place) for place in now]
    known = [(a, b) for a, b in pairs if a >= 0 and np.isfinite(points.values[a])]
    return sorted(a for a, _ in known), [b for _, b in known]


def _signal(course: Course, chart: Against) -> date | None:
    """The first point of the stretch of signals, all the expected way, that ends with the newest
    signal."""
    fired = np.flatnonzero(chart.side[course.points.before :]) + course.points.before
    first = None
    for place in fired[::-1]:
        if chart.side[place] != course.way:
            break
        first = place
    return None if first is None else course.starts[first]


def _newest(course: Course, found: Impact) -> int:
    """The side of the newest signal since the action began, of a list that of its last point; 0
    without any."""
    assert found.chart is not None
    sides = found.chart.side[course.points.before :]
    sides = sides[-1:] if course.points.is_list else sides
    fired = sides[sides != 0]
    return int(fired[-1]) if fired.size else 0


def _is_clear(size: Estimate | None, way: int) -> bool:
    """Whether the interval of the change leaves nought out that way."""
    if size is None:
        return False
    return bool(size.low > 0 if way > 0 else size.high < 0)


def _better(course: Course, found: Impact) -> str:
    if found.signal and found.signal < month_start(course.expected_from):
        return "better_too_soon"
    return "better_not_shown" if course.matched or found.late else "worked"


def _not_yet(course: Course, found: Impact) -> str:
    if found.need is None:
        return "cannot_be_seen"
    waited = months_in(course.expected_from, course.last_day)
    return "too_early_to_see" if waited < found.need else "no_change"


def _need(course: Course) -> int | None:
    """How many months the expected change needs to show."""
    points, expected = course.points, course.expected
    if points.is_list:
        shows = expected is None or _list_would_show(points, expected)
        by = course.expected_by
        stated = months_in(course.expected_from, by) if by else A_YEAR
        return max(stated, 1) if shows else None
    if expected is None:
        return ANY_CHANGE * course.months_a_point
    power = _power(points, expected)
    return power.usual * course.months_a_point if power and power.usual else None


def _power(points: Points, expected: float) -> Power | None:
    before = slice(0, points.before)
    if points.is_share:
        cases = float(np.nanmedian(points.n[before]))
        share = float(np.nansum(points.x[before]) / np.nansum(points.n[before]))
        after = min(max(share + expected, 0.0), 1.0)
        return months_to_signal(cases, share, after, points.before) if cases >= 1 else None
    steps = np.abs(np.diff(points.values[before]))
    spread = float(np.nanmean(steps)) / MOVING_RANGE_TO_SIGMA
    return months_to_shift(round(expected / spread, 2), points.before) if spread else None


def _list_would_show(points: Points, expected: float) -> bool:
    """Whether a list that has changed so much leaves what chance gives."""
    last = points.before - 1
    then = points.values[last]
    later = Points(
        np.array([then, then + expected]),
        np.array(
            [points.x[last], points.x[last] + expected * (points.n[last] if points.is_share else 1)]
        ),
        np.array([points.n[last]] * 2),
        1,
        is_list=True,
        a_year=1,
    )
    return bool(against_before(later).side[1])


def anyway(found: Impact) -> Anyway | None:
    """What the months that are judged would have been, had the two years before gone on; None where
    there are not two whole years of months before."""
    points = found.course.points
    before = points.values[max(points.before - MOST_BEFORE, 0) : points.before]
    whole = len(before) == MOST_BEFORE and bool(np.isfinite(before).all())
    if not (whole and found.now and points.a_year == A_YEAR):
        return None
    return carried_on(before, tuple(place - points.before + 1 for place in found.now))
