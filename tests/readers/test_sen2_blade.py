"""The nine files of a Blade export, in a folder and in a zip, and what can be wrong with them."""

import struct
import zipfile
from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue.layouts import KEYS, PERSON_LEVEL, BadFile
from sendviz.load.readers import archives, common, sen2_blade
from tests.readers.blade_samples import FILES, folder, zipped


def test_tables_hang_together(tmp_path):
    found = sen2_blade.read(folder(tmp_path))
    assert (found.layout, found.la_code, found.edition, found.reference_date) == (
        "sen2_blade",
        "839",
        "2025",
        date(2025, 1, 16),
    )
    tables = found.tables
    assert {name: len(frame) for name, frame in tables.items()} == {
        "person": 2,
        "request": 2,
        "assessment": 1,
        "named_plan": 1,
        "plan_detail": 2,
        "active_plan": 1,
        "placement": 1,
        "need": 2,
    }
    assert tables["request"][["request_no", "person_no", "row"]].values.tolist() == [
        [1, 2, 2],
        [2, 1, 3],
    ]
    for name in set(tables) - {"person", "request"}:
        assert list(tables[name].columns) == [*KEYS[name], *PERSON_LEVEL[name]]
        assert set(tables[name]["request_no"]) == {1}
    assert found.rows_read == 14


def test_values(tmp_path):
    tables = sen2_blade.read(folder(tmp_path)).tables
    request = tables["request"].iloc[0]
    assert request["received"] == pd.Timestamp("2024-01-10") and request["source"] == "education"
    assert (
        request["request_mediation"] and not request["rya"] and pd.isna(tables["request"]["rya"][1])
    )
    assert tables["named_plan"]["work_based"].tolist() == ["T"]
    assert tables["placement"][["residential", "work_based"]].values.tolist() == [["B", "S"]]
    assert tables["plan_detail"]["unit"].tolist() == [True, pd.NA]
    assert not tables["person"].isin(["Roe", "ROE", "Jo", "JO"]).any().any()


def test_orphans_are_refused_and_counted(tmp_path):
    refused = sen2_blade.read(folder(tmp_path)).refused
    assert refused == {
        "X01 requests has rows whose parent is not in the return; they were left out (row 4)": 1,
        "X01 assessment has rows whose parent is not in the return; they were left out (row 3)": 1,
    }


def test_ids_that_stand_twice(tmp_path):
    again = FILES["requests"] + "p-a,r9,2024-Jan-11 00:00:00,2,false,,A,\n"
    found = sen2_blade.read(folder(tmp_path, requests=again))
    assert len(found.tables["request"]) == 2
    assert (
        found.refused[
            "X01 requests has an id that is empty or stands twice; "
            "the later rows were left out (row 5)"
        ]
        == 1
    )


def test_bad_values_name_the_table(tmp_path):
    bad = FILES["namedplan"].replace("2024-May-20", "2024-Mai-20")
    unread = sen2_blade.read(folder(tmp_path, namedplan=bad)).unread
    assert unread["StartDate in namedplan is not a date (row 2)"] == 1


@pytest.mark.parametrize("within", ["", "Exports/March/"])
def test_zip_gives_what_the_folder_gives(tmp_path, within):
    expected = sen2_blade.read(folder(tmp_path)).tables
    found = sen2_blade.read(zipped(tmp_path, within))
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found.tables[name], frame)
    assert found.sha256 == common.sha256(tmp_path / "export.zip")


def test_edition_of_2023(tmp_path):
    person = (
        FILES["person"]
        .replace(",sex,", ",gendercurrent,")
        .replace(",F,", ",2,")
        .replace(",M,", ",1,")
    )
    plans = (
        "requeststableid,activeplanstableid,res,wbp,lastreview\nr9,v1,A,S,2022-Nov-20 00:00:00\n"
    )
    requests = (
        FILES["requests"]
        .replace(",requestsource", "")
        .replace(":00,2,", ":00,")
        .replace(":00,1,", ":00,")
    )
    found = sen2_blade.read(
        folder(
            tmp_path,
            person=person,
            activeplans=plans,
            requests=requests,
            sen2=FILES["sen2"].replace("2025", "2023"),
        )
    )
    assert found.edition == "2023" and found.notes == ()
    assert found.tables["person"]["sex"].tolist() == ["F", "M"]
    assert found.tables["active_plan"]["residential"].tolist() == ["A"]


