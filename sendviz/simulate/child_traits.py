"""What a made-up child's list says of it: school, attendance, suspensions, social care."""

import tomllib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.simulate.published import DATA, Council

_READ: Mapping[str, Any] = tomllib.loads(
    (DATA / "calibration" / "children.toml").read_text("utf-8")
)
MADE_UP: Mapping[str, Any] = _READ["made_up"]
_OF = _READ["published"]
_PER_100 = MADE_UP["per_100"]
# What stays of a child from one list to the next is drawn once, evenly between nought and 1.
_STAYS = (
    "school", "area", "resident", "second", "disabled", "premium", "cared", "part", "alt",
    "absent", "bent", "elsewhere", "register", "justice",
)  # fmt: skip
_SETTINGS = {"EYP": "early_years", "OLA": "otherwise", "EHE": "home_educated", "NEET": "neet"}
_SETTINGS |= {"NIEO": "none", "OTH": "other"}
# Only these councils' lists tell of youth justice.
_TELLS_OF_JUSTICE = ("839",)
_OLDEST_PUPIL = 13  # school years
_FIRST_SCHOOL = 900_000  # in numbers of schools that GIAS does not use
_COMMON_NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SPLD", "PD")


def draws(size: int, rng: Generator) -> dict[str, np.ndarray]:
    """One even draw for each of what stays, under names with a mark before them."""
    return {f"_{name}": rng.random(size) for name in _STAYS}


def apart(target: Council, rng: Generator) -> pd.DataFrame:
    """How many times as often as in the council, by district: absence, suspensions, part_time."""
    names = ["absence", "suspensions", "part_time"]
    spread = np.exp(rng.normal(0, MADE_UP["apart"], (len(target.places), len(names))))
    return pd.DataFrame(spread, target.places["district"], names)


def school_year(born: pd.Series, day: pd.Timestamp) -> pd.Series:
    """0 for reception, 1 for year 1; below nought before school."""
    began = day.year - (day.month < 9)
    return began - born.dt.year - (born.dt.month > 8) - 4


def with_traits(
    listed: pd.DataFrame,
    target: Council,
    day: pd.Timestamp,
    districts: pd.DataFrame,
    rng: Generator,
) -> pd.DataFrame:
    """The children of a day with every column that the list tells."""
    year = school_year(listed["birth_date"], day)
    age = (day - listed["birth_date"]).dt.days / 365.25
    plain = (~listed["status"].eq("ehc_plan")).to_numpy().astype(int)
    found = _schools(listed.assign(year=year, age=age), plain)
    where = districts.reindex(found["district"]).fillna(1.0).set_axis(found.index)
    found = _attendance(found, plain, where, rng)
    found = _suspended(found, plain, where["suspensions"].to_numpy(), rng)
    part = _part_time(found, plain, where["part_time"].to_numpy())
    since = day - pd.to_timedelta(rng.integers(10, 330, len(found)), "D")
    return found.assign(
        second_need=_second_needs(found, plain, rng),
        part_time=part,
        part_time_since=pd.Series(since, found.index).where(part.fillna(False).astype(bool)),
        pupil_premium=_often("pupil_premium", found["_premium"], plain),
        **_care(found, plain),
        disability=_disabled(found, plain),
        dynamic_support_register=_often("dynamic_support_register", found["_register"], plain)
        & (age >= 8),
        youth_justice=_justice(found, target, plain),
        phase_transfer_year=None,
        window_from=day - pd.DateOffset(months=6),
        team=None,
    )


def _odds(name: str, plain: np.ndarray) -> np.ndarray:
    """Parts of 1 for each child: with a plan, and without."""
    return np.array(_PER_100[name])[plain] / 100


def _often(name: str, drawn: pd.Series, plain: np.ndarray) -> pd.Series:
    return drawn < _odds(name, plain)


def _of_need(need: pd.Series, of: int) -> np.ndarray:
    known = {name: values[of] for name, values in MADE_UP["by_need"].items()}
    return need.map(known).fillna(1.0).to_numpy()


