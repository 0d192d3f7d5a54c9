"""Checks S01 to S09: the header of a return and its people."""

import pandas as pd

from sendviz.catalogue.calendar import SEN2_DATES
from sendviz.load.checks.codes import ETHNICITIES, GENDERS_2023, NO_NUMBER, SEXES
from sendviz.load.checks.rules import Context, error, warning
from sendviz.load.checks.tables import Tables, age, among, squeezed

_OLDEST = 24
_UN1_BELOW = 6


@error(
    "S01",
    table="header",
    columns=("header.la_code",),
    message="The file's council code or reference date is not the one expected.",
    fix="Check that this is the right council's file for the right year, then load it again.",
)
def header(t: Tables, context: Context) -> pd.Series:
    """A three-digit code, equal in all files; the known reference date of the collection."""
    head = t["header"]
    code = head["la_code"].replace("", context.la_code or "")
    wrong = ~code.str.fullmatch(r"\d{3}")
    if context.la_code:
        wrong |= code.ne(context.la_code)
    if context.la_codes:
        wrong |= ~code.isin(context.la_codes)
    expected = SEN2_DATES.get(context.collection or 0)
    if t.is_return and expected:
        wrong |= head["reference_date"].fillna(context.day).ne(pd.Timestamp(expected))
    return wrong


@error(
    "S02",
    table="person",
    columns=("person.birth_date",),
    message="The birth date is missing, or later than the day to which the records run.",
    fix="Enter the birth date; without it the child's age is not known.",
)
def birth_date(t: Tables, context: Context) -> pd.Series:
    """Spoils nothing: a case without an age still counts in every measure of time."""
    born = t["person"]["birth_date"]
    return born.isna() | born.gt(context.day)


@warning(
    "S03",
    table="person",
    columns=("person.birth_date",),
    message="On 31 August before this school year the person was not yet born, or was 25 or older.",
    fix="Check the birth date, and whether the plan should have ended.",
    returns=True,
)
def school_age(t: Tables, context: Context) -> pd.Series:
    """Ages 0 to 24 are those for which a plan can be kept."""
    start = _school_year(context)
    years = age(t["person"]["birth_date"], start)
    return years.notna() & ~years.between(0, _OLDEST)


@warning(
    "S04",
    table="person",
    columns=("person.upn|person.uln|person.upn_unknown",),
    message="There is neither a UPN nor a ULN nor a reason for having none, or both number and "
    "reason.",
    fix="Enter the number, or the reason why it is not known, not both.",
)
def numbered(t: Tables, context: Context) -> pd.Series:
    person = t["person"]
    number = person["upn"].ne("") | person["uln"].ne("")
    return number.eq(person["upn_unknown"].ne(""))


@warning(
    "S05",
    table="person",
    columns=("person.upn_unknown",),
    message="The reason for having no UPN is not in the list, or says under 6 of an older child.",
    fix="Choose a reason from the list in the SEN2 guide; UN1 is for children under 6 only.",
)
def reason_for_no_number(t: Tables, context: Context) -> pd.Series:
    reason = t["person"]["upn_unknown"]
    too_old = age(t["person"]["birth_date"], context.day).ge(_UN1_BELOW)
    return reason.ne("") & ~reason.isin(NO_NUMBER) | reason.eq("UN1") & too_old


@warning(
    "S06",
    table="person",
    columns=("person.upn|person.uln",),
    message="Another person in the file has the same UPN or ULN.",
    fix="Correct the number, or join the two records if they are the same child.",
)
def number_of_one_person(t: Tables, context: Context) -> pd.Series:
    return _shared(t["person"], "upn") | _shared(t["person"], "uln")


@warning(
    "S07",
    table="person",
    columns=("person.sex|person.ethnicity",),
    message="The sex or the ethnicity is missing or is not a code of the list.",
    fix="Enter the code from the SEN2 guide; REFU and NOBT stand for refused and not obtained.",
)
def sex_and_ethnicity(t: Tables, context: Context) -> pd.Series:
    person = t["person"]
    wrong = pd.Series(False, person.index)
    if t.has("person.sex"):
        wrong |= ~person["sex"].isin(GENDERS_2023 if context.collection == 2023 else SEXES)
    if t.has("person.ethnicity"):
        wrong |= ~person["ethnicity"].isin(ETHNICITIES)
    return wrong


@warning(
    "S08",
    table="person",
    columns=("person.postcode|person.district",),
    message="The home postcode is missing or is not in the council's postcode list.",
    fix="Enter the home postcode. Without it the case counts under 'not known or out of area'.",
)
def placed(t: Tables, context: Context) -> pd.Series:
    """The list of postcodes covers the council's area: one that is not in it lies outside."""
    person, directory = t["person"], t["postcode"]
    wrong = person["postcode"].eq("")
    if len(directory):
        wrong |= ~squeezed(person["postcode"]).isin(directory["postcode"])
    return wrong & person["district"].eq("")


@error(
    "S09",
    table="person",
    returns=True,
    columns=("person.person_no", "request.person_no"),
    message="The person has no request in the file.",
    fix="Add the request to which the record belongs, or take the person out.",
)
def has_request(t: Tables, context: Context) -> pd.Series:
    return ~among(t["person"], t["request"], "person_no")


def _school_year(context: Context) -> pd.Timestamp:
    """31 August before the school year in which the reference date falls."""
    day = context.reference_date
    if day is None:
        return pd.NaT
    return pd.Timestamp(day.year if day.month >= 9 else day.year - 1, 8, 31)


def _shared(person: pd.DataFrame, number: str) -> pd.Series:
    """Whether the number is also that of a person with another person_no."""
    people = person.groupby(number)["person_no"].transform("nunique")
    return person[number].ne("") & people.gt(1)
