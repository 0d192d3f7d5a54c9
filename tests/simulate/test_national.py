"""The made-up national records: large enough, plausible, lazy, and never to be mistaken."""

from __future__ import annotations

from types import GeneratorType

import numpy as np
import pandas as pd
import pytest

from sendviz import ask, catalogue, load
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue.layouts import DATES, FLAGS, KEYS, PERSON_LEVEL, REFERRAL
from sendviz.commands import main
from sendviz.load.readers import bundled
from sendviz.simulate import national, national_cases
from sendviz.simulate.national_sizes import sizes
from sendviz.simulate.published import LAST_DAY

LAST = pd.Timestamp(LAST_DAY)


@pytest.fixture(scope="module")
def every():
    return sizes(153, 10)


@pytest.fixture(scope="module")
def some():
    return list(national.deliveries(3, 2, referrals=2_000))


@pytest.fixture(scope="module")
def store(some, tmp_path_factory):
    path = tmp_path_factory.mktemp("national") / "national.duckdb"
    council = [each for each in bundled.deliveries() if "council" in each.tables]
    report = load.run(council, path, then=iter(some))
    assert report.issues.query("severity == 'error'").empty
    assert report.imports["rows_refused"].sum() == 0
    return Store(path)


def test_a_whole_country_over_ten_years_is_more_than_a_million_and_a_half(every):
    assert len(every) == 153 and len({size.la_code for size in every}) == 153
    assert sum(int(size.requests.sum()) for size in every) >= 1_500_000
    by_name = {size.name: int(size.requests.sum()) for size in every}
    assert max(by_name, key=by_name.get) == "Kent" and 30_000 < by_name["Kent"] < 60_000
    shares = [np.concatenate([s.refused, s.decided_in_time, s.in_time]) for s in every]
    assert ((np.concatenate(shares) >= 0) & (np.concatenate(shares) <= 1)).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"councils": 154}, "--councils must lie between 1 and 153, not 154"),
        ({"councils": 0}, "--councils"),
        ({"years": 21}, "--years must lie between 1 and 20"),
        ({"referrals": -1}, "--referrals must be 0 or more"),
    ],
)
def test_numbers_that_there_are_not_are_refused(given, said):
    with pytest.raises(ValueError, match=said):
        national.deliveries(**given)


def test_councils_are_made_one_after_the_other_and_the_same_again(some):
    made = national.deliveries(3, 2, referrals=2_000)
    assert isinstance(made, GeneratorType)
    assert set(next(made).tables) == {"area", "area_member"}
    assert [each.la_code for each in some[1:]] == ["301", "302", "370"] * 2
    again = next(made)
    for name, frame in some[1].tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)
    other = list(national.deliveries(1, 2, seed=7))[1]
    assert not other.tables["request"].equals(again.tables["request"])
    assert len({each.sha256 for each in [*some, other]}) == len(some) + 1


def test_everything_says_that_it_is_made_up(some):
    assert all(each.simulated and "made up for measuring" in each.source for each in some)
    assert all(each.notes == (national.NOTE,) for each in some[1:])
    assert not {"simulated"} & {each.layout for each in some}
    names = some[0].tables["area"].query("scheme in ('district', 'locality') and known")["name"]
    assert names.str.startswith("Made-up ").all()
    for name, column in (("person", "person_id"), ("request", "case_ref")):
        assert some[1].tables[name][column].str.startswith("MADE-UP-").all()
    assert not {"upn", "postcode"} & set(some[1].tables["person"])


def test_deliveries_keep_the_contract_of_layouts(some):
    for name, frame in some[1].tables.items():
        if name in PERSON_LEVEL:
            assert set(frame) <= {*KEYS[name], *PERSON_LEVEL[name]}
        assert set(KEYS[name]) <= set(frame) and frame["row"].is_unique
        assert all(frame[c].dtype == "datetime64[us]" for c in frame if c in DATES)
        assert all(frame[c].dtype == "boolean" for c in frame if c in FLAGS)
        days = [frame[c].max() for c in frame if c in DATES - {"due"}]
        assert all(day <= LAST for day in days if pd.notna(day))
    assert set(some[-1].tables["referral"]) <= {*REFERRAL, "row", "referral_no"}


