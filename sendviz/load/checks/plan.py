"""Checks N01 to N05: the plan and what it names; X01: records that stand alone."""

import pandas as pd

from sendviz.load.checks.codes import CEASE_REASONS
from sendviz.load.checks.registry import Context, rule
from sendviz.load.checks.tables import Tables, age, among, matched

_MAXIMUM_AGE, _MOVED = "1", "5"
_YOUNGEST_AT_MAXIMUM = 19
_CHILDREN = ("assessment", "named_plan", "plan_detail", "active_plan", "placement", "need")


@rule(
    "N01",
    module="named_plan",
    severity="error",
    spoils=("plan",),
    columns=("named_plan.ceased", "named_plan.cease_reason"),
    message="The plan has an end without a reason, a reason without an end, or a reason not in the "
    "list.",
    fix="Enter both the day the plan ended and a reason from 1 to 9, or neither.",
)
def end_and_reason(t: Tables, context: Context) -> pd.Series:
    reason = t["named_plan"]["cease_reason"]
    ended = t["named_plan"]["ceased"].notna()
    return ended.ne(reason.ne("")) | reason.ne("") & ~reason.isin(CEASE_REASONS)


@rule(
    "N02",
    module="named_plan",
    severity="error",
    spoils=("plan",),
    columns=("named_plan.ceased",),
    message="The plan ends before it starts, or after the day to which the records run.",
    fix="Correct the start or the end. A decision to end a plan is not yet its end.",
)
def end_after_start(t: Tables, context: Context) -> pd.Series:
    plan = t["named_plan"]
    return plan["ceased"].lt(plan["started"]) | plan["ceased"].gt(context.day)


@rule(
    "N03",
    module="named_plan",
    severity="warning",
    columns=("named_plan.cease_reason",),
    message="The plan ended at the maximum age before the person was 19, or because the child "
    "moved to "
    "another council although a later request here is not marked as moved away.",
    fix="Check the reason for which the plan ended.",
)
def reason_plausible(t: Tables, context: Context) -> pd.Series:
    """`Exported` concerns running assessments only, so a plan that ended needs none of its own."""
    plan = t["named_plan"]
    person = plan.assign(person_no=_of_request(plan, t, "person_no"))
    born = matched(person, t["person"], "birth_date", "person_no")
    young = age(born, plan["ceased"]).lt(_YOUNGEST_AT_MAXIMUM)
    still_here = t["request"][t["request"]["exported_to"].eq("")]
    newest = still_here.groupby("person_no", as_index=False)["received"].max()
    back = matched(person, newest, "received", "person_no").gt(plan["ceased"])
    return plan["cease_reason"].eq(_MAXIMUM_AGE) & young | plan["cease_reason"].eq(_MOVED) & back


@rule(
    "N04",
    module="named_plan",
    severity="warning",
    columns=("named_plan.ceased", "active_plan.request_no"),
    message="The plan has ended but still has a record among the active plans.",
    fix="Take out the active plan, or the end if the plan goes on.",
    returns=True,
)
def ended_but_active(t: Tables, context: Context) -> pd.Series:
    plan = t["named_plan"]
    return plan["ceased"].notna() & ~plan["ceased"].gt(context.day) & among(plan, t["active_plan"])


@rule(
    "N05",
    module="plan_detail",
    severity="warning",
    columns=("plan_detail.request_no", "plan_detail.urn|plan_detail.ukprn|plan_detail.setting"),
    message="The plan names more than two places, two of one rank, or a place without exactly one "
    "of "
    "URN, UKPRN and type of setting.",
    fix="Name one or two places, ranked 1 and 2, each by its URN, else UKPRN, else type of "
    "setting.",
)
def places_named(t: Tables, context: Context) -> pd.Series:
    place = t["plan_detail"]
    identifiers = place[["urn", "ukprn", "setting"]].ne("").sum(axis=1)
    size = place.groupby("request_no")["rank"].transform("size")
    return (
        identifiers.ne(1)
        | size.gt(2)
        | place["request_no"].notna() & place.duplicated(["request_no", "rank"], keep=False)
    )


@rule(
    "X01",
    module="all",
    severity="error",
    columns=("request.request_no",),
    message="The record belongs to no request or person in the file, or is a plan that names no "
    "place.",
    fix="Load all parts of the return together, from one export; add what the plan names.",
)
def related(t: Tables, context: Context) -> dict[str, pd.Series]:
    """Spoils nothing: an orphan has no case, and a plan without a place is still a plan."""
    found = {
        name: ~among(t[name], t["request"]) for name in _CHILDREN if t.has(f"{name}.request_no")
    }
    if t.has("plan_detail.request_no") and "named_plan" in found:
        found["named_plan"] |= ~among(t["named_plan"], t["plan_detail"])
    if t.has("person.person_no"):
        found["request"] = ~among(t["request"], t["person"], "person_no")
    return found


def _of_request(child: pd.DataFrame, t: Tables, key: str) -> pd.Series:
    """The request's key for each row, as it stands."""
    request = t["request"].dropna(subset="request_no").drop_duplicates("request_no", keep="last")
    return child["request_no"].map(request.set_index("request_no")[key])
