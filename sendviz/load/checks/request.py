"""Checks R01 to R11: the request for an assessment and the decision on it."""

import pandas as pd

from sendviz.load.checks.codes import DECISIONS, SOURCES
from sendviz.load.checks.rules import Context, error, warning
from sendviz.load.checks.tables import Tables, among, matched

_SOURCE_SINCE = 2026


@error(
    "R01",
    table="request",
    spoils=("received",),
    columns=("request.received",),
    message="The day on which the request was received is missing.",
    fix="Enter the day of receipt. The 6, 16 and 20 weeks are counted from it.",
)
def received(t: Tables, context: Context) -> pd.Series:
    """Historical records may lack it. A plan still counts as issued, in no band of time."""
    request = t["request"]
    return request["received"].isna() & request["decision"].ne("H")


@error(
    "R02",
    table="request",
    spoils=("decision",),
    columns=("request.decision",),
    message="The outcome of the request is missing or is not one of Y, N, A, W and H.",
    fix="Enter Y to assess, N refused, A not decided, W withdrawn or H decided in an earlier year.",
)
def decision(t: Tables, context: Context) -> pd.Series:
    return ~t["request"]["decision"].isin(DECISIONS)


@error(
    "R03",
    table="request",
    spoils=("decision",),
    columns=("request.decision", "request.decided"),
    message="A decision has no date, or a request without a decision has one.",
    fix="Enter the day on which the family was told, or correct the outcome of the request.",
)
def decision_dated(t: Tables, context: Context) -> pd.Series:
    request, dated = t["request"], t["request"]["decided"].notna()
    return request["decision"].isin(["Y", "N"]) & ~dated | request["decision"].eq("A") & dated


@error(
    "R04",
    table="request",
    spoils=("decision",),
    columns=("request.decided",),
    message="The decision is dated before the request, or after the day to which the records run.",
    fix="Correct the day of the request or the day of the decision.",
)
def decision_after_request(t: Tables, context: Context) -> pd.Series:
    request = t["request"]
    return request["decided"].lt(request["received"]) | request["decided"].gt(context.day)


@warning(
    "R05",
    table="request",
    returns=True,
    columns=("request.decision", "request.decided"),
    message="The decision is dated outside the calendar year that the return tells of.",
    fix="Enter H if it was made in an earlier year, A if it was still open at the end of the year.",
)
def decision_in_year(t: Tables, context: Context) -> pd.Series:
    request, day = t["request"], t["request"]["decided"]
    outside = day.notna() & day.dt.year.ne(context.year) & (context.year is not None)
    return request["decision"].isin(["Y", "N"]) & outside


@error(
    "R06",
    table="request",
    spoils=("received",),
    columns=("request.received",),
    message="The request is dated before the child was born, or after the day to which the records "
    "run.",
    fix="Correct the day of the request or the birth date.",
)
def request_possible(t: Tables, context: Context) -> pd.Series:
    request = t["request"]
    born = matched(request, t["person"], "birth_date", "person_no")
    return request["received"].gt(context.day) | request["received"].le(born)


@warning(
    "R07",
    table="request",
    columns=("request.decision", "assessment.request_no"),
    message="There is an assessment although none was agreed to.",
    fix="Correct the outcome of the request, or mark the mediation or appeal that led to the "
    "assessment.",
)
def no_assessment(t: Tables, context: Context) -> pd.Series:
    """A refusal stays N when mediation or an appeal reverses it, and then has an assessment."""
    request = t["request"]
    disputed = request["request_mediation"] | request["request_tribunal"]
    ended = request["decision"].isin(["N", "W"]) & ~disputed
    return (ended | request["decision"].eq("A")) & among(request, t["assessment"])


@warning(
    "R08",
    table="request",
    returns=True,
    columns=("request.decision", "assessment.request_no"),
    message="It was decided to assess, but there is no assessment record.",
    fix="Add the assessment, with outcome A if it is still going on.",
)
def has_assessment(t: Tables, context: Context) -> pd.Series:
    request = t["request"]
    return request["decision"].isin(["Y", "H"]) & ~among(request, t["assessment"])


@warning(
    "R09",
    table="request",
    columns=("request.source",),
    returns=True,
    message="The source of the request is not one of the codes 1 to 5, or is missing from 2026 on.",
    fix="Enter 1 parent or young person, 2 education setting, 3 health, 4 social care or 5 other.",
)
def source(t: Tables, context: Context) -> pd.Series:
    given = t["request"]["source"]
    required = (context.collection or 0) >= _SOURCE_SINCE
    return ~given.isin(SOURCES) & (given.ne("") | required)


@warning(
    "R10",
    table="request",
    columns=("request.exported_to",),
    message="The council to which the child moved is unknown or your own, or a plan was issued "
    "here.",
    fix="Enter the three-digit code of the other council, or clear it if the child stayed.",
)
def exported(t: Tables, context: Context) -> pd.Series:
    request, to = t["request"], t["request"]["exported_to"]
    wrong = ~to.str.fullmatch(r"\d{3}") | to.eq(context.la_code or "")
    if context.la_codes:
        wrong |= ~to.isin(context.la_codes)
    planned = among(request, t["named_plan"]) | matched(request, t["assessment"], "outcome").eq("Y")
    return to.ne("") & (wrong | planned)


@warning(
    "R11",
    table="request",
    columns=("request.person_no", "request.decision"),
    message="The same child has more than one request in progress.",
    fix="Close the one that is over, or withdraw the one that was entered twice.",
)
def one_open_request(t: Tables, context: Context) -> pd.Series:
    request = t["request"]
    still_open = _open(t)
    number = still_open.groupby(request["person_no"]).transform("sum")
    return still_open & request["person_no"].notna() & number.gt(1)


def _open(t: Tables) -> pd.Series:
    """Not decided, or to be assessed and neither a plan nor another end recorded."""
    request = t["request"]
    outcome = matched(request, t["assessment"], "outcome")
    undated = matched(request, t["assessment"], "outcome_date").isna()
    running = outcome.isin(["", "A"]) | outcome.eq("Y") & undated
    assessing = request["decision"].eq("Y") & running
    return (request["decision"].eq("A") | assessing) & request["exported_to"].eq("")
