"""Waits of finished and open cases together: Kaplan-Meier, cumulative incidence, log-rank.

A case that is still open is censored on the last day on which it was seen open. A case that was
already waiting when records began enters late, on the first day on which it could have been seen
to finish. Every function has two forms: cases counted by day, as the database counts them, and one
row a case, as text books print them, by which the tests hold the first to published numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from sendviz.stats._numbers import Numbers, check_counts, vector, z_value
from sendviz.stats._risk import RiskTable, add_up, count_by_day, risk_table, waiting_on

# A share that should equal 1 - p exactly may lie a rounding error above it.
SLACK = 1e-9
# The gaps of all groups add up to nought, so one eigenvalue of their covariance is nought, too:
# it comes out as some 1e-15 of the largest, and must not be inverted.
NOUGHT = 1e-10


# The lists of each group, by name or in one order.
Groups = Mapping[Any, Sequence[ArrayLike]] | Sequence[Sequence[ArrayLike]]


@dataclass(frozen=True)
class Curve:
    """The share still waiting after each day (parts of 1) with limits; arrays, one entry a day."""

    day: np.ndarray
    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray


@dataclass(frozen=True)
class Incidence:
    """The share that has left by one way by each day (parts of 1) with limits; arrays."""

    day: np.ndarray
    incidence: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray


@dataclass(frozen=True)
class Percentile:
    """A number of days with its limits; each None where the curve does not reach it."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class LogRank:
    """Chi-square, degrees of freedom, p value; events seen and expected, by group."""

    statistic: float
    df: int
    p_value: float
    observed: dict
    expected: dict


def kaplan_meier(
    days: Numbers, finished: ArrayLike, entered: Numbers | None = None, confidence: float = 0.95
) -> Curve:
    """The curve of one row a case: days waited, whether finished, day of late entry (0 if none).

    Raises ValueError for unknown or negative days, or an entry after the last day.
    """
    day, events, censored, late = count_by_day(days, finished, entered)
    return kaplan_meier_counted(day, events, censored, late, confidence)


def kaplan_meier_counted(
    day: Numbers,
    events: Numbers,
    censored: Numbers,
    entered: Numbers | None = None,
    confidence: float = 0.95,
) -> Curve:
    """The curve of cases counted by day: events, cases censored, and late entries on each day.

    Starts with a row for day 0 and never goes beyond the last day given. Limits are log-log from
    Greenwood's variance; where nobody is left (survival 0) the upper limit stays where it was.
    Raises ValueError for unequal, negative or missing numbers, or more leaving than waiting.
    Source: Kaplan and Meier 1958; Kalbfleisch and Prentice 2002.
    """
    table = risk_table(day, events, censored, entered)
    survival = np.cumprod(1 - _hazard(table.events, table.at_risk))
    low, high = _log_log(survival, _greenwood(table), confidence)
    return Curve(table.day, survival, low, high, table.at_risk, table.events)


def _hazard(events: np.ndarray, at_risk: np.ndarray) -> np.ndarray:
    return np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)


def _greenwood(table: RiskTable) -> np.ndarray:
    """Variance of the logarithm of survival; of no use once nobody is left."""
    room = table.at_risk * (table.at_risk - table.events)
    return np.cumsum(np.divide(table.events, room, out=np.zeros_like(room), where=room > 0))


