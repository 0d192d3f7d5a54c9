"""The council's own case and advice lists: derived outcomes, odd dates, and what is refused."""

from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import ADVICE, ASSESSMENT, KEYS, NAMED_PLAN, PERSON, REQUEST, BadFile
from sendviz.load.checks.codes import ETHNICITIES
from sendviz.load.readers import local_files, recognise
from tests.readers.local_samples import DAY, cases, write


def settled(tmp_path, row: str):
    """Decision, outcome, day of the outcome and start of the plan of one row."""
    tables = cases(tmp_path, row).tables
    assessment, plan = tables["assessment"], tables["named_plan"]
    return (
        tables["request"]["decision"][0],
        None if assessment.empty else assessment["outcome"][0],
        None
        if assessment.empty or pd.isna(assessment["outcome_date"][0])
        else assessment["outcome_date"][0].date(),
        None if plan.empty else plan["started"][0].date(),
    )


def test_template_is_read_back_and_its_example_passed_over(tmp_path):
    template = local_files.CASE_LIST.template()
    path = write(
        tmp_path, template + template.splitlines()[1].replace(b"EXAMPLE-1", b"C-7") + b"\r\n"
    )
    found = local_files.read_cases(path, "839", DAY)
    assert found.rows_read == 1 and found.refused == {} and found.notes == ()
    assert (found.layout, found.la_code, found.reference_date) == ("local_cases", "839", DAY)
    tables = found.tables
    for name, columns in (
        ("person", PERSON),
        ("request", REQUEST),
        ("assessment", ASSESSMENT),
        ("named_plan", NAMED_PLAN),
    ):
        assert list(tables[name].columns) == [*KEYS[name], *columns] and tables[name][
            "row"
        ].tolist() == [3]
    request = tables["request"].iloc[0]
    assert request[["case_ref", "source", "need", "setting", "team"]].tolist() == [
        "C-7",
        "education",
        "ASD",
        "mainstream",
        "North",
    ]
    assert request["draft"] == pd.Timestamp("2026-04-30") and not request["rya"]
    assert tables["person"].iloc[0][["social_care", "person_id"]].tolist() == [
        "child_in_need",
        "12345",
    ]
    assert tables["named_plan"]["started"].tolist() == [pd.Timestamp("2026-06-20")]
    assert tables["assessment"]["exception"].tolist() == [True]


def test_template_as_it_comes_holds_no_rows(tmp_path):
    with pytest.raises(BadFile, match="no rows"):
        local_files.read_cases(write(tmp_path, local_files.CASE_LIST.template()), "839", DAY)
    with pytest.raises(BadFile, match="no rows"):
        local_files.read_advice(write(tmp_path, local_files.ADVICE_LIST.template()), "839", DAY)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1,U,01/01/2026,,,,,,,", ("A", None, None, None)),
        ("1,U,01/01/2026,Y,05/02/2026,,,,,", ("Y", "A", None, None)),
        ("1,U,01/01/2026,Agreed to assess,05/02/2026,,,,,", ("Y", "A", None, None)),
        ("1,U,01/01/2026,refused,05/02/2026,,,,,", ("N", None, None, None)),
        ("1,U,01/01/2026,,05/02/2026,,,,,", (None, None, None, None)),
        (
            "1,U,01/01/2026,,05/02/2026,,20/05/2026,,,",
            ("Y", "Y", date(2026, 5, 20), date(2026, 5, 20)),
        ),
        (
            "1,U,01/01/2026,y,05/02/2026,Plan issued,20/05/2026,,,",
            ("Y", "Y", date(2026, 5, 20), date(2026, 5, 20)),
        ),
        ("1,U,01/01/2026,Y,05/02/2026,Y,,,,", ("Y", "Y", None, None)),
        ("1,U,01/01/2026,Y,05/02/2026,,,20/04/2026,,", ("Y", "N", date(2026, 4, 20), None)),
        ("1,U,01/01/2026,Y,05/02/2026,no plan,,20/04/2026,,", ("Y", "N", date(2026, 4, 20), None)),
        ("1,U,01/01/2026,Y,05/02/2026,,,,20/03/2026,", ("Y", "W", None, None)),
        ("1,U,01/01/2026,,,,,,20/01/2026,", ("W", None, None, None)),
        ("1,U,01/01/2026,withdrawn,,,,,,", ("W", None, None, None)),
        (
            "1,U,01/01/2026,N,05/02/2026,,20/06/2026,,,",
            ("N", "Y", date(2026, 6, 20), date(2026, 6, 20)),
        ),
        ("1,U,01/01/2026,,,,,,,01/05/2026", ("Y", "A", None, None)),
        ("1,U,01/01/2026,maybe,05/02/2026,,,,,", ("MAYBE", None, None, None)),
    ],
)
def test_decision_and_outcome_follow_from_words_and_dates(tmp_path, row, expected):
    found = settled(tmp_path, row)
    assert (None if pd.isna(found[0]) else found[0], *found[1:]) == expected