def test_folder_hash_changes_with_any_file(tmp_path):
    before = sen2_blade.read(folder(tmp_path)).sha256
    assert sen2_blade.read(folder(tmp_path)).sha256 == before
    assert sen2_blade.read(folder(tmp_path, senneed=FILES["senneed"] + "\n")).sha256 != before


@pytest.mark.parametrize("table", FILES)
def test_missing_table_is_named(tmp_path, table):
    with pytest.raises(BadFile, match=f"lacks {table} "):
        sen2_blade.read(folder(tmp_path, **{table: None}))


def test_missing_columns_are_named_all_at_once(tmp_path):
    with pytest.raises(
        BadFile, match="persontableid, receiveddate, requestoutcomedate, requestoutcome"
    ):
        sen2_blade.read(folder(tmp_path, requests="requeststableid\nr1\n"))


def test_two_exports_in_one_folder(tmp_path):
    path = folder(tmp_path)
    (path / "Blade-Export_18-03-2025_person.csv").write_text(FILES["person"])
    with pytest.raises(BadFile, match="more than one"):
        sen2_blade.read(path)


@pytest.mark.parametrize("rows", [0, 2])
def test_header_table_has_one_row(tmp_path, rows):
    first, second = FILES["sen2"].splitlines()
    with pytest.raises(BadFile, match=f"has {rows} rows"):
        sen2_blade.read(folder(tmp_path, sen2="\n".join([first, *[second] * rows]) + "\n"))


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a/../../evil.csv", "..\\evil.csv"]
)
def test_zip_with_a_path_that_leads_out(tmp_path, name):
    path = zipped(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(BadFile, match="leads out"):
        sen2_blade.read(path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["export.zip"]


def test_zip_bomb_by_ratio_and_by_total(tmp_path, monkeypatch):
    with pytest.raises(BadFile, match="absurd size"):
        sen2_blade.read(zipped(tmp_path, files={**FILES, "senneed": "a,b\n" * 2_000_000}))
    monkeypatch.setattr(archives, "UNPACKED_LIMIT", 1000)
    with pytest.raises(BadFile, match="absurd size"):
        sen2_blade.read(zipped(tmp_path))


def test_locked_zip(tmp_path):
    path = zipped(tmp_path)
    data = bytearray(path.read_bytes())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        struct.pack_into("<H", data, at + flags, 1)
    path.write_bytes(data)
    with pytest.raises(BadFile, match="password"):
        sen2_blade.read(path)


def test_damaged_zip(tmp_path):
    path = zipped(tmp_path)
    data = path.read_bytes()
    for bad in (b"", b"not a zip", data[:200], data[:60] + b"\xff" * 40 + data[100:]):
        path.write_bytes(bad)
        with pytest.raises(BadFile, match="zip"):
            sen2_blade.read(path)


def test_other_files_beside_the_export_do_not_matter(tmp_path):
    path = folder(tmp_path)
    (path / "readme.txt").write_text("hello")
    (path / "Blade-Export_17-03-2025_errors.csv").write_text("a\n1\n")
    assert sen2_blade.read(path).rows_read == 14


def test_zip_in_memory_is_never_written_out(tmp_path):
    sen2_blade.read(zipped(tmp_path))
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.zip"]


def test_export_is_told_from_other_zips(tmp_path):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("data/requests.csv", "a\n")
    assert sen2_blade.looks_like(zipped(tmp_path)) and not sen2_blade.looks_like(other)
    other.write_bytes(b"PK\x03\x04 not a zip")
    assert not sen2_blade.looks_like(other)
