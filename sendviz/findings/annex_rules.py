"""The rules on the child lists of Annex A, each declared once: what is wrong, who mends it, and
where the public checker departs from its own sheet (Data to Insight, annex-a-sen-validator, 2024 to
2025; the codes 101a to 209 are its, X1 to X8 are ours).
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from stdnum.gb import upn

from sendviz.catalogue.annex_a import Fixer
from sendviz.findings.annex_rule import (
    NO_NUMBER,
    RULES,
    Context,
    blank,
    error,
    finding,
    later,
    query,
    warning,
)

__all__ = ["RULES", "is_uln", "is_upn"]

SCHOOL_AGE = (5, 15)  # between the fifth and the sixteenth birthday
OLDEST, OVER = 25, 26
NUMBERED_FROM = 6
UPN = re.compile(r"[A-Z]\d{11}[0-9A-HJ-NP-RT-Z]", re.ASCII)
ULN = re.compile(r"\d{10}", re.ASCII)
REVIEWED_WITHIN = pd.DateOffset(months=12)
AT_HOME = "Expected for a child educated at home."
ELSEWHERE = "Expected for a child educated otherwise than at school."


def _missing(first: str, second: str, column: str, what: str, fixer: Fixer, **more: Any) -> None:
    short, words, fix = f"No {what.lower()}", f"{what} is missing.", f"Enter the {what.lower()}."
    error(
        first, second, columns=(column,), short=short, words=words, fix=fix, fixer=fixer, **more
    )(blank(column))  # fmt: skip


_missing(
    "101a", "201a", "birth_date", "Date of birth", "data_team",
    checker="A birth date that is no date, such as a word, passes every rule of the checker. Here "
    "it is X1.",
)  # fmt: skip
_missing("101b", "201b", "gender", "Gender", "data_team")
_missing("101c", "201c", "ethnicity", "Ethnicity", "data_team")
_missing("101d", "201d", "need", "Primary need", "case_officer")


@query(
    "102a", "202a", columns=("age",), fixer="case_officer",
    short="Aged 25", words="The young person is 25.",
    fix="Check whether the plan has ended, or ends with the school year.",
    checker="The checker takes the age of today. Here it is that of the list's day.",
)  # fmt: skip
def is_25(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["age"] == OLDEST


@error(
    "102b", "202b", columns=("age",), fixer="case_officer",
    short="Aged 26 or over", words="The young person is 26 or older.",
    fix="Take them off the list, as no plan lasts beyond 25, or correct the date of birth.",
    checker="The sheet says 26; the checker flags 26 and over, by today's date. Here it is 26 and "
    "over, on the list's day.",
)  # fmt: skip
def is_26(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["age"] >= OVER


error(
    "103", "203", columns=("disability",), fixer="data_team",
    short="Disability not said", words="Whether the child has a disability is not said.",
    fix="Enter a) Yes or b) No.",
)(blank("disability"))  # fmt: skip
error(
    "104", "", columns=("case_worker",), fixer="case_officer",
    short="No case worker", words="No case worker is named.",
    fix="Name the case worker.",
    checker="Stands on the sheet and not in the checker, as the lists have no such column. Here it "
    "is judged where a list has one.",
)(blank("case_worker"))  # fmt: skip
query(
    "105a", "205a", columns=("birth_date",), fixer="data_team",
    short="Born after the list's day", words="The date of birth lies after the list's day.",
    fix="Correct the date of birth.",
    checker="The checker holds it against today. Here it is the list's day; so in 105b to 105d.",
)(later("birth_date"))  # fmt: skip
query(
    "105b", "", columns=("first_issued",), fixer="case_officer",
    short="First plan after the list's day",
    words="The first plan is issued after the list's day.",
    fix="Correct the day on which the first plan was issued.",
)(later("first_issued"))  # fmt: skip
query(
    "105c", "", columns=("updated_on",), fixer="case_officer",
    short="Updated plan after the list's day",
    words="The updated plan is issued after the list's day.",
    fix="Correct the day on which the updated plan was issued.",
)(later("updated_on"))  # fmt: skip
query(
    "105d", "", columns=("last_review",), fixer="case_officer",
    short="Last review after the list's day",
    words="The last review is held after the list's day.",
    fix="Correct the day of the last review.",
)(later("last_review"))  # fmt: skip


@error(
    "106a", "", columns=("first_issued", "updated_on"), fixer="case_officer",
    short="First plan after the updated one",
    words="The first plan is issued after the updated one.",
    fix="Correct one of the two days.",
)  # fmt: skip
def first_after_update(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["first_issued"] > rows["updated_on"]


@error(
    "106b", "", columns=("first_issued", "last_review"), fixer="case_officer",
    short="First plan after the last review",
    words="The first plan is issued after the last review.",
    fix="Correct one of the two days.",
)  # fmt: skip
def first_after_review(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["first_issued"] > rows["last_review"]


@error(
    "107", "207", columns=("age", "upn|uln|numbered"), fixer="data_team",
    short="No UPN, ULN or code",
    words="Aged 6 or over, without a UPN, a ULN or the code for why there is none.",
    fix="Enter the UPN or ULN, or the code (UN1 to UN9) that says why there is none.",
    checker="The sheet lets a code for an unknown number stand in for one; the checker does not "
    "look at it. Here a code in either column is enough.",
)  # fmt: skip
def without_number(rows: pd.DataFrame, on: Context) -> pd.Series:
    if "numbered" in rows:
        known = rows["numbered"].eq(True)
    else:
        known = rows.reindex(columns=["upn", "uln"]).notna().any(axis=1)
    return (rows["age"] >= NUMBERED_FROM) & ~known


def _of_school_age(rows: pd.DataFrame) -> pd.Series:
    return rows["age"].between(*SCHOOL_AGE)


def _taught_elsewhere(rows: pd.DataFrame, on: Context) -> pd.Series:
    home = _is_yes(rows, "home_educated").map({True: AT_HOME, False: ""})
    elsewhere = _is_yes(rows, "otherwise_than_at_school").map({True: ELSEWHERE, False: ""})
    return home.where(home.ne(""), elsewhere)


def _is_yes(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows[column].eq("true") if column in rows else pd.Series(False, index=rows.index)


@error(
    "108a", "208a", columns=("age", "main_urn", "other_phase"), fixer="admissions",
    short="No school", words="Aged 5 to 15, without a main or a subsidiary school.",
    fix="Enter the URN of the main school, or the phase of the subsidiary one.",
    excuse=_taught_elsewhere,
    checker="The sheet can be read as either missing; the checker flags both missing, by today's "
    "age. Here it is both, on the list's day, and a child educated at home or otherwise is said "
    "to be one.",
)  # fmt: skip
def no_school(rows: pd.DataFrame, on: Context) -> pd.Series:
    return _of_school_age(rows) & rows["main_urn"].isna() & rows["other_phase"].isna()


@error(
    "108b", "208b", columns=("age", "main_urn", "other_phase"), fixer="admissions",
    short="A subsidiary school and no main one",
    words="Aged 5 to 15, with a subsidiary school and no main one.",
    fix="Enter the URN of the main school.",
    checker="Of list 2 the sheet says the reverse (208b: main there, subsidiary missing), which "
    "would flag nearly every pupil; the checker looks for a missing main school in both lists. "
    "Here, too: the sheet is taken for a slip.",
)  # fmt: skip
def no_main_school(rows: pd.DataFrame, on: Context) -> pd.Series:
    return _of_school_age(rows) & rows["main_urn"].isna() & rows["other_phase"].notna()


def _shared_upn(rows: pd.DataFrame, on: Context) -> pd.Series:
    told = rows["upn"].dropna().astype("str").map(upn.compact)
    told = told[~told.str.fullmatch(NO_NUMBER)]
    shared = pd.Series(False, index=rows.index)
    shared[told.index[told.duplicated(keep=False)]] = True
    return shared


error(
    "109", "", columns=("upn",), fixer="data_team",
    short="The same UPN twice", words="Two rows of list 1 have the same UPN.",
    fix="Keep the row of the plan that was issued last and close the other.",
    checker="The checker says of both lists what holds of list 1. Here 209 has its own words.",
)(_shared_upn)  # fmt: skip
error(
    "", "209", columns=("upn",), fixer="data_team",
    short="The same UPN twice", words="Two rows of list 2 have the same UPN.",
    fix="Keep one row of the child, or correct the UPN.",
    checker="The checker repeats the words of 109, about plans, of children without a plan.",
)(_shared_upn)  # fmt: skip


@query(
    "112", "", columns=("died_on",), fixer="case_officer",
    short="A date of death", words="A date of death is given.",
    fix="Check the record and take the child off the list.",
    checker="Stands on the sheet and not in the checker, as the lists have no such column. Here it "
    "is judged where a list has one.",
)  # fmt: skip
def has_died(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["died_on"].notna()


@error(
    "X1", "X1", columns=("unread",), fixer="data_team",
    short="A date that cannot be read", words="A date cannot be read.",
    fix="Write it as dd/mm/yyyy.",
)  # fmt: skip
def unread_date(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["unread"].ne("")


@warning(
    "X2", "X2", columns=("upn|uln",), fixer="data_team",
    short="A wrong UPN or ULN",
    words="A UPN has a wrong check letter or length, or a ULN a wrong check digit.",
    fix="Correct the number from the school's record.",
    checker="The checker does not look at the numbers themselves.",
)  # fmt: skip
def wrong_number(rows: pd.DataFrame, on: Context) -> pd.Series:
    wrong = pd.Series(False, index=rows.index)
    for column, is_right in (("upn", is_upn), ("uln", is_uln)):
        if column in rows:
            told = rows[column].dropna().astype("str")
            told = told[~told.str.fullmatch(NO_NUMBER)]
            wrong[told.index[[not is_right(each) for each in told]]] = True
    return wrong


def is_upn(text: str) -> bool:
    """Whether a text is a UPN: its check letter, then eleven figures and a twelfth or, of a
    temporary one, a letter. Not whether there is such a council: they change."""
    told = upn.compact(text)
    return UPN.fullmatch(told) is not None and upn.calc_check_digit(told) == told[0]


def is_uln(text: str) -> bool:
    """Whether a text is a ULN: ten figures, the last 10 less the weighted sum of the others modulo
    11 (Learning Records Service)."""
    told = text.replace(" ", "")
    if not ULN.fullmatch(told):
        return False
    rest = sum(int(each) * (10 - at) for at, each in enumerate(told[:9])) % 11
    return rest > 0 and 10 - rest == int(told[9])


@error(
    "X3", "X3", columns=("unique_id|upn",), fixer="case_officer",
    short="In both lists", words="The same child stands in both lists.",
    fix="Keep the child in list 1 while a plan is maintained, else in list 2.",
)  # fmt: skip
def in_both_lists(rows: pd.DataFrame, on: Context) -> pd.Series:
    flags = [rows[name].isin(known) for name, known in on.in_both.items() if name in rows]
    return pd.concat(flags, axis=1).any(axis=1) if flags else pd.Series(False, index=rows.index)


@error(
    "X4", "X4", columns=("absence",), fixer="data_team",
    short="Impossible absence",
    words="Absence is below 0 or above 100 per cent of sessions.",
    fix="Enter the sessions missed in per cent of those possible.",
)  # fmt: skip
def impossible_absence(rows: pd.DataFrame, on: Context) -> pd.Series:
    return (rows["absence"] < 0) | (rows["absence"] > 100)


@query(
    "X5", "", columns=("has_plan",), fixer="case_officer",
    short="No plan in our records",
    words="In list 1, but our records hold no plan.",
    fix="Check whether the plan has ended, or was left out of the return.",
)  # fmt: skip
def without_plan(rows: pd.DataFrame, on: Context) -> pd.Series:
    return ~rows["has_plan"].astype(bool)


@query(
    "", "X5", columns=("has_plan",), fixer="case_officer",
    short="A plan in our records", words="In list 2, but our records hold a plan.",
    fix="Move the child to list 1, or record when the plan ended.",
)  # fmt: skip
def with_plan(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["has_plan"].astype(bool)


@warning(
    "X6", "X6", columns=("main_urn", "main_phase"), fixer="admissions", urns=True,
    short="Not the phase of the school",
    words="The phase is not that of the school with this URN.",
    fix="Correct the URN or the phase.",
)  # fmt: skip
def another_phase(rows: pd.DataFrame, on: Context) -> pd.Series:
    known = rows["main_urn"].map(on.phases)
    return known.notna() & rows["main_phase"].notna() & known.ne(rows["main_phase"])


@warning(
    "X7", "X7", columns=("social_care", "social_care_team"), fixer="social_care",
    short="Social care and its team disagree",
    words="A social care team without 'known to social care', or the reverse.",
    fix="Enter a) Yes and the team, or b) No and no team.",
)  # fmt: skip
def team_and_known(rows: pd.DataFrame, on: Context) -> pd.Series:
    return rows["social_care"].eq("true") != rows["social_care_team"].notna()


@finding(
    "X8", "", columns=("first_issued", "last_review"), fixer="case_officer",
    short="Never reviewed", words="The plan is over 12 months old and was never reviewed.",
    fix="Hold the review, or enter the day on which it was held.",
)  # fmt: skip
def never_reviewed(rows: pd.DataFrame, on: Context) -> pd.Series:
    return blank("last_review")(rows, on) & (rows["first_issued"] < on.day - REVIEWED_WITHIN)
