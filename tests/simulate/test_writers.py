import pandas as pd
import pytest

from sendviz.catalogue.layouts import PERSON_LEVEL
from sendviz.load.readers import local_files, postcodes, sen2_blade, sen2_workbook, sen2_xml
from tests.simulate import identifiers, returns, writers

YEARS = (2022, 2023, 2024)


@pytest.fixture(scope="module")
def small(made):
    """One delivery cut to every thirtieth person, so that files are written and read in no time."""
    delivery = made["839"]
    tables = dict(delivery.tables)
    person = tables["person"]
    tables["person"] = person[person["person_no"] % 30 == 0]
    tables["request"] = tables["request"][tables["request"]["person_no"] % 30 == 0]
    for name, frame in tables.items():
        if name not in ("person", "request"):
            tables[name] = frame[frame["request_no"].isin(tables["request"]["request_no"])]
    return returns.replace(delivery, tables=tables)


def flat(delivery):
    """Every table without keys, as text, in an order of its own: what a file must hold whatever its
    form.
    """
    found = {}
    for name in PERSON_LEVEL:
        held = [c for c, names in PERSON_LEVEL[name].items() if names]
        frame = delivery.tables[name].reindex(columns=held)
        if name == "person":  # GenderCurrent has 9 for what is U since: read as it stands
            frame = frame.assign(sex=frame["sex"].replace("9", "U"))
        texts = frame.astype("object").where(frame.notna(), "").map(str)
        found[name] = sorted(texts.itertuples(index=False, name=None))
    return found


@pytest.mark.parametrize("year", YEARS)
def test_a_return_comes_back_the_same_from_all_three_forms(small, tmp_path, year):
    sent = returns.sen2_return(small, year)
    writers.write_xml(sent, tmp_path / "return.xml")
    writers.write_blade(sent, tmp_path / "blade")
    writers.write_workbook(sent, tmp_path / "return.xlsx")
    read = [
        sen2_xml.read(tmp_path / "return.xml"),
        sen2_blade.read(tmp_path / "blade"),
        sen2_workbook.read(tmp_path / "return.xlsx", "839", year + 1, sent.reference_date),
    ]
    for back in read:
        assert flat(back) == flat(sent)
        assert (back.la_code, back.edition, back.reference_date) == (
            "839",
            str(year + 1),
            sent.reference_date,
        )
        assert not back.refused
    assert read[0].simulated and read[1].simulated
    assert len(list((tmp_path / "blade").iterdir())) == 9


def test_editions_hold_what_was_collected_that_year(small, tmp_path):
    for year, column, held in (
        (2022, "GenderCurrent", True),
        (2023, "GenderCurrent", False),
        (2023, "RequestSource", False),
        (2024, "RequestSource", True),
        (2022, "ReviewMeeting", False),
        (2023, "ReviewMeeting", True),
    ):
        path = tmp_path / f"{year}.xml"
        writers.write_xml(returns.sen2_return(small, year), path)
        assert (f"<{column}>" in path.read_text("utf-8")) is held, (year, column)
        assert "sendviz simulated" in path.read_text("utf-8")


@pytest.mark.parametrize(("year", "plans"), [(2022, 386), (2023, 273), (2024, 784), (2025, 656)])
def test_a_return_gives_the_published_number_of_plans(made, year, plans):
    found = returns.sen2_return(made["839"], year).tables
    issued = found["assessment"].query("outcome == 'Y'").merge(found["request"], on="request_no")
    issued = issued[issued["outcome_date"].dt.year == year]
    flags = [
        "request_mediation",
        "request_tribunal",
        "assessment_mediation",
        "assessment_tribunal",
        "other_mediation",
        "other_tribunal",
    ]
    assert (~issued[flags].fillna(False).astype(bool).any(axis=1)).sum() == plans


def test_decisions_before_the_year_are_historical_and_keep_the_day_of_the_request(made):
    request = returns.sen2_return(made["839"], 2024).tables["request"]
    assert not request["decided"].lt(pd.Timestamp("2024-01-01")).any()
    assert not request["decided"].gt(pd.Timestamp("2025-01-16")).any()
    assert request.loc[request["decision"] == "H", "received"].notna().any()
    assert request.loc[request["decision"] == "H", "decided"].isna().all()


def test_only_a_return_can_be_written_as_one(made, tmp_path):
    with pytest.raises(ValueError, match="make one with sen2_return first"):
        writers.write_xml(made["839"], tmp_path / "x.xml")


def test_case_and_advice_lists_are_read_back(small, tmp_path):
    writers.write_cases(small, tmp_path / "cases.csv")
    writers.write_advice(small, tmp_path / "advice.csv")
    cases = local_files.read_cases(tmp_path / "cases.csv", "839", small.reference_date)
    advice = local_files.read_advice(tmp_path / "advice.csv", "839", small.reference_date)
    own = small.tables["request"].query("decision != 'H'")
    assert set(cases.tables["request"]["case_ref"]) == set(own["case_ref"])
    assert len(advice.tables["advice"]) == len(small.tables["advice"])
    assert (
        advice.tables["advice"]["received"].notna().sum()
        == small.tables["advice"]["received"].notna().sum()
    )


def test_postcodes_lead_back_to_the_district(small, tmp_path):
    writers.write_postcodes(tmp_path / "postcodes.csv")
    lookup = postcodes.read_lookup(tmp_path / "postcodes.csv").set_index("postcode")["district"]
    sent = returns.sen2_return(small, 2024).tables["person"]
    home = (
        small.tables["person"]
        .set_index("person_no")["district"]
        .reindex(sent["person_no"])
        .to_numpy()
    )
    back = sent["postcode"].str.replace(" ", "").map(lookup).to_numpy()
    assert (pd.Series(back).fillna("") == pd.Series(home).fillna("")).all()
    assert sent["postcode"].dropna().str.startswith("ZQ").all()


def test_pupil_numbers_have_the_right_check_letter():
    upn = identifiers.upns(pd.Series([1, 23, 4567]))
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    for text in upn:
        weighted = sum(int(d) * w for d, w in zip(text[1:], range(2, 14), strict=True))
        assert len(text) == 13 and text[0] == letters[weighted % 23]
