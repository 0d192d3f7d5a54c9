"""One council's made-up referrals to health services, vectorised: plausible, matched to nothing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sendviz.simulate import people
from sendviz.simulate.days import number
from sendviz.simulate.national_areas import districts
from sendviz.simulate.national_frames import days, table, text
from sendviz.simulate.national_sizes import Size
from sendviz.simulate.published import LAST_DAY

LAST = number(LAST_DAY)
# pathway -> share of referrals, mean days to the first contact, and from there to the assessment
_PATHWAYS = {
    "autism": (0.22, 160, 260),
    "adhd": (0.20, 190, 240),
    "slt": (0.32, 75, 0),
    "ot": (0.11, 95, 0),
    "physio": (0.06, 50, 0),
    "paediatrics": (0.09, 85, 60),
}
_OF_HOSPITAL = ("autism", "adhd", "paediatrics")
_REJECTED, _LEFT, _MISSED, _NOT_PLACED = 0.11, 0.09, 0.08, 0.02
_REASONS = ("declined", "moved", "aged_out", "transferred")
_SOURCES = ("education", "health", "parent", "social_care")


def table_of(size: Size, rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """So many referrals over the years of the size, by their day: columns of layouts.REFERRAL that
    a provider's list usually has, with row and referral_no.
    """
    shares, contact, further = (np.array(each) for each in zip(*_PATHWAYS.values(), strict=True))
    path = rng.choice(len(shares), rows, p=people.shares(shares))
    first, last = number(date(size.years[0], 1, 1)), LAST + 1
    # More come every year.
    received = np.sort(first + ((last - first) * rng.random(rows) ** 0.75).astype(int))
    steps = _steps(received, contact[path], further[path], rng)
    names = np.array(list(_PATHWAYS), dtype=object)[path]
    return table(
        referral_ref=text([f"MADE-UP-{size.la_code}-R{n}" for n in range(rows)]),
        person_id=text([f"MADE-UP-{size.la_code}-H{n}" for n in range(rows)]),
        pathway=text(names),
        provider=text(
            np.where(np.isin(names, _OF_HOSPITAL), "Made-up hospital", "Made-up therapies")
        ),
        source=text(rng.choice(_SOURCES, rows)),
        received=days(received),
        **{name: days(values) for name, values in steps.items()},
        outcome=text(np.where(np.isnan(steps["outcome_date"]), None, _outcomes(rows, rng))),
        rejection_reason=text(np.where(np.isnan(steps["rejected"]), None, "other")),
        discharge_reason=text(_why(steps, rng)),
        **_child(size, received, rng),
        referral_no=np.arange(1, rows + 1),
    )


def _steps(received, contact, further, rng) -> dict[str, np.ndarray]:
    """Day numbers of each step, nan where it has not come."""
    n = len(received)
    seen = received + 5 + rng.gamma(2.0, contact / 2.0).astype(int)
    begun = seen + np.where(further > 0, rng.gamma(2.0, np.maximum(further, 1) / 2.0), 0).astype(
        int
    )
    outcome = begun + rng.integers(7, 90, n)
    u, never = rng.random(n), np.nan
    rejected, left = u < _REJECTED, (u >= _REJECTED) & (u < _REJECTED + _LEFT)
    gone = received + 20 + rng.exponential(120, n).astype(int)
    stays = ~rejected & ~(left & (gone <= begun))
    found = {
        "accepted": np.where(rejected, never, received + 10),
        "rejected": np.where(rejected, received + 14, never),
        "first_contact": np.where(~rejected & (stays | (seen < gone)), seen, never),
        "assessment_started": np.where(stays, begun, never),
        "outcome_date": np.where(stays, outcome, never),
        "discharged": np.where(stays, outcome + 14, np.where(rejected, never, gone)),
        "missed_on": np.where(stays & (rng.random(n) < _MISSED), seen - 4, never),
    }
    return {name: np.where(day > LAST, never, day) for name, day in found.items()}


def _outcomes(rows: int, rng) -> np.ndarray:
    return np.where(rng.random(rows) < 0.6, "diagnosed", "not_diagnosed")


def _why(steps: dict[str, np.ndarray], rng) -> np.ndarray:
    reasons = rng.choice(_REASONS, len(steps["discharged"])).astype(object)
    assessed = np.where(np.isnan(steps["outcome_date"]), reasons, "assessed")
    return np.where(np.isnan(steps["discharged"]), None, assessed)


def _child(size: Size, received: np.ndarray, rng) -> dict:
    n = len(received)
    ids = rng.choice(np.array(districts(size), dtype=object), n)
    return {
        "birth_date": days(received - rng.integers(2 * 365, 17 * 365, n)),
        "sex": text(np.where(rng.random(n) < 0.65, "M", "F")),
        "ethnicity": text(people.ethnicities(n, rng)),
        "district": text(np.where(rng.random(n) < _NOT_PLACED, None, ids)),
    }
