"""What a complete file no longer holds has left: cases, requests and plans; which lists are whole;
and lists of what is open or was closed since a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pandas as pd
import pytest

from sendviz import simulate
from sendviz.catalogue.layouts import BadFile
from sendviz.load import cut
from sendviz.load.readers import referrals, sen2_blade, sen2_workbook
from tests.conftest import shared
from tests.load import samples as s
from tests.records.desk import Desk, came, number, open_on, year
from tests.simulate import returns, writers

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


def test_the_same_return_in_another_shape_takes_out_nobody(bcp, tmp_path):
    made, _ = bcp
    few = made.tables["person"]["person_no"] % 300 == 0
    person = made.tables["person"][few]
    request = made.tables["request"]
    request = request[request["person_no"].isin(person["person_no"])]
    tables = {
        name: rows[rows["request_no"].isin(request["request_no"])]
        for name, rows in made.tables.items()
        if name not in ("person", "request")
    }
    sent = returns.sen2_return(
        replace(made, tables={**tables, "person": person, "request": request}), 2024
    )
    writers.write_blade(sent, tmp_path / "blade")
    writers.write_workbook(sent, tmp_path / "sent.xlsx")
    db = tmp_path / "a.duckdb"
    s.load(db, sen2_blade.read(tmp_path / "blade"))
    held = s.rows(db, "select count(*) from request")
    s.load(db, sen2_workbook.read(tmp_path / "sent.xlsx", "839", 2025, sent.reference_date))
    assert s.rows(db, "select count(*), count(gone_on) from request") == [(*held[0], 0)]
    assert s.rows(db, "select count(gone_on) from plan") == [(0,)]


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


# Lists that are cut by when their cases ended.


@pytest.fixture(scope="module")
def bcp():
    """The simulated cases of BCP and the day on which each left."""
    made = simulate.deliveries(("839",))[0]
    ends = made.tables["assessment"][["request_no", "outcome", "outcome_date"]]
    rows = made.tables["request"].merge(ends, on="request_no", how="left")
    given = rows["outcome_date"].where(rows["outcome"].isin(["Y", "N"]))
    refused = rows["decided"].where(rows["decision"] == "N")
    left = pd.concat([given, refused, rows["withdrawn_on"]], axis=1).min(axis=1)
    return made, left.set_axis(rows["request_no"])


def cut_list(bcp, since: str, path):
    made, left = bcp
    kept = left.index[left.isna() | (left >= since)]
    request = made.tables["request"]
    request = request[request["request_no"].isin(kept)]
    writers.write_cases(replace(made, tables={**made.tables, "request": request}), path)
    return path


def test_of_a_list_of_what_is_open_or_closed_since_nothing_is_told_before(desk, bcp, tmp_path):
    path = cut_list(bcp, "2025-01-01", tmp_path / "bcp.csv")
    said = desk.load(path, council="BCP")
    assert "hardly any case ended before January 2025" in said and "not known" in said

    def told(id, *more, at="2026-01-15"):
        return desk.ask(id, *more, at=at, council="BCP")

    on_time = told("plans_issued_within_20_weeks", *year(2024))
    assert (on_time["value"], on_time["blank"]) == (None, "not_known")
    assert told("requests_received", *year(2024))["blank"] == "not_known"
    assert told("cases_open_over_20_weeks", at="2023-12-31")["blank"] == "not_known"
    assert told("plans_issued_within_20_weeks", *year(2025))["denominator"] > 500
    assert told("cases_open_over_20_weeks", at="2025-12-31")["value"] > 0


def test_from_says_outright_since_when_a_list_tells(desk, bcp, tmp_path):
    path = cut_list(bcp, "2025-01-01", tmp_path / "bcp.csv")
    desk.load(path, "2026-01-15", "--from", "2025-07-01", council="BCP")
    told = desk.ask("plans_issued", *year(2024), council="BCP")
    assert told["blank"] == "not_known"
    months = ("--from", "2025-06-01", "--to", "2025-06-30")
    assert desk.ask("plans_issued", *months, council="BCP")["blank"] == "not_known"
    desk.load(path, "2026-01-15", "--from", "2025-01-01", council="BCP")
    assert desk.ask("plans_issued", *months, council="BCP")["value"] > 0
    assert "before --from" in desk.refused(path, "2024-01-15", "--from", "2025-07-01")


def hand_made(old: int, new: int, since: str = "2025-01-08"):
    """Old cases that all left since a day, and new ones that take 150 days."""
    came = [
        *pd.date_range("2022-03-01", "2024-10-01", periods=old),
        *pd.date_range("2025-01-06", "2025-12-20", periods=new),
    ]
    left = [
        *pd.date_range(since, "2025-12-20", periods=old),
        *(day + pd.Timedelta(days=150) for day in came[old:]),
    ]
    received, gone = pd.Series(came), pd.Series(left)
    return received, gone.mask(gone > "2026-01-15"), pd.Timestamp(2026, 1, 15)


@pytest.mark.parametrize(("old", "new"), [(12, 12), (24, 40), (60, 200)])
def test_small_lists_are_found_out_too(old, new):
    assert cut.told_from(*hand_made(old, new)) == pd.Timestamp(2025, 1, 1)


def test_a_stray_end_before_the_day_hides_nothing():
    received, left, day = hand_made(60, 120)
    received.loc[len(received)] = pd.Timestamp(2022, 5, 2)
    left.loc[len(left)] = pd.Timestamp(2022, 9, 5)
    assert cut.told_from(received, left, day) == pd.Timestamp(2025, 1, 1)


@pytest.mark.parametrize("first", ["2021-01-01", "2023-01-01", "2024-06-01", "2025-03-01"])
@pytest.mark.parametrize("one_of", [1, 10, 60])
def test_a_whole_list_is_no_cut_one(bcp, first, one_of):
    made, left = bcp
    request = made.tables["request"].query("decision != 'H'").set_index("request_no")
    kept = request[(request["received"] >= first) & (request.index % one_of == 0)]
    day = pd.Timestamp(made.reference_date)
    assert cut.told_from(kept["received"], left.reindex(kept.index), day) is None
    assert not cut.open_only(kept["received"], left.reindex(kept.index), day)


def test_a_list_of_open_cases_alone_tells_of_nothing_before_its_day(tmp_path):
    db = tmp_path / "a.duckdb"
    rows = [
        {"case_ref": f"C{n}", "received": f"{1 + n % 28:02}/{1 + n % 12:02}/2024", "decision": "A"}
        for n in range(40)
    ]
    report = s.load(db, s.cases(tmp_path, "2025-06-30", *rows))
    assert any("no case has ended" in note for note in report.notes)
    assert s.rows(db, "select first_day from coverage") == [(date(2025, 6, 30),)]
    assert open_on(db, "2025-06-30") == 40


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_return_tells_of_what_a_cut_list_does_not(tmp_path, order):
    db = tmp_path / "a.duckdb"
    received, left, _ = hand_made(24, 40)
    rows = [
        {
            "case_ref": f"C{n}", "upn": upn(n), "received": f"{came_on:%d/%m/%Y}", "decision": "Y",
            "decided": f"{came_on + pd.Timedelta(days=30):%d/%m/%Y}",
            "issued": "" if pd.isna(gone) else f"{gone:%d/%m/%Y}",
        }
        for n, (came_on, gone) in enumerate(zip(received, left, strict=True))
    ]  # fmt: skip
    files = (
        s.cases(tmp_path, "2026-01-15", *rows),
        s.sen2(tmp_path, 2024, s.person(s.request("2023-05-02", "N", "2023-06-02"), upn=upn(99))),
    )
    for each in order:
        s.load(db, files[each])
        if each == 0 and order[0] == 0:
            assert s.rows(db, "select first_day from coverage") == [(date(2025, 1, 1),)]
    assert s.rows(db, "select first_day from coverage") == [(date(2023, 1, 1),)]


def test_a_referral_list_of_what_is_open_or_closed_since_is_cut_by_the_same_rule(tmp_path):
    db = tmp_path / "a.duckdb"
    head = "referral_ref,person_id,pathway,provider,received,first_contact,discharged,locality"
    received, left, _ = hand_made(60, 120)
    rows = [
        {
            "referral_ref": f"R{n}", "person_id": f"p{n}", "pathway": "slt", "provider": "EPUT",
            "received": f"{came_on:%d/%m/%Y}",
            "discharged": "" if pd.isna(gone) else f"{gone:%d/%m/%Y}",
        }
        for n, (came_on, gone) in enumerate(zip(received, left, strict=True))
    ]  # fmt: skip
    path = s.listed(tmp_path, head, tuple(rows), "slt.csv")
    report = s.load(db, referrals.read(path, "881", date(2026, 1, 15)))
    assert any("hardly any slt referral ended before January 2025" in n for n in report.notes)
    covered = "select first_day, ends_from from referral_coverage"
    assert s.rows(db, covered) == [(date(2025, 1, 1), date(2025, 1, 1))]
    said = replace(referrals.read(path, "881", date(2026, 1, 15)), told_from=date(2025, 4, 1))
    s.load(db, said)
    assert s.rows(db, covered) == [(date(2025, 4, 1), date(2025, 4, 1))]
