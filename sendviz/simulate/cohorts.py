"""What becomes of the requests of each year: agreed, refused, withdrawn or undecided, as DfE counts
them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy.special import expit

from sendviz.simulate import fitting, monthly, schedule
from sendviz.simulate.days import number, post
from sendviz.simulate.published import FIRST_DAY, REFERENCE, YEARS, Council

# Requests received before the records begin and still undecided then, by months before.
_OLD_REFUSALS = ((2020, 12, 0.8), (2020, 11, 0.35), (2020, 10, 0.05))


@dataclass(frozen=True)
class Cohort:
    """Requests received in one year: counts as at the reference date after it, and what came later.

    later_*    of those undecided that day, how many were then agreed, refused, withdrawn
    january    how many were decided between 1 January and the reference date
    """

    year: int
    received: int
    refused: int
    withdrawn: int
    undecided: int
    later_agreed: int
    later_refused: int
    later_withdrawn: int
    january: int

    @property
    def fates(self) -> dict[str, int]:
        """Counts by what the decision is at the end of the records: Y, N, W, A."""
        pending = self.undecided - self.later_agreed - self.later_refused - self.later_withdrawn
        n, w = self.refused + self.later_refused, self.withdrawn + self.later_withdrawn
        return {"Y": self.received - n - w - pending, "N": n, "W": w, "A": pending}


def cohorts(target: Council) -> dict[int, Cohort]:
    """The cohorts of 2021 to 2025. Raises fitting.Infeasible if published decisions cannot come
    from them.
    """
    found: dict[int, Cohort] = {}
    for year in YEARS:
        found[year] = _cohort(target, year, found.get(year - 1))
    return found


def _cohort(target: Council, year: int, before: Cohort | None) -> Cohort:
    received, refused = (target.needed(f"requests_{x}", year) for x in ("received", "refused"))
    undecided, withdrawn = (_given(target, x, year) for x in ("undecided", "withdrawn"))
    gone = target.assumed("withdrawn_later", year)
    ended = year == YEARS[-1]
    said_no = 0 if ended else round((undecided - gone) * _refusal_rate(target, year))
    said_yes = 0 if ended else undecided - gone - said_no
    decided = received - undecided - withdrawn
    january = _january(target, year, decided, before)
    return Cohort(
        year,
        received,
        refused,
        withdrawn,
        undecided,
        said_yes,
        said_no,
        0 if ended else gone,
        january,
    )


def _given(target: Council, what: str, year: int) -> int:
    found = target.figure(f"requests_{what}", year)
    return target.assumed(what, year) if found is None else found


def _refusal_rate(target: Council, year: int) -> float:
    """Share refused of those decided, from the year after, in which they were decided."""
    refused, received = (target.needed(f"requests_{x}", year + 1) for x in ("refused", "received"))
    return refused / (
        received - _given(target, "withdrawn", year + 1) - _given(target, "undecided", year + 1)
    )


def _january(target: Council, year: int, decided: int, before: Cohort | None) -> int:
    """Decisions of January on the year's requests: what the published decisions of the year leave
    over.
    """
    within = quick_decisions(target, year)
    if within is None or before is None:
        assumed = target.story["decided_in_january_2023"]
        return assumed if year == 2022 else round(assumed * 0.8)
    made = within + target.needed("decision_over_6_weeks", year)
    left = decided + before.january + before.later_agreed + before.later_refused - made
    if left < 0:
        raise fitting.Infeasible(
            f"{target.la_code}: {made} decisions in {year} are {-left} too many"
        )
    return left


def quick_decisions(target: Council, year: int) -> int | None:
    """Decisions within six weeks made in the year: published, less a few that no year's requests
    can supply.
    """
    published = target.figure("decision_within_6_weeks", year)
    return None if published is None else published - target.assumed("fewer_decisions", year)


def requests(target: Council, asked: list[np.ndarray], rng: Generator) -> pd.DataFrame:
    """One row a request of 2021 to 2026: period (position), cohort (year), fate (Y, N, W, A)."""
    totals = {y: target.needed("requests_received", y) for y in YEARS}
    by_month = monthly.requests(totals, monthly.pinned(target.story.get("requests", {})), rng)
    sizes = _by_period(asked, by_month)
    period = np.repeat(np.arange(len(asked)), sizes)
    year = np.array([schedule.year_of(days) for days in asked])[period]
    fate = np.full(len(period), "A", dtype=object)
    for cohort in cohorts(target).values():
        inside = np.flatnonzero(year == cohort.year)
        fate[inside] = _fates(target, cohort, asked, period[inside], rng)
    return pd.DataFrame({"period": period, "cohort": year, "fate": fate.astype(str)})


def _by_period(asked: list[np.ndarray], by_month: np.ndarray) -> np.ndarray:
    """The months' requests shared out to periods; none before the records."""
    sizes = np.zeros(len(asked), dtype=int)
    for (year, month), count in zip(monthly.MONTHS, by_month, strict=True):
        days = monthly.days_of(year, month)
        inside = [i for i, p in enumerate(asked) if days[0] <= p[0] <= days[-1]]
        sizes[inside] = fitting.share_out(count, [post(asked[i]).sum() for i in inside])
    return sizes


