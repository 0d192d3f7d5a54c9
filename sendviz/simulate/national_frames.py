"""From the made-up requests of one council to the canonical tables of layouts.py, the thin parts
beside them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.simulate.days import dates
from sendviz.simulate.national_cases import LAST

_ADVICE_DAYS, _REVIEW_EVERY = 42, 365
_PLAN_YEARS = 7  # mean length of a plan


def tables(la_code: str, cases: pd.DataFrame, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """person, request, assessment and named_plan in full; thin are advice (the educational
    psychologist's alone) and active_plan (the last review alone). Settings named in plans and
    second needs are left out.
    """
    cases = cases.assign(request_no=np.arange(1, len(cases) + 1))
    assessed = cases[cases["outcome"] != ""]
    plans = _plans(cases[cases["outcome"] == "Y"], rng)
    return {
        "person": _person(la_code, cases),
        "request": _request(la_code, cases, rng),
        "assessment": table(
            request_no=assessed["request_no"],
            outcome=text(assessed["outcome"]),
            outcome_date=days(assessed["outcome_date"]),
            exception=flag(assessed["exception"]),
        ),
        "named_plan": table(
            request_no=plans["request_no"],
            started=days(plans["outcome_date"]),
            ceased=days(plans["ceased"]),
            cease_reason=text(np.where(plans["ceased"].notna(), "5", None)),
        ),
        "active_plan": _last_review(plans, rng),
        "advice": _advice(assessed, rng),
    }


def _person(la_code: str, cases: pd.DataFrame) -> pd.DataFrame:
    own = cases[cases["person_no"] == cases["request_no"]]
    return table(
        person_no=own["person_no"],
        birth_date=days(own["birth"]),
        sex=text(own["sex"]),
        ethnicity=text(own["ethnicity"]),
        district=text(own["district"]),
        social_care=text(own["social_care"]),
        person_id=text([f"MADE-UP-{la_code}-P{n}" for n in own["person_no"]]),
    )


def _request(la_code: str, cases: pd.DataFrame, rng) -> pd.DataFrame:
    refused = (cases["fate"] == "N").to_numpy()
    u = rng.random(len(cases))
    return table(
        request_no=cases["request_no"],
        person_no=cases["person_no"],
        received=days(cases["received"]),
        source=text(cases["source"]),
        decision=text(cases["fate"]),
        decided=days(cases["decided"]),
        withdrawn_on=days(cases["withdrawn_on"]),
        draft=days(cases["draft"]),
        need=text(cases["need"]),
        setting=text(cases["setting"]),
        case_ref=text([f"MADE-UP-{la_code}-{n}" for n in cases["request_no"]]),
        request_mediation=flag(refused & (u < 0.15)),
        request_tribunal=flag(refused & (u < 0.03)),
    )


def _plans(cases: pd.DataFrame, rng) -> pd.DataFrame:
    """Plans with the day on which they ended."""
    end = cases["outcome_date"] + rng.exponential(_PLAN_YEARS * 365, len(cases)).astype(int) + 60
    return cases.assign(ceased=end.where(end <= LAST))


def _last_review(plans: pd.DataFrame, rng) -> pd.DataFrame:
    """The newest yearly meeting of each plan of a year or more, of nine in ten in time."""
    to = plans["ceased"].fillna(LAST)
    years = ((to - plans["outcome_date"]) // _REVIEW_EVERY).astype(int)
    shift = np.where(rng.random(len(plans)) < 0.9, -10, 60)
    meeting = plans["outcome_date"] + years * _REVIEW_EVERY + shift
    held = (years > 0) & (meeting <= to)
    decided = meeting + rng.integers(10, 70, len(plans))
    return table(
        request_no=plans.loc[held, "request_no"],
        review_meeting=days(meeting[held]),
        review_outcome=text(np.full(int(held.sum()), "M")),
        last_review=days(decided.where(decided <= LAST)[held]),
    )


def _advice(assessed: pd.DataFrame, rng) -> pd.DataFrame:
    asked = assessed["decided"] + 3
    asked = asked.where(asked <= LAST, assessed["decided"])
    received = asked + rng.gamma(3, 18, len(asked)).astype(int)
    return table(
        request_no=assessed["request_no"],
        kind=text(np.full(len(asked), "ep")),
        provider=text(np.full(len(asked), "Made-up psychology service")),
        asked=days(asked),
        due=days(asked + _ADVICE_DAYS),
        received=days(received.where(received <= LAST)),
    )


def table(**columns) -> pd.DataFrame:
    """The columns side by side, and `row` as in a file whose first line is the heading."""
    frame = pd.DataFrame(
        {
            name: values.to_numpy() if isinstance(values, pd.Series) else values
            for name, values in columns.items()
        }
    )
    return frame.assign(row=np.arange(2, len(frame) + 2))


def days(numbers) -> np.ndarray:
    """datetime64 of day numbers."""
    return dates(numbers)


def text(values) -> pd.api.extensions.ExtensionArray:
    """A column of text; None is missing."""
    return pd.array(np.asarray(values, dtype=object), dtype="str")


def flag(values) -> pd.api.extensions.ExtensionArray:
    """A column of yes and no."""
    return pd.array(np.asarray(values, dtype=bool), dtype="boolean")
