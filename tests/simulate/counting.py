"""The counting rules of facts.sql once more, in plain pandas, for the tests."""

import pandas as pd

FLAGS = [
    "request_mediation",
    "request_tribunal",
    "assessment_mediation",
    "assessment_tribunal",
    "other_mediation",
    "other_tribunal",
]


def cases(delivery, as_at="2026-01-15"):
    """One row a request as known on a day: decision, decided, issued, left, days, disputed,
    exception.
    """
    day = pd.Timestamp(as_at)
    found = delivery.tables["request"].merge(
        delivery.tables["assessment"].drop(columns="row"), on="request_no", how="left"
    )
    found = found[found["received"].isna() | (found["received"] <= day)].copy()
    found["disputed"] = found[FLAGS].fillna(False).astype(bool).any(axis=1)
    found["exception"] = found["exception"].fillna(False).astype(bool)
    undecided = found["decision"].isin(["Y", "N"]) & (found["decided"] > day)
    back = (found["decision"] == "W") & (found["withdrawn_on"] > day)
    gone = found["withdrawn_on"].isna() & found["decision"].eq("W")
    found["decision"] = found["decision"].mask(undecided | back, "A")
    for column in ("decided", "outcome_date", "withdrawn_on"):
        found[column] = found[column].where(found[column] <= day)
    found["issued"] = found["outcome_date"].where(found["outcome"] == "Y")
    # An assessment after a refusal opens the case again.
    refused = found["decided"].where(found["decision"].eq("N") & found["outcome"].isna())
    found["left"] = pd.concat([refused, found["outcome_date"], found["withdrawn_on"]], axis=1).min(
        axis=1
    )
    found["days"] = (found["issued"] - found["received"]).dt.days
    found["open_days"] = (day - found["received"]).dt.days.where(found["left"].isna() & ~gone)
    return found


def timed(delivery, first, last, as_at="2026-01-15"):
    """Plans of a span that count in DfE's timeliness: issued, no mediation or appeal."""
    found = cases(delivery, as_at)
    return found[found["issued"].between(first, last) & ~found["disputed"]]


def share(plans):
    """On time, and all."""
    return int((plans["days"] <= 140).sum()), len(plans)
