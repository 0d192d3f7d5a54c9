"""Checks H01 to H20: referrals to health services, one row a referral and team.

A referral is kept out where nothing is left to count: without a day of receipt that can be one
(H01, H16, H20), and of a person who is no child or young person (H06). All other errors spoil the
wait or the age, and the referral counts with a doubt: a step that is dated before the receipt was
taken, nobody knows when. A day that lies ahead, such as a booked appointment, has not come yet.
"""

import pandas as pd

from sendviz.catalogue import therapies
from sendviz.load.checks.rules import Context, error, information, warning
from sendviz.load.checks.tables import Tables, age

_LONGEST_OPEN = 10  # years
OLDEST = 25  # SEND reaches to the 26th birthday
_STEPS = ("accepted", "rejected", "first_contact", "assessment_started", "outcome_date",
          "discharged", "missed_on")  # fmt: skip
_PLACES = ["postcode", "district", "locality", "sub_icb", "gp_practice"]


@error(
    "H01",
    table="referral",
    spoils=("referral",),
    columns=("referral.pathway",),
    message="The day on which the referral was received is missing or is not a date.",
    fix="Enter the day of receipt. Every wait is counted from it.",
)
def received(t: Tables, context: Context) -> pd.Series:
    return t["referral"]["received"].isna()


@error(
    "H02",
    table="referral",
    spoils=("wait",),
    columns=("referral.received", "referral.birth_date|referral.birth_month"),
    message="The referral is dated before the child was born.",
    fix="Correct the day of the referral or the birth date. Until then the age is not known.",
)
def born_by_then(t: Tables, context: Context) -> pd.Series:
    sent = t["referral"]
    return sent["received"].lt(sent["birth_date"].fillna(sent["birth_month"]))


@error(
    "H03",
    table="referral",
    spoils=("wait",),
    columns=("referral.received", "referral.first_contact"),
    message="The first contact is dated before the referral.",
    fix="Enter the first contact after this referral, or the day of the earlier referral.",
)
def contact_after_referral(t: Tables, context: Context) -> pd.Series:
    return _before(t, "first_contact")


@error(
    "H04",
    table="referral",
    spoils=("wait",),
    columns=("referral.received", "referral.assessment_started|referral.outcome_date"),
    message="The assessment or its outcome is dated before the referral.",
    fix="Correct the day of the referral, of the assessment or of the outcome.",
)
def assessed_after_referral(t: Tables, context: Context) -> pd.Series:
    return _before(t, "assessment_started") | _before(t, "outcome_date")


@error(
    "H05",
    table="referral",
    spoils=("wait",),
    columns=("referral.received", "referral.rejected|referral.discharged"),
    message="The referral was turned down or discharged before the day on which it was received.",
    fix="Correct the day of the referral, of the rejection or of the discharge.",
)
def ended_after_referral(t: Tables, context: Context) -> pd.Series:
    return _before(t, "rejected") | _before(t, "discharged")


@error(
    "H06",
    table="referral",
    spoils=("referral",),
    columns=("referral.received", "referral.birth_date|referral.birth_month|referral.age"),
    message="The person was over 25 on the day of the referral.",
    fix="Leave adults out of the list, or correct the birth date.",
)
def young_enough(t: Tables, context: Context) -> pd.Series:
    """These are measures of children and young people; adults would change every wait."""
    sent = t["referral"]
    given = pd.to_numeric(sent["age"], errors="coerce")
    born = sent["birth_date"].fillna(sent["birth_month"])
    return age(born, sent["received"]).fillna(given).gt(OLDEST)


@warning(
    "H07",
    table="referral",
    columns=("referral.assessment_started", "referral.outcome_date"),
    message="The outcome is dated before the assessment began.",
    fix="Correct one of the two days. Until then the outcome counts as the start.",
)
def outcome_after_assessment(t: Tables, context: Context) -> pd.Series:
    return t["referral"]["outcome_date"].lt(t["referral"]["assessment_started"])


@warning(
    "H08",
    table="referral",
    columns=(
        "referral.rejected",
        "referral.first_contact|referral.assessment_started|referral.outcome_date",
    ),
    message="The referral was turned down, and yet the child was seen or assessed.",
    fix="Take out the rejection, or the contact. Until then the earlier of the two counts.",
)
def rejected_or_seen(t: Tables, context: Context) -> pd.Series:
    sent = t["referral"]
    seen = sent[["first_contact", "assessment_started", "outcome_date"]].notna().any(axis=1)
    return sent["rejected"].notna() & seen


@warning(
    "H09",
    table="referral",
    columns=("referral.received",),
    message="A day lies after the day to which the records run; it is read as not yet come.",
    fix="Correct the day. If it is a booked appointment, leave it out until it has taken place.",
)
def not_ahead(t: Tables, context: Context) -> pd.Series:
    return t["referral"][[*_STEPS]].gt(context.day).any(axis=1)


@warning(
    "H10",
    table="referral",
    columns=("referral.person_id", "referral.received"),
    message="The same child has two open referrals on one pathway.",
    fix="Close the one that was replaced. Each counts as a wait until then.",
)
def one_open(t: Tables, context: Context) -> pd.Series:
    """As NHS England's ASD17. One referral to several teams, on one day, is one."""
    sent = t["referral"]
    open_now = sent["person_id"].ne("") & left(sent).isna() & sent["received"].notna()
    days = sent[open_now].groupby(["person_id", "pathway"])["received"].transform("nunique")
    return days.gt(1).reindex(sent.index, fill_value=False)


