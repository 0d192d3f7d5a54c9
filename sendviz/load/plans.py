"""Canonical frames into those of schema.sql: plans and reviews."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import coded

# Domain list of the SEN2 guide, item 4.7c; a URN names a school or college whose type the return
# does not hold.
SETTINGS = {
    "OLA": "otherwise",
    "OPA": "otherwise",
    "EHE": "home_educated",
    "EYP": "early_years",
    "OTH": "other",
    "NEET": "neet",
    "NIEC": "none",
    "NIEO": "none",
}
RESIDENTIAL = ("A", "B")  # 38 to 51 weeks, 52 weeks: item 4.2 of the guide


def plans(delivery: Delivery, known: pd.DataFrame, spoiled: pd.DataFrame) -> pd.DataFrame:
    """Rows for schema table plan without plan_id and import_id, with request_no: one for each plan
    with a start.
    """
    named = coded.whole(delivery, "named_plan").drop_duplicates("request_no")
    active = coded.whole(delivery, "active_plan").drop_duplicates("request_no")[
        ["request_no", "transferred_from"]
    ]
    asked = coded.whole(delivery, "request")[
        ["request_no", "person_no", "case_ref", "need", "setting"]
    ]
    out = asked.merge(named.drop(columns="row"), on="request_no").merge(
        active, on="request_no", how="left"
    )
    out = out[out["started"].notna() & ~out["request_no"].isin(coded.kept_out(spoiled, "plan"))]
    out = out.merge(known.drop(columns="birth"), on="person_no")
    out = out.merge(coded.first_needs(delivery), on="request_no", how="left")
    out = out.merge(_setting(delivery), on="request_no", how="left")
    return out.assign(
        need=out["first_need"].fillna(coded.listed(out["need"], "need")),
        setting=out["placed"].fillna(coded.listed(out["setting"], "setting")),
        la_code=delivery.la_code,
        simulated=delivery.simulated,
        seen_on=pd.Timestamp(delivery.reference_date),
        transferred_from=coded.council_code(out["transferred_from"]),
        residential=coded.among(out["residential"], RESIDENTIAL),
        cease_reason=pd.to_numeric(out["cease_reason"], errors="coerce"),
    )


def reviews(delivery: Delivery, spoiled: pd.DataFrame) -> pd.DataFrame:
    """Rows for schema table review without ids, with request_no: every meeting in the file."""
    found = coded.whole(delivery, "active_plan")
    found = found[
        found["review_meeting"].notna()
        & ~found["request_no"].isin(coded.kept_out(spoiled, "review"))
    ]
    names = {
        "review_meeting": "meeting",
        "review_outcome": "outcome",
        "review_draft": "draft",
        "last_review": "decided",
    }
    out = found.rename(columns=names).drop_duplicates(["request_no", "meeting"])
    return out.assign(la_code=delivery.la_code, simulated=delivery.simulated)


def _setting(delivery: Delivery) -> pd.DataFrame:
    """The main open placement, else what section I of the plan names, as a code."""
    placed = coded.whole(delivery, "placement")
    placed = placed[
        placed["left"].isna() | (placed["left"] > pd.Timestamp(delivery.reference_date))
    ]
    both = pd.concat(
        [placed.assign(order=0), coded.whole(delivery, "plan_detail").assign(order=1)],
        ignore_index=True,
    )
    both["rank"] = pd.to_numeric(both["rank"], errors="coerce").fillna(1)
    both = both.sort_values(["order", "rank"]).drop_duplicates("request_no")
    code = both["setting"].astype("str").str.upper().map(SETTINGS)
    school = both["urn"].notna() | both["ukprn"].notna()
    code = code.where(code.notna() | ~school, "school_or_college")
    code = code.mask(both["unit"].fillna(False).astype(bool), "unit")
    code = code.mask(both["resourced"].fillna(False).astype(bool), "resourced")
    return pd.DataFrame({"request_no": both["request_no"], "placed": code.replace({np.nan: None})})
