"""The streamed XML reader: every item, every spelling, every edition."""

from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue.layouts import DATES, FLAGS, KEYS, PERSON_LEVEL
from sendviz.load.readers.sen2_xml import MOST_ITEMS
from tests.readers.sen2_samples import FULL, HEADER, SECOND, delivered, message

# Items that stand in no record, more than are passed over at a time.
STRAYS = "<ReceivedDate>2024-01-01</ReceivedDate>" * (2 * MOST_ITEMS + 1)


def test_header(tmp_path):
    found = delivered(tmp_path, message())
    assert (found.layout, found.la_code, found.edition) == ("sen2_xml", "839", "2025")
    assert (found.reference_date, found.period_start) == (date(2025, 1, 16), date(2024, 1, 1))
    assert found.refused == {} and found.notes == () and not found.simulated
    assert found.rows_read == 13 and found.file_name == "return.xml" and len(found.sha256) == 64


def test_tables_hang_together(tmp_path):
    tables = delivered(tmp_path, message()).tables
    assert {name: len(frame) for name, frame in tables.items()} == {
        "person": 2,
        "request": 3,
        "assessment": 1,
        "named_plan": 1,
        "plan_detail": 2,
        "active_plan": 1,
        "placement": 1,
        "need": 2,
    }
    assert tables["person"]["person_no"].tolist() == [1, 2]
    assert tables["request"][["request_no", "person_no"]].values.tolist() == [
        [1, 1],
        [2, 1],
        [3, 2],
    ]
    for name in set(tables) - {"person", "request"}:
        assert set(tables[name]["request_no"]) == {1}


def test_every_column_stands_and_is_typed(tmp_path):
    for name, frame in delivered(tmp_path, message()).tables.items():
        assert list(frame.columns) == [*KEYS[name], *PERSON_LEVEL[name]]
        for column in PERSON_LEVEL[name]:
            expected = (
                "datetime64[us]" if column in DATES else "boolean" if column in FLAGS else "str"
            )
            assert frame[column].dtype == expected, (name, column)


def test_values(tmp_path):
    tables = delivered(tmp_path, message()).tables
    person, request = tables["person"].iloc[0], tables["request"].iloc[0]
    assert (person["sex"], person["ethnicity"], person["upn"]) == ("F", "WBRI", "A123456789012")
    assert person["birth_date"] == pd.Timestamp("2015-03-04") and pd.isna(person["uln"])
    assert (request["source"], request["decision"]) == ("health", "Y")
    assert request["request_tribunal"] and not request["request_mediation"]
    assert request["decided"] == pd.Timestamp("2024-02-14")
    assert pd.isna(tables["request"].iloc[1]["source"])
    assert bool(tables["assessment"].iloc[0]["exception"]) is True
    assert tables["named_plan"].iloc[0][["residential", "cease_reason"]].tolist() == ["A", "6"]
    assert tables["plan_detail"]["setting"].tolist()[1] == "EHE"
    assert tables["active_plan"].iloc[0][["residential", "review_outcome"]].tolist() == ["B", "M"]
    assert tables["placement"].iloc[0]["work_based"] == "S"
    assert tables["need"]["need"].tolist() == ["ASD", "SLCN"]


def test_names_of_people_are_in_no_frame(tmp_path):
    for frame in delivered(tmp_path, message()).tables.values():
        assert not frame.isin(["Roe", "ROE", "Jo", "JO"]).any().any()


def test_row_is_the_line_in_the_file(tmp_path):
    text = message()
    rows = delivered(tmp_path, text).tables["request"]["row"].tolist()
    lines = text.splitlines()
    assert all("<Requests>" in lines[row - 1] for row in rows)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("<Message>", '<Message xmlns="urn:example:sen2">'),
        lambda text: (
            text.replace("<", "<s:")
            .replace("<s:/", "</s:")
            .replace("<s:Message>", '<s:Message xmlns:s="urn:x">')
        ),
        lambda text: (
            text.replace("SENtype", "SENTYPE")
            .replace("Requests", "requests")
            .replace("Person>", "PERSON>")
        ),
        lambda text: text.replace("<Persons>", "<Content><SEN2><Persons>").replace(
            "</Persons>", "</Persons></SEN2></Content>"
        ),
        lambda text: ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: (
            '<?xml version="1.0" encoding="ISO-8859-1"?>' + text.replace("Roe", "Ros\xe9")
        ).encode("latin-1"),
        lambda text: text.replace("<Sex>", "<!-- a remark --><?tool this?><Sex>"),
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("<Persons>", STRAYS + "<Persons>" + STRAYS),
    ],
    ids=[
        "namespace",
        "prefix",
        "case",
        "wrapped",
        "utf-16",
        "bom",
        "latin-1",
        "remarks",
        "one line",
        "items outside of records",
    ],
)
def test_other_spellings_give_the_same(tmp_path, change):
    expected = delivered(tmp_path, message()).tables
    found = delivered(tmp_path, change(message())).tables
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name].drop(columns="row"), frame.drop(columns="row"))


