"""The same child is found again, different children stay apart, and no identifier is left."""

from __future__ import annotations

import stat
from datetime import date

import duckdb
import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load import aliases
from tests.load import samples as s

FIRST, SECOND = s.request("2023-10-02", "A"), s.request("2023-10-02", "Y", "2023-12-01")


def children(db) -> int:
    return s.rows(db, "select count(distinct person) from request")[0][0]


def test_a_child_without_upn_is_found_by_birth_date_sex_and_postcode(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(FIRST, upn=None)))
    s.load(db, s.sen2(tmp_path, 2025, s.person(SECOND, postcode="zz11aa")))
    assert s.told(db, "received, decision") == [("2023-10-02", "Y")]
    s.load(db, s.sen2(tmp_path, 2026, s.person(s.request("2025-02-03"), postcode="ZZ9 9ZZ")))
    assert len(s.told(db)) == 2 and children(db) == 1


def test_a_child_with_another_upn_is_another_child(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(FIRST)))
    s.load(db, s.sen2(tmp_path, 2025, s.person(SECOND, upn="B123456789012")))
    assert children(db) == 2


def test_twins_without_upn_stay_two_over_the_years(tmp_path):
    db = tmp_path / "a.duckdb"
    other = s.request("2023-11-06", "A")
    s.load(db, s.sen2(tmp_path, 2024, s.person(FIRST, upn=None), s.person(other, upn=None)))
    ended = s.request("2023-11-06", "N", "2024-01-20")
    s.load(db, s.sen2(tmp_path, 2025, s.person(ended, upn=None), s.person(SECOND, upn=None)))
    assert s.told(db, "received, decision") == [("2023-10-02", "Y"), ("2023-11-06", "N")]
    assert children(db) == 2


def test_twins_who_asked_on_one_day_stay_two(tmp_path):
    db = tmp_path / "a.duckdb"
    twins = [s.person(FIRST, upn=None)] * 2
    s.load(db, s.sen2(tmp_path, 2024, *twins))
    s.load(db, s.sen2(tmp_path, 2025, *[s.person(SECOND, upn=None)] * 2))
    assert len(s.told(db)) == 2 and children(db) == 2


def test_a_twin_with_a_upn_is_not_taken_for_the_one_without(tmp_path):
    db = tmp_path / "a.duckdb"
    one, two = s.person(FIRST), s.person(s.request("2023-11-06"), upn=None)
    s.load(db, s.sen2(tmp_path, 2024, one, two))
    now = s.person(s.request("2023-11-06", "W"), upn="B123456789012")
    s.load(db, s.sen2(tmp_path, 2025, s.person(SECOND), now))
    assert s.told(db, "received, decision") == [("2023-10-02", "Y"), ("2023-11-06", "W")]


def test_two_people_whom_a_later_file_joins_become_one(tmp_path):
    db = tmp_path / "a.duckdb"
    own = {"person_id": "77", "case_ref": "C1", "received": "02/10/2023", "draft": "01/12/2023"}
    s.load(db, s.cases(tmp_path, "2023-12-31", own))
    s.load(
        db,
        s.advice(tmp_path, "2023-12-31", {"case_ref": "C1", "kind": "ep", "asked": "20/10/2023"}),
    )
    s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02", "Y", "2023-11-10"))))
    assert len(s.told(db)) == 2
    newest = {"upn": s.UPN, "person_id": "77", "case_ref": "C9", "received": "03/02/2024"}
    s.load(db, s.cases(tmp_path, "2024-02-29", newest))
    assert s.told(db, "received, decided, draft, case_ref") == [
        ("2023-10-02", "2023-11-10", "2023-12-01", "C1"),
        ("2024-02-03", None, None, "C9"),
    ]
    assert children(db) == 1
    joined = "select case_ref from advice join request using (request_id)"
    assert s.rows(db, joined) == [("C1",)]


def test_a_case_is_found_by_its_reference_when_the_child_gets_a_upn(tmp_path):
    db = tmp_path / "a.duckdb"
    row = {"case_ref": "C1", "received": "02/10/2023"}
    s.load(db, s.cases(tmp_path, "2023-12-31", row, row | {"case_ref": "C2"}))
    s.load(db, s.cases(tmp_path, "2024-01-31", row | {"upn": s.UPN, "draft": "08/01/2024"}))
    assert s.told(db, "case_ref, draft") == [("C1", "2024-01-08"), ("C2", None)]


def test_a_number_that_everybody_has_joins_nobody(tmp_path):
    db = tmp_path / "a.duckdb"
    rows = [
        {"case_ref": f"C{n}", "upn": "0", "received": "02/10/2023", "birth_date": f"0{n}/03/2015"}
        for n in range(1, 5)
    ]
    s.load(db, s.cases(tmp_path, "2023-12-31", *rows))
    assert len(s.told(db)) == 4 and children(db) == 4


