"""How often a verdict on a trend misleads, on series whose truth is known.

    python -m tests.trend_benchmark [SERIES OF EACH KIND]

48 months of each kind, judged by the very function that every screen uses. The truth of a flow is
its rate without chance in the latest quarter, beside the same a year before; of a list, what a
steady world would hold. contrary: a direction against the truth; idle: one where it hardly moved;
past: a level 'better than before ...' that is none; misleads: any of these; silent: no direction
though the truth moved far.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer
from sendviz.findings.trend import Told, by_quarter_if_months_are_small, told_of
from tests.answers import COUNT, MEDIAN, SHARE, STOCK, amounts, tidy

MONTHS, OF_EACH, SEED = 48, 300, 20251231
ON_THE_LIST = catalogue.get("share_waiting_over_18_weeks")
STARTS = pd.date_range("2022-01-01", periods=MONTHS, freq="MS")
T = np.arange(MONTHS)
NOISE = 0.02


@dataclass(frozen=True)
class Series:
    """One series: the answer that a page would be given, its rate without chance (as a share, or
    as a part of its own mean), and by how much that must move to count as hardly or as far."""

    answer: Answer
    truth: np.ndarray
    hardly: float
    far: float


@dataclass(frozen=True)
class Rates:
    """How many of 100 series a verdict was wrong of; silent: of those whose truth moved far."""

    contrary: float
    idle: float
    past: float
    misleads: float
    silent: float


MOST = Rates(contrary=0.2, idle=100, past=100, misleads=3, silent=35)


def share_of(draw: np.random.Generator, truth: np.ndarray, n: np.ndarray) -> Series:
    """A share with a real noise of 2 points from month to month besides chance."""
    off = draw.normal(0, NOISE, MONTHS) if truth.mean() > 2 * NOISE else 0.0
    x = draw.binomial(n, np.clip(truth + off, 0, 1))
    return Series(_answer(SHARE, x, n), truth, 0.03, 0.10)


def sizes(draw: np.random.Generator, low: int = 40, high: int = 150) -> np.ndarray:
    """About as many cases every month."""
    return draw.poisson(draw.integers(low, high), MONTHS)


def stable(draw: np.random.Generator) -> Series:
    """One share for four years."""
    return share_of(draw, np.full(MONTHS, draw.uniform(0.1, 0.9)), sizes(draw))


def uneven(draw: np.random.Generator) -> Series:
    """One share, with one small month a year."""
    n = sizes(draw, 80, 150)
    return share_of(draw, np.full(MONTHS, draw.uniform(0.1, 0.9)), np.where(T % 12 == 7, n // 7, n))


def step(draw: np.random.Generator) -> Series:
    """10 to 30 points at once, up or down."""
    size, at = draw.uniform(0.1, 0.3) * draw.choice([-1, 1]), draw.integers(6, 43)
    start = draw.uniform(0.35, 0.65)
    return share_of(draw, start + size * (at <= T), sizes(draw))


def drift(draw: np.random.Generator) -> Series:
    """10 to 40 points in four years."""
    size = draw.uniform(0.1, 0.4) * draw.choice([-1, 1])
    return share_of(draw, 0.5 + size * (T / MONTHS - 0.5), sizes(draw))


def up_then_down(draw: np.random.Generator) -> Series:
    """20 to 40 points up in two years or so, then down again at the same pace; or mirrored."""
    height, top = draw.uniform(0.2, 0.4), draw.integers(20, 40)
    way = draw.choice([-1, 1])
    return share_of(
        draw, 0.5 + way * (height * (1 - np.abs(T - top) / top) - height / 2), sizes(draw)
    )


def seasonal(draw: np.random.Generator) -> Series:
    """5 to 10 points up and down with the year."""
    wave = draw.uniform(0.05, 0.1) * np.sin(2 * np.pi * (T + draw.integers(12)) / 12)
    return share_of(draw, draw.uniform(0.25, 0.75) + wave, sizes(draw))


def small(draw: np.random.Generator) -> Series:
    """A step of 10 to 30 points, or none, in 4 to 18 cases a month."""
    size = draw.uniform(0.1, 0.3) * draw.choice([-1, 0, 1])
    truth = draw.uniform(0.35, 0.65) + size * (T >= draw.integers(6, 43))
    return share_of(draw, truth, draw.poisson(draw.integers(4, 19), MONTHS))


def rare(draw: np.random.Generator) -> Series:
    """0.2 to 2 in a hundred, steady."""
    return share_of(draw, np.full(MONTHS, draw.uniform(0.002, 0.02)), sizes(draw))


def counts(draw: np.random.Generator) -> Series:
    """20 to 200 a month; steady, or a step of 20 to 60 in 100; with a real noise of 5 in 100."""
    change = 1 + draw.choice([0, 0, 1]) * draw.uniform(0.2, 0.6) * (T >= draw.integers(6, 43))
    truth = draw.uniform(20, 200) * change
    x = draw.poisson(truth * draw.lognormal(0, 0.05, MONTHS))
    return Series(_answer(COUNT, x), truth / truth.mean(), 0.05, 0.3)


def weeks(draw: np.random.Generator) -> Series:
    """Middles of waits; steady, or a step of 10 to 50 in 100."""
    change = 1 + draw.choice([-1, 0, 1]) * draw.uniform(0.1, 0.5) * (T >= draw.integers(6, 43))
    truth = draw.uniform(15, 60) * change
    told = amounts(MEDIAN, [("Essex", each) for each in draw.normal(truth, 0.05 * truth)])
    frame = told.frame.assign(period_start=STARTS.astype("datetime64[us]"))
    return Series(told.with_frame(frame, grain="month"), truth / truth.mean(), 0.03, 0.2)


def waiting(draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """How many wait at the end of each month, and how many of them over four months: as many come
    as leave on average, after a mean wait of 3 to 9 months."""
    stay, a_month, warm = draw.uniform(3, 9), draw.uniform(30, 90), 60
    listed, late = np.zeros(MONTHS), np.zeros(MONTHS)
    for month in range(-warm, MONTHS):
        left = month + draw.uniform(0, 1, draw.poisson(a_month))
        left = left + draw.exponential(stay, len(left))
        for place in range(max(month, 0), MONTHS):
            here = int((left > place + 1).sum())
            listed[place] += here
            late[place] += here * (place - month >= 4)
    return listed, late


def steady_list(draw: np.random.Generator) -> Series:
    """A list that is neither built up nor cleared."""
    return Series(_answer(STOCK, waiting(draw)[0]), np.ones(MONTHS), 0.05, 0.3)


def share_of_a_list(draw: np.random.Generator) -> Series:
    """The share of such a list that waits over four months."""
    listed, late = waiting(draw)
    return Series(_answer(ON_THE_LIST, late, listed), np.full(MONTHS, 0.5), 0.03, 0.10)


def list_cleared_and_growing(draw: np.random.Generator) -> Series:
    """From 300 to 600 down to a third in two to three years, then up again."""
    low, top = draw.integers(24, 40), draw.uniform(300, 600)
    truth = top * np.where(low > T, 1 - 2 / 3 * T / low, 1 / 3 + (T - low) / 40)
    carried = truth + np.cumsum(draw.normal(0, 0.15, MONTHS) * np.sqrt(truth / 6))
    return Series(_answer(STOCK, np.round(carried)), truth / truth.mean(), 0.05, 0.3)


KINDS: tuple[Callable[[np.random.Generator], Series], ...] = (
    stable, uneven, step, drift, up_then_down, seasonal, small, rare, counts, weeks, steady_list,
    share_of_a_list, list_cleared_and_growing,
)  # fmt: skip


def _answer(m: catalogue.Measure, x: np.ndarray, n: np.ndarray | None = None) -> Answer:
    n = np.full(MONTHS, np.nan) if n is None else n
    cells = [
        ("Essex", start, "", a, b, "no_cases" if b == 0 else None)
        for start, a, b in zip(STARTS, x, n, strict=True)
    ]
    return tidy(m, cells, grain="month")


def judged(series: Series) -> Told:
    """What every screen would say."""
    return told_of(by_quarter_if_months_are_small(series.answer))


def faults(series: Series, told: Told) -> tuple[bool, bool, bool, bool, bool]:
    """contrary, idle, past, silent, and whether the truth moved far."""
    found, truth = told.verdict, series.truth
    a_list = told.is_list
    now, before = (truth[-1], truth[-13]) if a_list else (truth[-3:].mean(), truth[-15:-12].mean())
    moved, way = now - before, found.direction or 0
    contrary = way * moved <= -series.hardly
    idle = way != 0 and abs(moved) < series.hardly
    past = False
    if found.level and found.since:
        first = found.since * (3 if told.answer.grain == "quarter" else 1)
        past = (now - truth[:first].mean()) * found.level < series.hardly / 3
    far = abs(moved) >= series.far
    return contrary, idle, past, far and not way, far


def found_of(kind: Callable[[np.random.Generator], Series], n: int) -> np.ndarray:
    """The faults of n seeded series of one kind, a row a series."""
    draw = np.random.default_rng([SEED, *kind.__name__.encode()])
    return np.array([faults(each, judged(each)) for each in (kind(draw) for _ in range(n))])


def rates(kind: Callable[[np.random.Generator], Series], n: int) -> Rates:
    """The rates of n series of one kind."""
    return of_all(found_of(kind, n))


def of_all(found: np.ndarray) -> Rates:
    """The rates of faults, a row a series."""
    contrary, idle, past, silent, far = found.T
    misleads = (contrary | idle | past).mean()
    of_far = silent.sum() / far.sum() if far.any() else np.nan
    return Rates(
        *(100 * each for each in (contrary.mean(), idle.mean(), past.mean(), misleads, of_far))
    )


def main(n: int) -> None:
    """Print the rates of every kind and of all. Raises SystemExit where they pass MOST."""
    print(f"{'of 100':26}{'contrary':>9}{'idle':>9}{'past':>9}{'misleads':>9}{'silent':>9}")
    every = []
    for kind in KINDS:
        every.append(found_of(kind, n))
        _print(kind.__name__.replace("_", " "), of_all(every[-1]))
    found = of_all(np.concatenate(every))
    _print(f"all {n * len(KINDS):,}", found)
    if (
        found.contrary > MOST.contrary
        or found.misleads > MOST.misleads
        or found.silent > MOST.silent
    ):
        raise SystemExit(f"More than {MOST}.")


def _print(name: str, found: Rates) -> None:
    told = (found.contrary, found.idle, found.past, found.misleads, found.silent)
    print(f"{name:26}" + "".join(f"{'-' if np.isnan(each) else f'{each:.1f}':>9}" for each in told))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OF_EACH)
