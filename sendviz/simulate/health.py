"""The simulated referrals to health services of one council, and the support while they wait."""

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import REFERRAL, SUPPORT, Delivery
from sendviz.simulate import frames, health_defects, health_steps, health_support
from sendviz.simulate.health_children import Known
from sendviz.simulate.health_plan import plan, queues
from sendviz.simulate.published import Council

_NOTE = (
    "Simulated referrals: how many wait and how long leans on what NHS England published and "
    "inspectors reported; children, dates and localities are made up."
)
# Columns of layouts.REFERRAL that these records do not have.
_UNTOLD = {"birth_month", "age", "postcode", "sub_icb", "gp_practice"}


def delivery(target: Council, cases: Delivery, seed: int) -> Delivery:
    """Tables referral and support_contact of one council to 15 January 2026, always the same for
    the same seed. cases: its delivery of requests, some of whose children are referred too.

    Referrals received before 2021 are there if they were still on the list on 1 January 2021.
    """
    rng = np.random.default_rng([seed, int(target.la_code), 2])
    known = Known(target, cases.tables["person"], rng)
    made = [health_steps.referrals(target, queue, known, rng) for queue in queues(target)]
    found = health_defects.spoil(_numbered(target, pd.concat(made, ignore_index=True)), rng)
    found = _referred(target, found)
    share = plan()[target.la_code]["ehc_support"]
    offers = [
        health_support.while_waiting(found, rng),
        health_support.in_the_process(cases.tables, share, rng),
    ]
    tables = {"referral": _referral(found), "support_contact": _support(pd.concat(offers))}
    return frames.delivery(target, "simulated_referrals", "referrals", tables, _NOTE)


def _numbered(target: Council, found: pd.DataFrame) -> pd.DataFrame:
    """In order of receipt; children whom no case tells of get a number of their own."""
    found = found.sort_values(["received", "pathway"], kind="stable", ignore_index=True)
    prefix = target.story["prefix"]
    own = pd.Series([f"{prefix}-H{n:06d}" for n in range(1, len(found) + 1)], found.index)
    return found.assign(person_id=found["person_id"].fillna(own))


def _referred(target: Council, found: pd.DataFrame) -> pd.DataFrame:
    serial = np.arange(1, len(found) + 1)
    ref = [f"{target.story['prefix']}-R{n:06d}" for n in serial]
    return found.assign(referral_no=serial, referral_ref=ref)


def _referral(found: pd.DataFrame) -> pd.DataFrame:
    names = found["provider_code"].map(plan()["providers"])
    told = found.assign(birth_date=found["birth"], provider=names)
    columns = ["referral_no", *(c for c in REFERRAL if c not in _UNTOLD)]
    return frames.typed("referral", told[columns].to_dict("series"))


def _support(offers: pd.DataFrame) -> pd.DataFrame:
    columns = offers.reindex(columns=["referral_no", *SUPPORT]).to_dict("series")
    columns["referral_no"] = columns["referral_no"].astype("Int64")
    return frames.typed("support_contact", columns)