def test_days_come_in_their_order(some):
    cases = (
        some[2]
        .tables["request"]
        .merge(some[2].tables["assessment"].drop(columns="row"), on="request_no", how="left")
    )
    assert not cases["decided"].lt(cases["received"]).any()
    assert not cases["outcome_date"].lt(cases["decided"] + pd.Timedelta(days=30)).any()
    assert not cases["draft"].gt(cases["outcome_date"]).any()
    assert cases["decided"].notna().eq(cases["decision"].isin(["Y", "N"])).all()
    assert cases["outcome_date"].notna().eq(cases["outcome"].isin(["Y", "N"])).all()
    assert (cases["received"].dt.dayofweek < 5).mean() > 0.99


def test_timeliness_is_near_the_published_one(every):
    size = next(each for each in every if each.name == "Kent")
    made = national_cases.cases(size, np.random.default_rng(1))
    plans = made[made["outcome"] == "Y"]
    year = pd.to_datetime(plans["outcome_date"], unit="D").dt.year
    share = ((plans["outcome_date"] - plans["received"]) <= 140).groupby(year).mean()
    published = pd.Series(size.in_time, size.years)
    # The first year holds only what could be finished within it.
    apart = (share - published).dropna().loc[size.years[1] :]
    assert len(apart) == 9 and apart.abs().mean() < 0.08
    assert (made["fate"] == "N").mean() == pytest.approx(size.refused.mean(), abs=0.05)
    again = made["person_no"].duplicated()
    assert 0.01 < again.mean() < 0.1
    same = made[made["person_no"].isin(made.loc[again, "person_no"])].groupby("person_no")
    assert (same["birth"].nunique() == 1).all() and (same["district"].nunique() <= 1).all()


def test_referrals_are_as_many_as_asked_for_and_end_in_one_way(some):
    rows = pd.concat([each.tables["referral"] for each in some[4:]])
    assert len(rows) == 2_000
    steps = rows[["first_contact", "assessment_started", "outcome_date"]]
    assert not (rows["accepted"].notna() & rows["rejected"].notna()).any()
    assert steps[rows["rejected"].notna()].isna().all(axis=None)
    assert not rows["assessment_started"].lt(rows["first_contact"]).any()
    assert not rows["discharged"].lt(rows["outcome_date"]).any()
    still = rows[["rejected", "discharged"]].isna().all(axis=1)
    assert 0.05 < still.mean() < 0.6
    assert rows["pathway"].value_counts().index[0] == "slt"


def test_they_go_in_by_the_one_door(store, some):
    covered = ask.coverage(store)
    assert len(covered) == 3 and all(each.simulated for each in covered)
    asked = sum(len(each.tables["request"]) for each in some if "request" in each.tables)
    assert store.frame("select count(*) as n from request")["n"][0] == asked
    assert store.frame("select count(*) as n from referral")["n"][0] == 2_000
    selection = Selection("302", LAST_DAY)
    found = ask.measure(
        store, catalogue.get("plans_issued_within_20_weeks"), selection, "officer", by="district"
    )
    assert found["area"].str.startswith("Made-up district").any() and found["value"].notna().any()
    assert found.attrs["simulated"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--councils", "2"], "give it with --simulate"),
        (["--councils", "2", "--simulate", "folder"], "without a folder"),
        (["--councils", "999", "--simulate"], "between 1 and 153"),
    ],
)
def test_the_command_says_what_is_wrong(given, said, tmp_path, capsys):
    path = tmp_path / "x.duckdb"
    assert main(["build", *given, "--db", str(path)]) == 2
    assert said in capsys.readouterr().err and not path.exists()


def test_the_command_makes_the_file(tmp_path, capsys):
    path = tmp_path / "x.duckdb"
    given = ["build", "--simulate", "--councils", "1", "--years", "1", "--db", str(path)]
    assert main(given) == 0
    assert national.NOTE in capsys.readouterr().err
    assert [each.la_code for each in ask.coverage(Store(path))] == ["301"]
