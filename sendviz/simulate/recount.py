"""Counts the finished records by the rules of facts.sql and refuses them if a target is missed."""

from datetime import date

import pandas as pd

from sendviz.simulate.flags import DISPUTES
from sendviz.simulate.published import REFERENCE, YEARS, Council

_CLOSE = 0.02


class Missed(ValueError):
    """A published total that the records do not add up to; says which."""


def verify(target: Council, tables: dict[str, pd.DataFrame]) -> None:
    """Raises Missed, listing every total that the records miss."""
    known = _known(tables)
    misses = []
    for year in YEARS:
        for name, found in _counts(known, year).items():
            wanted = target.figure(name, year)
            if wanted is not None and not _met(name, year, found, wanted):
                misses.append(f"{name} {year}: {found} instead of {wanted}")
    misses += _claims(target, known)
    if misses:
        raise Missed(f"{target.la_code}: " + "; ".join(misses))


_EXACT = (
    "plans_issued",
    "within_20_weeks",
    "issued_20_to_52_weeks",
    "issued_over_52_weeks",
    "plans_issued_exc_exceptions",
    "within_20_weeks_exc_exceptions",
    "requests_received",
)


def _met(name: str, year: int, found: int, wanted: int) -> bool:
    if name == "requests_received" or name in _EXACT and year >= 2022:
        return found == wanted
    if year == 2021 and name != "plans_issued":
        return True
    return abs(found - wanted) <= (_CLOSE if year >= 2022 else 0.05) * wanted


def _known(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    made = tables["request"].merge(
        tables["assessment"].drop(columns="row"), on="request_no", how="left"
    )
    flags = made[list(DISPUTES)].fillna(False).astype(bool)
    return made.assign(
        disputed=flags.any(axis=1),
        excepted=made["exception"].fillna(False).astype(bool),
        issued=made["outcome_date"].where(made["outcome"] == "Y"),
    )


def _counts(known: pd.DataFrame, year: int) -> dict[str, int]:
    """Counts of a year under the names of the published columns."""
    issued = known[known["issued"].dt.year == year]
    plans = issued[~issued["disputed"]]
    days = (plans["issued"] - plans["received"]).dt.days
    quick, alone = days <= 140, ~plans["excepted"]
    decided = known[(known["decided"].dt.year == year) & known["decision"].isin(["Y", "N"])]
    soon = (decided["decided"] - decided["received"]).dt.days <= 42
    found = {
        "plans_issued": len(plans),
        "within_20_weeks": quick.sum(),
        "issued_20_to_52_weeks": days.between(141, 364).sum(),
        "issued_over_52_weeks": (days > 364).sum(),
        "plans_issued_exc_exceptions": alone.sum(),
        "within_20_weeks_exc_exceptions": (quick & alone).sum(),
        "new_ehc_plans": len(issued),
        "decision_within_6_weeks": soon.sum(),
        "decision_over_6_weeks": (~soon).sum(),
    }
    return {name: int(count) for name, count in (found | _fates(known, year)).items()}


def _fates(known: pd.DataFrame, year: int) -> dict[str, int]:
    mine, day = known[known["received"].dt.year == year], pd.Timestamp(REFERENCE[year])
    later = mine["decided"].gt(day) | mine["withdrawn_on"].gt(day)
    decision = mine["decision"].mask(later, "A")
    return {
        "requests_received": len(mine),
        "requests_agreed_to_assess": decision.isin(["Y", "H"]).sum(),
        "requests_refused": (decision == "N").sum(),
        "requests_undecided": (decision == "A").sum(),
    }


def _claims(target: Council, known: pd.DataFrame) -> list[str]:
    """The claims of the calibration file that are missed."""
    found = []
    for month, wanted in target.story.get("pins", {}).items():
        plans = known[(known["issued"].dt.strftime("%Y-%m") == month) & ~known["disputed"]]
        got = [int(((plans["issued"] - plans["received"]).dt.days <= 140).sum()), len(plans)]
        if got != wanted[:2]:
            found.append(f"plans on time of all in {month}: {got} instead of {wanted[:2]}")
    for stock in target.stocks:
        day, cases = stock["day"], stock["cases"]
        still = _open_past(known, day, stock["days"])
        if abs(still - cases) > stock.get("within", 0) * cases:
            found.append(f"open past day {stock['days']} on {day}: {still} instead of {cases}")
    return found


def _open_past(known: pd.DataFrame, day: date, days: int) -> int:
    """Cases open on a day more than so many days after the request."""
    undated = known["withdrawn_on"].isna() & known["decision"].eq("W")
    left = pd.concat(
        [
            known["decided"].where(known["decision"].eq("N") & known["outcome"].isna()),
            known["outcome_date"],
            known["withdrawn_on"],
        ],
        axis=1,
    ).min(axis=1)
    waits = (pd.Timestamp(day) - known["received"]).dt.days > days
    return int((waits & ~undated & ~left.le(pd.Timestamp(day))).sum())