def _log_log(
    survival: np.ndarray, log_variance: np.ndarray, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    inside = (survival > 0) & (survival < 1)
    part = np.where(inside, survival, 0.5)
    reach = z_value(confidence) * np.sqrt(log_variance) / np.abs(np.log(part))
    low = np.where(inside, part ** np.exp(reach), survival)
    high = np.where(inside, part ** np.exp(-reach), 1.0)
    # Greenwood has no variance at 0, and 0 to 0 would claim certainty: keep the last upper limit.
    last_known = np.maximum.accumulate(np.where(survival > 0, np.arange(len(survival)), 0))
    return low, high[last_known]


def percentile(curve: Curve | Incidence, p: float) -> Percentile:
    """The first day by which a share `p` has finished, with limits from the curve's own.

    Each is None when not reached within the days observed, which is an answer and not an error.
    A curve that falls from all to none in one step, as of a single case, has no limits.
    Raises ValueError unless 0 < p < 1. Source: Brookmeyer and Crowley 1982.
    """
    if not 0 < p < 1:
        raise ValueError("p must lie between 0 and 1, such as 0.5 for the median")
    if isinstance(curve, Incidence):
        lines = (1 - curve.incidence, 1 - curve.high, 1 - curve.low)
    else:
        lines = (curve.survival, curve.low, curve.high)
    value, low, high = (_first_day(curve.day, line, 1 - p) for line in lines)
    in_one_step = ((lines[0] < SLACK) | (lines[0] > 1 - SLACK)).all()
    return Percentile(value, None, None) if in_one_step else Percentile(value, low, high)


def _first_day(day: np.ndarray, line: np.ndarray, level: float) -> float | None:
    reached = np.flatnonzero(line <= level + SLACK)
    return float(day[reached[0]]) if reached.size else None


def cumulative_incidence(
    days: Numbers,
    outcome: Iterable[object],
    entered: Numbers | None = None,
    confidence: float = 0.95,
) -> dict[object, Incidence]:
    """For each outcome, the share that has left that way by each day, when there are several.

    `outcome` is None, '' or nan for a case still open. Raises ValueError as `kaplan_meier` does.
    """
    outcome = [None if _is_open(each) else each for each in outcome]
    finished = np.array([each is not None for each in outcome], dtype=bool)
    day, _, censored, late = count_by_day(days, finished, entered)
    events = {}
    for name in sorted(set(outcome) - {None}, key=str):
        mine = np.array([each == name for each in outcome], dtype=bool)
        place = np.searchsorted(day, np.asarray(days, dtype=float)[mine])
        events[name] = np.bincount(place, minlength=len(day))
    return cumulative_incidence_counted(day, events, censored, late, confidence)


def _is_open(outcome: object) -> bool:
    return outcome is None or outcome == "" or (isinstance(outcome, float) and np.isnan(outcome))


def cumulative_incidence_counted(
    day: Numbers,
    events: dict,
    censored: Numbers,
    entered: Numbers | None = None,
    confidence: float = 0.95,
) -> dict[object, Incidence]:
    """As `cumulative_incidence`, from counts by day; `events` maps each outcome to its counts.

    The shares of all outcomes and of those still waiting add up to 1. Limits are log-log, equal to
    Kaplan-Meier's if there is one outcome only; errors as `kaplan_meier_counted`.
    Source: Aalen and Johansen 1978; variance of Marubini and Valsecchi 1995.
    """
    counts = {name: check_counts(each, "counts") for name, each in events.items()}
    day = vector(day, "day")
    everyone = sum(counts.values(), np.zeros(len(day)))
    table = risk_table(day, everyone, censored, entered)
    return {
        name: _incidence(table, add_up(table.day, day, each), confidence)
        for name, each in counts.items()
    }


def _incidence(table: RiskTable, events: np.ndarray, confidence: float) -> Incidence:
    survival = np.cumprod(1 - _hazard(table.events, table.at_risk))
    before = np.concatenate([[1.0], survival[:-1]])
    share = np.cumsum(before * _hazard(events, table.at_risk))
    variance = _incidence_variance(table, events, before, share)
    left = 1 - share
    log_variance = np.divide(variance, left**2, out=np.zeros_like(left), where=left > SLACK)
    low, high = _log_log(np.where(left > SLACK, left, 0.0), log_variance, confidence)
    return Incidence(table.day, share, 1 - high, 1 - low, table.at_risk, events)


def _incidence_variance(
    table: RiskTable, events: np.ndarray, before: np.ndarray, share: np.ndarray
) -> np.ndarray:
    """Squared differences from every earlier share, opened out into running sums."""
    n, all_events = table.at_risk, table.events
    room = n * (n - all_events)
    a = np.divide(all_events, room, out=np.zeros_like(n), where=room > 0)
    b = np.divide(before**2 * events * (n - events), n**3, out=np.zeros_like(n), where=n > 0)
    c = np.divide(before * events, n**2, out=np.zeros_like(n), where=n > 0)
    squares = share**2 * np.cumsum(a) - 2 * share * np.cumsum(a * share) + np.cumsum(a * share**2)
    cross = share * np.cumsum(c) - np.cumsum(c * share)
    return np.maximum(squares + np.cumsum(b) - 2 * cross, 0)


def log_rank(groups: Groups) -> LogRank:
    """Whether waits differ between groups, each (days, finished) or (days, finished, entered).

    Raises ValueError for fewer than two groups and as `kaplan_meier` does.
    """
    counted = {name: count_by_day(*cases) for name, cases in _named(groups).items()}
    return log_rank_counted(counted)


def log_rank_counted(groups: Groups) -> LogRank:
    """As `log_rank`, each group (day, events, censored) or (day, events, censored, entered).

    `groups` is a dict by name or a list, then named 0, 1, 2 ...; statistic and p value are nan
    where nobody finished or fewer than two groups were waiting when somebody did.
    Raises ValueError for fewer than two groups. Source: Mantel 1966; Peto and Peto 1972.
    """
    tables = {name: risk_table(*cases) for name, cases in _named(groups).items()}
    if len(tables) < 2:
        raise ValueError("a comparison needs two groups or more")
    days = np.unique(np.concatenate([table.day[table.events > 0] for table in tables.values()]))
    waiting = np.array([waiting_on(table, days) for table in tables.values()])
    events = np.array([add_up(days, table.day, table.events) for table in tables.values()])
    observed, expected, statistic, df = _compare(waiting, events)
    p_value = float(chdtrc(df, statistic)) if df > 0 else np.nan
    return LogRank(
        statistic,
        df,
        p_value,
        dict(zip(tables, observed.tolist(), strict=True)),
        dict(zip(tables, expected.tolist(), strict=True)),
    )


def _named(groups: Groups) -> dict[Any, Sequence[ArrayLike]]:
    return dict(groups if isinstance(groups, Mapping) else enumerate(groups))


def _compare(waiting: np.ndarray, events: np.ndarray) -> tuple:
    n, d = waiting.sum(axis=0), events.sum(axis=0)
    part = waiting / n
    observed, expected = events.sum(axis=1), (part * d).sum(axis=1)
    df = int((expected > 0).sum()) - 1
    if df < 1:
        return observed, expected, np.nan, 0
    weight = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0)
    spread = np.diag((weight * part).sum(axis=1)) - (weight * part) @ part.T
    gap = observed - expected
    statistic = float(gap @ np.linalg.pinv(spread, rcond=NOUGHT, hermitian=True) @ gap)
    return observed, expected, statistic, df
