"""The made-up children of one council on two days, a year apart: those with an EHC plan, in
assessment or refused, who stand in its requests and plans, and those on SEN support, some of whom
wait for the health service.

data/calibration/children.toml says how many, and how often what is so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.catalogue.layouts import TABLES, Delivery
from sendviz.simulate import child_defects, child_traits, frames, people, places
from sendviz.simulate.child_traits import MADE_UP
from sendviz.simulate.days import dates
from sendviz.simulate.published import LAST_DAY, Council

DAYS = (date(LAST_DAY.year - 1, LAST_DAY.month, LAST_DAY.day), LAST_DAY)
_NOTE = (
    "Simulated children: those with a plan are those of the requests and plans; how often they are "
    "absent, suspended or known to social care leans on England's figures and is made up."
)
_OLDEST_PUPIL, _AT_SCHOOL = 13, (4, 17)
_FIRST_KNOWN = 500_000  # in the numbers of children whom the cases know
_OF_PERSON = ("birth_date", "sex", "ethnicity", "district", "social_care", "person_id")


def deliveries(
    target: Council, cases: Delivery, referrals: Delivery, seed: int
) -> Iterator[Delivery]:
    """Table child of each of DAYS, the older first, always the same for the same seed. cases and
    referrals: the council's, whose children these are, too."""
    rng = np.random.default_rng([seed, int(target.la_code), 4])
    known = _known(target, cases.tables, rng)
    pupils = _on_support(target, referrals.tables["referral"], rng)
    apart = child_traits.apart(target, rng)
    for at, day in enumerate(DAYS):
        planned = _planned(cases.tables, known, pd.Timestamp(day), rng)
        others = pupils[pupils["before"] if at == 0 else pupils["now"]]
        listed = pd.concat([planned, others], ignore_index=True)
        told = child_traits.with_traits(listed, target, pd.Timestamp(day), apart, rng)
        told = child_defects.spoil(told, target, 1 if at else MADE_UP["defects"]["before"], rng)
        made = frames.delivery(
            target, "simulated_children", "children", {"child": _typed(told)}, _NOTE
        )
        yield replace(made, reference_date=day, period_start=None)


def _known(target: Council, tables: Mapping[str, pd.DataFrame], rng: Generator) -> pd.DataFrame:
    """The people of the cases, by person_no, with what stays of them: traits, need, the number of
    their school, and draws that are the same on both days."""
    person = tables["person"].set_index("person_no")[list(_OF_PERSON)]
    request = tables["request"]
    need = tables["need"].merge(request[["request_no", "person_no"]], on="request_no")
    first, second = (
        need[need["rank"].eq(rank)].drop_duplicates("person_no", keep="last") for rank in "12"
    )
    asked = request.dropna(subset="need").drop_duplicates("person_no", keep="last")
    main = first.set_index("person_no")["need"].reindex(person.index)
    found = person.assign(
        need=main.fillna(asked.set_index("person_no")["need"].reindex(person.index)),
        second_need=second.set_index("person_no")["need"].reindex(person.index),
        upn=[_upn(target, _FIRST_KNOWN + n) for n in range(len(person))],
    )
    return found.assign(**child_traits.draws(len(found), rng))


def _planned(
    tables: Mapping[str, pd.DataFrame], known: pd.DataFrame, day: pd.Timestamp, rng: Generator
) -> pd.DataFrame:
    """The children of the cases on one day: with a plan in force, in assessment, refused within a
    year, or on SEN support before their plan; each once."""
    plans = _plans(tables, day)
    status = pd.concat(
        [
            pd.Series("ehc_plan", plans.index),
            _by_request(tables, day),
            _before_their_plans(tables, known, day, rng),
        ]
    )
    status = status[~status.index.duplicated()].rename("status")
    return known.join(status, how="inner").join(plans).reset_index(drop=True)