@pytest.mark.parametrize(
    ("year", "items", "doubted"),
    [
        ("2023", "<GenderCurrent>1</GenderCurrent>", False),
        ("2023", "<Sex>M</Sex>", True),
        ("2024", "<Sex>M</Sex>", False),
        ("2024", "<GenderCurrent>2</GenderCurrent>", True),
        ("2025", "<Sex>M</Sex>", False),
        ("2026", "<Sex>M</Sex>", True),
        ("2027", "<Sex>M</Sex>", True),
    ],
)
def test_year_of_the_header_counts_and_the_items_are_compared(tmp_path, year, items, doubted):
    person = SECOND.replace("<Sex>M</Sex>", items)
    found = delivered(
        tmp_path, message(person, HEADER.replace("2025<", f"{year}<").replace("2025-", f"{year}-"))
    )
    assert found.edition == year
    assert found.period_start == date(int(year) - 1, 1, 1)
    assert any("items are those" in note for note in found.notes) is doubted
    assert found.tables["person"]["sex"].tolist() == ["F" if "2<" in items else "M"]


def test_new_items_under_an_old_year_are_doubted(tmp_path):
    header = HEADER.replace("2025", "2023")
    assert any(
        "2025 collection" in note for note in delivered(tmp_path, message(header=header)).notes
    )


def test_what_does_not_fit_is_missing_and_counted_without_its_value(tmp_path):
    bad = FULL.replace("2024-02-14", "2024-02-31").replace(">3</RequestSource", ">9</RequestSource")
    bad = bad.replace("<RYA>0", "<RYA>perhaps").replace("<SENtypeRank>2", "<SENtypeRank>7")
    found = delivered(tmp_path, message(bad + SECOND))
    assert found.refused == {} and set(found.unread.values()) == {1}
    assert {text.split(" (line ")[0] for text in found.unread} == {
        "SENtypeRank is not one of the codes 1 to 2",
        "RYA is neither yes nor no",
        "RequestOutcomeDate is not a date",
        "RequestSource is not one of the codes 1 to 5",
    }
    assert not any(value in text for text in found.unread for value in ("2024-02-31", "perhaps"))
    assert pd.isna(found.tables["request"].iloc[0]["decided"]) and len(found.tables["request"]) == 3


def test_many_bad_values_name_two_lines_and_count_the_rest(tmp_path):
    bad = SECOND.replace("2024-12-01", "2024-12-32")
    people = "\n".join([bad, SECOND] * 5)
    ((sentence, count),) = delivered(tmp_path, message(people)).unread.items()
    assert count == 5 and sentence.startswith("ReceivedDate is not a date (lines ")
    assert sentence.endswith("and 3 more)")


def test_codes_that_the_checks_judge_are_kept(tmp_path):
    odd = SECOND.replace("<RequestOutcome>A", "<RequestOutcome>q").replace("<Sex>M", "<Sex>u")
    found = delivered(tmp_path, message(odd))
    assert found.tables["request"]["decision"].tolist() == ["Q"] and found.tables["person"][
        "sex"
    ].tolist() == ["U"]
    assert found.refused == {}


def test_records_without_their_parent_are_refused(tmp_path):
    stray = "<Person><Sex>M</Sex><SENneed><SENtype>ASD</SENtype></SENneed></Person>"
    found = delivered(tmp_path, message(stray + SECOND))
    assert [text[:11] for text in found.refused] == ["X01 senneed"] and found.tables["need"].empty


def test_second_assessment_of_a_request_is_refused(tmp_path):
    twice = FULL.replace(
        "<ActivePlans>",
        "<Assessment><AssessmentOutcome>N</AssessmentOutcome></Assessment><ActivePlans>",
    )
    found = delivered(tmp_path, message(twice))
    assert found.tables["assessment"]["outcome"].tolist() == ["Y"]
    assert any(text.startswith("X01 a second assessment") for text in found.refused)


def test_swapped_review_dates_are_noticed(tmp_path):
    swapped = FULL.replace("2024-11-20", "2024-10-20")
    assert any("swapped" in note for note in delivered(tmp_path, message(swapped * 10)).notes)
    assert not any("swapped" in note for note in delivered(tmp_path, message(FULL * 10)).notes)


def test_file_made_by_the_simulation_says_so(tmp_path):
    assert delivered(
        tmp_path, message(header=HEADER.replace("Case system", "sendviz simulated"))
    ).simulated


def test_missing_reference_date_is_the_announced_one(tmp_path):
    found = delivered(tmp_path, message(header=HEADER.replace("2025-01-16", "")))
    assert found.reference_date == date(2025, 1, 16) and len(found.notes) == 1
