"""What every module here needs: arrays from plain numbers, and refusals in plain words."""

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

# One number or several; None and nan are not known.
Numbers = ArrayLike | Sequence[float | None]


def array(values: Numbers) -> np.ndarray:
    """A float array of the same shape; None and missing values become nan."""
    return np.asarray(values, dtype=float)


def vector(values: Numbers, what: str) -> np.ndarray:
    """A one-dimensional float array. Raises ValueError for a table."""
    found = np.atleast_1d(array(values))
    if found.ndim != 1:
        raise ValueError(f"{what} must be one row of numbers, not a table")
    return found


def plain(values: ArrayLike) -> Any:
    """A float for a single number, the array itself for several."""
    found = np.asarray(values)
    return found.item() if found.ndim == 0 else found


def same_length(**named: Sized) -> None:
    """Raises ValueError naming the lists that differ in length."""
    sizes = {name: len(values) for name, values in named.items()}
    if len(set(sizes.values())) > 1:
        found = ", ".join(f"{name} has {size}" for name, size in sizes.items())
        raise ValueError(f"lists must be of one length: {found}")


def check_shares(x: Numbers, n: Numbers) -> tuple[np.ndarray, np.ndarray]:
    """Both as float arrays. Raises ValueError unless 0 <= x <= n; nan passes as not known."""
    x, n = array(x), array(n)
    if np.any(n < 0):
        raise ValueError("n, the number of cases, cannot be negative")
    if np.any(x < 0):
        raise ValueError("x, the number counted, cannot be negative")
    if np.any(x > n):
        raise ValueError("x, the number counted, cannot be more than n, the number of cases")
    return x, n


def share_lists(x: Numbers, n: Numbers) -> tuple[np.ndarray, np.ndarray]:
    """As `check_shares`, of two lists. Raises ValueError too if they are not of one length."""
    x, n = check_shares(x, n)
    x, n = vector(x, "counts"), vector(n, "counts")
    same_length(x=x, n=n)
    return x, n


def check_counts(x: Numbers, what: str) -> np.ndarray:
    """A float array. Raises ValueError for a negative number; nan passes as not known."""
    x = array(x)
    if np.any(x < 0):
        raise ValueError(f"{what} cannot be negative")
    return x


def check_choice(value: str | None, what: str, allowed: Sequence[str | None]) -> None:
    """Raises ValueError naming the words that would do."""
    if value not in allowed:
        words = ", ".join(repr(word) for word in allowed)
        raise ValueError(f"{what} must be one of {words}, not {value!r}")


def share(x: np.ndarray, n: np.ndarray) -> np.ndarray:
    """x/n, nan where n is nought: a share of nobody is not known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 0, x / n, np.nan)


def tail(confidence: float) -> float:
    """The probability left in each tail. Raises ValueError unless 0 < confidence < 1."""
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1, such as 0.95")
    return (1 - confidence) / 2


def z_value(confidence: float) -> float:
    """Standard normal deviate of a two-sided interval: 1.959964 for 0.95, 3.090232 for 0.998."""
    return float(-ndtri(tail(confidence)))
