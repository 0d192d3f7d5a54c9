"""Checks H15 to H19: referrals that stand on a list too long, twice, or not as an earlier list had
them.
"""

import pandas as pd

from sendviz.load.checks.referral import OLDEST, left, waiting
from sendviz.load.checks.registry import Context, rule
from sendviz.load.checks.tables import Tables, dates

_LONGEST_OPEN = 10  # years


@rule(
    "H15",
    module="referral",
    severity="warning",
    columns=("earlier.open", "referral.received"),
    message="By this file the referral was waiting on the day of the earlier file and by that one "
    "not, or the other way round.",
    fix="Ask why. A waiting list is the one before, plus those who came, less those who left.",
)
def adds_up(t: Tables, context: Context) -> pd.Series:
    """earlier: row of this file, day of the earlier file, whether the row was waiting by that."""
    sent = t["referral"]
    earlier = t["earlier"].drop_duplicates("row").set_index("row")
    day = dates(earlier["day"], earlier.index).reindex(sent["row"]).set_axis(sent.index)
    was = earlier["open"].astype("boolean").reindex(sent["row"]).set_axis(sent.index)
    return day.notna() & (waiting(sent, day) != was.fillna(False))


@rule(
    "H16",
    module="referral",
    severity="error",
    spoils=("referral",),
    columns=("referral.received",),
    message="The referral is older than any child or young person can be.",
    fix="Correct the day of receipt: its year is wrong, or the person is an adult by now.",
)
def within_a_childhood(t: Tables, context: Context) -> pd.Series:
    """Whoever was referred 26 years ago has had the 26th birthday. One such wait, of a century,
    would be the longest of the council."""
    return _years_ago(t, OLDEST + 1, context)


@rule(
    "H17",
    module="referral",
    severity="warning",
    columns=("referral.received",),
    message="The referral has been open for more than ten years.",
    fix="Correct the day of receipt, or close the referral. Until then the child counts as "
    "waiting.",
)
def not_forgotten(t: Tables, context: Context) -> pd.Series:
    return left(t["referral"]).isna() & _years_ago(t, _LONGEST_OPEN, context)


@rule(
    "H18",
    module="referral",
    severity="warning",
    columns=("referral.received", "referral.rejection_reason|referral.discharge_reason"),
    message="There is a reason for the rejection or the discharge without its day; the child "
    "counts as still waiting.",
    fix="Enter the day on which the referral was turned down or closed.",
)
def ended_on_a_day(t: Tables, context: Context) -> pd.Series:
    sent = t["referral"]
    reason = sent["rejection_reason"].ne("") | sent["discharge_reason"].ne("")
    return reason & sent["rejected"].isna() & sent["discharged"].isna() & left(sent).isna()


@rule(
    "H19",
    module="referral",
    severity="warning",
    columns=("referral.person_id", "referral.referral_ref"),
    message="The same child has two open referrals of the same day to the same team, under "
    "different references.",
    fix="Close the one that is a copy. Each counts as a wait until then.",
)
def not_copied(t: Tables, context: Context) -> pd.Series:
    sent = t["referral"]
    open_now = sent["person_id"].ne("") & left(sent).isna() & sent["received"].notna()
    same = ["person_id", "pathway", "team", "received"]
    names = sent[open_now].groupby(same)["referral_ref"].transform("nunique")
    return names.gt(1).reindex(sent.index, fill_value=False)


def _years_ago(t: Tables, years: int, context: Context) -> pd.Series:
    limit = pd.Timestamp(context.day) - pd.DateOffset(years=years)
    return t["referral"]["received"].lt(limit)