def _fates(
    target: Council,
    cohort: Cohort,
    asked: list[np.ndarray],
    period: np.ndarray,
    rng: Generator,
) -> np.ndarray:
    """Fates of a year's requests: the undecided are mostly the latest, the rest fall anywhere, or
    where the calibration file says."""
    fate = np.full(len(period), "Y", dtype=object)
    middle = np.array([days.mean() for days in asked])[period]
    recent = likely_undecided(middle, number(REFERENCE[cohort.year]))
    usual = _odds_of_refusal(target, middle)
    for letter in ("A", "N", "W"):
        odds = np.where(fate == "Y", recent if letter == "A" else usual, 0.0)
        fate[fitting.pick(rng, odds, cohort.fates[letter])] = letter
    return fate


def _odds_of_refusal(target: Council, received: np.ndarray) -> np.ndarray:
    """Odds of being refused or withdrawn: even, but for a span of the calibration file."""
    span = target.story.get("refusals")
    if span is None:
        return np.ones(len(received))
    inside = (received >= number(span["from"])) & (received <= number(span["to"]))
    return np.where(inside, span["odds"], 1.0)


def likely_undecided(received: np.ndarray, day: int) -> np.ndarray:
    """Odds that a request is undecided on a day: high within six weeks, small long after."""
    age = day - np.asarray(received, dtype=float)
    return np.where(age < 0, 0.0, expit((36 - age) / 2.5) + 0.004 * np.exp(-age / 60))


def before(
    target: Council, asked: list[np.ndarray], rng: Generator
) -> tuple[np.ndarray, pd.DataFrame]:
    """Requests older than the records: how many a period were agreed, and the refusals still to
    come.
    """
    old = np.array([days[0] < number(FIRST_DAY) for days in asked])
    by_year = {
        y: target.figure("requests_received", y) or target.needed("requests_received", 2021)
        for y in (2019, 2020)
    }
    share = target.needed("requests_refused", 2021) / target.needed("requests_received", 2021)
    agreed = np.zeros(len(asked), dtype=int)
    refused = []
    for i in np.flatnonzero(old):
        first = np.datetime64(int(asked[i][0]), "D").astype(object)
        size = by_year[first.year] * post(asked[i]).sum() / 262
        agreed[i] = round(size * (1 - share))
        late = {(y, m): part for y, m, part in _OLD_REFUSALS}.get((first.year, first.month), 0.0)
        refused += [i] * rng.binomial(round(size * share), late)
    return agreed, pd.DataFrame({"period": refused, "cohort": 2020, "fate": "N"})
