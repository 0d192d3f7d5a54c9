"""The council's own lists: cases (one row a request), advice (one row a piece of advice), and in
which district, locality or sub-ICB a GP practice lies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import TABLES, BadFile, Delivery
from sendviz.load.readers.common import Refusals, how_many, row_words, sha256
from sendviz.load.readers.days import DayCells
from sendviz.load.readers.headings import Headings, Mapped, list_frame, rename
from sendviz.load.readers.local_lists import read_rows

CASE_LIST, ADVICE_LIST, PRACTICE_LIST = (TABLES[name] for name in ("cases", "advice", "practices"))
# named_plan: its column -> that of the case file
DECISIONS = (*"YNAWH",)
NOTHING_FOUND = "#N/A"
DECIDED_SOMEHOW = "?"  # a decision was made, and no cell tells which
NO_DAY_OF_ADVICE = (
    "the advice has come on a day that cannot be read, so nobody can tell whether it was in time"
)
PLAN = {"started": "issued", "ceased": "ceased", "cease_reason": "cease_reason"}


def read_cases(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Tables person, request, assessment and named_plan of a case file, known to `data_date`.

    Each row is a person and a request; an assessment where one was agreed or ended; a named plan
    where one was issued. Decision and outcome may be codes or words, and follow from the dates
    where they are blank. Raises BadFile for missing columns (all at once), a wrong mapping, or
    dates that are mostly unreadable.
    """
    refusals = Refusals()
    rows = read_rows(path, la_code, CASE_LIST, mapping, refusals)
    tables = {
        name: rows.typed(name, {column: column for column in TABLES[name].delivered}, refusals)
        for name in ("person", "request", "assessment")
    }
    plan = rows.typed("named_plan", PLAN, refusals)
    told = rows.dates("cases", "no_plan_told", refusals)
    closed = rows.dates("cases", "closed", refusals)
    tables["person"], alone = identified(tables["person"], tables["request"]["case_ref"])
    steps = _Steps(plan, told, closed, rows.texts("status"), rows.texts("issued"), refusals.days)
    _fill_from_dates(
        tables["request"], tables["assessment"], steps, has_issued="issued" in rows.raw
    )
    reached = tables["assessment"]["outcome"].notna() | tables["assessment"]["outcome_date"].notna()
    tables["assessment"] = tables["assessment"][reached].reset_index(drop=True)
    tables["named_plan"] = plan[plan["started"].notna()].reset_index(drop=True)
    return rows.delivery(
        "local_cases", "Local case file", la_code, data_date, tables, refusals, alone
    )


