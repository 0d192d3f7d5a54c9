"""Percentiles of waits that are published only as numbers in bands."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sendviz.stats._numbers import Numbers, check_counts, vector


def banded_percentile(edges: Sequence[float | None], counts: Numbers, p: float) -> float | None:
    """The estimated percentile in the unit of the edges; None in an open top band.

    `edges` are the lower edges of the bands and the end of the last, None where it is open. Linear
    inside the band where the running count crosses p of all; nan when there are no cases.
    Raises ValueError for edges that do not rise or fit the counts, negative or missing counts, or
    p outside 0 to 1. Source: NHSRtt, the NHS's own way with waits in bands.
    """
    counts = vector(check_counts(counts, "counts"), "counts")
    starts, ends = _bounds(edges, len(counts))
    if not 0 <= p <= 1:
        raise ValueError("p must lie between 0 and 1, such as 0.5 for the median")
    if np.isnan(counts).any():
        raise ValueError("a band's count is missing: no percentile can be read from the others")
    if counts.sum() == 0:
        return float("nan")
    filled, wanted = np.cumsum(counts), p * counts.sum()
    band = _first_band(filled, counts, wanted)
    if ends[band] is None:
        return None
    before = filled[band] - counts[band]
    return float(starts[band] + (wanted - before) / counts[band] * (ends[band] - starts[band]))


def _first_band(filled: np.ndarray, counts: np.ndarray, wanted: float) -> int:
    # p of the total may exceed a running count that it equals by a rounding error.
    reached = (filled >= wanted - 1e-9 * filled[-1]) & (counts > 0)
    return int(np.flatnonzero(reached)[0])


def _bounds(edges: Sequence[float | None], bands: int) -> tuple[list, list]:
    edges = [None if edge is None or np.isnan(edge) else float(edge) for edge in edges]
    if len(edges) != bands + 1:
        raise ValueError(
            f"{bands} bands need {bands + 1} edges: each lower edge and the end of the last, "
            f"None if it is open; there are {len(edges)}"
        )
    known = [edge for edge in edges if edge is not None]
    if None in edges[:-1] or any(b <= a for a, b in pairwise(known)):
        raise ValueError("edges must rise from band to band; only the last may be open")
    return edges[:-1], edges[1:]