def _plans(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> pd.DataFrame:
    """The plans in force by person_no: first_issued, updated_on, last_review, and their places."""
    plan = tables["named_plan"]
    plan = plan[(plan["started"] <= day) & ~(plan["ceased"] <= day)]
    owner = tables["request"].set_index("request_no")["person_no"]
    plan = plan[["request_no", "started"]].assign(person_no=plan["request_no"].map(owner))
    plan = plan.sort_values("started").drop_duplicates("person_no", keep="last")
    held = tables["active_plan"]
    held = held[held["request_no"].isin(plan["request_no"])]
    met = held.loc[held["review_meeting"] <= day].groupby("request_no")["review_meeting"].max()
    changed = held[held["review_outcome"].eq("A")].dropna(subset="last_review")
    # The amended plan follows the decision by up to eight weeks (SEND Regulations 2014, reg. 22).
    amended = changed["last_review"] + pd.to_timedelta(20 + changed["row"] % 36, "D")
    updated = amended[amended <= day].groupby(changed["request_no"]).max()
    place = tables["plan_detail"].drop_duplicates("request_no").set_index("request_no")
    found = plan.set_index("person_no")
    number = found["request_no"]
    return pd.DataFrame(
        {
            "first_issued": found["started"],
            "updated_on": number.map(updated),
            "last_review": number.map(met),
            **{name: number.map(place[name]) for name in ("urn", "ukprn", "unit", "resourced")},
            "place": number.map(place["setting"]),
        }
    )


def _by_request(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> pd.Series:
    """being_assessed and refused by person_no: requests without an end by then, and those refused
    within the year before."""
    asked = tables["request"].merge(
        tables["assessment"][["request_no", "outcome_date"]], on="request_no", how="left"
    )
    asked = asked[asked["received"] <= day]
    refused = asked["decision"].eq("N")
    ended = asked["outcome_date"].fillna(asked["withdrawn_on"])
    ended = ended.fillna(asked["decided"].where(refused))
    open_ = ~(ended <= day) & asked["decision"].ne("H")
    lately = refused & asked["decided"].between(day - pd.DateOffset(years=1), day) & ~open_
    status = pd.Series(None, asked.index, dtype="object")
    status = status.mask(lately, "refused").mask(open_, "being_assessed")
    found = status.set_axis(asked["person_no"].to_numpy()).dropna()
    return found[~found.index.duplicated(keep="last")]


def _before_their_plans(
    tables: Mapping[str, pd.DataFrame], known: pd.DataFrame, day: pd.Timestamp, rng: Generator
) -> pd.Series:
    """sen_support of most school children whose plan came after the day."""
    plan = tables["named_plan"].merge(tables["request"][["request_no", "person_no"]])
    later = plan.loc[plan["started"] > day, "person_no"].unique()
    age = (day - known["birth_date"].reindex(later)).dt.days / 365.25
    chosen = age.between(*_AT_SCHOOL) & (rng.random(len(later)) < MADE_UP["support_before_plan"])
    return pd.Series("sen_support", chosen.index[chosen])


def _on_support(target: Council, referral: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Pupils on SEN support whom no case knows, with `before` and `now`: on which of the two days
    they are on the list. Some of them are the children on the lists of the health service."""
    size = MADE_UP["on_support"][target.la_code]
    waiting = _waiting(target, referral, rng)[: size // 2]
    made = _pupils(target, size - len(waiting), LAST_DAY, rng)
    now = pd.concat([waiting, made], ignore_index=True)
    now["birth_date"] = now["birth_date"].astype("datetime64[us]")
    year = child_traits.school_year(now["birth_date"], pd.Timestamp(DAYS[0]))
    kept = (year >= 0) & (rng.random(size) < MADE_UP["on_list_before"])
    gone = _pupils(target, max(round(0.97 * size) - int(kept.sum()), 0), DAYS[0], rng)
    both = pd.concat([now.assign(now=True, before=kept), gone.assign(now=False, before=True)])
    both = both.reset_index(drop=True).assign(status="sen_support", unit=False, resourced=False)
    both["upn"] = [_upn(target, n) for n in range(1, len(both) + 1)]
    both["urn"] = rng.integers(900000, 909999, len(both)).astype(str)
    return both.assign(**child_traits.draws(len(both), rng))


def _pupils(target: Council, size: int, day: date, rng: Generator) -> pd.DataFrame:
    """So many pupils of school age on the day."""
    weight = np.array(MADE_UP["years"]["weight"])
    year = rng.choice(len(weight), size, p=weight / weight.sum())
    began = date(day.year - (day.month < 9), 8, 31)
    newest = np.array([date(began.year - 4 - y, 8, 31).toordinal() for y in range(len(weight))])
    birth = newest[year] - rng.integers(0, 365, size) - date(1970, 1, 1).toordinal()
    need = _needs(year, rng)
    return pd.DataFrame(
        {
            "birth_date": dates(birth),
            "sex": people.sexes(need, rng),
            "ethnicity": people.ethnicities(size, rng),
            "district": places.anywhere(target, size, rng),
            "social_care": people.social_care(size, rng),
            "person_id": None,
            "need": need,
        }
    )


def _upn(target: Council, number: int) -> str:
    """A number of the form of a UPN that no school gives: none begins with Z."""
    return f"Z{target.la_code}{number:09d}"


def _needs(year: np.ndarray, rng: Generator) -> np.ndarray:
    odds = MADE_UP["need"]
    return people.by_row(rng, tuple(odds), people.rows(odds)[(year > 6).astype(int)])


def _waiting(target: Council, referral: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Children of school age whom only the health service knows and who are on one of its lists."""
    own = referral["person_id"].str.startswith(f"{target.story['prefix']}-H")
    ends = referral[["rejected", "assessment_started", "outcome_date", "discharged"]]
    there = referral[own & ~ends.notna().any(axis=1)].drop_duplicates("person_id")
    year = child_traits.school_year(there["birth_date"], pd.Timestamp(LAST_DAY))
    fit = there["birth_date"].notna() & year.between(0, _OLDEST_PUPIL)
    fit &= rng.random(len(there)) < MADE_UP["of_waiting"]
    found = there.loc[fit, [*_OF_PERSON, "pathway"]].reset_index(drop=True)
    need = _needs(year[fit].to_numpy(), rng)
    # What a child waits for tells of its need.
    need = np.where(found["pathway"].eq("autism") & (rng.random(len(found)) < 0.5), "ASD", need)
    need = np.where(found["pathway"].eq("slt") & (rng.random(len(found)) < 0.7), "SLCN", need)
    return found.drop(columns="pathway").assign(need=need)


def _typed(told: pd.DataFrame) -> pd.DataFrame:
    """The canonical columns of a list of children, as a reader gives them."""
    table = TABLES["child"]
    columns: dict[str, pd.Series] = {"row": pd.Series(np.arange(2, len(told) + 2))}
    for name in table.delivered:
        given = told[name] if name in told else pd.Series(None, told.index, dtype="object")
        kind = table.kind(name)
        if kind in ("date", "month"):
            columns[name] = pd.to_datetime(given).astype("datetime64[us]")
        elif kind == "flag":
            columns[name] = given.astype("boolean")
        elif kind in ("number", "age"):
            columns[name] = pd.to_numeric(given, errors="coerce").astype("float64")
        else:
            columns[name] = given.astype("str")
    return pd.DataFrame(columns)
