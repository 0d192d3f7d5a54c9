"""What a series says of itself: its level beside its usual one, and its direction in a year.

Two things, never mixed. The level comes from the rules of control charts, which know how far a
point lies from the average of years but not whether it moves. The direction comes from the latest
quarter beside the same one a year before, which takes the season out. Lists (those who wait on a
day) carry over from month to month, which no control chart allows for: they have a direction only.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import pdtr

from sendviz.stats.intervals import Z_95
from sendviz.stats.noise import usual_noise
from sendviz.stats.spc import (
    LIMIT,
    MOVING_RANGE_TO_SIGMA,
    ControlChart,
    nearly_constant,
    rules_met,
    xmr,
)

Z_99 = 2.5758
# A list that differs by less is about as long; this much and more it must, besides chance.
LEAST_CHANGE = 0.05
LEVEL_RULES = ("limit", "two_of_three", "run")


@dataclass(frozen=True)
class Verdict:
    """What a series says at its latest known point; places are zero-based.

    level: 1 above its usual range, -1 below, 0 within; None where it is not judged, and of lists.
    rule: that of the level. stretch: the first place of the unbroken stretch with that level;
    since: from where the level holds, by cumulative sums.
    direction: 1 higher than a year before, -1 lower, 0 no clear change, None not known.
    drift: the way of the last half year, likewise; unseasonal: whether it is another one than that
    of the same half year before. in_a_row: whether seven points that rise or fall
    without a break gave the direction. now, before: the places held against each other.
    """

    level: int | None
    direction: int | None
    drift: int = 0
    unseasonal: bool = False
    rule: str = ""
    stretch: int | None = None
    since: int | None = None
    in_a_row: bool = False
    now: tuple[int, ...] = ()
    before: tuple[int, ...] = ()

    @property
    def has_turned(self) -> bool:
        """Whether the last half year goes against the direction of the year or, where that shows
        none, against the level (or against nothing at all), and not by the season."""
        if not self.drift or self.direction is None:
            return False
        if self.direction:
            return self.drift == -self.direction
        return self.unseasonal and self.level in (0, -self.drift)


NOT_JUDGED = Verdict(None, None)


def flow_verdict(
    chart: ControlChart, x: np.ndarray, n: np.ndarray, year: int, error: float = 0.0
) -> Verdict:
    """The verdict on what happened in each period. x of n are shares, x alone (n missing) counts,
    neither amounts such as weeks; the values of the chart are x/n, x or the amounts.

    year: periods a year, 12 or 4. error: the variance that rounding gave each count. The direction
    is told at 95% where the level speaks, else at 99%; seven in a row that rise or fall tell it,
    too, unless it goes the other way at 95%. It is not known across new limits or where the same
    quarter a year before is not wholly known. `NOT_JUDGED` where the chart is not.
    """
    known = np.flatnonzero(~np.isnan(chart.values))
    if chart.variation == "too_few":
        return NOT_JUDGED
    last = int(known[-1])
    met = _rules_of_latest_limits(chart)
    level, rule, stretch = _level(met, known[known >= chart.start])
    now, before = compared_places(last, year)
    series = _Series(chart.values, x, n, chart.start, error)
    z = series.z(now, before) if before[0] >= chart.start else np.nan
    found, in_a_row = _direction(z, int(met["trend"][last]), bool(level))
    drift, unseasonal = _drift(series, last, year)
    return Verdict(
        level,
        found,
        drift,
        unseasonal,
        rule,
        stretch,
        _onset(chart, n, level, stretch, year),
        in_a_row,
        now,
        before,
    )


def list_verdict(
    values: np.ndarray, x: np.ndarray, n: np.ndarray, year: int, error: float = 0.0
) -> Verdict:
    """The verdict on a list, known on a day of each period: the last day beside the same one a year
    before. Shares x of n differ at 99%; numbers (n missing) if they do by 5% and by more than 2.58
    roots of their sum, as chance between two counts. year, error: as in `flow_verdict`."""
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return NOT_JUDGED
    last = int(known[-1])
    series = _Series(values, x, n, 0, error)

    def moved(back: int) -> int | None:
        if last < back or np.isnan(values[last - back]):
            return None
        z = series.z((last,), (last - back,), noise=1.0)
        slight = abs(values[last] - values[last - back]) < LEAST_CHANGE * values[last - back]
        return 0 if slight and np.isnan(n[last]) else _beyond(z, Z_99)

    direction = moved(year)
    before = () if direction is None else (last - year,)
    return Verdict(None, direction, moved(year // 2) or 0, now=(last,), before=before)


def compared_places(last: int, year: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The latest quarter that ends at a place, and the same one a year before."""
    now = tuple(range(last - year // 4 + 1, last + 1))
    return now, tuple(each - year for each in now)


def expects_too_few(x: np.ndarray, n: np.ndarray) -> bool:
    """Whether under one case of either kind is expected a period: x of n, or x alone (n missing).
    Moving ranges and normal limits mean nothing there."""
    known = ~np.isnan(x)
    if not known.any():
        return False
    met, sizes = float(x[known].mean()), n[known]
    if np.isnan(sizes).all():
        return met < 1
    return met < 1 or float(np.nanmean(sizes)) - met < 1


def most_by_luck(expected: float) -> int:
    """How many false signals there are at most in 95 of 100 lists that hold so many on
    average (Poisson)."""
    most = 0
    while pdtr(most, expected) < 0.95:
        most += 1
    return most


def rounding_variance(base: int) -> float:
    """The variance of a count that is told as the multiple of `base` below it or above it, so that
    on average it is right."""
    return (base**2 - 1) / 6


def _rules_of_latest_limits(chart: ControlChart) -> dict[str, np.ndarray]:
    """The sides of `rules_met`, 0 before the latest limits; in a nearly constant series a run says
    nothing."""
    here = slice(chart.start, None)
    limits = (chart.centre[here], chart.lower[here], chart.upper[here])
    found = rules_met(chart.values[here], limits)
    if nearly_constant(chart.values[here]):
        found["run"] = found["run"] * 0
    return {
        name: np.concatenate([np.zeros(chart.start, int), each]) for name, each in found.items()
    }


def _level(met: dict[str, np.ndarray], known: np.ndarray) -> tuple[int, str, int | None]:
    """The side and the rule of the last known point, and the first place of its stretch."""
    last = known[-1]
    rule = next((each for each in LEVEL_RULES if met[each][last]), "")
    if not rule:
        return 0, "", None
    side = int(met[rule][last])
    same = np.any([met[each][known] == side for each in LEVEL_RULES], axis=0)
    broken = np.flatnonzero(~same)
    return side, rule, int(known[broken[-1] + 1 if broken.size else 0])


def _onset(
    chart: ControlChart, n: np.ndarray, level: int, stretch: int | None, year: int
) -> int | None:
    """From where a level holds: the place after the extreme of the cumulative sum of the distances
    from the average; the stretch's own start where that lies over a year before it. Sizes weigh."""
    if stretch is None:
        return None
    weights = np.where(np.isnan(n), 1.0, n)
    away = np.nan_to_num((chart.values - chart.centre) * weights)[chart.start :]
    sums = np.concatenate([[0.0], np.cumsum(away)])[:-1]
    place = chart.start + int(np.argmin(level * sums))
    return place if stretch - year <= place <= stretch else stretch


def _direction(z: float, trend: int, level_speaks: bool) -> tuple[int | None, bool]:
    if np.isnan(z):
        return None, False
    if trend and _beyond(z, Z_95) != -trend:
        return trend, True
    return _beyond(z, Z_95 if level_speaks else Z_99), False


def _drift(series: "_Series", last: int, year: int) -> tuple[int, bool]:
    """The way of the half year that ends at a place, and whether that of the year before went
    another: the two slopes, each in its own standard errors, differ by more than chance."""
    half = tuple(range(last - year // 2 + (year > 4), last + 1))
    if half[0] < series.start:
        return 0, False
    slope = series.slope_z(half)
    drift = _beyond(slope, Z_99)
    if not drift or half[0] - year < series.start:
        return drift, False
    gap = (slope - series.slope_z(tuple(each - year for each in half))) / 2**0.5
    return drift, _beyond(gap, Z_99) == drift


def _beyond(z: float, limit: float) -> int:
    return 0 if np.isnan(z) or abs(z) < limit else int(np.sign(z))


@dataclass(frozen=True)
class _Series:
    """Values with what they were made of; `start` is the first place under the latest limits."""

    values: np.ndarray
    x: np.ndarray
    n: np.ndarray
    start: int
    error: float

    def z(self, now: tuple[int, ...], before: tuple[int, ...], noise: float | None = None) -> float:
        """The difference of two sets of places in standard errors: by chance, the usual noise and
        rounding. nan where a place is not known or holds no case."""
        if before[0] < 0 or np.isnan(self._told[[*now, *before]]).any():
            return np.nan
        if np.isnan(self.x).all():
            gap = self.values[list(now)].mean() - self.values[list(before)].mean()
            return _over(gap, self._spread() * (2 / len(now)) ** 0.5)
        noise = self._noise() if noise is None else noise
        (x1, n1), (x2, n2) = self._summed(now), self._summed(before)
        if n1 == 0 or n2 == 0:
            return np.nan
        if np.isnan(n1):
            return _over(x1 - x2, (noise * (x1 + x2) + 2 * len(now) * self.error) ** 0.5)
        p = (x1 + x2 + 1) / (n1 + n2 + 2)
        chance = p * (1 - p) * (1 / n1 + 1 / n2) * noise
        rounding = self.error * len(now) * ((1 - p) ** 2 + p**2) * (n1**-2 + n2**-2)
        return _over(x1 / n1 - x2 / n2, (chance + rounding) ** 0.5)

    def slope_z(self, places: tuple[int, ...]) -> float:
        """The slope over some places in standard errors (Cochran and Armitage for shares)."""
        here = list(places)
        if np.isnan(self._told[here]).any() or not self.n[here].any():
            return np.nan
        t = np.arange(len(here), dtype=float)
        if np.isnan(self.x).all():
            away, spread = self.values[here], self._spread() ** 2
            weights = np.ones(len(here))
        elif np.isnan(self.n[here]).any():
            away, spread = self.x[here], self._noise() * (self.x[here].mean() + 0.5) + self.error
            weights = np.ones(len(here))
        else:
            weights = self.n[here]
            p = (self.x[here].sum() + 0.5) / (weights.sum() + 1)
            away, spread = self.x[here] - p * weights, self._noise() * p * (1 - p)
            spread += self.error * ((1 - p) ** 2 + p**2) / weights.mean()
        t = t - np.average(t, weights=weights)
        return _over(float(t @ away), (spread * float(weights @ t**2)) ** 0.5)

    @property
    def _told(self) -> np.ndarray:
        """Counts where there are any: those of a period without cases are known."""
        return self.values if np.isnan(self.x).all() else self.x

    def _summed(self, places: tuple[int, ...]) -> tuple[float, float]:
        return float(self.x[list(places)].sum()), float(self.n[list(places)].sum())

    def _noise(self) -> float:
        x, n = self.x[self.start :], self.n[self.start :]
        if not np.isnan(n).all():
            return usual_noise(x, n)
        mean = float(np.nanmean(x))
        return max(1.0, self._spread() ** 2 / mean) if mean > 0 else 1.0

    def _spread(self) -> float:
        """The usual step from point to point as a standard deviation."""
        chart = xmr(self.values[self.start :])
        return float(chart.upper[-1] - chart.centre[-1]) / LIMIT / MOVING_RANGE_TO_SIGMA


def _over(gap: float, error: float) -> float:
    if error > 0:
        return float(gap / error)
    return float(np.sign(gap) * np.inf) if gap else 0.0
