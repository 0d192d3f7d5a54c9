"""The whole simulated history of one council as a delivery."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.catalogue.layouts import Delivery
from sendviz.simulate import (
    advice,
    cases,
    decisions,
    defects,
    flags,
    frames,
    people,
    places,
    plans,
    recount,
    reviews,
)
from sendviz.simulate.days import number
from sendviz.simulate.published import YEARS, Council

_NOTE = (
    "Simulated records: council totals match what the Department for Education published; "
    "children, dates and localities are made up."
)


def delivery(target: Council, seed: int) -> Delivery:
    """The records of one council. Raises fitting.Infeasible or recount.Missed if a target is not
    met.
    """
    rng = np.random.default_rng([seed, int(target.la_code)])
    history = _history(target, rng)
    older = _older(target, len(history), rng)
    tables = _tables(target, history, older, rng)
    recount.verify(target, tables)
    tables = defects.spoil(tables, rng)
    recount.verify(target, tables)
    return frames.delivery(target, "simulated", "records", tables, _NOTE)


def _history(target: Council, rng: Generator) -> pd.DataFrame:
    made = flags.flag(target, decisions.decide(target, cases.cases(target, rng), rng), rng)
    made = people.people(places.settle(target, made, rng), rng)
    made["person_no"] = people.link(made, rng)
    made["request_no"] = np.arange(1, len(made) + 1)
    made["assessed"] = (made["fate"] == "Y") | (made["kind"] == "overturned")
    made["birth"] = made["birth"].to_numpy()[made["person_no"] - 1]
    return made


def _older(target: Council, before: int, rng: Generator) -> pd.DataFrame:
    """Older plans, transfers in, and plans whose day of request is not known, numbered after the
    cases.
    """
    found = plans.older(target, rng).assign(issued_here=False)
    for year in YEARS:
        size = target.assumed("unknown_duration", year)
        odd = found.head(size).assign(
            issued_here=True,
            transferred_from=None,
            started=number(date(year, 5, 20)) + np.arange(size),
        )
        found = pd.concat([found, odd], ignore_index=True) if size else found
    serial = before + 1 + np.arange(len(found))
    return found.assign(person_no=serial, request_no=serial)


def _tables(
    target: Council, history: pd.DataFrame, older: pd.DataFrame, rng: Generator
) -> dict[str, pd.DataFrame]:
    listed = plans.end(target, frames.plan_list(history, older), rng)
    detail, placement = frames.places_named(listed, rng)
    request = frames.request(target, history, older, rng)
    return {
        "person": frames.person(target, history, older),
        "request": request,
        "assessment": frames.assessment(history, older),
        "named_plan": frames.named_plan(listed, rng),
        "plan_detail": detail,
        "active_plan": frames.active_plan(listed, reviews.reviews(target, listed, rng)),
        "placement": placement,
        "need": frames.need(listed, rng),
        "advice": frames.advice(history, advice.advice(target, history, rng), request),
    }
