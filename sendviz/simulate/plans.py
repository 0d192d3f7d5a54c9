"""Plans in force: those older than the records, transfers from elsewhere, and the days on which
plans end.

Caseloads follow the published January counts; who ends when is made up.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate import people, places
from sendviz.simulate.days import number
from sendviz.simulate.published import FIRST_DAY, LAST_DAY, REFERENCE, YEARS, Council

_AGES = np.arange(4, 25)
_AGE_WEIGHTS = np.interp(_AGES, (4, 6, 10, 15, 18, 20, 24), (1.0, 2.6, 3.4, 3.6, 2.4, 1.0, 0.3))
_YOUNGEST_AT_START = 3.2 * 365.25
_ELSEWHERE = np.array(["330", "886", "919", "925", "935", "850"])
_WHY = people.MADE_UP["ceased"]
_SOONEST_END = 200


def older(target: Council, rng: Generator) -> pd.DataFrame:
    """Plans in force on 1 January 2021 and later transfers in: started, birth and the traits of the
    person.
    """
    size = target.figure("caseload_january", 2021) or target.story["caseload_2021"]
    years = people.drawn(people.MADE_UP["began"], size, rng).astype(int)
    first = np.array(
        [number(date(2014, 9, 1)) if y == 2014 else number(date(y, 1, 1)) for y in years]
    )
    last = np.array([number(date(y, 12, 31)) for y in years])
    here = pd.DataFrame({"started": rng.integers(first, last + 1), "transferred_from": None})
    together = pd.concat([here, _transfers(target, rng)], ignore_index=True)
    age = rng.choice(_AGES, len(together), p=_AGE_WEIGHTS / _AGE_WEIGHTS.sum())
    birth = number(FIRST_DAY) - (age * 365.25).astype(int) - rng.integers(0, 365, len(together))
    birth = np.where(
        together["transferred_from"].notna(), birth + rng.integers(0, 1400, len(together)), birth
    )
    together["birth"] = np.minimum(birth, together["started"] - int(_YOUNGEST_AT_START))
    need = people.needs((together["started"] - together["birth"]) / 365.25, rng)
    return together.assign(
        need=need,
        sex=people.sexes(need, rng),
        ethnicity=people.ethnicities(len(together), rng),
        district=places.anywhere(target, len(together), rng),
        social_care=people.social_care(len(together), rng),
    )


def _transfers(target: Council, rng: Generator) -> pd.DataFrame:
    started = []
    for year in YEARS:
        size = round(
            people.MADE_UP["transferred_in"]
            * (target.figure("caseload_january", year) or target.story.get(f"caseload_{year}", 0))
        )
        arrived = rng.integers(number(date(year, 1, 1)), number(date(year, 12, 31)), size)
        started.append(np.minimum(arrived - rng.integers(60, 900, size), number(LAST_DAY) - 30))
    every = np.concatenate(started)
    return pd.DataFrame({"started": every, "transferred_from": rng.choice(_ELSEWHERE, len(every))})


def end(target: Council, plans: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The plans (started, birth) with ceased (day number or nan) and cease_reason (text or None).

    As many end each year as leaves the published number in force in the January after it.
    """
    ceased = np.full(len(plans), np.nan)
    started, birth = plans["started"].to_numpy(), plans["birth"].to_numpy()
    for year in YEARS:
        census = number(REFERENCE[year])
        wanted = target.figure("caseload_january", year + 1) or target.story[f"caseload_{year + 1}"]
        first = number(FIRST_DAY) if year == YEARS[0] else number(REFERENCE[year - 1]) + 1
        size = max(int((started <= census).sum() - (ceased <= census).sum()) - wanted, 0)
        able = np.isnan(ceased) & (started + _SOONEST_END < first)
        _cease(ceased, birth, able, size, (first, census), rng)
    reason = np.full(len(plans), None, dtype=object)
    ended = ~np.isnan(ceased)
    band = np.digitize((ceased[ended] - birth[ended]) / 365.25, (16, 19))
    reason[ended] = people.by_row(rng, tuple(_WHY), people.rows(_WHY)[band])
    return plans.assign(ceased=ceased, cease_reason=reason)


def _cease(
    ceased: np.ndarray,
    birth: np.ndarray,
    able: np.ndarray,
    size: int,
    span: tuple[int, int],
    rng: Generator,
) -> None:
    """End `size` plans between two days, the older the likelier; more of them end in the summer."""
    first, last = span
    age = (last - birth) / 365.25
    odds = (
        np.interp(age, (5, 15, 17, 19, 22, 24.9, 25), (0.25, 0.35, 1.2, 4.0, 7.0, 12.0, 1e6)) * able
    )
    size = min(size, int((odds > 0).sum()))
    keys = np.log(odds, where=odds > 0, out=np.full(len(odds), -np.inf)) + rng.gumbel(
        size=len(odds)
    )
    chosen = np.argsort(-keys)[:size]
    days = np.arange(first, last + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1
    weight = np.where((month == 7) | (month == 8), 4.0, 1.0)
    ceased[chosen] = rng.choice(days, size, p=weight / weight.sum())
