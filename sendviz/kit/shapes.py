"""Plane geometry of outlines: on paper, and where in an area a label has most room."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

STEPS = 36
TALLEST = 1.4  # of the width
# Points of [longitude, latitude], the last as the first; by area name, its rings.
Ring = Sequence[Sequence[float]]
Rings = Mapping[str, Sequence[Ring]]


@dataclass(frozen=True)
class Spot:
    """A place inside an area and how far its outline is from there, both in the units given."""

    x: float
    y: float
    reach: float


def on_paper(outlines: Rings, width: int) -> tuple[dict[str, tuple[np.ndarray, ...]], float]:
    """The rings in pixels from the north-west corner, and the height of all.

    A degree of longitude is narrower than one of latitude by the cosine of the latitude.
    """
    arrays = {
        name: [np.asarray(ring, dtype=float) for ring in rings] for name, rings in outlines.items()
    }
    points = np.concatenate([ring for rings in arrays.values() for ring in rings])
    narrower = math.cos(math.radians(float(points[:, 1].mean())))
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    across, up = max((east - west) * narrower, 1e-9), max(north - south, 1e-9)
    scale = min(width / across, TALLEST * width / up)
    left = (width - across * scale) / 2
    flat = {
        name: tuple(
            np.column_stack(
                [(ring[:, 0] - west) * narrower * scale + left, (north - ring[:, 1]) * scale]
            )
            for ring in rings
        )
        for name, rings in arrays.items()
    }
    return flat, float(up * scale)


def outer_rings(rings: Sequence[Ring]) -> list[Ring]:
    """The outline of areas together: their rings without the edges that two of them share."""
    edges = [(tuple(a), tuple(b)) for ring in rings for a, b in pairwise(ring)]
    times = Counter(frozenset(edge) for edge in edges)
    onward: dict[tuple, list[tuple]] = {}
    for a, b in edges:
        if times[frozenset((a, b))] == 1:
            onward.setdefault(a, []).append(b)
    found: list[Ring] = []
    while onward:
        line = [next(iter(onward))]
        while line[-1] in onward:
            ways = onward[line[-1]]
            line.append(ways.pop())
            if not ways:
                del onward[line[-2]]
        found.append([*line] if line[0] == line[-1] else [*line, line[0]])
    return found


def roomiest(rings: Sequence[np.ndarray], stretch: float = 1.0) -> Spot:
    """The place, of a grid over the largest ring, that lies furthest from every edge.

    rings: arrays of points (x, y), closed; a point is inside by the even-odd rule, so that holes
    are outside. stretch: how much wider than high the label is; distances across count so much
    less, and `reach` is measured upright.
    """
    scaled = [ring / (stretch, 1.0) for ring in rings]
    largest = max(scaled, key=_area)
    axes = (np.linspace(*_ends(largest[:, side]), STEPS) for side in (0, 1))
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    starts = np.concatenate([ring[:-1] for ring in scaled])
    ends = np.concatenate([ring[1:] for ring in scaled])
    reach = np.where(_inside(points, starts, ends), _distance(points, starts, ends), -1.0)
    best = int(np.argmax(reach))
    x, y = points[best]
    return Spot(float(x * stretch), float(y), max(0.0, float(reach[best])))


def _area(ring: np.ndarray) -> float:
    x, y = ring.T
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    step = (high - low) / STEPS
    return low + step / 2, high - step / 2


def _inside(points: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Even-odd: how many edges a ray to the right crosses."""
    x, y = points[:, :1], points[:, 1:]
    (x1, y1), (x2, y2) = starts.T, ends.T
    over = (y1 > y) != (y2 > y)
    rise = np.where(y2 == y1, 1.0, y2 - y1)
    crosses = over & (x < (x2 - x1) * (y - y1) / rise + x1)
    return np.sum(crosses, axis=1) % 2 == 1


def _distance(points: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """To the nearest edge."""
    along = ends - starts
    length = np.maximum(np.sum(along**2, axis=1), 1e-18)
    apart = points[:, None, :] - starts
    part = np.clip(np.sum(apart * along, axis=2) / length, 0, 1)
    return np.sqrt(np.sum((apart - part[..., None] * along) ** 2, axis=2)).min(axis=1)
