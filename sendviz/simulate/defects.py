"""The faults of real returns, at low rates beside the calibrated rows.

None changes a published or claimed count: requests added here have no usable day of receipt and no
decision that counts; in calibrated rows only what no count rests on is damaged.
"""

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.fitting import pick

_FEW = 4


def spoil(tables: dict[str, pd.DataFrame], rng: Generator) -> dict[str, pd.DataFrame]:
    """The tables with faults; every one is found by a check of sendviz.load.checks."""
    out = dict(tables)
    for name, fault in _FAULTS:
        out[name] = fault(out[name].copy(), rng)
    return _add_requests(out, rng)


def _some(frame: pd.DataFrame, share: float, rng: Generator, among: pd.Series = None) -> pd.Index:
    able = np.ones(len(frame)) if among is None else np.asarray(among, dtype=float)
    return frame.index[pick(rng, able, min(max(round(share * able.sum()), 1), int(able.sum())))]


def _people(person: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """No birth date, a sex that is not M or F, an ethnicity outside the list."""
    person.loc[_some(person, 0.002, rng), "birth_date"] = pd.NaT
    person.loc[_some(person, 0.002, rng), "sex"] = "U"
    person.loc[_some(person, 0.003, rng), "ethnicity"] = "WXXX"
    return person


def _reviews(active: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Meeting and decision swapped, an outcome without a meeting's order."""
    chosen = _some(
        active, 0.005, rng, active["last_review"].notna() & active["phase_transfer_due"].isna()
    )
    swapped = active.loc[chosen, ["last_review", "review_meeting"]].to_numpy()
    active.loc[chosen, ["review_meeting", "last_review"]] = swapped
    return active


def _placements(placement: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """A type of setting that is not in the list; a placement left before it was entered."""
    typed = placement["setting"].notna()
    placement.loc[_some(placement, 0.02, rng, typed), "setting"] = "ZZZ"
    wrong = placement.loc[_some(placement, 0.002, rng)].assign(rank="2")
    wrong["left"] = wrong["entered"] - pd.Timedelta(days=30)
    return _appended(placement, wrong)


def _needs(need: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """The same need twice, both as the main one."""
    first = need["rank"] == "1"
    return _appended(need, need.loc[_some(need, 0.002, rng, first)])


def _ends(named: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """An end without a reason."""
    named.loc[_some(named, 0.002, rng, named["ceased"].notna()), "cease_reason"] = np.nan
    return named


def _moves(request: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """A council to which the child moved that does not exist."""
    gone = request["decision"].eq("W") & request["exported_to"].isna()
    request.loc[_some(request, 0.01, rng, gone), "exported_to"] = "000"
    return request


_FAULTS = (
    ("person", _people),
    ("active_plan", _reviews),
    ("placement", _placements),
    ("need", _needs),
    ("named_plan", _ends),
    ("request", _moves),
)


def _add_requests(tables: dict[str, pd.DataFrame], rng: Generator) -> dict[str, pd.DataFrame]:
    """Requests dated in the future, without any date, twice, and an assessment with an undated
    plan.
    """
    request, assessment = tables["request"], tables["assessment"]
    old = request[request["decision"].eq("H") & request["received"].isna()]
    base = old.sample(4 * _FEW, random_state=rng)
    base = base.reset_index(drop=True)
    base["request_no"] = request["request_no"].max() + 1 + np.arange(len(base))
    base["case_ref"] = [f"{ref}-X{i}" for i, ref in enumerate(base["case_ref"])]
    part = np.arange(len(base)) % 4
    base.loc[part == 0, ["received", "decision"]] = [pd.Timestamp("2062-03-01"), "A"]
    base.loc[part == 1, "decision"] = "Y"
    base.loc[part == 2, "decision"] = "B"
    undated = pd.DataFrame(
        {
            "request_no": base.loc[part == 3, "request_no"],
            "outcome": "W",
            "outcome_date": pd.Timestamp("2024-05-08"),
        }
    )
    orphan = tables["need"].head(1).assign(request_no=-1)
    return tables | {
        "request": _appended(request, base),
        "assessment": _appended(assessment, undated),
        "need": _appended(tables["need"], orphan),
    }


def _appended(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """The frame with more rows, numbered on."""
    more = more.reindex(columns=frame.columns).assign(row=0).astype(frame.dtypes)
    both = pd.concat([frame, more], ignore_index=True)
    return both.assign(row=np.arange(2, len(both) + 2))
