"""Postcode lists under the headings that they come with: the ONS directory's, postcodes.io's, a
gazetteer's."""

from __future__ import annotations

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.postcodes import read_lookup
from tests.conftest import shared

HEADINGS = (
    ("postcode", "district"),
    ("postcode", "district_code"),
    ("Post Code", "LAD Code"),
    ("PCDS", "Local Authority District Code"),
    ("Postcode", "admin_district"),
    ("pcd7", "ltla22cd"),
    ("PCD8", "LAD23CD"),
    ("pcd", "OSLAUA"),
    ("postcode", "Local authority code"),
)


@pytest.mark.parametrize(("postcode", "district"), HEADINGS)
def test_the_usual_headings_are_known(tmp_path, postcode, district):
    path = tmp_path / "lookup.csv"
    path.write_text(f"{postcode},town,{district}\nZZ1 1AA,Ours,E07000070\n", "utf-8")
    found = read_lookup(path)
    assert found.to_dict("records") == [{"postcode": "ZZ11AA", "district": "E07000070"}]


def test_the_case_of_the_collection_is_read():
    found = read_lookup(shared("cases", "44-headings-of-postcode-lists", "lookup.csv"))
    assert list(found.columns) == ["postcode", "district"] and len(found)


def test_a_list_without_districts_is_refused_by_name(tmp_path):
    path = tmp_path / "lookup.csv"
    path.write_text("postcode,ward\nZZ1 1AA,Ours\n", "utf-8")
    with pytest.raises(BadFile, match="lookup.csv: lacks the columns district"):
        read_lookup(path)
