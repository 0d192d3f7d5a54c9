"""The Indices of Deprivation as published, by their headings; or refused with row and column."""

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import DEPRIVATION, BadFile
from sendviz.load.readers import deprivation

FILE_1 = (
    "LSOA code (2011),LSOA name (2011),Local Authority District code (2019),"
    "Local Authority District name (2019),Index of Multiple Deprivation (IMD) Rank,"
    "Index of Multiple Deprivation (IMD) Decile\n"
)
# The order of its own and explanations in the headings, as File 7 of 2025 has them.
FILE_7 = (
    "LSOA code (2021),LSOA name (2021),Local Authority District code (2024),"
    "Local Authority District name (2024),Index of Multiple Deprivation (IMD) Score,"
    "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),"
    "Income Score (rate),Income Rank (where 1 is most deprived)\n"
)
FILE_10 = [
    "Local Authority District code (2019)", "Local Authority District name (2019)",
    "IMD - Average rank ", "IMD - Rank of average rank ", "IMD - Average score ",
    "IMD - Rank of average score ",
    "IMD 2019 - Proportion of LSOAs in most deprived 10% nationally ",
]  # fmt: skip
ROW = "E01000001,City of London 001A,E09000001,City of London"


def written(folder, text, name="File_1.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def book(folder, rows, name="File_10.xlsx", title="IMD"):
    found = openpyxl.Workbook()
    found.active.title = "Notes"
    found.active.append(["The English Indices of Deprivation"])
    sheet = found.create_sheet(title)
    for row in rows:
        sheet.append(row)
    found.save(folder / name)
    return folder / name


def test_neighbourhoods_with_rank_and_decile(tmp_path):
    path = written(
        tmp_path, FILE_1 + f'{ROW},"29,199",9\nE01000002,City B,E09000001,City,30379,10\n'
    )
    assert deprivation.looks_like(path)
    found = deprivation.read(path)
    table = found.tables["deprivation"]
    assert tuple(table.columns) == DEPRIVATION
    assert (found.edition, found.rows_read, found.refused) == ("2019", 2, {})
    assert table["area_code"].tolist() == ["E01000001", "E01000002"]
    assert table["rank"].tolist() == [29199, 30379] and table["decile"].tolist() == [9, 10]
    assert set(table["level"]) == {"lsoa"} and table["score"].isna().all()
    assert "before or with the cases" in found.notes[0]


def test_the_newer_index_with_scores_and_explained_headings(tmp_path):
    found = deprivation.read(written(tmp_path, FILE_7 + f"{ROW},6.2,29199,9,0.01,32831\n"))
    row = found.tables["deprivation"].iloc[0]
    assert (row["score"], row["rank"], row["decile"], row["edition"]) == (6.2, 29199, 9, "2025")


def test_districts_from_the_sheet_that_holds_them(tmp_path):
    districts = (
        ["E07000076", "Tendring", 20913, 48, 30.527, 32, 0.18],
        ["E07000077", "Uttlesford", 9135, 295, 9.4, 295, 0],
    )
    rows = [["A title above"], FILE_10, *districts, ["Source: a note", "", "", "", ""]]
    path = book(tmp_path, rows)
    assert deprivation.looks_like(path)
    found = deprivation.read(path)
    table = found.tables["deprivation"].set_index("name")
    assert table["score"].to_dict() == {"Tendring": 30.527, "Uttlesford": 9.4}
    assert table["rank"].tolist() == [32, 295] and table["decile"].isna().all()
    assert (found.edition, set(table["level"]), found.notes) == ("2019", {"district"}, ())
    assert sum(found.refused.values()) == 1


def test_the_year_may_stand_in_the_name_of_the_sheet(tmp_path):
    headings = [text.replace("2019", "2031") for text in FILE_10[:6]]
    path = book(tmp_path, [headings, ["E07000076", "T", 1, 1, 1, 1]], title="IMD2031")
    assert deprivation.read(path).edition == "2031"
    path = book(tmp_path, [headings, ["E07000076", "T", 1, 1, 1, 1]])
    with pytest.raises(BadFile, match="does not say of which year"):
        deprivation.read(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FILE_1, "no row under the headings"),
        (FILE_1.replace(",Index of Multiple Deprivation (IMD) Decile", "") + f"{ROW},1\n",
         r"lacks the column Index of Multiple Deprivation \(IMD\) Decile"),
        (FILE_1 + f"{ROW},1,1\n{ROW},2,1\n", "row 3, column LSOA code.*1 codes stand twice"),
        (FILE_1 + f"{ROW},1,0\n", "row 2, column .*Decile: not a whole number from 1 to 10"),
        (FILE_1 + f"{ROW},1,11\n", "row 2, column .*Decile"),
        (FILE_1 + f"{ROW},1.5,1\n", "row 2, column .*Rank: not a whole number"),
        (FILE_1 + f"{ROW},,1\n", "row 2, column .*Rank"),
        ("district,locality\nA,B\n", "no sheet has a column of area codes"),
        ("", "empty"),
    ],
)  # fmt: skip
def test_bad_files_say_where(tmp_path, text, message):
    with pytest.raises(BadFile, match=message) as caught:
        deprivation.read(written(tmp_path, text))
    assert str(caught.value).startswith("File_1.csv")


def test_other_files_are_left_to_other_readers(tmp_path):
    assert not deprivation.looks_like(written(tmp_path, "case_ref,received\n1,2025-01-01\n"))
    assert not deprivation.looks_like(book(tmp_path, [["case_ref", "received"]]))
    assert not deprivation.looks_like(tmp_path / "none.csv")
    assert not deprivation.looks_like(written(tmp_path, FILE_1, "file.txt"))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no zip")
    assert not deprivation.looks_like(broken)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=60)
@given(st.sampled_from(["", FILE_1, FILE_7]), st.text(max_size=120))
def test_any_text_is_read_or_refused(folder, start, text):
    path = written(folder, (start + text).encode("utf-8", "replace").decode(), "fuzz.csv")
    try:
        found = deprivation.read(path).tables["deprivation"]
    except BadFile as error:
        assert str(error).startswith("fuzz.csv")
    else:
        assert pd.to_numeric(found["decile"]).between(1, 10).all()