def _schools(found: pd.DataFrame, plain: np.ndarray) -> pd.DataFrame:
    """setting, main_urn, main_phase, other_phase, and what goes with them."""
    plan = found["status"].eq("ehc_plan")
    odds = pd.DataFrame(MADE_UP["school"]).T.reindex(found["need"].fillna("OTH")).to_numpy()
    edge = np.cumsum(odds, axis=1)
    drawn, at_school = found["_school"].to_numpy(), (found["urn"].notna() & plan).to_numpy()
    setting = pd.Series("mainstream", found.index, dtype="object")
    for at, name in reversed([*enumerate(("special", "independent", "alternative"))]):
        setting = setting.mask(at_school & (drawn < edge[:, at]), name)
    for name in ("unit", "resourced"):
        there = found[name].astype("boolean").fillna(False).astype(bool)
        setting = setting.mask(plan & there, name)
    setting = setting.mask(found["ukprn"].notna() | (found["year"] > _OLDEST_PUPIL), "college")
    setting = setting.mask(found["year"] < 0, "early_years")
    setting = found["place"].map(_SETTINGS).fillna(setting)
    taught = ~setting.isin(["otherwise", "home_educated", "neet", "none", "other"])
    phase = _phases(found, setting).where(taught)
    dual = _often("dual_registered", found["_elsewhere"], plain) & found["year"].between(1, 11)
    elsewhere = setting.eq("independent")
    others = (_FIRST_SCHOOL + 9999 * found["_second"]).astype(int).astype(str)
    return found.assign(
        setting=setting,
        main_urn=found["urn"].fillna(found["ukprn"].str[-6:]).fillna(others).where(taught),
        main_phase=phase,
        other_phase=pd.Series(
            np.where(found["need"].eq("SEMH"), "alternative", "special"), found.index
        ).where(dual & taught),
        out_of_area=(found["_area"] < np.where(elsewhere, 0.45, _odds("out_of_area", plain)))
        .astype("boolean")
        .where(taught),
        residential=(elsewhere & (found["_resident"] < 0.12)).where(plan),
        home_educated=setting.eq("home_educated").where(plan),
        otherwise_than_at_school=setting.eq("otherwise"),
        no_place=setting.eq("none") & found["year"].between(0, 11),
        neet=setting.eq("neet").where(found["age"] >= 16),
        alternative_provision=setting.eq("alternative")
        | _often("alternative_provision", found["_alt"], plain)
        & found["need"].eq("SEMH")
        & found["year"].between(5, 11),
    )


def _phases(found: pd.DataFrame, setting: pd.Series) -> pd.Series:
    year = found["year"]
    phase = pd.Series("secondary", found.index, dtype="object")
    phase = phase.mask(year.le(6), "primary")
    phase = phase.mask(year.ge(7) & (found["_elsewhere"] > 0.93), "all_through")
    phase = phase.mask(year.lt(0), "nursery")
    phase = phase.mask(setting.isin(["special", "independent"]), "special")
    return phase.mask(setting.eq("alternative"), "alternative").mask(
        setting.eq("college"), "college"
    )


def _later(found: pd.DataFrame, name: str) -> np.ndarray:
    """How often by phase, and in alternative provision."""
    early, late = MADE_UP["by_phase"][name]
    often = np.where(found["year"] > 6, late, early)
    away = found["setting"].eq("alternative").to_numpy()
    return np.where(away, often * MADE_UP["by_phase"]["alternative"], often)


def _to_mean(often: np.ndarray, plain: np.ndarray, able: np.ndarray, wanted: list) -> np.ndarray:
    """The relative odds so that those who are able have the mean that is wanted, by plan."""
    out = np.zeros(len(often))
    for group, mean in enumerate(wanted):
        mine = able & (plain == group)
        if mine.any():
            out[mine] = often[mine] * mean / often[mine].mean()
    return out


