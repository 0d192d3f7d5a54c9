"""Postcode to neighbourhood to fifth: only the fifth enters the file."""

import duckdb
import pandas as pd
import pytest

from sendviz.catalogue.layouts import Delivery
from sendviz.load import homes
from tests.load.samples import cases, load, places_of_four, rows

HOME = "E01000001"
POSTCODES = pd.DataFrame(
    {
        "postcode": ["ZZ11AA", "ZZ11AB", "ZZ11AC"],
        "district": ["E06000029", "E06000028", "E06000028"],
        "lsoa": [HOME, "E01000002", None],
    }
)


def index(*neighbourhoods: tuple[str, int], edition: str = "2019") -> Delivery:
    """Indices of Deprivation as the reader gives them; the digest tells editions apart."""
    table = pd.DataFrame(neighbourhoods, columns=["area_code", "decile"]).assign(
        level="lsoa", edition=edition, name="A place", score=float("nan"), rank=1
    )
    tables = {"deprivation": table}
    return Delivery("deprivation", "Indices", "File_1.csv", edition, tables, edition=edition)


def case(number: int, postcode: str) -> dict:
    return {
        "case_ref": f"c{number}",
        "person_id": f"p{number}",
        "received": f"2025-03-{number:02d}",
        "postcode": postcode,
    }


def test_only_the_fifth_enters_the_file(tmp_path):
    db = tmp_path / "built.duckdb"
    people = [case(1, "zz1 1aa"), case(2, "ZZ1 1AB"), case(3, "ZZ1 1AC"), case(4, "")]
    given = cases(tmp_path, "2025-06-30", *people)
    known = index((HOME, 3), ("E01000002", 10))
    report = load(db, given, known, places_of_four(), postcodes=POSTCODES)
    found = rows(db, "select deprivation from request order by received")
    assert [value for (value,) in found] == [2, 5, None, None]
    assert not any("neighbourhood" in note for note in report.notes)
    told = rows(db, "select column_name from duckdb_columns() where column_name like '%lsoa%'")
    assert told == []
    with duckdb.connect(str(db), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("show tables").fetchall()]
        for name in set(tables) - {"deprivation"}:
            assert HOME not in connection.execute(f"select * from {name}").df().to_csv()


def test_the_newest_index_that_knows_the_code_counts(tmp_path):
    db = tmp_path / "built.duckdb"
    load(db, index((HOME, 1), ("E01000002", 1)), index((HOME, 8), edition="2025"))
    with duckdb.connect(str(db)) as connection:
        lived = pd.Series(["E01000002", None, HOME, "E01999999"], dtype="str", index=[4, 5, 6, 7])
        found = homes.fifths(connection, lived)
    assert found.dtype == "Int16" and list(found.index) == [4, 5, 6, 7]
    assert found.fillna(0).tolist() == [1, 0, 4, 0]


@pytest.mark.parametrize("decile", range(1, 11))
def test_two_tenths_make_a_fifth(tmp_path, decile):
    with duckdb.connect() as connection:
        connection.execute("create table deprivation as select ? as area_code, 'lsoa' as level, "
                           "'2019' as edition, ?::smallint as decile", [HOME, decile])  # fmt: skip
        found = homes.fifths(connection, pd.Series([HOME], dtype="str"))
    assert found.tolist() == [-(-decile // 2)]


def test_what_keeps_it_from_being_told_is_said(tmp_path):
    given = cases(tmp_path, "2025-06-30", case(1, "ZZ1 1AA"))
    report = load(tmp_path / "one.duckdb", given, places_of_four(), postcodes=POSTCODES)
    assert any("Load them before or with the cases" in note for note in report.notes)
    without = POSTCODES.drop(columns="lsoa")
    report = load(
        tmp_path / "two.duckdb", given, index((HOME, 1)), places_of_four(), postcodes=without
    )
    assert any("no column of LSOA codes" in note for note in report.notes)
    report = load(tmp_path / "three.duckdb", given, places_of_four())
    assert not any("neighbourhood" in note for note in report.notes)
