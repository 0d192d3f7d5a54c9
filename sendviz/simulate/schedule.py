"""When plans are issued: whole flows from the period of the request to the month of the exit.

A programme over received period x exit month x kind of exit. The kinds carry the limits in days
(140, 364), so that any pair of days drawn inside a cell keeps every published count.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from sendviz.simulate import exits, fitting, monthly
from sendviz.simulate.days import bump, number, office, post
from sendviz.simulate.exits import COUNTED, KINDS
from sendviz.simulate.published import FIRST_DAY, LAST_DAY, Council

_LIMITS = {
    "on_time": (70, 140),
    "late": (141, 364),
    "over_year": (365, 1249),
    "disputed": (100, 950),
    "no_plan": (75, 800),
}
_EARLIEST = (2019, 7)
_LINGER = 190
_SOONEST_EXIT = 70


@dataclass(frozen=True)
class Cells:
    """One entry a possible flow: positions of period, month (-1: still open) and kind, weight, mean
    days.
    """

    period: np.ndarray
    month: np.ndarray
    kind: np.ndarray
    weight: np.ndarray
    days: np.ndarray


def periods(target: Council) -> list[np.ndarray]:
    """Days of each received period: months from July 2019, cut where a claim looks at a day inside
    one.
    """
    cuts = [number(stock["day"]) - stock["days"] for stock in target.stocks]
    if median := target.story.get("median"):
        cuts += [number(median["day"]) - 140, number(median["received_before"])]
    found = []
    for year in range(_EARLIEST[0], LAST_DAY.year + 1):
        for month in range(
            _EARLIEST[1] if year == _EARLIEST[0] else 1, 13 if year < LAST_DAY.year else 2
        ):
            days = monthly.days_of(year, month)
            inside = sorted({c for c in cuts if days[0] < c <= days[-1]})
            found += np.split(days, np.searchsorted(days, inside))
    return found


def year_of(days: np.ndarray) -> int:
    """The calendar year of a period."""
    return (date(1970, 1, 1) + timedelta(days=int(days[0]))).year


def limits(target: Council) -> dict[str, tuple[int, int]]:
    """First and last day since the request on which an exit of each kind may come."""
    return {kind: (low, min(high, target.longest)) for kind, (low, high) in _LIMITS.items()}


def curves(target: Council) -> dict[str, np.ndarray]:
    """How exits of each kind are spread over days since the request, before the totals have their
    say.
    """
    size = target.longest + 1
    lag = np.arange(size)
    raw = {
        "on_time": bump(size, 134, 14),
        "late": 0.25 + np.exp(-(lag - 141.0) / 90),
        "over_year": np.exp(-(lag - 365.0) / 170),
        "disputed": bump(size, 240, 90) + 0.3 * np.exp(-lag / 400.0),
        "no_plan": bump(size, 125, 40) + 0.25 * np.exp(-lag / 250.0),
    }
    return {
        kind: np.where((lag >= low) & (lag <= high), raw[kind], 0.0)
        for kind, (low, high) in limits(target).items()
    }


def month_days(month: int) -> np.ndarray:
    """The days of a month given by its position."""
    return monthly.days_of(*monthly.MONTHS[month])


def allows(target: Council, kind: str, lag: int) -> bool:
    """Whether an exit of that kind may come so many days after the request."""
    low, high = limits(target)[kind]
    return low <= lag <= high


def pairs(asked: np.ndarray, left: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weight and days of each pair of a day of request (rows) and a day of exit (columns)."""
    lag = left[None, :] - asked[:, None]
    allowed = (lag >= 0) & (lag < len(curve))
    weight = np.where(allowed, curve[np.where(allowed, lag, 0)], 0.0)
    return weight * post(asked)[:, None] * office(left)[None, :], lag


def cells(target: Council, asked: list[np.ndarray], agreed: np.ndarray) -> Cells:
    """Every possible flow from a period to a month, and what stays open of each period."""
    shapes, months = curves(target), [monthly.days_of(y, m) for y, m in monthly.MONTHS]
    within, rows = limits(target), []
    for i, days in enumerate(asked):
        for j, left in enumerate(months):
            for k, kind in enumerate(KINDS):
                low, high = within[kind]
                if left[-1] - days[0] < low or left[0] - days[-1] > high:
                    continue
                weight, lag = pairs(days, left, shapes[kind])
                if weight.sum() > 1e-6:
                    mean = float((weight * lag).sum() / weight.sum())
                    rows.append((i, j, k, agreed[i] * weight.sum() / post(days).sum(), mean))
        still = number(LAST_DAY) - days[0] <= target.longest
        if still and days[0] >= number(FIRST_DAY) and agreed[i]:
            age = number(LAST_DAY) - days.mean()
            rows.append((i, -1, -1, agreed[i] * np.exp(-age / _LINGER) * 30, 0.0))
    parts = list(zip(*rows, strict=True))
    return Cells(*(np.array(x) for x in parts))