def read_advice(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table advice of an advice file, known to `data_date`; `case_ref` joins it to its request.

    A kind of advice that is not known counts as other. Raises BadFile as `read_cases` does.
    """
    refusals = Refusals()
    rows = read_rows(path, la_code, ADVICE_LIST, mapping, refusals)
    advice = rows.typed("advice", {column: column for column in ADVICE_LIST.delivered}, refusals)
    unknown = ~advice["kind"].isin([*dimensions()["advice"].values])
    refusals.unread(
        f"{rows.headings['kind']} is not a kind of advice that is known and counts as other",
        advice.loc[unknown, "row"],
    )
    advice["kind"] = advice["kind"].where(~unknown, "other")
    undated = advice["row"].isin(refusals.days.requests("advice", "received"))
    refusals.add(NO_DAY_OF_ADVICE, advice.loc[undated, "row"])
    advice = advice[~undated].reset_index(drop=True)
    advice.insert(0, "request_no", pd.Series([None] * len(advice), dtype="Int64"))
    return rows.delivery(
        "local_advice", "Local advice file", la_code, data_date, {"advice": advice}, refusals
    )


def identified(person: pd.DataFrame, case_ref: pd.Series) -> tuple[pd.DataFrame, tuple[str, ...]]:
    # Without any id all such children would become one; the case reference keeps them apart.
    alone = person[["upn", "uln", "person_id"]].isna().all(axis=1)
    person = person.assign(person_id=person["person_id"].mask(alone, case_ref))
    rows = how_many(int(alone.sum()), "row has", "rows have")
    note = f"{rows} no UPN, ULN or person id: each counts as a child of its own."
    return person, (note,) if alone.any() else ()


@dataclass(frozen=True)
class _Steps:
    """What a case list tells beside the tables of a return: the plan, the day the family was told
    that there will be none, the day on which the case was closed, its status; and `days`, which
    knows the steps that were taken on a day that cannot be read.
    """

    plan: pd.DataFrame
    told: pd.Series
    closed: pd.Series
    status: pd.Series
    issued: pd.Series
    days: DayCells

    def undated(self, table: str, column: str) -> pd.Series:
        """Whether the day of each row is filled in and cannot be read."""
        return self.plan["request_no"].isin(self.days.requests(table, column))

    def end_undated(self, rows: pd.Series) -> None:
        """Remembers the rows as closed on a day that nobody knows."""
        which = self.plan[rows]
        self.days.happened("cases", "closed", which["row"], which["request_no"])


def _fill_from_dates(
    request: pd.DataFrame, assessment: pd.DataFrame, steps: _Steps, *, has_issued: bool
) -> None:
    """Fills in place what follows from the dates and from the status, also in place of words that
    nobody knows: decision, outcome, its day, the plan's start, the day of a withdrawal.

    As in SEN2, the day of outcome Y is the day the plan was issued, of N the day the family was
    told. A day that cannot be read is that of a step that was taken.
    """
    plan, told = steps.plan, steps.told
    unread = steps.undated("named_plan", "started")
    # A lookup that finds nothing may say that there is nothing.
    out = plan["started"].notna() | unread & ~steps.issued.eq(NOTHING_FOUND)
    out |= steps.status.eq("issued")
    told = told.fillna(assessment["outcome_date"].where(assessment["outcome"] == "N"))
    none = told.notna() | steps.undated("cases", "no_plan_told") | steps.status.eq("no_plan")
    request["decision"] = _filled(request["decision"], (steps.status.eq("refused"), "N"))
    ended = out | none | assessment["outcome"].isin(["Y", "N"])
    left = _close(request, assessment, steps, ended)
    drafted = request["draft"].notna() | steps.undated("request", "draft")
    undecided = request["decided"].isna() & ~steps.undated("request", "decided")
    request["decision"] = _filled(
        request["decision"].where(request["decision"].isin(DECISIONS) | ~(ended | drafted)),
        (ended | drafted, "Y"),
        (undecided & left, "W"),
        (undecided, "A"),
        (request["decided"].isna(), DECIDED_SOMEHOW),
    )
    assess, undated = request["decision"] == "Y", assessment["outcome_date"].isna()
    assessment["outcome"] = _filled(
        assessment["outcome"].where(assessment["outcome"].isin(DECISIONS) | ~(out | none)),
        (out, "Y"),
        (none, "N"),
        (assess & left, "W"),
        (assess & undated, "A"),
    )
    yes, no = assessment["outcome"] == "Y", assessment["outcome"] == "N"
    if has_issued:
        issued = plan["started"].fillna(assessment["outcome_date"].where(unread))
        plan["started"] = issued
        assessment["outcome_date"] = assessment["outcome_date"].mask(yes, issued)
    else:
        plan["started"] = assessment["outcome_date"].where(yes)
    assessment["outcome_date"] = assessment["outcome_date"].mask(no & told.notna(), told)


def _close(
    request: pd.DataFrame, assessment: pd.DataFrame, steps: _Steps, ended: pd.Series
) -> pd.Series:
    """Whether each case left before its end. One that is closed and tells no other end was
    withdrawn on the day on which it was closed, if that is known.
    """
    unread = steps.undated("cases", "closed") | steps.undated("request", "withdrawn_on")
    shut = steps.closed.notna() | unread | steps.status.isin(["closed", "withdrawn"])
    refused = request["decision"].eq("N")
    shut &= ~ended & ~refused
    request["withdrawn_on"] = request["withdrawn_on"].fillna(steps.closed.where(shut))
    waits = [(frame, name) for frame, name in ((request, "decision"), (assessment, "outcome"))]
    for frame, name in waits:
        frame[name] = frame[name].mask(shut & frame[name].eq("A"), "W")
    of_status = steps.status.isin(["issued", "no_plan", "refused", "closed"])
    steps.end_undated((ended | refused) & of_status)
    return shut | request["withdrawn_on"].notna()


def _filled(codes: pd.Series, *rules: tuple[pd.Series, str]) -> pd.Series:
    # The first rule that holds gives the code of a row that has none.
    for holds, code in rules:
        codes = codes.mask(codes.isna() & holds, code)
    return codes


def read_practices(path: Path) -> Delivery:
    """Table practice: gp_practice (upper case, each once) and district, locality or sub_icb.

    Raises BadFile if one practice stands there with two places.
    """
    refusals = Refusals()
    found, notes, _ = list_frame(path, PRACTICE_LIST, Headings(), refusals)
    many = len(found) + refusals.rows()
    found, _ = rename(found, Headings(), PRACTICE_LIST, path.name)
    found = found.apply(lambda column: column.str.strip())
    found = found.replace("", None).dropna(subset="gp_practice")
    found["gp_practice"] = found["gp_practice"].str.upper()
    found = found.drop_duplicates()
    twice = found["gp_practice"].duplicated()
    if twice.any():
        raise BadFile(
            f"{path.name}, row {row_words(found.index[twice][0])}: the practice stands there "
            "twice, in two places. Keep one row for each practice."
        )
    return Delivery(
        "practices",
        "GP practices",
        path.name,
        sha256(path),
        {"practice": found.reset_index(drop=True)},
        rows_read=many,
        refused=refusals.counted(),
        notes=notes,
    )


def with_practices(deliveries: list[Delivery]) -> list[Delivery]:
    """Without the lists of practices, which are no records, but with their table in each referral
    list of the same run. Raises BadFile if there is no such list.
    """
    lists = [each for each in deliveries if each.layout == "practices"]
    others = [each for each in deliveries if each.layout != "practices"]
    if not lists:
        return others
    if not any("referral" in each.tables for each in others):
        raise BadFile(
            f"{lists[0].file_name}: a list of GP practices says where referrals belong. Give it "
            "together with the referral list."
        )
    whole = pd.concat([each.tables["practice"] for each in lists]).drop_duplicates("gp_practice")
    return [
        replace(each, tables={**each.tables, "practice": whole})
        if "referral" in each.tables
        else each
        for each in others
    ]
