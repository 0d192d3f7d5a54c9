"""Days as whole numbers since 1970, their weights, and the drawing of days within limits."""

from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

_EPOCH = date(1970, 1, 1).toordinal()
# England and Wales, gov.uk/bank-holidays; with the days around Christmas when offices shut.
_SHUT = """
2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-24 2020-12-25 2020-12-28
2020-12-31 2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-24 2021-12-27
2021-12-28 2021-12-29 2021-12-30 2021-12-31 2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02
2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27 2022-12-28 2022-12-29 2022-12-30 2023-01-02
2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26 2023-12-27
2023-12-28 2023-12-29 2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-24
2024-12-25 2024-12-26 2024-12-27 2024-12-30 2024-12-31 2025-01-01 2025-04-18 2025-04-21 2025-05-05
2025-05-26
2025-08-25 2025-12-24 2025-12-25 2025-12-26 2025-12-29 2025-12-30 2025-12-31 2026-01-01
"""
_OFF, _WEEKEND_POST = 0.002, 0.05


def number(day: date) -> int:
    """Days since 1 January 1970."""
    return day.toordinal() - _EPOCH


def dates(numbers: ArrayLike) -> np.ndarray:
    """datetime64 of day numbers; nan becomes NaT."""
    values = np.asarray(numbers, dtype=float)
    whole = np.where(np.isnan(values), np.iinfo("int64").min, np.nan_to_num(values)).astype("int64")
    return whole.astype("datetime64[D]").astype("datetime64[us]")


_SHUT_DAYS = np.array([number(date.fromisoformat(text)) for text in _SHUT.split()])


_FIRST, _LAST = number(date(2014, 1, 1)), number(date(2027, 12, 31))
_ALL = np.arange(_FIRST, _LAST + 1)
# Day 0 was a Thursday.
_SHUT_ALL = ((_ALL + 3) % 7 >= 5) | np.isin(_ALL, _SHUT_DAYS)
_OFFICE, _POST = np.where(_SHUT_ALL, _OFF, 1.0), np.where(_SHUT_ALL, _WEEKEND_POST, 1.0)


def _looked_up(table: np.ndarray, numbers: ArrayLike) -> np.ndarray:
    return table[np.clip(np.asarray(numbers).astype(int) - _FIRST, 0, len(table) - 1)]


def office(numbers: ArrayLike) -> np.ndarray:
    """How likely an office acts that day: 1 on working days, nearly 0 on others."""
    return _looked_up(_OFFICE, numbers)


def post(numbers: ArrayLike) -> np.ndarray:
    """How likely a request arrives that day: portals and post bring a few at weekends."""
    return _looked_up(_POST, numbers)


def draw(
    rng: Generator,
    base: ArrayLike,
    curve: np.ndarray,
    low: ArrayLike,
    high: ArrayLike,
    block: int = 4000,
) -> np.ndarray:
    """One day for each case: base + lag, lag drawn from `curve` (weight by lag), within low..high,
    on office days.

    Raises ValueError if a case has no day between its limits.
    """
    base, low, high = (np.asarray(x) for x in np.broadcast_arrays(base, low, high))
    if (low > high).any():
        raise ValueError(f"{int((low > high).sum())} cases have no day between their limits")
    parts = [
        _draw(rng, base[i : i + block], curve, low[i : i + block], high[i : i + block])
        for i in range(0, len(base), block)
    ]
    return np.concatenate(parts) if parts else np.array([], dtype=int)


def _draw(
    rng: Generator, base: np.ndarray, curve: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    day = base[:, None] + np.arange(len(curve))[None, :]
    weight = curve * office(day) * ((day >= low[:, None]) & (day <= high[:, None]))
    total = weight.cumsum(axis=1)
    found = (total < (rng.random(len(base)) * total[:, -1])[:, None]).sum(axis=1)
    empty = total[:, -1] <= 0
    return np.where(empty, rng.integers(low, high + 1), base + np.minimum(found, len(curve) - 1))


def bump(length: int, centre: float, width: float, floor: float = 0.0) -> np.ndarray:
    """Weights by lag: a bell round `centre` on a low `floor`."""
    lag = np.arange(length)
    return np.exp(-(((lag - centre) / width) ** 2) / 2) + floor
