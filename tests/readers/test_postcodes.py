"""Postcode to district, after which no postcode is left."""

import openpyxl
import pandas as pd
import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import postcodes


def write(tmp_path, text: str):
    path = tmp_path / "postcodes.csv"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "headings", ["Postcode,District", "pcds,oslaua", "PCD7,LAD23CD", " postcode , lad "]
)
def test_lookup_under_the_usual_headings(tmp_path, headings):
    found = postcodes.read_lookup(
        write(tmp_path, f"{headings}\nzz1 1aa,D1\nZZ11AB,D2\nZZ1 1AA,D1\n,D3\nZZ9 9ZZ,\n")
    )
    assert found.to_dict("list") == {"postcode": ["ZZ11AA", "ZZ11AB"], "district": ["D1", "D2"]}


def test_lookup_from_excel(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["postcode", "district"])
    book.active.append(["ZZ1 1AA", "D1"])
    path = tmp_path / "postcodes.xlsx"
    book.save(path)
    assert postcodes.read_lookup(path).to_dict("list") == {
        "postcode": ["ZZ11AA"],
        "district": ["D1"],
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "lacks the columns postcode, district"),
        ("postcode,x\n1,2\n", "lacks the columns district"),
        (
            "postcode,district\nZZ1 1AA,D1\nZZ11AA,D2\n",
            "1 postcode lies in two districts, the first in row 3",
        ),
        ("", "empty"),
    ],
)
def test_bad_lookups(tmp_path, text, says):
    with pytest.raises(BadFile, match=says) as caught:
        postcodes.read_lookup(write(tmp_path, text))
    assert "ZZ1" not in str(caught.value)


def test_lookup_that_is_not_there(tmp_path):
    with pytest.raises(BadFile, match="cannot be opened"):
        postcodes.read_lookup(tmp_path / "none.csv")


def test_assign():
    lookup = pd.DataFrame(
        {"postcode": ["ZZ11AA", "ZZ11AB", "YY11AA"], "district": ["D1", "D2", "FAR"]}
    )
    person = pd.DataFrame(
        {
            "person_no": range(1, 8),
            "postcode": ["zz1  1aa", "ZZ1-1AB", "YY1 1AA", "XX1 1XX", None, "ZZ1 1AA", None],
            "district": [None, None, None, None, None, "D2", "nowhere"],
        }
    ).astype({"postcode": "str", "district": "str"})
    found = postcodes.assign(person, lookup, {"D1", "D2"})
    assert list(found.columns) == ["person_no", "district"]
    assert found["district"].fillna("-").tolist() == ["D1", "D2", "-", "-", "-", "D2", "-"]
    assert found["district"].dtype == "str" and "postcode" in person.columns


def test_assign_where_the_file_holds_no_postcode_at_all():
    person = pd.DataFrame({"postcode": [None, None], "district": [None, None]}, dtype="str")
    lookup = pd.DataFrame({"postcode": ["ZZ11AA"], "district": ["D1"]})
    assert postcodes.assign(person, lookup, {"D1"})["district"].isna().all()


@pytest.mark.parametrize("headings", ["lsoa11cd,lsoa21cd", "LSOA code (2011),LSOA code (2021)"])
def test_the_newest_neighbourhoods_are_kept(tmp_path, headings):
    found = postcodes.read_lookup(
        write(
            tmp_path,
            f"pcds,oslaua,{headings},lsoa name\nZZ1 1AA,D1,E01000001,e01000002,x\n"
            "ZZ1 1AB,D1,E01000001,,x\nZZ1 1AA,D1,E01000001,,x\n",
        )
    )
    assert list(found.columns) == ["postcode", "district", "lsoa"]
    assert found["postcode"].tolist() == ["ZZ11AA", "ZZ11AB"]
    assert found["lsoa"].fillna("-").tolist() == ["E01000002", "-"]
    home = postcodes.neighbourhoods(pd.Series(["zz1 1aa", None, "ZZ9 9ZZ"], dtype="str"), found)
    assert home.fillna("-").tolist() == ["E01000002", "-", "-"]
    none = postcodes.neighbourhoods(pd.Series(["ZZ1 1AA"]), found.drop(columns="lsoa"))
    assert none.isna().all()


def test_one_postcode_in_two_neighbourhoods(tmp_path):
    text = "postcode,district,lsoa\nZZ1 1AA,D1,E01000001\nZZ1 1AA,D1,E01000002\n"
    with pytest.raises(BadFile, match="1 postcode lies in two neighbourhoods, the first in row 3"):
        postcodes.read_lookup(write(tmp_path, text))