@warning(
    "H11",
    table="referral",
    columns=("referral.received",),
    message="Nothing says where the child lives: the referral counts under 'not known'.",
    fix="Add the postcode, district, locality, sub-ICB location or GP practice.",
)
def placed(t: Tables, context: Context) -> pd.Series:
    return t["referral"][_PLACES].eq("").all(axis=1)


@information(
    "H12",
    table="referral",
    columns=("referral.received",),
    message="The provider is missing, so waits cannot be told apart by provider.",
    fix="Add the provider's name or its ODS code.",
)
def provided(t: Tables, context: Context) -> pd.Series:
    return t["referral"]["provider"].eq("") & t["referral"]["provider_code"].eq("")


@warning(
    "H13",
    table="referral",
    columns=("referral.outcome",),
    message="There is an outcome without its day; the child counts as still waiting for it.",
    fix="Enter the day on which the family was told the outcome.",
)
def outcome_dated(t: Tables, context: Context) -> pd.Series:
    return t["referral"]["outcome"].ne("") & t["referral"]["outcome_date"].isna()


@warning(
    "H14",
    table="referral",
    columns=(
        "referral.discharged",
        "referral.first_contact|referral.assessment_started|referral.outcome_date",
    ),
    message="The child was first seen, assessed or told the outcome after the discharge.",
    fix="Correct the day of the discharge, or enter the later contact under its own referral.",
)
def discharged_last(t: Tables, context: Context) -> pd.Series:
    sent = t["referral"]
    steps = sent[["first_contact", "assessment_started", "outcome_date"]]
    return steps.gt(sent["discharged"], axis=0).any(axis=1)


@warning(
    "H15",
    table="referral",
    columns=("earlier.open", "referral.received"),
    message="By this file the referral was waiting on the day of the earlier file and by that one "
    "not, or the other way round.",
    fix="Ask why. A waiting list is the one before, plus those who came, less those who left.",
)
def adds_up(t: Tables, context: Context) -> pd.Series:
    """earlier: row of this file, day of the earlier file, whether the row was waiting by that."""
    sent = t["referral"]
    earlier = t["earlier"].drop_duplicates("row").set_index("row")
    day = pd.to_datetime(earlier["day"]).reindex(sent["row"]).set_axis(sent.index)
    was = earlier["open"].astype("boolean").reindex(sent["row"]).set_axis(sent.index)
    return day.notna() & (waiting(sent, day) != was.fillna(False))


@error(
    "H16",
    table="referral",
    spoils=("referral",),
    columns=("referral.received",),
    message="The referral is older than any child or young person can be.",
    fix="Correct the day of receipt: its year is wrong, or the person is an adult by now.",
)
def within_a_childhood(t: Tables, context: Context) -> pd.Series:
    """Whoever was referred 26 years ago has had the 26th birthday. One such wait, of a century,
    would be the longest of the council."""
    return _years_ago(t, OLDEST + 1, context)


@warning(
    "H17",
    table="referral",
    columns=("referral.received",),
    message="The referral has been open for more than ten years.",
    fix="Correct the day of receipt, or close the referral. Until then the child counts as "
    "waiting.",
)
def not_forgotten(t: Tables, context: Context) -> pd.Series:
    return left(t["referral"]).isna() & _years_ago(t, _LONGEST_OPEN, context)


@warning(
    "H18",
    table="referral",
    columns=("referral.received", "referral.rejection_reason|referral.discharge_reason"),
    message="There is a reason for the rejection or the discharge without its day; the child "
    "counts as still waiting.",
    fix="Enter the day on which the referral was turned down or closed.",
)
def ended_on_a_day(t: Tables, context: Context) -> pd.Series:
    sent = t["referral"]
    reason = sent["rejection_reason"].ne("") | sent["discharge_reason"].ne("")
    return reason & sent["rejected"].isna() & sent["discharged"].isna() & left(sent).isna()


@warning(
    "H19",
    table="referral",
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


@error(
    "H20",
    table="referral",
    spoils=("referral",),
    columns=("referral.received",),
    message="The referral is dated after the day to which the records run.",
    fix="Correct the day of the referral. One that is still to come counts once it has.",
)
def has_come(t: Tables, context: Context) -> pd.Series:
    return t["referral"]["received"].gt(context.day)


def _years_ago(t: Tables, years: int, context: Context) -> pd.Series:
    limit = pd.Timestamp(context.day) - pd.DateOffset(years=years)
    return t["referral"]["received"].lt(limit)


def left(sent: pd.DataFrame) -> pd.Series:
    """The day on which each referral left the list: assessed, turned down or discharged; that
    of the receipt where it did so on days before that only.

    The first contact with a therapist begins the assessment (facts.sql, referral_as_known).
    """
    therapy = sent["pathway"].str.lower().isin(therapies())
    ends = sent[["rejected", "discharged", "assessment_started", "outcome_date"]]
    ends = ends.assign(seen=sent["first_contact"].where(therapy))
    before = ends.lt(sent["received"], axis=0)
    left_on = ends.mask(before).min(axis=1)
    return left_on.fillna(sent["received"].where(before.any(axis=1)))


def waiting(sent: pd.DataFrame, day: pd.Series) -> pd.Series:
    """Whether each referral was on the list at the end of a day."""
    gone = left(sent)
    return sent["received"].le(day) & (gone.isna() | gone.gt(day))


def _before(t: Tables, step: str) -> pd.Series:
    return t["referral"][step].lt(t["referral"]["received"])