def test_a_corrected_upn_does_not_count_the_case_twice(tmp_path):
    db = tmp_path / "a.duckdb"
    row = {"case_ref": "C1", "person_id": "7", "upn": "A1", "received": "02/10/2023"}
    s.load(db, s.cases(tmp_path, "2023-12-31", row))
    s.load(db, s.cases(tmp_path, "2024-01-31", row | {"upn": s.UPN}))
    assert len(s.told(db)) == 1


def test_nothing_that_names_a_child_is_in_the_file(tmp_path):
    db = tmp_path / "a.duckdb"
    made = s.assessment("Y", "2024-02-12", s.plan("2024-02-12"))
    s.load(db, s.sen2(tmp_path, 2025, s.person(s.request("2023-10-02", "Y", "2023-11-10", made))))
    row = {
        "case_ref": "B987654321098", "upn": "B987654321098", "person_id": "PID-777-888",
        "birth_date": "19/08/2014", "sex": "Quagmirious", "postcode": "QQ7 7QQ",
        "district": "Zebedina", "received": "02/01/2024", "decision": "QQ7 7QQ",
    }  # fmt: skip
    s.load(db, s.cases(tmp_path, "2024-02-29", row))
    secrets = (s.UPN, "ZZ1 1AA", "ZZ11AA", "2015-03-04", "Quagmirious", "Zebedina", "B987654321098")
    secrets += ("PID-777-888", "2014-08-19", "QQ7 7QQ", "QQ77QQ", "QUAGMIRIOUS")
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("a.*"))
    with duckdb.connect(str(db), read_only=True) as connection:
        tables = [
            t for (t,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        ]
        text = "".join(str(connection.execute(f"select * from {t}").fetchall()) for t in tables)
        text += str(
            connection.execute("select cast(birth_month as varchar) from request").fetchall()
        )
    for secret in secrets:
        assert secret.encode() not in raw and secret not in text, secret
        if "-" in secret and secret[:2] == "20":
            assert repr(date.fromisoformat(secret)) not in text
    assert len(tables) > 15 and "2015-03-01" in text


def test_a_reference_that_is_a_upn_still_joins_its_advice(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.cases(tmp_path, "2024-01-31", {"case_ref": s.UPN, "received": "02/10/2023"}))
    s.load(
        db,
        s.advice(tmp_path, "2024-01-31", {"case_ref": s.UPN, "kind": "ep", "asked": "01/11/2023"}),
    )
    assert s.rows(db, "select request_id from advice") == [(1,)]
    assert s.told(db, "case_ref")[0][0].startswith("case ")


def test_the_salt_is_made_once_for_the_owner_only(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(FIRST)))
    salt = tmp_path / "a.salt"
    assert stat.S_IMODE(salt.stat().st_mode) == 0o600 and len(salt.read_bytes()) == 64
    made = salt.read_bytes()
    s.load(db, s.sen2(tmp_path, 2025, s.person(SECOND)))
    assert salt.read_bytes() == made and len(s.told(db)) == 1


def test_a_wrong_or_missing_salt_is_refused(tmp_path, monkeypatch):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(FIRST)))
    before, second = db.read_bytes(), s.sen2(tmp_path, 2025, s.person(SECOND))
    monkeypatch.setenv("SENDVIZ_SALT", "another")
    with pytest.raises(BadFile, match="salt is not the one"):
        s.load(db, second)
    monkeypatch.delenv("SENDVIZ_SALT")
    (tmp_path / "a.salt").rename(tmp_path / "kept")
    with pytest.raises(BadFile, match="a.salt is missing"):
        s.load(db, second)
    assert db.read_bytes() == before and not (tmp_path / "a.salt").exists()


def test_the_salt_of_the_environment_wins_and_gives_other_hashes(tmp_path, monkeypatch):
    monkeypatch.setenv("SENDVIZ_SALT", "of the environment")
    s.load(tmp_path / "a.duckdb", s.sen2(tmp_path, 2024, s.person(FIRST)))
    assert not (tmp_path / "a.salt").exists()
    monkeypatch.setenv("SENDVIZ_SALT", "another")
    s.load(tmp_path / "b.duckdb", s.sen2(tmp_path, 2024, s.person(FIRST)))
    one, two = (s.rows(tmp_path / f"{n}.duckdb", "select person from request") for n in "ab")
    assert one != two and len(one[0][0]) == 24
    assert aliases.hashed(b"x", "y") == aliases.hashed(b"x", "y") and aliases.UPN.fullmatch(s.UPN)
