"""Tries to learn small counts: what the relations leave of each, and other worlds in which it is
not small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from tests.attack.narrowing import MANY, System
from tests.attack.relations import Target, written
from tests.attack.sight import Sight, quarter_truth

UNDER = 8  # what the NHS calls small: 1 to 7


@dataclass(frozen=True)
class Found:
    """How many small counts were tried (1 to base - 1, of a larger whole), and of how many one
    value was left; of how many only 1 to base - 1 (and of NHS counts only 1 to 7), though the whole
    council has at least the base; of how many nought is ruled out though the whole is small.
    unsure: not cleared by another world in time. examples say which."""

    tried: int = 0
    recovered: int = 0
    known_small: int = 0
    under_8: int = 0
    of_small_whole: int = 0
    cleared: int = 0
    unsure: int = 0
    broken: Counter = field(default_factory=Counter)
    examples: tuple[str, ...] = ()

    def __add__(self, other: Found) -> Found:
        return Found(
            self.tried + other.tried,
            self.recovered + other.recovered,
            self.known_small + other.known_small,
            self.under_8 + other.under_8,
            self.of_small_whole + other.of_small_whole,
            self.cleared + other.cleared,
            self.unsure + other.unsure,
            self.broken + other.broken,
            self.examples + other.examples,
        )

    def __str__(self) -> str:
        return (
            f"{self.tried:,} small counts tried: {self.recovered} recovered, {self.known_small} "
            f"known small ({self.under_8} of these 1 to 7), {self.of_small_whole} known not to be "
            f"nought in a small whole; {self.cleared:,} cleared by another world, {self.unsure} "
            "unsure"
        )


def attacked(sights: Iterable[Sight], worlds: float = 0.0) -> Found:
    """All of some cuts; worlds: seconds for each other world, none by default."""
    found = Found()
    for sight in sights:
        found += _attacked(sight, worlds)
    return found


def _attacked(sight: Sight, worlds: float) -> Found:
    w, truth, target = written(sight)
    system, broken = w.system().true_rows(truth)
    narrow = system.narrowed()
    assert (narrow.low <= truth).all() and (truth <= narrow.high).all()
    base = sight.base
    low, high = narrow.low[target.places], narrow.high[target.places]
    small = (target.truth > 0) & (target.truth < base) & (target.wholes > target.truth)
    large_whole = target.wholes >= base
    recovered = small & (low == high)
    known = small & (low > 0) & (high < base) & large_whole
    little = small & (low > 0) & ~large_whole & ~recovered
    cleared, certain, unsure = 0, np.zeros(0, int), 0
    if worlds:
        still = small & large_whole & ~known
        cleared, certain, unsure = _cleared(narrow, target, still, base, worlds)
    known[certain] = True
    examples = tuple(
        f"{sight.council} {sight.pathway or 'EHC'} {sight.cut} {target.labels[i]}: {low[i]} to "
        f"{high[i]} of {target.wholes[i]}"
        for i in np.flatnonzero(known | recovered)[:5]
    )
    return Found(
        int(small.sum()),
        int(recovered.sum()),
        int(known.sum()),
        int((known & (high < UNDER)).sum()) if sight.pathway else 0,
        int(little.sum()),
        cleared,
        unsure,
        broken,
        examples,
    )


def _cleared(
    system: System, target: Target, still: np.ndarray, base: int, seconds: float
) -> tuple[int, np.ndarray, int]:
    """How many are nought, or at least the base, in some other world that fulfils every relation;
    which are so in none; and of how many neither was found in time."""
    rng = np.random.default_rng(1)
    still, before = still.copy(), int(still.sum())
    for attempt in range(6):
        if not still.any():
            break
        weights = np.zeros(len(system.low))
        chosen = rng.random(int(still.sum())) if attempt > 1 else 1.0
        np.add.at(weights, target.places[still], (-1.0) ** attempt * chosen)
        counts = system.world(weights, seconds)
        if counts is not None:
            held = counts[target.places]
            still &= (held > 0) & (held < base)
    certain, unsure = [], 0
    for place in np.flatnonzero(still):
        answers = list(_another(system, int(target.places[place]), base, seconds))
        if "never" == answers[-1] and answers[0] == "never":
            certain.append(place)
        elif "found" not in answers:
            unsure += 1
    return before - len(certain) - unsure, np.array(certain, dtype=int), unsure


def _another(system: System, place: int, base: int, seconds: float) -> Iterator[str]:
    """Whether there is a world with nought there, and one with at least the base."""
    for low, high in ((0, 0), (base, int(system.high[place]))):
        if low > system.high[place] or high < system.low[place]:
            yield "never"
            continue
        held = system.held_to(place, low, high)
        narrow = held.narrowed()
        if (narrow.low > narrow.high).any():
            yield "never"
            continue
        yield "found" if held.world(np.zeros(len(held.low)), seconds) is not None else "open"


def assumed_unchanged(first: Sight, second: Sight) -> tuple[int, int]:
    """How many small counts there are of quarters that are told twice, and how many a reader knows
    to be small who takes his own part to be unchanged between two editions, and did not know from
    either alone."""
    tried = learnt = 0
    for table in first.tables:
        quarters = len(first.quarters)
        own, again = first.bounds[table.id], second.bounds[table.id]
        once = _between(own.low, own.high, first.quarter_wholes[table.id])
        twice = _between(
            again.low[:quarters],
            np.minimum(again.high[:quarters], MANY // 100),
            second.quarter_wholes[table.id][:quarters],
        )
        true, exact = quarter_truth(first, table), first.quarter_wholes[table.id]
        small = (true > 0) & (true < table.base) & (exact >= table.base)[:, :, None]
        alone = [(low > 0) & (high < table.base) for low, high in (once, twice)]
        low, high = np.maximum(once[0], twice[0]), np.minimum(once[1], twice[1])
        both = (low > 0) & (high < table.base) & (low <= high)
        tried += int(small.sum())
        learnt += int((small & both & ~alone[0] & ~alone[1]).sum())
    return tried, learnt


def _between(low: np.ndarray, high: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of each part that follow from those of the others and the exact whole."""
    least, most = low.sum(axis=2, keepdims=True) - low, high.sum(axis=2, keepdims=True) - high
    total = whole[:, :, None]
    return np.maximum(low, total - most), np.minimum(high, total - least)
