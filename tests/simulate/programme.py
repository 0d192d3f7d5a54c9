"""The programme behind the simulated queue with as much left open as DfE's totals leave: which
months plans fall in, how they are late, and in which months more requests are agreed.

`python -m tests.simulate.programme` prints what of the claims it cannot meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from sendviz.simulate import cohorts, exits, monthly, schedule
from sendviz.simulate.days import number
from sendviz.simulate.exits import COUNTED, KINDS
from sendviz.simulate.published import FIRST_DAY, YEARS, Council, council

ON_TIME, COUNTED_KINDS = KINDS.index("on_time"), range(len(COUNTED))


@dataclass(frozen=True)
class Open:
    """So many agreed cases open more than `days` on a day, the last of a month."""

    name: str
    day: date
    days: int
    low: float
    high: float = np.inf


@dataclass(frozen=True)
class Plans:
    """So many plans, and of them on time, in the months from first to last ('2024-01')."""

    name: str
    first: str
    last: str
    on_time: tuple[float, float]
    plans: tuple[float, float]


@dataclass(frozen=True)
class Freedom:
    """What the programme may choose: of a month's requests the share agreed, and how far a month's
    plans may lie above and below those of the month before (times, and a few more)."""

    agreed: tuple[float, float] = (0.25, 0.93)
    rise: float = 1.8
    fall: float = 0.5
    few: int = 6


@dataclass
class Rows:
    """Rows over flows and then agreed requests, and between what each must come out."""

    width: int
    rows: list[np.ndarray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, name: str, flows: np.ndarray, low: float, high: float) -> None:
        row = np.zeros(self.width)
        row[: len(flows)] = flows
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)
        self.names.append(name)


def misses(
    la_code: str, claims: Sequence[Open | Plans], freedom: Freedom = Freedom()
) -> dict[str, float]:
    """Which claims are missed, and by how many children at least (too many, or negative: too few)
    in all, where every total of DfE's is met. Raises ValueError if the totals alone cannot be."""
    target = _cut(council(la_code), claims)
    asked = schedule.periods(target)
    received, old = _requests(target, asked)
    made = schedule.cells(target, asked, np.maximum(received, old))
    rows = Rows(len(made.weight) + len(asked))
    _totals(rows, target, made, asked, old)
    hard = len(rows.rows)
    for claim in claims:
        (_open if isinstance(claim, Open) else _plans)(rows, made, asked, claim)
    soft = len(rows.rows) - hard
    _smooth(rows, made, freedom)
    low, high = np.outer(freedom.agreed, received)
    bounds = [(0, None)] * len(made.weight) + list(zip(low, high, strict=True))
    return _solved(rows, bounds, range(hard, hard + soft))


def _cut(target: Council, claims: Sequence[Open | Plans]) -> Council:
    """The council with its periods cut where the claims look."""
    stocks = [
        {"day": each.day, "days": each.days, "cases": 0}
        for each in claims
        if isinstance(each, Open)
    ]
    return Council(**(vars(target) | {"story": target.story | {"open": stocks}}))


