"""Rows of a list of children as rows of the file: identifiers out, ages and codes in."""

from __future__ import annotations

import pandas as pd

from sendviz.catalogue.layouts import TABLES
from sendviz.load import aliases, case_rows
from sendviz.load.checks.child import ETHNICITIES, TEAMS_OF_STATUS
from sendviz.load.loading import Loading
from sendviz.load.referral_rows import without_identifiers

# The months of a list of an inspection: those before its day, where the list names no first day.
MONTHS_COUNTED = 6
LAST_YEAR, NURSERY = 14, -1
# Years at the end of which children move to another phase in most schools; that of middle schools.
TRANSFER_YEARS = (-1, 6, 11, 13, 14)
OF_MIDDLE = {"middle_primary": 8, "middle_secondary": 8}
SETTING_OF_PHASE = {
    "nursery": "early_years",
    "primary": "mainstream",
    "middle_primary": "mainstream",
    "middle_secondary": "mainstream",
    "secondary": "mainstream",
    "all_through": "mainstream",
    "special": "special",
    "alternative": "alternative",
    "college": "college",
}
# Where a child is taught, by what the list says of it: the first that holds.
SETTING_OF_FLAG = {
    "home_educated": "home_educated",
    "otherwise_than_at_school": "otherwise",
    "no_place": "none",
    "neet": "neet",
}
WHOLE = ("year_group", "suspensions", "permanent_exclusions")


def schema_rows(
    loading: Loading, rows: pd.DataFrame, who: pd.Series, places: pd.DataFrame
) -> pd.DataFrame:
    """Rows of schema table child without import_id, with `row`. What cannot be (absence over 100,
    a count below nought) is missing; the checks tell of it."""
    born = rows["birth_date"].fillna(rows["birth_month"])
    month = born.dt.to_period("M").dt.to_timestamp()
    own = {column: rows[column] for column in TABLES["child"].columns if column in rows}
    found = pd.DataFrame(own, rows.index).assign(
        row=rows["row"],
        la_code=loading.la_code,
        snapshot=loading.day,
        person=who,
        case_ref=aliases.safe_references(rows["case_ref"], loading.salt),
        birth_month=month.mask(born.gt(loading.day)),
        age=_ages(loading, born, pd.to_numeric(rows["age"], errors="coerce")),
        ethnicity=case_rows.codes_in(rows["ethnicity"], ETHNICITIES),
        ethnicity_group=case_rows.ethnic_groups(rows["ethnicity"]),
        social_care=_social_care(rows),
        team=without_identifiers(rows["team"]),
        numbered=rows[["upn", "uln", "upn_unknown"]].notna().any(axis=1),
        window_from=_window(loading, rows["window_from"]),
        district=places["district"],
        simulated=loading.delivery.simulated,
    )
    found = found.assign(**_counts(rows), **_years(loading, found, born))
    return found.assign(setting=_settings(found), alternative_provision=_alternative(found))


def _ages(loading: Loading, born: pd.Series, given: pd.Series) -> pd.Series:
    """Whole years on the day of the snapshot; young people of 26 and over stay."""
    on = pd.Series(loading.day, born.index, dtype="datetime64[us]")
    own = case_rows.age(born, on).fillna(given)
    return own.where(own.between(0, 120)).round().astype("Int16")


def _social_care(rows: pd.DataFrame) -> pd.Series:
    """Where the list only says yes, what the team tells of it."""
    of_team = rows["social_care_team"].map(TEAMS_OF_STATUS)
    return rows["social_care"].mask(
        rows["social_care"].eq("known"), of_team.fillna(rows["social_care"])
    )


def _window(loading: Loading, given: pd.Series) -> pd.Series:
    first = loading.day - pd.DateOffset(months=MONTHS_COUNTED)
    return given.where(given < loading.day).fillna(first)


def _counts(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Sessions where the list tells them, else the percentage; counts, none below nought."""
    possible, missed = (
        pd.to_numeric(rows[name], errors="coerce")
        for name in ("sessions_possible", "sessions_missed")
    )
    sound = possible.gt(0) & missed.between(0, possible)
    told = pd.to_numeric(rows["absence"], errors="coerce")
    whole = {name: pd.to_numeric(rows[name], errors="coerce").round() for name in WHOLE[1:]}
    return {
        "sessions_possible": possible.where(sound).round().astype("Int32"),
        "sessions_missed": missed.where(sound).round().astype("Int32"),
        "absence_percent": told.where(told.between(0, 100) & ~sound),
        **{name: n.where(n.between(0, 999)).astype("Int16") for name, n in whole.items()},
    }


def _years(loading: Loading, found: pd.DataFrame, born: pd.Series) -> dict[str, pd.Series]:
    """The school year as told, else by age: who is 4 on 31 August is in reception (0); and whether
    it is one at the end of which the phase changes, as told, else by the year."""
    on = pd.Series(loading.day, born.index, dtype="datetime64[us]")
    told = pd.to_numeric(found["year_group"], errors="coerce")
    year = told.fillna(case_rows.school_age(born, on) - 4)
    year = year.where(year.between(NURSERY, LAST_YEAR)).round().astype("Int16")
    moves = year.isin(TRANSFER_YEARS) & ~found["main_phase"].isin(OF_MIDDLE)
    moves |= year.eq(found["main_phase"].map(OF_MIDDLE).astype("Int16")).fillna(False)
    moves = moves.astype("boolean").mask(year.isna())
    return {
        "year_group": year,
        "phase_transfer_year": found["phase_transfer_year"].fillna(moves),
    }


def _settings(found: pd.DataFrame) -> pd.Series:
    """As told, else by what the list says of the child, else by the phase of the school."""
    setting = found["setting"]
    for flag, code in SETTING_OF_FLAG.items():
        setting = setting.fillna(pd.Series(code, found.index).where(found[flag].eq(True)))
    return setting.fillna(found["main_phase"].map(SETTING_OF_PHASE)).astype("str")


def _alternative(found: pd.DataFrame) -> pd.Series:
    """As told; true where a school or the setting is one. That no list says so is no no."""
    there = found[["main_phase", "other_phase", "setting"]].eq("alternative").any(axis=1)
    return found["alternative_provision"].mask(there, True)
