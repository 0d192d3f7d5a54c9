"""From one queue to its referrals: every date from the day of receipt to the discharge."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate import health_flow as flow
from sendviz.simulate.days import number
from sendviz.simulate.health_children import Known, children
from sendviz.simulate.health_flow import LAST, working
from sendviz.simulate.health_plan import Queue
from sendviz.simulate.people import MISSING, drawn
from sendviz.simulate.published import FIRST_DAY, Council

_REASONS = {"information": 42, "criteria": 33, "elsewhere": 12, "duplicate": 5, "other": 8}
_MISSED_REASON = "declined"


def referrals(target: Council, queue: Queue, known: Known, rng: Generator) -> pd.DataFrame:
    """One row a referral on the list on or after 1 January 2021, days as numbers (nan: not so far):
    the columns of layouts.REFERRAL that are known, and `left`, the day it left the list.
    """
    received = flow.arrivals(queue, rng)
    who = children(target, queue, received, known, rng)
    gone, why = flow.leaving(queue, received, who["birth"].to_numpy(), rng)
    triage = working(received + rng.integers(*queue.triage, len(received)))
    refused = rng.random(len(received)) < queue.rejected
    refused &= triage < gone
    moved = _through(queue, received, triage, gone, refused, rng)
    why = np.where(moved["given_up"] < gone, _MISSED_REASON, why)
    gone = np.fmin(gone, moved["given_up"])
    found = who.assign(
        received=received.astype(float),
        priority=np.where(moved["urgent"], "urgent", "routine"),
        accepted=np.where(refused | (gone < triage), np.nan, triage),
        rejected=np.where(refused, triage, np.nan),
        rejection_reason=_drawn(_REASONS, refused, rng),
        source=drawn(queue.sources, len(who), rng),
        assessment_started=moved["seen"],
        gone=np.where(refused | ~np.isnan(moved["seen"]), np.nan, gone),
        why=why,
        missed_on=moved["missed"],
        half_way=queue.wait.at(LAST) * 7 / 2,
    )
    found = _named(queue, _afterwards(queue, found, triage, rng))
    return _told(found)


def _through(
    queue: Queue,
    received: np.ndarray,
    triage: np.ndarray,
    gone: np.ndarray,
    refused: np.ndarray,
    rng: Generator,
) -> dict[str, np.ndarray]:
    """What becomes of those who join the list, by referral; nan and False for the refused."""
    joins = np.flatnonzero(~refused)
    first, urgent = flow.order(queue, received[joins], rng)
    days = flow.places(queue, received[joins], gone[joins], rng)
    served = flow.serve(queue, triage[joins], first, gone[joins], days, rng)
    out = {name: np.full(len(received), np.nan) for name in ("seen", "missed", "given_up")}
    for name in out:
        out[name][joins] = getattr(served, name)
    return out | {"urgent": np.isin(np.arange(len(received)), joins[urgent])}


def _afterwards(
    queue: Queue, found: pd.DataFrame, triage: np.ndarray, rng: Generator
) -> pd.DataFrame:
    """First contact, outcome and discharge; the day on which the referral left the list."""
    size, seen = len(found), found["assessment_started"].to_numpy()
    left = np.fmin(np.fmin(seen, found["rejected"].to_numpy()), found["gone"].to_numpy())
    early = working(triage + rng.gamma(2.0, queue.early_weeks * 3.5, size) + 1)
    early = np.where((rng.random(size) < queue.early) & ~(early >= left), early, np.nan)
    early = np.where(found["rejected"].isna(), np.floor(early), np.nan)
    outcome = working(np.floor(seen + 1 + rng.gamma(3.0, queue.outcome_weeks * 7 / 3, size)))
    end = working(np.floor(outcome + rng.gamma(2.0, queue.after_weeks * 3.5, size)))
    reason = np.where(np.isnan(seen), found["why"], "assessed").astype(object)
    discharged = np.where(np.isnan(seen), found["gone"], end)
    first = np.fmin(seen, early)
    return found.assign(
        left=left,
        first_contact=first,
        # A first appointment that was attended came before those that were missed.
        missed_on=found["missed_on"].where(~(early < found["missed_on"])),
        outcome_date=outcome,
        outcome=_drawn(queue.outcomes, outcome <= LAST, rng),
        discharged=discharged,
        discharge_reason=np.where(discharged <= LAST, reason, MISSING),
    )


def _drawn(odds: Mapping[str, float], where: np.ndarray, rng: Generator) -> np.ndarray:
    return np.where(where, drawn(odds, len(where), rng), MISSING)


def _named(queue: Queue, found: pd.DataFrame) -> pd.DataFrame:
    """Pathway, team and provider; no locality where the home is not known."""
    place = found["locality"]
    return found.assign(
        pathway=queue.pathway,
        team=place + " " + queue.team,
        provider_code=place.map(queue.provider),
        support=place.map(queue.support),
        locality=place.where(found["district"].notna(), None),
    )


def _told(found: pd.DataFrame) -> pd.DataFrame:
    """Only what was on the list since the first day, and nothing after the last one."""
    days = ["accepted", "rejected", "first_contact", "assessment_started", "outcome_date"]
    days += ["discharged", "missed_on", "left"]
    known = found.assign(**{name: found[name].where(found[name] <= LAST) for name in days})
    known["rejection_reason"] = known["rejection_reason"].where(known["rejected"].notna(), None)
    return known[~(known["left"] < number(FIRST_DAY))].drop(columns=["gone", "why"])