def _requests(target: Council, asked: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Requests of each period, and those before the records that were agreed."""
    rng = np.random.default_rng(1)
    made = cohorts.requests(target, asked, rng)
    old, _ = cohorts.before(target, asked, rng)
    return np.bincount(made["period"], minlength=len(asked)), old


def _totals(
    rows: Rows, target: Council, made: schedule.Cells, asked: list[np.ndarray], old: np.ndarray
) -> None:
    years = np.array([schedule.year_of(days) for days in asked])
    inside = np.array([days[0] >= number(FIRST_DAY) for days in asked])
    size = len(made.weight)
    for period in range(len(asked)):
        flows = (made.period == period).astype(float)
        if inside[period]:
            rows.add("agreed requests go somewhere", flows, 0, 0)
            rows.rows[-1][size + period] = -1
        else:
            rows.add("older requests", flows, 0, 1.3 * old[period])
    # What DfE published for 2021 and 2022 leaves the requests withdrawn open.
    for year, cohort in cohorts.cohorts(target).items():
        spare = cohort.withdrawn if year < 2023 else 0
        rows.add(f"agreed {year}", np.zeros(size), cohort.fates["Y"], cohort.fates["Y"] + spare)
        rows.rows[-1][size:] = inside & (years == year)
    month_years = np.array([year for year, _ in monthly.MONTHS])
    for kind, of_month in enumerate(exits.by_month(target, np.random.default_rng(1)).T):
        for year in YEARS:
            months = np.flatnonzero(month_years == year)
            total = of_month[months].sum()
            flows = (made.kind == kind) & np.isin(made.month, months)
            rows.add(f"{KINDS[kind]} {year}", flows, total, total)


def _open(rows: Rows, made: schedule.Cells, asked: list[np.ndarray], claim: Open) -> None:
    last = np.array([days[-1] for days in asked])[made.period]
    flows = schedule._open_on(made, claim.day) & (last < number(claim.day) - claim.days)
    rows.add(claim.name, flows, claim.low, claim.high)


def _plans(rows: Rows, made: schedule.Cells, asked: list[np.ndarray], claim: Plans) -> None:
    first, last = (next(iter(monthly.pinned({each: 0}))) for each in (claim.first, claim.last))
    inside = (made.month >= first) & (made.month <= last)
    rows.add(claim.name, inside & (made.kind == ON_TIME), *claim.on_time)
    rows.add(claim.name, inside & np.isin(made.kind, COUNTED_KINDS), *claim.plans)


def _smooth(rows: Rows, made: schedule.Cells, freedom: Freedom) -> None:
    groups = [np.isin(made.kind, COUNTED_KINDS)]
    groups += [made.kind == kind for kind in range(len(COUNTED), len(KINDS))]
    for group in groups:
        by_month = [(group & (made.month == month)).astype(float) for month in range(60)]
        for before, after in zip(by_month, by_month[1:], strict=False):
            rows.add("a month's rise", after - freedom.rise * before, -np.inf, freedom.few)
            rows.add("a month's fall", freedom.fall * before - after, -np.inf, freedom.few)


def _solved(rows: Rows, bounds: list, soft: Sequence[int]) -> dict[str, float]:
    """The misses of the soft rows, where all others hold and they are least in all."""
    count, width = len(soft), rows.width
    loose = np.zeros((len(rows.rows), count))
    loose[list(soft), range(count)] = 1
    held = hstack([csr_array(np.array(rows.rows)), csr_array(loose), -csr_array(loose)]).tocsr()
    low, high = np.array(rows.low), np.array(rows.high)
    up, down = np.isfinite(high), np.isfinite(low)
    found = linprog(
        np.concatenate([np.zeros(width), np.ones(2 * count)]),
        A_ub=vstack([held[up], -held[down]]),
        b_ub=np.concatenate([high[up], -low[down]]),
        bounds=[*bounds, *[(0, None)] * (2 * count)],
        method="highs",
    )
    if found.x is None:
        raise ValueError(f"the totals alone cannot be met: {found.message}")
    missed = found.x[width + count :] - found.x[width : width + count]
    told = {rows.names[row]: float(by) for row, by in zip(soft, missed, strict=True)}
    return {name: round(by, 1) for name, by in told.items() if abs(by) > 0.05}


# Of BCP. B3 (44.5 weeks on average) is left out: it only narrows what is open.
B1 = Plans("B1", "2022-11", "2023-08", (0, 0), (101, np.inf))
B2 = Open("B2", date(2023, 8, 31), 140, 397, 397)
B7 = Open("B7", date(2023, 8, 31), 350, 20, 20)
B8_BEFORE = Open("B8, January 2023", date(2023, 1, 31), 210, 205, 217)
B8_AFTER = Open("B8, January 2024", date(2024, 1, 31), 210, 133, 141)
B9 = Plans("B9", "2024-01", "2024-01", (12, 12), (43, 43))
BCP = (B1, B2, B7, B8_BEFORE, B8_AFTER, B9)
# Of West Northamptonshire. Agreed is read as: received six weeks before and agreed at some time.
W1 = Plans("W1", "2024-06", "2024-06", (21, 21), (50, 50))
W3 = Plans("W3", "2024-05", "2024-05", (7, 7), (89, 89))
W6 = Plans("W6", "2023-10", "2023-12", (7, 7), (124, 124))
W7 = Open("W7", date(2024, 7, 31), 140, 330, 350)
W9_BEFORE = Open("W9, March 2024", date(2024, 3, 31), 42, 900)
W9_AFTER = Open("W9, June 2025", date(2025, 6, 30), 42, 600, 680)
WEST = (W1, W3, W6, W7, W9_BEFORE, W9_AFTER)


def main() -> None:
    """Print what of the claims of BCP and West Northamptonshire the programme cannot meet."""
    for la_code, claims in (("839", BCP), ("941", WEST)):
        names = ", ".join(each.name for each in claims)
        print(f"{la_code}: {names} and DfE's totals; missed by at least {misses(la_code, claims)}")


if __name__ == "__main__":
    main()
