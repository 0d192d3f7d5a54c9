"""Lists of children in the file: one row a child and day, the same child as in requests and
referrals, and nothing by which anybody is known."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import children, referrals
from tests.load import samples as s

HEAD = "person_id,upn,birth_date,sex,status,need,main_phase,district,first_issued,absence"
JAN, FEB = "2026-01-15", "2026-02-15"
UPN = "Z123456789012"


@pytest.fixture
def db(tmp_path):
    return tmp_path / "a.duckdb"


def child(n, **more):
    return {
        "person_id": f"p{n}", "birth_date": f"{n:02}/03/2015", "sex": "F", "status": "K",
        "need": "SLCN", "main_phase": "Primary",
    } | more  # fmt: skip


def listed(folder, day, *rows, name=""):
    path = s.listed(folder, HEAD, rows, name)
    return children.read(path, s.LA, date.fromisoformat(day))


def load(db, folder, day, *rows):
    return s.load(db, listed(folder, day, *rows))


def held(db, columns, more=""):
    return s.rows(
        db, f"select {columns} from child {more} order by snapshot, birth_month, age, need"
    )


def case(**more):
    known = {"upn": UPN, "person_id": "", "birth_date": "04/03/2015", "sex": "F"}
    return known | {"case_ref": "C-1", "district": "E06000028", "received": "2025-10-06"} | more


def test_a_child_is_the_one_of_its_request_whichever_comes_first(db, tmp_path):
    mine = child(4, upn=UPN, person_id="", first_issued="12/05/2021")  # and no plan: C13
    asked = s.cases(tmp_path, JAN, case(), case(upn="Z123456789019", case_ref="C-2"))
    s.load(db, s.places_of_four(), asked)
    load(db, tmp_path, JAN, mine)
    first = held(db, "case_ref, district")
    assert first == [("C-1", "E06000028")]
    flagged = s.rows(db, "select distinct case_ref, district from data_issue where rule = 'C13'")
    assert flagged == first
    assert s.rows(db, "select count(*) from child join request using (person)") == [(1,)]
    other = tmp_path / "b.duckdb"
    s.load(other, s.places_of_four(), listed(tmp_path, JAN, mine))
    assert held(other, "case_ref, district") == [(None, f"{s.LA}/unknown")]
    s.load(other, asked)
    assert held(other, "case_ref, district") == first
    assert s.rows(other, "select count(*) from child join request using (person)") == [(1,)]


def test_a_child_is_the_one_whom_the_health_service_waits_for(db, tmp_path):
    head = "referral_ref,person_id,pathway,provider,received,district"
    sent = {
        "referral_ref": "R1", "person_id": "p3", "pathway": "slt", "provider": "X",
        "received": "06/01/2025", "district": "E06000029",
    }  # fmt: skip
    path = s.listed(tmp_path, head, (sent,), "")
    s.load(db, s.places_of_four(), referrals.read(path, s.LA, date(2026, 1, 15)))
    load(db, tmp_path, JAN, child(3), child(5))
    assert s.rows(db, "select count(*) from child join referral using (person)") == [(1,)]
    assert held(db, "district") == [("E06000029",), (f"{s.LA}/unknown",)]


def test_snapshots_stay_beside_each_other(db, tmp_path):
    load(db, tmp_path, JAN, child(1), child(2))
    load(db, tmp_path, FEB, child(1, need="ASD"), child(3))
    counts = "select snapshot::varchar, count(*) from child group by 1 order by 1"
    assert s.rows(db, counts) == [(JAN, 2), (FEB, 2)]
    assert s.rows(db, "select count(distinct person) from child") == [(3,)]
    span = "select first_day::varchar, data_date::varchar from list_coverage"
    assert s.rows(db, span) == [(JAN, FEB)]


def test_the_same_day_twice(db, tmp_path):
    """What is told again stays; another child is added; other values of a child are refused."""
    load(db, tmp_path, JAN, child(1), child(2))
    report = load(db, tmp_path, JAN, child(1), child(2, need="ASD"), child(3))
    told = report.imports.iloc[-1]
    assert (told["rows_kept"], told["rows_refused"]) == (2, 1)
    assert "other values" in told["reasons"] and "row 3" in told["reasons"]
    assert s.rows(db, "select need, count(*) from child group by 1") == [("SLCN", 3)]
    with pytest.raises(BadFile, match="none of its 1 row can be kept .*--reference-date"):
        load(db, tmp_path, JAN, child(1, need="ASD"))


def test_of_two_rows_of_a_child_the_one_with_the_plan_stays(db, tmp_path):
    planned = {"status": "E", "first_issued": "12/05/2021"}
    older = {"status": "E", "first_issued": "12/05/2019"}
    report = load(db, tmp_path, JAN, child(1), child(1, **older), child(1, **planned), child(2))
    assert report.imports.iloc[-1]["rows_refused"] == 2
    assert held(db, "status, first_issued::varchar") == [
        ("ehc_plan", "2021-05-12"), ("sen_support", None),
    ]  # fmt: skip


def test_who_is_26_is_kept_and_flagged(db, tmp_path):
    load(db, tmp_path, JAN, child(1, birth_date="15/01/2000", status="E"), child(2))
    assert held(db, "age, year_group") == [(26, None), (10, 6)]
    issues = "select rule, table_name, day::varchar from data_issue where rule = 'C02'"
    assert s.rows(db, issues) == [("C02", "child", JAN)]


def test_issues_are_those_of_the_newest_snapshot(db, tmp_path):
    wrong = child(1, need="")
    load(db, tmp_path, FEB, wrong, child(2))
    load(db, tmp_path, JAN, wrong, child(2))
    found = "select day::varchar, count(*) from data_issue where rule = 'C05' group by 1"
    assert s.rows(db, found) == [(FEB, 1)]
    load(db, tmp_path, "2026-03-15", wrong, child(2))
    assert s.rows(db, found) == [("2026-03-15", 1)]


def test_what_cannot_be_is_not_known(db, tmp_path):
    load(db, tmp_path, JAN, child(1, absence="104"), child(2, absence="12.5"))
    assert held(db, "absence_percent") == [(None,), (12.5,)]


def test_settings_and_years_are_told_by_phase_and_age(db, tmp_path):
    born = {"birth_date": "31/08/2014"}  # year 7 in January 2026; a day later it is year 6
    load(
        db, tmp_path, JAN, child(1, main_phase="Special", **born), child(2, birth_date="01/09/2014")
    )
    assert held(db, "year_group, phase_transfer_year, setting") == [
        (7, False, "special"), (6, True, "mainstream"),
    ]  # fmt: skip


def test_children_who_turn_out_to_be_one(db, tmp_path):
    """Known by an id in one list and by a UPN in another, until a third file has both."""
    load(db, tmp_path, JAN, child(4))
    load(db, tmp_path, FEB, child(4, person_id="", upn=UPN))
    assert s.rows(db, "select count(distinct person) from child") == [(2,)]
    load(db, tmp_path, "2026-03-15", child(4, upn=UPN))
    assert s.rows(db, "select count(distinct person), count(*) from child") == [(1, 3)]


def test_nothing_by_which_anybody_is_known_is_kept(db, tmp_path):
    load(db, tmp_path, JAN, child(4, upn=UPN, person_id="Quagmirious"))
    row = s.rows(db, "select * from child")[0]
    everything = " ".join(str(cell) for cell in row)
    for secret in (UPN, "Quagmirious", "2015-03-04"):
        assert secret not in everything
    assert held(db, "birth_month::varchar, numbered") == [("2015-03-01", True)]


def test_an_issue_names_the_case_that_other_records_know(db, tmp_path):
    s.load(db, s.places_of_four(), s.cases(tmp_path, JAN, case()))
    load(db, tmp_path, JAN, child(4, upn=UPN, person_id="", absence="140"))
    found = s.rows(db, "select distinct case_ref from data_issue where table_name = 'child'")
    assert found == [("C-1",)]
