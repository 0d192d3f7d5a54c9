"""Successive files add up: nothing is counted twice, the newer file wins, nothing known is lost."""

from __future__ import annotations

import pytest

from sendviz.catalogue.layouts import BadFile
from tests.load import samples as s

Y24 = s.request("2023-10-02", "Y", "2023-11-10", s.assessment("A"))


def test_the_next_return_continues_the_request_and_H_overwrites_nothing(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(Y24)))
    later = s.request(
        "2023-10-02", "H", None, s.assessment("Y", "2024-02-12", s.plan("2024-02-12"))
    )
    report = s.load(db, s.sen2(tmp_path, 2025, s.person(later)))
    assert s.told(db) == [("2023-10-02", "Y", "2023-11-10", "Y", "2024-02-12")]
    assert report.imports["rows_changed"].tolist() == [1]
    changes = s.rows(db, "select column_name, was, now from record_change order by 1")
    assert ("outcome", "A", "Y") in changes and ("issued", None, "2024-02-12") in changes
    assert not [c for c in changes if c[0] in ("decision", "decided", "received")]


def test_the_older_return_loaded_later_fills_gaps_only(tmp_path):
    db = tmp_path / "a.duckdb"
    later = s.request(
        "2023-10-02", "H", None, s.assessment("Y", "2024-02-12", s.plan("2024-02-12"))
    )
    s.load(db, s.sen2(tmp_path, 2025, s.person(later)))
    s.load(db, s.sen2(tmp_path, 2024, s.person(Y24)))
    assert s.told(db) == [("2023-10-02", "Y", "2023-11-10", "Y", "2024-02-12")]
    assert s.rows(db, "select first_day, data_date from coverage") == [
        (s.date(2023, 1, 1), s.date(2025, 1, 16))
    ]


def test_a_row_confirmed_by_a_newer_file_is_not_changed_by_one_between(tmp_path):
    db = tmp_path / "a.duckdb"
    row = {"case_ref": "C1", "upn": s.UPN, "received": "02/10/2023", "decision": "Y"}
    for day, decided in (("2024-01-31", "10/11/2023"), ("2024-03-31", "10/11/2023")):
        s.load(db, s.cases(tmp_path, day, row | {"decided": decided, "draft": day}))
    s.load(db, s.cases(tmp_path, "2024-02-28", row | {"decided": "12/12/2023"}))
    assert s.told(db, "decided, draft") == [("2023-11-10", "2024-03-31")]


def test_a_correction_wins_and_is_logged(tmp_path):
    db = tmp_path / "a.duckdb"
    row = {"case_ref": "C1", "upn": s.UPN, "received": "02/10/2023", "decision": "Y"}
    s.load(db, s.cases(tmp_path, "2024-01-31", row | {"decided": "10/11/2023"}))
    s.load(db, s.cases(tmp_path, "2024-02-29", row | {"decided": "13/11/2023"}))
    assert s.told(db, "decided") == [("2023-11-13",)]
    assert s.rows(
        db,
        "select import_id, column_name, was, now from record_change where column_name = 'decided'",
    ) == [(2, "decided", "2023-11-10", "2023-11-13")]


def test_a_corrected_day_of_receipt_is_the_same_case(tmp_path):
    db = tmp_path / "a.duckdb"
    row = {"case_ref": "C1", "upn": s.UPN}
    s.load(db, s.cases(tmp_path, "2024-01-31", row | {"received": "02/10/2023"}))
    s.load(db, s.cases(tmp_path, "2024-02-29", row | {"received": "05/10/2023"}))
    assert s.told(db, "received, plan_due") == [("2023-10-05", "2024-02-22")]


@pytest.mark.parametrize("order", [(2024, 2025), (2025, 2024)])
def test_a_historic_record_without_its_day_of_receipt_is_found(tmp_path, order):
    db = tmp_path / "a.duckdb"
    undated = s.request(None, "H", None, s.assessment("Y", "2024-02-12", s.plan("2024-02-12")))
    of = {2024: s.person(Y24), 2025: s.person(undated)}
    for year in order:
        s.load(db, s.sen2(tmp_path, year, of[year]))
    assert s.told(db) == [("2023-10-02", "Y", "2023-11-10", "Y", "2024-02-12")]


def test_a_historic_record_does_not_swallow_a_newer_request(tmp_path):
    db = tmp_path / "a.duckdb"
    old = s.request(None, "H", None, s.assessment("Y", "2021-02-12", s.plan("2021-02-12")))
    s.load(db, s.sen2(tmp_path, 2024, s.person(old)))
    s.load(db, s.sen2(tmp_path, 2025, s.person(s.request("2024-06-03", "A"))))
    assert len(s.told(db)) == 2


def test_a_withdrawn_historic_record_ends_the_case(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(Y24)))
    s.load(
        db, s.sen2(tmp_path, 2025, s.person(s.request("2023-10-02", "H", None, s.assessment("W"))))
    )
    assert s.told(db) == [("2023-10-02", "Y", "2023-11-10", "W", None)]


