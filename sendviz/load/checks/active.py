"""Checks P01 to P07: plans in force at the reference date, their needs, reviews and placements."""

import pandas as pd

from sendviz.load.checks.codes import NEEDS, NEEDS_2025, REVIEW_OUTCOMES, SETTINGS
from sendviz.load.checks.registry import Context, rule
from sendviz.load.checks.tables import Tables, age, among, matched

_DOWN_SYNDROME_SINCE = 2025
# SEND Regulations 2014, reg. 18: 31 March into post-16, 15 February otherwise; five months before a
# move between post-16 settings, which can fall on any day.
_PHASE_TRANSFER_DAYS = (215, 331)
_POST_16 = 16


@rule(
    "P01",
    module="active_plan",
    severity="warning",
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


@rule(
    "P02",
    module="need",
    severity="warning",
    columns=("need.need",),
    message="The type of need is missing or is not a code of this year's list.",
    fix="Enter the need from the list in the SEN2 guide; DS (Down syndrome) exists from 2025.",
)
def need_code(t: Tables, context: Context) -> pd.Series:
    year = context.collection
    early = year is not None and year < _DOWN_SYNDROME_SINCE
    return ~t["need"]["need"].isin(NEEDS if early else NEEDS_2025)


@rule(
    "P03",
    module="active_plan",
    severity="warning",
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


@rule(
    "P04",
    module="active_plan",
    severity="information",
    columns=("named_plan.started", "active_plan.review_meeting|active_plan.last_review"),
    message="The plan is more than 12 months old and no review is recorded.",
    fix="Enter the last review meeting, or hold the review: the law asks for one every 12 months.",
)
def reviewed(t: Tables, context: Context) -> pd.Series:
    active = t["active_plan"]
    started = matched(active, t["named_plan"], "started")
    old = started.lt(context.day - pd.DateOffset(months=12))
    return old & active["review_meeting"].isna() & active["last_review"].isna()


@rule(
    "P05",
    module="active_plan",
    severity="information",
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


@rule(
    "P06",
    module="active_plan",
    severity="warning",
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


@rule(
    "P07",
    module="placement",
    severity="warning",
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
