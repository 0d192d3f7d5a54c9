"""What a complete file no longer holds has left: cases, requests and plans; and which
lists are whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from sendviz.catalogue.layouts import BadFile
from tests.conftest import shared
from tests.load import samples as s
from tests.records.desk import Desk, came, number, open_on, year

OVER_52, PLANS = "cases_open_over_52_weeks", "plans_in_force"
JAN, FEB, MARCH = "2026-01-31", "2026-02-28", "2026-03-31"


@pytest.fixture
def desk(tmp_path, capsys) -> Desk:
    return Desk(tmp_path, capsys)


def test_an_open_case_that_the_next_return_lacks_has_left(desk):
    folder = shared("cases", "01-open-case-gone-from-next-return")
    desk.load(folder / "a.xml")
    said = desk.load(folder / "b.xml")
    assert "1 case of the file before is not in this one: it counts as having left" in said
    assert "15 January 2026" in said
    assert (desk.number(OVER_52), desk.number("children_in_assessment")) == (0, 1)
    assert desk.number("children_in_assessment", at="2026-01-14") == 2


def test_what_a_corrected_return_drops_never_was(desk):
    folder = shared("cases", "03-corrected-return-drops-a-request")
    desk.load(folder / "a.xml")
    said = desk.load(folder / "b.xml")
    assert "which corrects it: it counts nowhere" in said
    assert desk.number("requests_received", *year(2025)) == 1
    assert desk.number("children_in_assessment") == 1


def test_a_case_that_the_next_list_lacks_has_left(desk):
    folder = shared("cases", "05-case-gone-from-next-case-list")
    desk.load(folder / "a.csv", "2026-01-15")
    said = desk.load(folder / "b.csv", "2026-02-15")
    assert "1 case of the file before is not in this one: it counts as having left" in said
    assert desk.number("children_in_assessment", at="2026-02-15") == 2
    assert desk.number("children_in_assessment", at="2026-02-14") == 3


def upn(n: int) -> str:
    return f"A8{n:011}"


def child(n: int, received: str, *more, **traits) -> str:
    return s.person(s.request(received, *more), upn=upn(n), born=f"2015-03-{n:02}", **traits)


def in_force(n: int, start: str, ceased: str | None = None) -> str:
    made = s.assessment("H", None, s.plan(start, ceased))
    asked = s.request("2019-01-07", "H", None, made + s.review("2023-05-02"))
    return s.person(asked, upn=upn(n), born=f"2014-03-{n:02}")


def rows_of(folder, day, *rows, **said):
    return replace(s.cases(folder, day, *rows), **said)


def case(n: int, **more) -> dict:
    row = {"case_ref": f"C{n}", "received": f"{1 + n % 28:02}/0{1 + n % 9}/2025", "decision": "Y"}
    return row | {"decided": f"{1 + n % 28:02}/10/2025"} | more


ENDED = {"outcome": "Y", "issued": "20/12/2025"}


@pytest.mark.parametrize("order", [*permutations((2024, 2025, 2026))])
def test_the_order_of_loading_returns_changes_nothing(tmp_path, order):
    """One leaves in 2025; one is away in 2025 and back in 2026; one is new."""
    db = tmp_path / "a.duckdb"
    of = {
        2024: [child(1, "2023-09-04"), child(2, "2023-09-05"), child(3, "2023-09-06")],
        2025: [child(3, "2023-09-06"), child(4, "2024-09-06")],
        2026: [child(2, "2023-09-05"), child(3, "2023-09-06"), child(4, "2024-09-06")],
    }
    for each in order:
        s.load(db, s.sen2(tmp_path, each, *of[each]))
    assert [open_on(db, day) for day in ("2025-01-15", "2025-01-16", "2026-01-15")] == [4, 3, 3]
    gone = "select cast(gone_on as varchar) from request where gone_on is not null"
    assert s.rows(db, gone) == [("2025-01-16",)] and came(db) == 4


@pytest.mark.parametrize("order", [*permutations((JAN, FEB, MARCH))])
def test_the_order_of_loading_lists_changes_nothing(tmp_path, order):
    db = tmp_path / "a.duckdb"
    of = {
        JAN: [case(n) for n in range(1, 7)] + [case(7, **ENDED)],
        FEB: [case(n) for n in range(2, 7)] + [case(7, **ENDED)],
        MARCH: [case(n) for n in range(3, 7)] + [case(7, **ENDED)],
    }
    for each in order:
        s.load(db, s.cases(tmp_path, each, *of[each]))
    assert [open_on(db, day) for day in (JAN, FEB, MARCH)] == [6, 5, 4]


def test_a_case_that_is_held_again_is_back(tmp_path):
    db = tmp_path / "a.duckdb"
    every = [case(n) for n in range(1, 7)] + [case(7, **ENDED)]
    s.load(db, s.cases(tmp_path, JAN, *every))
    s.load(db, s.cases(tmp_path, FEB, *every[1:]))
    report = s.load(db, s.cases(tmp_path, MARCH, *every))
    assert any("1 case that had left is in this file: it counts again" in n for n in report.notes)
    assert [open_on(db, day) for day in (FEB, MARCH)] == [6, 6]


def test_what_ended_need_not_be_in_the_next_return(tmp_path):
    db = tmp_path / "a.duckdb"
    refused = child(1, "2023-09-04", "N", "2023-10-10")
    issued = child(2, "2023-03-06", "Y", "2023-04-10", s.assessment("Y", "2023-07-03"))
    s.load(db, s.sen2(tmp_path, 2024, refused, issued, child(3, "2023-10-02")))
    report = s.load(db, s.sen2(tmp_path, 2025, child(3, "2023-10-02")))
    assert not any("not in this one" in note for note in report.notes)
    assert number(db, "plans_issued", "2025-01-16", "2023-01-01", "2023-12-31") == 1
    assert number(db, "refusals_made", "2025-01-16", "2023-01-01", "2023-12-31") == 1


def test_who_left_without_a_word_has_no_outcome(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, child(1, "2023-09-04"), child(2, "2023-09-05")))
    s.load(db, s.sen2(tmp_path, 2025, child(2, "2023-09-05")))
    of_2025 = ("2025-01-16", "2023-01-01", "2025-01-16")
    assert number(db, "plans_issued", *of_2025) == 0
    assert number(db, "cases_left", *of_2025) == 1
    told = s.told(db, "decision, decided, outcome, issued, withdrawn_on")
    assert told == [("A", None, None, None, None)] * 2


def test_a_plan_that_the_next_return_lacks_has_ended(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, in_force(1, "2019-05-20"), in_force(2, "2019-05-21")))
    report = s.load(db, s.sen2(tmp_path, 2025, in_force(2, "2019-05-21")))
    assert any("1 plan of the file before is not in this one" in note for note in report.notes)
    assert [number(db, PLANS, day) for day in ("2025-01-15", "2025-01-16")] == [2, 1]


def test_a_plan_without_its_start_in_the_next_return_goes_on(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, in_force(1, "2019-05-20"), in_force(2, "2019-05-21")))
    bare = s.request("2019-01-07", "H", None, s.review("2024-05-02"))
    s.load(
        db,
        s.sen2(
            tmp_path, 2025, s.person(bare, upn=upn(1), born="2014-03-01"), in_force(2, "2019-05-21")
        ),
    )
    assert number(db, PLANS, "2025-01-16") == 2


def test_a_list_of_cases_ends_no_plan(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, in_force(1, "2019-05-20"), child(2, "2023-09-05")))
    row = {"case_ref": "C2", "upn": upn(2), "received": "05/09/2023", "decision": "A"}
    s.load(db, s.cases(tmp_path, "2024-06-30", row))
    assert number(db, PLANS, "2024-06-30") == 1 and open_on(db, "2024-06-30") == 1


def test_a_corrected_return_gives_back_what_an_earlier_one_held(tmp_path):
    """Held in 2024 and by mistake in 2025: it left in 2025, and was."""
    db = tmp_path / "a.duckdb"
    two = [child(1, "2023-09-04"), child(2, "2023-09-05")]
    s.load(db, s.sen2(tmp_path, 2024, *two))
    s.load(db, s.sen2(tmp_path, 2025, *two, in_force(3, "2019-05-20")))
    s.load(db, s.sen2(tmp_path, 2025, two[1]))
    assert [open_on(db, day) for day in ("2025-01-15", "2025-01-16")] == [2, 1]
    assert came(db) == 2 and number(db, PLANS, "2025-01-16") == 0


def test_a_return_that_broke_off_is_not_taken_for_a_whole_one(tmp_path):
    db = tmp_path / "a.duckdb"
    many = [
        s.person(s.request("2023-09-04"), upn=upn(n), born=f"2015-{1 + n % 12:02}-{1 + n % 28:02}")
        for n in range(60)
    ]
    s.load(db, s.sen2(tmp_path, 2024, *many))
    short = s.sen2(tmp_path, 2025, *many[:12])
    with pytest.raises(BadFile, match=r"12 of the 60 cases that were open.*--whole.*--part"):
        s.load(db, short)
    s.load(db, replace(short, whole=True))
    assert open_on(db, "2025-01-16") == 12


TEN = [case(n) for n in range(1, 11)]
FULL = [*TEN, *(case(n, **ENDED) for n in range(11, 16))]


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (FULL[:3] + FULL[10:], "3 of the 10 cases that were open by the file before"),
        (TEN[1:], "open cases only"),
        ([FULL[0]] + FULL[12:], "open by the file before"),
    ],
)
def test_where_it_is_not_clear_that_a_list_is_whole_it_asks(desk, later, why):
    folder = desk.db.parent
    desk.load(s.listed(folder, s.CASES, tuple(FULL), "a.csv"), JAN)
    path = s.listed(folder, s.CASES, tuple(later), "b.csv")
    said = desk.refused(path, FEB)
    assert why in said and "--whole" in said and "--part" in said and "Nothing was changed" in said
    still = len([row for row in later if "outcome" not in row])
    desk.load(path, FEB, "--part")
    assert desk.number("children_in_assessment", at=FEB) == 10
    desk.load(path, FEB, "--whole")
    assert desk.number("children_in_assessment", at=FEB) == still


def test_a_list_of_one_year_only_asks(tmp_path):
    db = tmp_path / "a.duckdb"
    old = [case(n, received=f"0{n}/03/2024") for n in range(1, 6)]
    new = [case(n) for n in range(10, 30)] + [case(30, **ENDED)]
    s.load(db, s.cases(tmp_path, JAN, *old, *new))
    with pytest.raises(BadFile, match="its first case came in January 2025"):
        s.load(db, s.cases(tmp_path, FEB, *new))
    s.load(db, rows_of(tmp_path, FEB, *new, whole=False))
    assert open_on(db, FEB) == 25


def test_lists_of_open_cases_alone_follow_each_other(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.cases(tmp_path, JAN, *TEN))
    report = s.load(db, s.cases(tmp_path, FEB, *TEN[2:], case(20)))
    assert any("2 cases of the file before are not in this one" in note for note in report.notes)
    assert [open_on(db, day) for day in (JAN, FEB)] == [11, 9]


def test_a_list_ends_what_only_the_return_held_and_a_return_what_only_a_list_did(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, *(child(n, f"2023-09-0{n}") for n in range(1, 6))))
    listed = [
        {"case_ref": f"C{n}", "upn": upn(n), "received": f"0{n}/09/2023", "decision": "A"}
        for n in range(2, 7)
    ]
    s.load(db, s.cases(tmp_path, "2024-06-30", *listed))
    assert open_on(db, "2024-06-30") == 5 and came(db) == 6
    s.load(db, s.sen2(tmp_path, 2025, *(child(n, f"2023-09-0{n}") for n in range(2, 6))))
    assert open_on(db, "2025-01-16") == 4


def test_a_corrected_list_of_the_day_takes_out_few_and_asks_of_many(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.cases(tmp_path, JAN, *FULL))
    report = s.load(db, s.cases(tmp_path, JAN, *FULL[1:]))
    assert any("which corrects it: it counts nowhere" in note for note in report.notes)
    assert came(db, JAN) == 14
    other = [case(n) for n in range(40, 50)]
    with pytest.raises(BadFile, match="lacks 14 of the 14 cases of another list of the same day"):
        s.load(db, s.cases(tmp_path, JAN, *other))
    s.load(db, rows_of(tmp_path, JAN, *other, whole=False))
    assert came(db, JAN) == 24


def test_two_people_who_become_one_keep_what_their_files_held(tmp_path):
    db = tmp_path / "a.duckdb"
    own = {"person_id": "77", "case_ref": "C1", "received": "02/10/2023"}
    s.load(db, s.cases(tmp_path, "2023-12-31", own))
    s.load(db, s.sen2(tmp_path, 2024, child(1, "2023-10-02"), child(2, "2023-10-03")))
    newest = own | {"upn": upn(1)}
    other = {"upn": upn(2), "case_ref": "C2", "received": "03/10/2023"}
    s.load(db, s.cases(tmp_path, "2024-02-29", newest, other))
    assert came(db) == 2 and open_on(db, "2024-02-29") == 2
    missing = "select count(*) from held where table_name = 'request' and row_id not in "
    assert s.rows(db, missing + "(select request_id from request)") == [(0,)]
    report = s.load(db, s.sen2(tmp_path, 2025, child(2, "2023-10-03")))
    assert any("1 case of the file before is not" in note for note in report.notes)
    assert open_on(db, "2025-01-16") == 1
