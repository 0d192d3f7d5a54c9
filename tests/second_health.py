"""Random referrals, and the rules of counting them in pandas, against which measures are held."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.handmade import MEMBERS

REFERRALS, SUPPORT = 2_500, 600
EDGES = [0, 7, 8, 90, 91, 92, 126, 127, 128, 364, 365, 366, 728, 729, 730]
THERAPIES = ("slt", "ot", "physio")
STEPS = ("rejected", "first_contact", "assessment_started", "outcome_date", "discharged")
OWN = {"la_code": "999", "simulated": True, "import_id": 1}
Tables = dict[str, pd.DataFrame]


def made_up(rng: np.random.Generator) -> Tables:
    """Referrals on every path and in odd orders, many on the very day of an edge; support."""
    n = REFERRALS
    received = pd.Series(pd.Timestamp("2023-01-01") + _days(rng.integers(0, 912, n)))
    chance = {"rejected": 0.1, "first_contact": 0.6, "assessment_started": 0.45}
    chance |= {"outcome_date": 0.3, "discharged": 0.15, "missed_on": 0.2}
    wait = {name: np.where(rng.random(n) < 0.5, rng.choice(EDGES, n), rng.integers(1, 800, n))
            for name in chance}  # fmt: skip
    steps = {
        name: (received + _days(wait[name])).where(rng.random(n) < share)
        for name, share in chance.items()
    }
    referral = pd.DataFrame(
        {
            "referral_id": range(n),
            "pathway": rng.choice(["autism", "slt", "ot"], n),
            "provider": rng.choice(["A", "B"], n),
            "received": received,
            "district": rng.choice(list(MEMBERS), n, p=[0.3, 0.2, 0.45, 0.05]),
            "placed_by": "district",
            "has_doubt": False,
            **steps,
            **OWN,
        }
    )
    support = pd.DataFrame(
        {
            "support_id": range(SUPPORT),
            "referral_id": rng.integers(0, n, SUPPORT),
            "kind": "call",
            "offered": pd.Timestamp("2024-01-01") + _days(rng.integers(0, 700, SUPPORT)),
            **OWN,
        }
    )
    covered = pd.DataFrame({"pathway": ["autism", "slt", "ot"], "provider": "A", "la_code": "999"})
    covered = covered.assign(
        first_day=pd.Timestamp("2023-01-01"), data_date=pd.Timestamp("2025-06-30"), simulated=True
    )
    return {"referral": referral, "support_contact": support, "referral_coverage": covered}


def _days(n) -> pd.TimedeltaIndex:
    return pd.to_timedelta(n, unit="D")


def known_on(tables: Tables, last: pd.Timestamp) -> Tables:
    """The same with everything later erased."""
    r, s = tables["referral"], tables["support_contact"]
    r = r[r["received"] <= last]
    steps = {name: r[name].mask(r[name] > last) for name in (*STEPS, "missed_on")}
    return {
        "referral": r.assign(**steps),
        "support_contact": s[s["offered"] <= last],
        "referral_coverage": tables["referral_coverage"],
    }


def listed(r: pd.DataFrame) -> pd.DataFrame:
    """Referrals with `began` (the assessment), `left` (the list), and `assessed`."""
    therapy = r["first_contact"].where(r["pathway"].isin(THERAPIES))
    began = pd.concat([r["assessment_started"], r["outcome_date"], therapy], axis=1).min(axis=1)
    gone = pd.concat([r["rejected"], r["discharged"]], axis=1).min(axis=1)
    assessed = began.notna() & ~(gone < began)
    left = began.where(assessed, gone)
    seen = pd.concat([r["first_contact"], began], axis=1).min(axis=1)
    return r.assign(began=began, left=left, assessed=assessed, seen=seen)


def contact_due(r: pd.DataFrame, weeks: int, last: pd.Timestamp) -> pd.DataFrame:
    """Referrals whose weeks are up and which had not left unseen by then; hit: seen by then."""
    r = listed(r)
    due = r["received"] + _days(weeks * 7)
    hit = r["seen"] <= due
    return r.assign(date=due, hit=hit)[(due <= last) & (hit | ~(r["left"] <= due))]


def brute_incidence(r: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> dict[int, float]:
    """Aalen-Johansen day by day: the share assessed by each day on which one was."""
    r = listed(r)
    r = r[(r["received"] <= end) & ~(r["left"] < r["received"].clip(lower=start))]
    enter = (r["received"].clip(lower=start) - r["received"]).dt.days.to_numpy()
    gone = r["left"].le(end).to_numpy()
    leave = (r["left"].where(r["left"] <= end, end) - r["received"]).dt.days.to_numpy()
    assessed = gone & r["assessed"].to_numpy()
    waiting, share, out = 1.0, 0.0, {}
    for at in range(leave.max() + 1):
        there = ((enter <= at) & (at <= leave)).sum()
        if there:
            now = (assessed & (leave == at)).sum()
            share += waiting * now / there
            waiting *= 1 - (gone & (leave == at)).sum() / there
            if now:
                out[at] = share
    return out