def test_outcome_date_serves_where_there_is_no_column_of_issue(tmp_path):
    tables = cases(
        tmp_path,
        "1,01/01/2026,Y,Y,20/05/2026",
        "2,01/01/2026,Y,N,21/05/2026",
        headings="case_ref,received,decision,outcome,outcome_date",
    ).tables
    assert tables["named_plan"]["started"].tolist() == [pd.Timestamp("2026-05-20")]
    assert tables["assessment"]["outcome_date"].notna().all()


def test_impossible_dates_are_missing_and_counted(tmp_path):
    found = cases(
        tmp_path,
        "1,U,31/02/2026,,,,,,,",
        "2,V,01/01/2026,,9999-12-31,,,,,",
        "3,W,44927,,,,,,,",
        "4,X,1/1/26,,31/06/2026,,,,,",
        "5,Y,,,,,,,,",
    )
    assert found.refused == {} and found.unread == {
        "received is not a date (row 2)": 1,
        "decided is not a date (row 5)": 1,
    }
    assert len(found.tables["request"]) == 5


def test_month_first_dates_are_refused_as_a_whole(tmp_path):
    rows = [f"{day},U{day},01/{day}/2026,,,,,,," for day in range(5, 29)]
    with pytest.raises(BadFile, match="date_format"):
        cases(tmp_path, *rows)
    found = cases(tmp_path, *rows, mapping={"date_format": "%m/%d/%Y"})
    assert found.tables["request"]["received"].max() == pd.Timestamp("2026-01-28")


def test_rows_that_slipped_sideways_are_refused(tmp_path):
    found = cases(
        tmp_path, "1,U,01/01/2026,,,,,,,", "2,U,01/01/2026,,,,,,,,extra", "", "4,U,01/01/2026"
    )
    assert found.tables["request"]["case_ref"].tolist() == ["1", "4"]
    assert found.tables["request"]["row"].tolist() == [2, 5]
    assert found.rows_read == 3
    assert found.refused == {"cases.csv has more fields than headings (row 3)": 1}


def test_la_code_is_three_digits(tmp_path):
    with pytest.raises(BadFile, match="three digits"):
        local_files.read_cases(write(tmp_path, local_files.CASE_LIST.template()), "E06000058", DAY)


def test_advice(tmp_path):
    text = (
        "Case no,Type,provider,requested date,due,received,returned\n"
        "1,Educational psychology,Service,01/03/2026,,20/04/2026,no\n"
        "2,SALT,,02/03/2026,13/04/2026,,yes\n3,Wizardry,,03/03/2026,,,\n4,,,,,,\n"
    )
    found = local_files.read_advice(write(tmp_path, text.replace("\n4,,,,,,", "")), "839", DAY)
    advice = found.tables["advice"]
    assert list(advice.columns) == ["request_no", "row", *ADVICE]
    assert advice["kind"].tolist() == ["ep", "slt", "other"]
    assert advice["received"].isna().tolist() == [False, True, True]
    assert advice["returned_for_quality"].tolist()[:2] == [False, True]
    assert found.refused == {} and found.unread == {
        "Type is not a kind of advice that is known and counts as other (row 4)": 1
    }
    assert found.layout == "local_advice" and advice["request_no"].isna().all()


def test_words_of_lists_lead_to_codes_of_the_dimensions():
    known = {name: set(each.values) for name, each in dimensions().items()}
    for column, words in local_files.CASE_LIST.code_of_word().items():
        codes = ETHNICITIES if column == "ethnicity" else known.get(column)
        codes = {*local_files.CASE_LIST.codes["status"]} if column == "status" else codes
        assert column in ("decision", "outcome") or set(words.values()) <= codes
    assert set(local_files.ADVICE_LIST.code_of_word()["kind"].values()) < known["advice"]


def test_advice_is_told_from_cases(tmp_path):
    advice = write(tmp_path, local_files.ADVICE_LIST.template(), "advice.csv")
    assert recognise.recognise_list(advice, None).kind is local_files.ADVICE_LIST
    cases = write(tmp_path, local_files.CASE_LIST.template())
    assert recognise.recognise_list(cases, None).kind is local_files.CASE_LIST
    theirs = write(tmp_path, "Our number,What,Sent out,Back\n1,EP,01/02/2026,\n", "theirs.csv")
    mapping = {"case_ref": "Our number", "kind": "What", "asked": "Sent out", "received": "Back"}
    found = recognise.recognise_list(theirs, mapping)
    assert found.kind is local_files.ADVICE_LIST and found.mapped
    assert recognise.recognise_list(theirs, None).kind is None
