"""Checks C01 to C14: children of a list of one day (a snapshot).

Every child is kept, whatever the checks find: a list of an inspection is judged as it is. The rules
of the public checker of Annex A have their own register, which follows its numbers.
"""

import pandas as pd

from sendviz.load.checks import codes
from sendviz.load.checks.rules import Context, error, information, warning
from sendviz.load.checks.tables import Tables, age

# What Annex A and the school census write where the ethnicity is not known.
ETHNICITIES = codes.ETHNICITIES | {"UNKNOWN"}
OLDEST, LAST_YEAR_OF_PLANS = 26, 25  # a plan ends by the 26th birthday
SCHOOL_AGE = (5, 15)
NUMBERED_FROM = 6
TEAMS_OF_STATUS = {
    "looked_after": "looked_after",
    "child_in_need": "child_in_need",
    "child_protection": "child_protection",
    "early_help": "early_help",
    "family_support": "early_help",
}
_PLAN_DAYS = ("first_issued", "updated_on", "last_review")


@error(
    "C01",
    table="child",
    columns=("child.birth_date|child.birth_month|child.age",),
    message="The birth date is missing or cannot be read, or lies after the day of the list.",
    fix="Enter the birth date; without it the child's age and school year are not known.",
)
def born(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    day = _born(child)
    return _age(t, context).isna() | day.gt(context.day)


@error(
    "C02",
    table="child",
    columns=("child.birth_date|child.birth_month|child.age",),
    message="The young person is 26 or over on the day of the list.",
    fix="Check the birth date, and whether the plan ended by the 26th birthday.",
)
def young_enough(t: Tables, context: Context) -> pd.Series:
    return _age(t, context).ge(OLDEST)


@information(
    "C03",
    table="child",
    columns=("child.birth_date|child.birth_month|child.age",),
    message="The young person is 25 on the day of the list.",
    fix="See that the end of the plan is prepared.",
)
def turns_26(t: Tables, context: Context) -> pd.Series:
    return _age(t, context).eq(LAST_YEAR_OF_PLANS)


@warning(
    "C04",
    table="child",
    columns=("child.sex|child.ethnicity",),
    message="The sex or the ethnicity is missing or is not a code of the list.",
    fix="Enter the code of the school census; REFU, NOBT and UNKNOWN are codes, too.",
)
def sex_and_ethnicity(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    wrong = pd.Series(False, child.index)
    if t.has("child.sex"):
        wrong |= child["sex"].eq("")
    if t.has("child.ethnicity"):
        wrong |= ~child["ethnicity"].isin(ETHNICITIES)
    return wrong


@warning(
    "C05",
    table="child",
    columns=("child.need",),
    message="The main need is missing or is not a code of the list.",
    fix="Enter the main need as the SEN2 guide codes it.",
)
def need(t: Tables, context: Context) -> pd.Series:
    return t["child"]["need"].eq("")


@warning(
    "C06",
    table="child",
    columns=("child.disability",),
    message="The list does not say whether the child has a disability.",
    fix="Enter yes or no: the inspection asks for it of every child.",
)
def disability(t: Tables, context: Context) -> pd.Series:
    return ~_said(t, "disability")


@warning(
    "C07",
    table="child",
    columns=("child.main_urn|child.other_phase",),
    message="A child of school age has neither a school nor a second one, and is not educated at "
    "home or otherwise.",
    fix="Enter the school's URN, or say that the child has no place.",
)
def at_school(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    elsewhere = child["home_educated"] | child["otherwise_than_at_school"] | child["no_place"]
    nowhere = child["main_urn"].eq("") & child["other_phase"].eq("")
    return _age(t, context).between(*SCHOOL_AGE) & nowhere & ~elsewhere


@warning(
    "C08",
    table="child",
    columns=("child.upn|child.uln|child.upn_unknown",),
    message="A child of 6 or over has neither a UPN nor a ULN nor a code for why there is none.",
    fix="Enter the number, or the code for why it is not known.",
)
def numbered(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    without = child["upn"].eq("") & child["uln"].eq("") & child["upn_unknown"].eq("")
    return without & _age(t, context).ge(NUMBERED_FROM)


@error(
    "C09",
    table="child",
    columns=("child.upn",),
    message="Another row of the list has the same UPN.",
    fix="Take out the older of the two rows, or correct the number where they are two children.",
)
def upn_of_one_child(t: Tables, context: Context) -> pd.Series:
    number = t["child"]["upn"]
    return number.ne("") & number.duplicated(keep=False)


@error(
    "C10",
    table="child",
    columns=("child.first_issued|child.updated_on|child.last_review",),
    message="The EHC plan was first issued after it was updated or reviewed, or one of these days "
    "lies after the day of the list.",
    fix="Correct the day that is wrong.",
)
def days_in_order(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    first = child["first_issued"]
    ahead = pd.concat([child[name].gt(context.day) for name in _PLAN_DAYS], axis=1).any(axis=1)
    return first.gt(child["updated_on"]) | first.gt(child["last_review"]) | ahead


@error(
    "C11",
    table="child",
    columns=("child.absence|child.sessions_missed|child.suspensions|child.permanent_exclusions",),
    message="Absence is outside 0 to 100, more sessions were missed than possible, or a count is "
    "below nought.",
    fix="Correct the figure; until then it is taken as not known.",
)
def figures_possible(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    told = {
        name: pd.to_numeric(child[name], errors="coerce")
        for name in (
            "absence", "sessions_possible", "sessions_missed", "suspensions",
            "permanent_exclusions",
        )
    }  # fmt: skip
    below = pd.concat([each.lt(0) for each in told.values()], axis=1).any(axis=1)
    many = told["sessions_missed"].gt(told["sessions_possible"])
    return below | told["absence"].gt(100) | many


@warning(
    "C12",
    table="child",
    columns=("child.social_care", "child.social_care_team"),
    message="A social care team is named and the child is not known to social care, or no team is "
    "named though the list says yes.",
    fix="Ask social care which of the two is right.",
)
def social_care_and_team(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    known, team = child["social_care"], child["social_care_team"].ne("")
    return team & known.isin(["", "NONE"]) | ~team & known.eq("KNOWN")


@warning(
    "C13",
    table="child",
    columns=("child.first_issued",),
    message="The EHC plan has no day on which it was first issued, or a child without a plan has "
    "one.",
    fix="Enter the day, or correct which list the child belongs to.",
)
def plan_is_dated(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    planned, dated = child["status"].eq("EHC_PLAN"), child["first_issued"].notna()
    return planned & ~dated | ~planned & dated


@warning(
    "C14",
    table="child",
    columns=("child.main_urn", "child.main_phase"),
    message="The phase of the main school or college is missing or is not a code of the list.",
    fix="Enter the phase as the inspection's list codes it, a) nursery to i) FE college.",
)
def phase(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    return child["main_urn"].ne("") & child["main_phase"].eq("")


def _born(child: pd.DataFrame) -> pd.Series:
    return child["birth_date"].fillna(child["birth_month"])


def _age(t: Tables, context: Context) -> pd.Series:
    child = t["child"]
    on = pd.Series(context.day, child.index, dtype="datetime64[us]")
    return age(_born(child), on).fillna(pd.to_numeric(child["age"], errors="coerce"))


def _said(t: Tables, flag: str) -> pd.Series:
    """Whether a flag is told at all: yes or no."""
    raw = t.raw["child"]
    return raw[flag].notna() if flag in raw else pd.Series(False, raw.index)