def plan(
    target: Council, asked: list[np.ndarray], agreed: np.ndarray, rng: Generator
) -> tuple[Cells, np.ndarray]:
    """The flows that meet every total: cells and their whole counts. Raises fitting.Infeasible."""
    by_month = exits.by_month(target, rng)
    made = cells(target, asked, agreed)
    totals = [
        _by_period(made, asked, agreed),
        _by_exit(made, by_month),
        *_stocks(target, made, asked),
    ]
    even = _evennesses(target, made, asked)
    spread = fitting.spread(made.weight, totals, even)
    return made, fitting.whole(spread, totals, even, rng)


def _by_period(made: Cells, asked: list[np.ndarray], agreed: np.ndarray) -> fitting.Totals:
    """Agreed requests all leave or stay open; older ones are bound by nothing, but for those of the
    weeks before the records, which had no time to leave earlier."""
    inside = np.array([days[0] >= number(FIRST_DAY) - _SOONEST_EXIT for days in asked])
    used = np.flatnonzero(inside & (agreed > 0))
    place = np.full(len(asked), -1)
    place[used] = np.arange(len(used))
    return fitting.Totals("agreed requests by period", place[made.period], agreed[used])


def _by_exit(made: Cells, by_month: np.ndarray) -> fitting.Totals:
    label = np.where(made.month >= 0, made.month * len(KINDS) + made.kind, -1)
    return fitting.Totals("exits by month and kind", label, by_month.ravel())


def _open_on(made: Cells, day: date) -> np.ndarray:
    """Cells whose cases are still open at the end of that day, the last of a month."""
    month = monthly.MONTHS.index((day.year, day.month))
    return (made.month > month) | (made.month < 0)


def _stocks(target: Council, made: Cells, asked: list[np.ndarray]) -> list[fitting.Totals]:
    last = np.array([days[-1] for days in asked])[made.period]
    found = []
    for stock in target.stocks:
        inside = _open_on(made, stock["day"]) & (last < number(stock["day"]) - stock["days"])
        name = f"open past day {stock['days']} on {stock['day']}"
        found.append(fitting.Totals(name, np.where(inside, 0, -1), np.array([stock["cases"]])))
    return found


def _evennesses(target: Council, made: Cells, asked: list[np.ndarray]) -> list[fitting.Evenness]:
    found = [_mean(made, *span) for span in _means(target)]
    if "median" in target.story:
        claim = target.story["median"]
        first = np.array([days[0] for days in asked])[made.period]
        waiting = _open_on(made, claim["day"]) & (first < number(claim["day"]) - 140)
        sign = np.where(first < number(claim["received_before"]), 1.0, -1.0)
        found.append(fitting.Evenness("median age", np.where(waiting, sign, 0.0), 12))
    return found


def _means(target: Council) -> list[tuple[date, date, float, float]]:
    """Spans (first and last day) whose mean weeks to issue are given, with how far whole flows may
    be off.
    """
    weeks = float(target.plans.at[2025, "mean_weeks_to_issue"])
    found = [
        (date(2025, 1, 1), date(2025, 12, 31), weeks, 0.1),
        (date(2026, 1, 1), LAST_DAY, weeks, 1.0),
    ]
    for name, slack in (("mean_weeks", 0.05), ("mean_weeks_before", 0.3)):
        if claim := target.story.get(name):
            found.append((claim["from"], claim["to"], claim["weeks"], slack))
    return found


def _mean(made: Cells, first: date, last: date, weeks: float, slack: float) -> fitting.Evenness:
    low, high = (monthly.MONTHS.index((day.year, day.month)) for day in (first, last))
    inside = (made.month >= low) & (made.month <= high) & (made.kind < len(COUNTED))
    weight = np.where(inside, made.days / 7 - weeks, 0.0)
    return fitting.Evenness(f"mean weeks from {first}", weight, slack * 12 * (high - low + 1))