def test_a_return_keeps_the_day_of_withdrawal_of_a_case_file(tmp_path):
    db = tmp_path / "a.duckdb"
    row = {"case_ref": "C1", "upn": s.UPN, "received": "02/10/2023", "withdrawn_on": "20/10/2023"}
    s.load(db, s.cases(tmp_path, "2023-12-31", row))
    s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02", "W"))))
    assert s.told(db, "decision, withdrawn_on, case_ref") == [("W", "2023-10-20", "C1")]
    s.load(db, s.cases(tmp_path, "2024-02-29", row | {"withdrawn_on": "", "decision": "A"}))
    assert s.told(db, "decision, withdrawn_on") == [("A", None)]


def test_one_child_with_two_requests_has_two_cases_and_the_same_day_twice_is_one(tmp_path):
    db = tmp_path / "a.duckdb"
    both = s.person(s.request("2022-11-01", "N", "2023-01-05"), Y24)
    again = s.person(s.request("2023-10-02", "W"))
    report = s.load(db, s.sen2(tmp_path, 2024, both, again))
    assert s.told(db, "received, decision") == [("2022-11-01", "N"), ("2023-10-02", "Y")]
    assert len(s.rows(db, "select distinct person from request")) == 1
    assert any("stands twice" in note for note in report.notes)


def test_plans_and_reviews_add_up(tmp_path):
    db = tmp_path / "a.duckdb"

    def held(start: str, meeting: str, ceased: str | None = None) -> str:
        made = s.assessment("H", None, s.plan(start, ceased))
        return s.person(s.request("2019-01-07", "H", None, made + s.review(meeting)))

    s.load(db, s.sen2(tmp_path, 2024, held("2019-05-20", "2023-05-02")))
    s.load(db, s.sen2(tmp_path, 2025, held("2019-05-20", "2024-05-09", "2024-09-01")))
    assert s.told(db) == []
    assert s.rows(db, "select cast(started as varchar), cast(ceased as varchar) from plan") == [
        ("2019-05-20", "2024-09-01")
    ]
    assert len(s.rows(db, "select 1 from review")) == 2
    s.load(db, s.sen2(tmp_path, 2026, held("2019-05-21", "2024-05-10")))
    plans = s.rows(db, "select cast(started as varchar), need from plan")
    assert plans == [("2019-05-21", "ASD")]
    assert sorted(s.rows(db, "select cast(meeting as varchar), plan_id from review")) == [
        ("2023-05-02", 1),
        ("2024-05-10", 1),
    ]


def test_a_second_plan_after_the_first_ended_is_another_plan(tmp_path):
    db = tmp_path / "a.duckdb"
    for year, start, end in ((2024, "2019-05-20", "2023-09-01"), (2025, "2024-05-01", None)):
        made = s.assessment("Y", start, s.plan(start, end))
        s.load(db, s.sen2(tmp_path, year, s.person(s.request(None, "H", None, made))))
    assert len(s.rows(db, "select 1 from plan")) == 2 and len(s.told(db)) == 2


def test_the_same_file_twice_is_refused_and_changes_nothing(tmp_path):
    db = tmp_path / "a.duckdb"
    first = s.sen2(tmp_path, 2024, s.person(Y24), name="one.xml")
    s.load(db, first)
    before = db.read_bytes()
    copy = s.sen2(tmp_path, 2024, s.person(Y24), name="two.xml")
    with pytest.raises(BadFile, match="two.xml is loaded already as one.xml .*Nothing was changed"):
        s.load(db, copy)
    assert db.read_bytes() == before


def test_files_given_together_are_loaded_in_the_order_of_their_days(tmp_path):
    db = tmp_path / "a.duckdb"
    later = s.request("2023-10-02", "H", None, s.assessment("Y", "2024-02-12"))
    newer, older = s.sen2(tmp_path, 2025, s.person(later)), s.sen2(tmp_path, 2024, s.person(Y24))
    report = s.load(db, newer, older)
    assert report.imports["edition"].tolist() == ["2024", "2025"]
    assert s.told(db) == [("2023-10-02", "Y", "2023-11-10", "Y", "2024-02-12")]


def test_requests_without_a_day_of_receipt_are_not_one(tmp_path):
    db = tmp_path / "a.duckdb"
    names = ("B1", "B2", "B3")
    people = [
        s.person(s.request(None, "N", f"2024-03-0{n}"), upn=u) for n, u in enumerate(names, 1)
    ]
    two = s.person(s.request(None, "A"), s.request(None, "W"), upn="B4")
    s.load(db, s.sen2(tmp_path, 2025, *people, two))
    assert len(s.told(db)) == 5
    s.load(db, s.sen2(tmp_path, 2026, *people, two))
    assert len(s.told(db)) == 5 and s.rows(db, "select count(distinct person) from request") == [
        (4,)
    ]
