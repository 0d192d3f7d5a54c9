import pandas as pd
import pytest

from sendviz.load.checks import rules
from tests.simulate import returns
from tests.simulate.counting import cases

COUNCILS = ("881", "941", "873", "839")
KNOWN = frozenset({*COUNCILS, "330", "850", "886", "919", "925", "935"})
WANTED = {
    "S02",
    "S07",
    "S08",
    "R01",
    "R02",
    "R03",
    "R06",
    "R10",
    "A02",
    "N01",
    "P03",
    "P07",
    "X01",
}


@pytest.fixture(scope="module")
def issues(made):
    return {code: rules.run(each, rules.context_of(each, KNOWN)) for code, each in made.items()}


@pytest.mark.parametrize("la_code", COUNCILS)
def test_the_faults_of_real_returns_are_there_at_low_rates(made, issues, la_code):
    found = issues[la_code]["rule"].value_counts()
    assert set(found.index) >= WANTED
    errors = issues[la_code]["severity"].eq("error").sum()
    assert 0 < errors < 0.01 * made[la_code].rows_read


@pytest.mark.parametrize("la_code", COUNCILS)
def test_errors_keep_out_no_case_that_counts(made, issues, la_code):
    spoiled = rules.spoiled(issues[la_code])
    kept_out = set(
        spoiled.loc[spoiled["stage"].isin(["received", "decision", "outcome"]), "request_no"]
    )
    known = cases(made[la_code])
    counted = known[
        known["received"].notna() | (known["issued"].notna() & known["outcome"].eq("Y"))
    ]
    assert len(kept_out) > 0
    assert not kept_out & set(counted["request_no"])


@pytest.mark.parametrize("la_code", COUNCILS)
def test_added_requests_have_no_usable_day_and_no_dated_decision(made, la_code):
    request = made[la_code].tables["request"]
    odd = request[request["case_ref"].str.contains("-X")]
    assert len(odd) == 16
    assert (odd["received"].isna() | (odd["received"] > pd.Timestamp("2026-01-15"))).all()
    assert odd["decided"].isna().all()


@pytest.mark.parametrize("year", [2022, 2024, 2025])
def test_a_return_has_few_faults_and_hardly_an_error(made, year):
    sent = returns.replace(returns.sen2_return(made["839"], year), layout="sen2_xml")
    found = rules.run(sent, rules.context_of(sent))
    assert found["severity"].eq("error").mean() < 0.2
    assert found["rule"].ne("R09").sum() < 0.02 * sent.rows_read
    assert not set(found["rule"]) & {"R08", "X01", "S09", "P06", "S01"}
