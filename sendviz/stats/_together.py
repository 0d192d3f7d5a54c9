"""Several differences of mix taken into account together; reached through `stats.inequality`."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from sendviz.stats._numbers import Numbers, same_length, share_lists, z_value
from sendviz.stats.intervals import Estimate

# Of the log odds of a kind of case against the commonest: 5 is as good as no opinion.
PRIOR_DEVIATION = 5.0
STEPS = 100


def standardise_together(
    area: ArrayLike,
    kinds: Sequence[ArrayLike],
    x: Numbers,
    n: Numbers,
    confidence: float = 0.95,
) -> dict[object, Estimate] | None:
    """By area, the share it would have if its cases were of the same kinds as all cases together.

    One entry a row: its area, its code in each of `kinds` (a list of lists), and x of n. A logistic
    model with a term for each area and each kind, without interactions, is read off at the mix of
    all rows (marginal standardisation; limits by the delta method on the logit scale). Areas where
    x is 0 or n have no finite term and are missing; None where fewer than two areas are left or
    the model does not settle.
    Raises ValueError unless 0 <= x <= n, or for lists of unequal length.
    Source: Lane and Nelder 1982.
    """
    x, n = share_lists(x, n)
    area, *codes = (np.asarray(each, dtype=object) for each in (area, *kinds))
    same_length(area=area, x=x, **{f"kinds_{i}": each for i, each in enumerate(codes)})
    names = [
        name for name in dict.fromkeys(area) if 0 < x[area == name].sum() < n[area == name].sum()
    ]
    used = np.isin(area, names) & (n > 0)
    if len(names) < 2:
        return None
    area, x, n = area[used], x[used], n[used]
    mixed = np.column_stack(
        [
            np.zeros((len(x), 0)),
            *(_contrasts(each[used], n) for each in codes),
        ]
    )
    own = (area[:, None] == np.array(names, dtype=object)[None, :]).astype(float)
    fitted = _fitted(np.column_stack([own, mixed]), len(names), x, n)
    if fitted is None:
        return None
    return {
        name: _read_off(place, len(names), mixed, n, fitted[0], fitted[1], confidence)
        for place, name in enumerate(names)
    }


def _contrasts(codes: np.ndarray, n: np.ndarray) -> np.ndarray:
    """One column a code but the commonest."""
    size = {code: n[codes == code].sum() for code in dict.fromkeys(codes)}
    others = [code for code in size if code != max(size, key=lambda each: size[each])]
    return (codes[:, None] == np.array([*others], dtype=object)[None, :]).astype(float)


def _fitted(
    design: np.ndarray, free: int, x: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Coefficients and their covariance by Newton's method; None where the model does not settle.

    All but the first `free` coefficients are held by a wide normal prior, so that a kind whose
    cases all agree has a finite term.
    """
    hold = np.diag(np.where(np.arange(design.shape[1]) < free, 0.0, PRIOR_DEVIATION**-2))
    params = np.zeros(design.shape[1])
    for _ in range(STEPS):
        each = expit(design @ params)
        pull = design.T @ (x - n * each) - hold @ params
        spread = np.linalg.pinv((design.T * (n * each * (1 - each))) @ design + hold)
        step = spread @ pull
        params = params + step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-9:
            return params, spread
    return None


def _read_off(
    place: int,
    areas: int,
    mixed: np.ndarray,
    n: np.ndarray,
    params: np.ndarray,
    covariance: np.ndarray,
    confidence: float,
) -> Estimate:
    own = np.zeros((len(mixed), areas))
    own[:, place] = 1.0
    design = np.column_stack([own, mixed])
    each, weight = expit(design @ params), n / n.sum()
    value = float(weight @ each)
    slope = (weight * each * (1 - each)) @ design
    error = float(np.sqrt(slope @ covariance @ slope)) / (value * (1 - value))
    reach = z_value(confidence) * error
    return Estimate(value, float(expit(logit(value) - reach)), float(expit(logit(value) + reach)))
