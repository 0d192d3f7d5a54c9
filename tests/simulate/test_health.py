"""The simulated referrals of one council, as they are delivered."""

import pandas as pd
import pytest

from sendviz.catalogue import therapies
from sendviz.catalogue.layouts import DATES, FLAGS, KEYS, REFERRAL, SUPPORT
from sendviz.load.checks import rules
from sendviz.simulate import SEED, health, records
from sendviz.simulate.health_plan import PATHWAYS
from sendviz.simulate.published import council

LA = "941"
LAST = pd.Timestamp("2026-01-15")
ENDS = ["assessment_started", "rejected", "discharged"]


@pytest.fixture(scope="module")
def cases():
    return records.delivery(council(LA), SEED)


@pytest.fixture(scope="module")
def sent(cases):
    return health.delivery(council(LA), cases, SEED)


@pytest.fixture(scope="module")
def sound(sent):
    """The referrals without those that are wrong on purpose, with the day each left the list."""
    rows = sent.tables["referral"]
    wrong = rows["first_contact"].lt(rows["received"]) | rows["birth_date"].gt(rows["received"])
    rows = rows[~wrong & (rows["received"] > "2016-01-01")]
    return rows.assign(left=rows[ENDS].min(axis=1))


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(cases, sent):
    again = health.delivery(council(LA), cases, SEED)
    assert again.sha256 == sent.sha256
    for name, frame in sent.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)
    assert health.delivery(council(LA), cases, 7).sha256 != sent.sha256


def test_the_delivery_keeps_the_contract_of_layouts(sent):
    assert (sent.layout, sent.la_code, sent.simulated) == ("simulated_referrals", LA, True)
    assert (str(sent.reference_date), str(sent.period_start)) == ("2026-01-15", "2021-01-01")
    assert "made up" in sent.notes[0]
    for name, columns in (("referral", REFERRAL), ("support_contact", SUPPORT)):
        frame = sent.tables[name]
        assert set(KEYS[name]) <= set(frame) <= {*KEYS[name], *columns}
        assert all(frame[c].dtype == "datetime64[us]" for c in frame if c in DATES)
        assert all(frame[c].dtype == "boolean" for c in frame if c in FLAGS)
        assert frame["row"].is_unique
    rows = sent.tables["referral"]
    assert rows["referral_no"].is_unique and rows["referral_ref"].is_unique
    assert set(rows["pathway"]) == set(PATHWAYS)
    assert set(rows["provider"]) == {"Northamptonshire Healthcare NHS Foundation Trust"}
    assert set(rows["district"].dropna()) == set(council(LA).places["district"])
    assert 0.005 < rows["district"].isna().mean() < 0.03


def test_steps_come_in_their_order_and_none_after_the_last_day(sent, sound):
    days = [c for c in sent.tables["referral"] if c in DATES]
    assert not sent.tables["referral"][days].gt(LAST).any(axis=None)
    for step in (*ENDS, "accepted", "first_contact", "outcome_date", "missed_on"):
        assert not sound[step].lt(sound["received"]).any(), step
    assert not sound["first_contact"].gt(sound["assessment_started"]).any()
    assert not sound["outcome_date"].lt(sound["assessment_started"]).any()
    assert not sound["discharged"].lt(sound["outcome_date"]).any()
    assert (sound["outcome"].notna() == sound["outcome_date"].notna()).all()
    assert (sound["discharge_reason"].notna() == sound["discharged"].notna()).all()
    therapy = sound[sound["pathway"].isin(therapies())]
    assert therapy["first_contact"].equals(therapy["assessment_started"])


def test_nobody_is_both_turned_down_and_assessed_and_all_ways_out_occur(sound):
    refused = sound["rejected"].notna()
    assert not sound.loc[refused, ["first_contact", "assessment_started"]].notna().any(axis=None)
    by_pathway = refused.groupby(sound["pathway"]).mean()
    assert by_pathway.between(0.05, 0.2).all()
    assert set(sound["discharge_reason"].dropna()) == {
        "assessed", "declined", "moved", "transferred", "aged_out", "other",
    }  # fmt: skip
    grown = sound[sound["discharge_reason"] == "aged_out"]
    assert ((grown["left"] - grown["birth_date"]).dt.days / 365.25 > 17.9).all()


def test_no_false_start(sound):
    """Only those of before 2021 who were still waiting then, and about as many as a year later."""
    assert sound["left"].fillna(LAST).min() >= pd.Timestamp("2021-01-01")

    def waiting(day):
        here = (sound["received"] < day) & ~(sound["left"] < day)
        return here.groupby(sound["pathway"]).sum()

    first, year_on = waiting("2021-01-01"), waiting("2022-01-01")
    assert (first > 0.4 * year_on).all() and (first > 30).all()


def test_support_comes_to_those_who_wait_and_not_before_2023(sent, cases):
    offers = sent.tables["support_contact"]
    assert offers["offered"].between(pd.Timestamp("2023-01-01"), LAST).all()
    assert (offers["referral_no"].isna() != offers["case_ref"].isna()).all()
    rows = sent.tables["referral"].set_index("referral_no")
    of = rows.loc[offers["referral_no"].dropna().astype(int)]
    offered = offers.loc[offers["referral_no"].notna(), "offered"].to_numpy()
    assert (of["received"].to_numpy() < offered).all()
    assert not (of[ENDS].min(axis=1).to_numpy() <= offered).any()
    refs = offers["case_ref"].dropna()
    assert len(refs) > 20 and refs.isin(cases.tables["request"]["case_ref"]).all()


def test_some_children_are_those_of_the_cases_and_no_others_share_a_line(sent, cases):
    rows, person = sent.tables["referral"], cases.tables["person"].set_index("person_id")
    known = rows[rows["person_id"].isin(person.index)]
    assert 0.1 < len(known) / len(rows) < 0.35
    theirs = person.loc[known["person_id"]]
    assert (theirs["birth_date"].to_numpy() == known["birth_date"].to_numpy()).all()
    twice = rows[rows.duplicated(["person_id", "pathway"])]
    assert set(twice["pathway"]) <= {"adhd"} and len(twice) == 6


def test_the_faults_of_real_lists_are_there_and_few(sent):
    context = rules.context_of(sent, frozenset({LA}))
    found = rules.run(sent, context)["rule"].value_counts()
    assert (found["H02"], found["H03"]) == (6, 6)
    assert found["H10"] == 12
    forgotten = sent.tables["referral"]["received"] < "2016-01-01"
    assert forgotten.sum() == found["H17"] == 1
    assert set(found.index) <= {"H02", "H03", "H10", "H11", "H17"}
