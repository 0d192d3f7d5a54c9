"""Checks A01 to A06: the assessment and what came of it."""

import pandas as pd

from sendviz.load.checks.codes import OUTCOMES
from sendviz.load.checks.rules import Context, error, information, warning
from sendviz.load.checks.tables import Tables, among, matched, squeezed

# A plan's own date and the date it was issued can differ by clerical days, not by weeks.
_CLOSE = pd.Timedelta(days=14)
# In 2024 the 95th percentile of councils stood at 28% of plans (DfE, SEN2 2024).
_MANY, _FEW_PLANS = 0.30, 20


@error(
    "A01",
    table="assessment",
    spoils=("outcome",),
    columns=("assessment.outcome", "assessment.outcome_date"),
    message="The outcome of the assessment is not one of Y, N, A, W and H, or a final one has no "
    "date.",
    fix="Enter the outcome, and the day the plan was issued or the family was told there would be "
    "none.",
)
def outcome(t: Tables, context: Context) -> pd.Series:
    """Y without a date is right as long as no plan is out: then no named plan has a start."""
    made = t["assessment"]
    undated = made["outcome_date"].isna()
    out = matched(made, t["named_plan"], "started").notna()
    missing = made["outcome"].eq("N") & undated | made["outcome"].eq("Y") & undated & out
    return ~made["outcome"].isin(OUTCOMES) | missing


@error(
    "A02",
    table="assessment",
    spoils=("outcome",),
    columns=("assessment.outcome",),
    message="The assessment is open or ended early, yet it has an outcome date or a plan.",
    fix="Correct the outcome, or remove the date and the plan.",
)
def unfinished(t: Tables, context: Context) -> pd.Series:
    made = t["assessment"]
    more = made["outcome_date"].notna() | among(made, t["named_plan"])
    return made["outcome"].isin(["A", "W"]) & more


@error(
    "A03",
    table="assessment",
    spoils=("outcome",),
    columns=("assessment.outcome_date", "request.received|request.decided"),
    message="The request, the decision to assess and the outcome are not dated in that order, "
    "or the outcome lies after the day to which the records run.",
    fix="Correct the date that is wrong; the wait is counted between them.",
)
def in_order(t: Tables, context: Context) -> pd.Series:
    """Dates that are missing, as on historical requests, are passed over."""
    made = t["assessment"]
    received, decided = (matched(made, t["request"], name) for name in ("received", "decided"))
    day = made["outcome_date"]
    backwards = day.lt(decided) | day.lt(received) | day.notna() & decided.lt(received)
    return backwards | day.gt(context.day)


@warning(
    "A04",
    table="assessment",
    columns=("assessment.outcome", "assessment.outcome_date", "named_plan.started"),
    message="A plan was issued, but there is no plan record, or it starts more than 14 days away.",
    fix="Add the plan, or correct its start or the day on which it was issued.",
)
def plan_follows(t: Tables, context: Context) -> pd.Series:
    made = t["assessment"]
    issued = made["outcome"].eq("Y") & made["outcome_date"].notna()
    if context.year is not None:
        issued &= made["outcome_date"].dt.year.eq(context.year)
    apart = (matched(made, t["named_plan"], "started") - made["outcome_date"]).abs()
    return issued & ~apart.le(_CLOSE)


@information(
    "A05",
    table="assessment",
    columns=("assessment.outcome", "assessment.exception"),
    message="The case is marked as an exception to the 20 weeks, but no plan or refusal of one is "
    "recorded, "
    "or more than 3 in 10 plans of the council or district are so marked.",
    fix="Check that one of the exceptions in the regulations applies and that its reason is on "
    "file.",
)
def exceptions(t: Tables, context: Context) -> pd.Series:
    made = t["assessment"]
    issued = made["outcome"].eq("Y") & made["outcome_date"].notna()
    everywhere = pd.Series("council", made.index)
    often = _often(made, issued, everywhere) | _often(made, issued, _district(t))
    return made["exception"] & (~made["outcome"].isin(["Y", "N"]) | issued & often)


@warning(
    "A06",
    table="assessment",
    columns=("assessment.outcome", "active_plan.transferred_from"),
    message="The plan came from another council, but the assessment is recorded as this council's "
    "own.",
    fix="Enter outcome H: the council that issued the plan counts it.",
)
def transferred(t: Tables, context: Context) -> pd.Series:
    made = t["assessment"]
    came = matched(made, t["active_plan"], "transferred_from").ne("")
    return came & made["outcome"].ne("H")


def _often(made: pd.DataFrame, issued: pd.Series, place: pd.Series) -> pd.Series:
    """Whether exceptions exceed the limit in the row's place; places with few plans do not."""
    plans = issued.groupby(place).transform("sum")
    marked = (issued & made["exception"]).groupby(place).transform("sum")
    return plans.ge(_FEW_PLANS) & marked.gt(plans * _MANY) & place.ne("")


def _district(t: Tables) -> pd.Series:
    """The district of each assessment's child, "" where it is not known."""
    person, directory = t["person"], t["postcode"]
    home = person.assign(postcode=squeezed(person["postcode"]))
    looked_up = matched(home, directory, "district", "postcode")
    person = person.assign(district=person["district"].where(person["district"].ne(""), looked_up))
    request = t["request"]
    request = request.assign(district=matched(request, person, "district", "person_no"))
    return matched(t["assessment"], request, "district")