def _attendance(
    found: pd.DataFrame, plain: np.ndarray, where: pd.DataFrame, rng: Generator
) -> pd.DataFrame:
    """sessions_possible and sessions_missed of those at school in years 0 to 11."""
    able = (found["main_phase"].notna() & found["year"].between(0, 11)).to_numpy()
    often = _of_need(found["need"], 0) * _later(found, "absence") * where["absence"].to_numpy()
    mean = _to_mean(often, plain, able, [each / 100 for each in _OF["absence"].values()])
    mean = np.clip(mean, 0.005, 0.6)
    severe, misses = np.array(MADE_UP["severe"])[plain], MADE_UP["misses_when_severe"]
    share = severe * np.clip(mean / np.array([*_OF["absence"].values()])[plain] * 100, 0.1, 4)
    rest = np.clip((mean - share * misses) / (1 - share), 0.01, 0.5)
    first = MADE_UP["spread_of_absence"]
    drawn = np.where(
        rng.random(len(found)) < share,
        rng.beta(6 * misses, 6 * (1 - misses), len(found)),
        rng.beta(first, first * (1 - rest) / rest),
    )
    # Some came during the term.
    came = np.where(rng.random(len(found)) < 0.05, rng.uniform(0.2, 0.95, len(found)), 1.0)
    possible = np.round(MADE_UP["sessions"] * came)
    missed = np.minimum(np.round(drawn * possible), possible)
    return found.assign(
        sessions_possible=np.where(able, possible, np.nan),
        sessions_missed=np.where(able, missed, np.nan),
    )


def _suspended(
    found: pd.DataFrame, plain: np.ndarray, where: np.ndarray, rng: Generator
) -> pd.DataFrame:
    """suspensions and permanent_exclusions of the months that are counted."""
    able = (found["main_phase"].notna() & found["year"].between(0, 13)).to_numpy()
    often = _of_need(found["need"], 1) * _later(found, "suspensions") * where
    often = often * np.where(found["sex"].eq("M"), 1.3, 0.6)
    again, part = MADE_UP["repeated"], MADE_UP["of_the_year"] / 100
    rate, gone = (
        _to_mean(often, plain, able, [part * each for each in _OF[name].values()])
        for name in ("suspensions", "permanent_exclusions")
    )
    hit = rng.random(len(found)) < np.clip(rate * (1 - again), 0, 0.9)
    times = np.where(hit, rng.geometric(1 - again, len(found)), 0)
    out = (rng.random(len(found)) < gone).astype(int)
    return found.assign(
        suspensions=np.where(able, np.minimum(times, 15), np.nan),
        permanent_exclusions=np.where(able, out, np.nan),
    )


def _part_time(found: pd.DataFrame, plain: np.ndarray, where: np.ndarray) -> pd.Series:
    able = (found["main_phase"].notna() & found["year"].between(0, 11)).to_numpy()
    often = _of_need(found["need"], 2) * _later(found, "part_time") * where
    odds = _to_mean(often, plain, able, [each / 100 for each in _PER_100["part_time"]])
    return (found["_part"] < odds).astype("boolean").where(able)


def _second_needs(found: pd.DataFrame, plain: np.ndarray, rng: Generator) -> pd.Series:
    """As the plan has it; of some on SEN support one of the common ones."""
    own = pd.Series(rng.choice(np.array(_COMMON_NEEDS), len(found)), found.index)
    some = (plain == 1) & (found["_second"] < MADE_UP["second_need"]) & own.ne(found["need"])
    return found["second_need"].astype("object").mask(some, own)


def _care(found: pd.DataFrame, plain: np.ndarray) -> dict[str, pd.Series]:
    """The team of those known to social care, and who has been in care."""
    known = found["social_care"]
    disabled = found["_resident"].gt(0.8) & known.eq("child_in_need")
    team = known.where(known.ne("none") & known.notna()).mask(disabled, "disabled_children")
    team = team.mask(known.eq("early_help") & found["_resident"].gt(0.6), "family_support")
    before = known.eq("looked_after") | _often("care_experienced", found["_cared"], plain)
    return {"social_care_team": team, "care_experienced": before}


def _disabled(found: pd.DataFrame, plain: np.ndarray) -> pd.Series:
    odds = _of_need(found["need"], 3)
    return found["_disabled"] < np.where(plain == 0, np.clip(odds, 0, 1), odds / 2)


def _justice(found: pd.DataFrame, target: Council, plain: np.ndarray) -> pd.Series:
    told = found["age"].ge(10) & (target.la_code in _TELLS_OF_JUSTICE)
    return _often("youth_justice", found["_justice"], plain).astype("boolean").where(told)
