"""One council's made-up requests with what followed them, vectorised: plausible, matched to
nothing.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sendviz.simulate import people
from sendviz.simulate.days import number
from sendviz.simulate.national_areas import districts, localities
from sendviz.simulate.national_sizes import Size
from sendviz.simulate.published import LAST_DAY

LAST = number(LAST_DAY)
_WITHDRAWN, _NO_PLAN, _NOT_PLACED = 0.03, 0.06, 0.015
_AGAIN = 0.25  # of those refused: ask again 120 to 600 days later
_LOCAL = 0.35  # standard deviation of the localities' log odds of a plan in time
_LATE = 75  # mean days beyond 20 weeks of a late plan
_NEVER = np.iinfo("int32").max  # a day that has not come


def cases(size: Size, rng: np.random.Generator) -> pd.DataFrame:
    """One row a request in the order of days: person_no, received, fate (Y, N, W, A), decided,
    withdrawn_on, draft, outcome ('' if not assessed), outcome_date, exception, and the child:
    birth, sex, ethnicity, need, source, setting, social_care, district. Days are day numbers, nan
    where they have not come.
    """
    received, year = _received(size, rng)
    place = rng.integers(0, len(districts(size)), len(received))
    made = pd.DataFrame({"received": received, "year": year, "place": place})
    made = _ended(size, _decided(size, made, rng), rng)
    return _asked_again(_children(size, made, rng), rng)


def _received(size: Size, rng) -> tuple[np.ndarray, np.ndarray]:
    """Working days, sorted, and the place of their year; the first weeks of the last year too."""
    rest = (LAST_DAY - date(LAST_DAY.year, 1, 1)).days
    starts = [number(date(y, 1, 1)) for y in (*size.years, LAST_DAY.year)]
    starts.append(LAST + 1)
    counts = [*size.requests, round(size.requests[-1] * rest / 365)]
    day = np.sort(
        np.concatenate([rng.integers(starts[i], starts[i + 1], n) for i, n in enumerate(counts)])
    )
    day = np.maximum(day - np.maximum((day + 3) % 7 - 4, 0), starts[0])
    year = np.searchsorted(starts, day, side="right") - 1
    return day, np.minimum(year, len(size.years) - 1)


def _decided(size: Size, made: pd.DataFrame, rng) -> pd.DataFrame:
    """With fate and lag, the days to the decision."""
    n, year = len(made), made["year"].to_numpy()
    u, refused = rng.random(n), size.refused[year]
    fate = np.where(u < refused, "N", np.where(u < refused + _WITHDRAWN, "W", "Y"))
    quick = rng.random(n) < size.decided_in_time[year]
    lag = np.where(quick, rng.triangular(7, 41, 42, n), 43 + rng.exponential(25, n)).astype(int)
    return made.assign(fate=fate, lag=lag)


def _ended(size: Size, made: pd.DataFrame, rng) -> pd.DataFrame:
    """With decided, outcome and the other days, and what has not happened yet taken back."""
    n, received = len(made), made["received"].to_numpy()
    assessed = (made["fate"] == "Y").to_numpy()
    planned = assessed & (rng.random(n) >= _NO_PLAN)
    timely = rng.random(n) < _share_in_time(size, made, rng)
    lag = np.where(planned & timely, np.minimum(made["lag"], 77), made["lag"])
    soonest = lag + 35
    in_time = np.clip(140 - rng.exponential(13, n).astype(int), soonest, 140)
    late = np.maximum(141 + rng.exponential(_LATE, n).astype(int), soonest)
    none = np.maximum(rng.triangular(60, 110, 180, n).astype(int), soonest)
    end = received + np.where(planned, np.where(timely, in_time, late), none)
    outcome = np.where(planned, "Y", "N")
    return _known(
        made,
        decided=np.where(made["fate"] != "W", received + lag, _NEVER),
        withdrawn_on=np.where(made["fate"] == "W", received + lag + 7, _NEVER),
        draft=np.where(planned, end - rng.integers(15, 30, n), _NEVER),
        outcome_date=np.where(assessed, end, _NEVER),
        outcome=np.where(assessed, outcome, ""),
        exception=planned & ~timely & (rng.random(n) < 0.1),
    )


def _share_in_time(size: Size, made: pd.DataFrame, rng) -> np.ndarray:
    """The published share of the year in which the 20 weeks end, better and worse by locality."""
    index = np.minimum(made["year"] + (made["received"] % 365 > 225), len(size.years) - 1)
    share = np.clip(size.in_time[index], 0.01, 0.99)
    where, names = pd.factorize(np.array(localities(size)))
    odds = rng.normal(0, _LOCAL, len(names))[where][made["place"].to_numpy()]
    return 1 / (1 + (1 - share) / share * np.exp(-odds))


def _known(made: pd.DataFrame, outcome: np.ndarray, **columns: np.ndarray) -> pd.DataFrame:
    """What lies after the last day has not happened."""
    exception = columns.pop("exception")
    days = {name: np.where(day > LAST, np.nan, day) for name, day in columns.items()}
    waits = np.isnan(days["decided"]) & np.isnan(days["withdrawn_on"])
    ended = ~np.isnan(days["outcome_date"])
    fate = np.where(waits, "A", made["fate"])
    told = np.where((outcome == "") | waits, "", np.where(ended, outcome, "A"))
    return made.assign(**days, fate=fate, outcome=told, exception=exception & ended)


def _children(size: Size, made: pd.DataFrame, rng) -> pd.DataFrame:
    kinds = made.assign(kind=np.where(made["outcome"] == "Y", "late", ""))
    ids = np.array(districts(size), dtype=object)[made["place"].to_numpy()]
    district = np.where(rng.random(len(made)) < _NOT_PLACED, None, ids)
    return people.people(kinds, rng).assign(district=district)


def _asked_again(made: pd.DataFrame, rng) -> pd.DataFrame:
    """With person_no: a later request of the same child takes over who the child is."""
    number_of = np.arange(len(made))
    first = np.flatnonzero((made["fate"] == "N") & (rng.random(len(made)) < _AGAIN))
    received = made["received"].to_numpy()
    later = np.searchsorted(received, received[first] + rng.integers(120, 600, len(first)))
    first, later = first[later < len(made)], later[later < len(made)]
    once = pd.DataFrame({"first": first, "later": later}).drop_duplicates("later")
    once = once[~once["later"].isin(once["first"])]
    number_of[once["later"]] = once["first"]
    child = ["birth", "sex", "ethnicity", "social_care", "district"]
    same = made[child].take(number_of).set_axis(made.index)
    return made.assign(person_no=number_of + 1, **same)
