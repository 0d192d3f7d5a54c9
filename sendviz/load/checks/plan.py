"""Checks N01 to N05: the plan and what it names; X01: records that stand alone; P01 to P08:
plans in force at the reference date, their needs, reviews and placements.
"""

import pandas as pd

from sendviz.load.checks.codes import CEASE_REASONS, NEEDS, NEEDS_2025, REVIEW_OUTCOMES, SETTINGS
from sendviz.load.checks.rules import Context, error, information, warning
from sendviz.load.checks.tables import Tables, age, among, matched

_MAXIMUM_AGE, _MOVED = "1", "5"
_YOUNGEST_AT_MAXIMUM = 19
_CHILDREN = ("assessment", "named_plan", "plan_detail", "active_plan", "placement", "need")


@error(
    "N01",
    table="named_plan",
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


@error(
    "N02",
    table="named_plan",
    spoils=("plan",),
    columns=("named_plan.started|named_plan.ceased",),
    message="The plan ends before it starts, or starts or ends after the day to which the records "
    "run.",
    fix="Correct the start or the end. A decision to end a plan is not yet its end.",
)
def end_after_start(t: Tables, context: Context) -> pd.Series:
    plan = t["named_plan"]
    ahead = plan["started"].gt(context.day) | plan["ceased"].gt(context.day)
    return plan["ceased"].lt(plan["started"]) | ahead


@warning(
    "N03",
    table="named_plan",
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


@warning(
    "N04",
    table="named_plan",
    columns=("named_plan.ceased", "active_plan.request_no"),
    message="The plan has ended but still has a record among the active plans.",
    fix="Take out the active plan, or the end if the plan goes on.",
    returns=True,
)
def ended_but_active(t: Tables, context: Context) -> pd.Series:
    plan = t["named_plan"]
    return plan["ceased"].notna() & ~plan["ceased"].gt(context.day) & among(plan, t["active_plan"])


@warning(
    "N05",
    table="plan_detail",
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


@error(
    "X01",
    table="all",
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


_DOWN_SYNDROME_SINCE = 2025
# SEND Regulations 2014, reg. 18: 31 March into post-16, 15 February otherwise; five months before a
# move between post-16 settings, which can fall on any day.
_PHASE_TRANSFER_DAYS = (215, 331)
_POST_16 = 16


@warning(
    "P01",
    table="active_plan",
    columns=("active_plan.request_no", "placement.request_no|need.request_no"),
    message="The plan has no placement, or not one or two different needs ranked 1 and 2.",
    fix="Add the placement. Enter one main need, rank 1, and at most one other, rank 2.",
    returns=True,
)
def placed_with_needs(t: Tables, context: Context) -> pd.Series:
    active = t["active_plan"]
    wrong = pd.Series(False, active.index)
    if t.has("placement.request_no"):
        wrong |= ~among(active, t["placement"])
    if t.has("need.request_no"):
        wrong |= ~active["request_no"].isin(_well_ranked(t["need"]))
    return wrong


@warning(
    "P02",
    table="need",
    columns=("need.need",),
    message="The type of need is missing or is not a code of this year's list.",
    fix="Enter the need from the list in the SEN2 guide; DS (Down syndrome) exists from 2025.",
)
def need_code(t: Tables, context: Context) -> pd.Series:
    year = context.collection
    early = year is not None and year < _DOWN_SYNDROME_SINCE
    return ~t["need"]["need"].isin(NEEDS if early else NEEDS_2025)


@warning(
    "P03",
    table="active_plan",
    columns=("active_plan.review_meeting|active_plan.last_review|active_plan.review_outcome",),
    message="The review has an outcome without a meeting, or its meeting, draft and decision are "
    "out of order.",
    fix="Correct the dates. If nearly every plan is listed, the two review columns were swapped.",
)
def review_in_order(t: Tables, context: Context) -> pd.Series:
    """The draft amended plan lies between the meeting and the final plan of a phase transfer."""
    active = t["active_plan"]
    meeting, draft, given = (
        active["review_meeting"],
        active["review_draft"],
        active["review_outcome"],
    )
    unmet = given.ne("") & (meeting.isna() | ~given.isin(REVIEW_OUTCOMES))
    early = active["last_review"].lt(meeting) | draft.lt(meeting)
    return unmet | early | active["phase_transfer_final"].lt(draft)


@information(
    "P04",
    table="active_plan",
    columns=("named_plan.started", "active_plan.review_meeting|active_plan.last_review"),
    message="The plan is more than 12 months old and no review is recorded.",
    fix="Enter the last review meeting, or hold the review: the law asks for one every 12 months.",
)
def reviewed(t: Tables, context: Context) -> pd.Series:
    active = t["active_plan"]
    started = matched(active, t["named_plan"], "started")
    old = started.lt(context.day - pd.DateOffset(months=12))
    return old & active["review_meeting"].isna() & active["last_review"].isna()


@information(
    "P05",
    table="active_plan",
    columns=("active_plan.phase_transfer_due",),
    message="A phase transfer of a child under 16 is due on a day other than 15 February or 31 "
    "March.",
    fix="Enter 31 March for a move into post-16, 15 February for another; both hold in the year of "
    "the move.",
)
def phase_transfer_day(t: Tables, context: Context) -> pd.Series:
    active = t["active_plan"]
    due = active["phase_transfer_due"]
    usual = (due.dt.month * 100 + due.dt.day).isin(_PHASE_TRANSFER_DAYS)
    request = t["request"]
    born = matched(request, t["person"], "birth_date", "person_no")
    post_16 = age(matched(active, request.assign(born=born), "born"), due).ge(_POST_16)
    return due.notna() & ~usual & ~post_16


@warning(
    "P06",
    table="active_plan",
    returns=True,
    columns=("active_plan.request_no", "placement.rank", "placement.entered|placement.left"),
    message="On the reference date the plan has no main placement, or more than one.",
    fix="Keep one open placement of rank 1; close the earlier one with its last day.",
)
def one_main_placement(t: Tables, context: Context) -> pd.Series:
    """A placement is open from its first day to the day before the one on which it was left."""
    place = t["placement"]
    is_open = ~place["entered"].gt(context.day) & ~place["left"].le(context.day)
    main = place[is_open & place["rank"].eq("1")]
    number = t["active_plan"]["request_no"].map(main["request_no"].value_counts())
    return number.ne(1)


@warning(
    "P07",
    table="placement",
    columns=(
        "placement.entered|placement.left|placement.setting|placement.unit|placement.resourced",
    ),
    message="The placement ends before it starts, has an unknown setting code, or claims a SEN "
    "unit or "
    "resourced provision without a school.",
    fix="Correct the dates or the code; a unit or resourced provision needs the school's URN.",
)
def placement_possible(t: Tables, context: Context) -> pd.Series:
    """Whether the school has such provision is not known here: no list of schools is loaded."""
    place = t["placement"]
    unknown = place["setting"].ne("") & ~place["setting"].isin(SETTINGS)
    schoolless = (place["unit"] | place["resourced"]) & place["urn"].eq("")
    return place["left"].lt(place["entered"]) | unknown | schoolless


@error(
    "P08",
    table="active_plan",
    returns=True,
    spoils=("plan",),
    columns=("active_plan.request_no",),
    message="The plan is among the active plans, but its start is missing.",
    fix="Enter the day on which the plan was issued. Its first review is counted from it.",
)
def started(t: Tables, context: Context) -> pd.Series:
    active = t["active_plan"]
    return among(active, t["request"]) & matched(active, t["named_plan"], "started").isna()


def _well_ranked(need: pd.DataFrame) -> pd.Series:
    """The request_no of those with one need, rank 1, or two different ones, ranks 1 and 2."""
    marked = need.assign(first=need["rank"].eq("1"), second=need["rank"].eq("2"))
    by = marked.groupby("request_no").agg(
        rows=("need", "size"),
        kinds=("need", "nunique"),
        first=("first", "sum"),
        second=("second", "sum"),
    )
    single = by["rows"].eq(1) & by["first"].eq(1)
    double = by["rows"].eq(2) & by["kinds"].eq(2) & by["first"].eq(1) & by["second"].eq(1)
    return by.index[single | double].to_series()
