"""The same request in two files is one, two requests are two, and where nobody can tell it is
said."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from sendviz.catalogue.layouts import BadFile
from tests.conftest import shared
from tests.load import samples as s
from tests.records.desk import Desk, came, open_on, year

DAY = "2026-01-15"
TEMPORARY, PERMANENT = "A88120240012B", "K881203424019"


@pytest.fixture
def desk(tmp_path, capsys) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def db(tmp_path):
    return tmp_path / "a.duckdb"


def test_a_temporary_upn_that_becomes_a_permanent_one_makes_no_second_child(desk):
    folder = shared("cases", "06-temporary-upn-becomes-permanent")
    desk.load(folder / "a.xml")
    desk.load(folder / "b.xml")
    assert desk.number("requests_received", *year(2024)) == 1
    assert desk.number("children_in_assessment") == 0


def test_a_list_that_cannot_be_joined_to_the_return_is_refused(desk):
    folder = shared("cases", "08-return-then-list-without-numbers")
    desk.load(folder / "a.xml")
    said = desk.refused(folder / "b.csv")
    assert "1 of its 1 request matched none that is loaded" in said and "UPN of each child" in said
    assert desk.number("requests_received", *year(2025)) == 1


def test_numbers_in_scientific_form_tell_nobody_apart(desk):
    said = desk.load(shared("cases", "48-numbers-in-scientific-form") / "cases.csv")
    assert "3 rows have a UPN, ULN or person id that tells nobody apart" in said
    assert desk.number("requests_received", *year(2025)) == 3
    assert desk.number("children_in_assessment") == 3


# A temporary UPN is a weak identifier.

OPEN = s.request("2024-05-06", "Y", "2024-06-10", s.assessment("A"))
ISSUED = s.request("2024-05-06", "H", None, s.assessment("Y", "2025-02-03"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"upn": TEMPORARY}, {"upn": PERMANENT}),
        ({"upn": PERMANENT}, {"upn": TEMPORARY}),
        ({"upn": TEMPORARY}, {"upn": "A88120250077C"}),
        ({"upn": TEMPORARY}, {"upn": None}),
        ({"upn": TEMPORARY}, {"upn": PERMANENT, "postcode": "ZZ9 9ZZ"}),
        ({"upn": TEMPORARY}, {"upn": TEMPORARY, "postcode": "ZZ9 9ZZ", "born": "2015-04-03"}),
    ],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_temporary_upn_keeps_nobody_apart(db, tmp_path, before, after, order):
    files = (
        s.sen2(tmp_path, 2025, s.person(OPEN, **before)),
        s.sen2(tmp_path, 2026, s.person(ISSUED, **after)),
    )
    for each in order:
        s.load(db, files[each])
    assert s.told(db) == [("2024-05-06", "Y", "2024-06-10", "Y", "2025-02-03")]


def test_two_permanent_upns_are_two_children(db, tmp_path):
    s.load(db, s.sen2(tmp_path, 2025, s.person(OPEN, upn="K881203424018")))
    s.load(
        db,
        s.sen2(tmp_path, 2026, s.person(OPEN, upn=PERMANENT), s.person(OPEN, upn="K881203424018")),
    )
    assert came(db) == 2


def test_twins_with_temporary_upns_stay_two(db, tmp_path):
    for one, two in ((TEMPORARY, "A88120240013B"), (PERMANENT, "K881203424020")):
        year_of = 2025 if one == TEMPORARY else 2026
        s.load(db, s.sen2(tmp_path, year_of, s.person(OPEN, upn=one), s.person(OPEN, upn=two)))
    assert came(db) == 2 and open_on(db, DAY) == 2


# Near days.

CASE = {"case_ref": "101", "upn": s.UPN, "received": "09/05/2024", "decision": "Y",
    "decided": "10/06/2024"}  # fmt: skip


@pytest.mark.parametrize("received", ["09/05/2024", "29/04/2024", "02/06/2024"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_return_and_a_list_may_differ_by_some_days(db, tmp_path, received, order):
    files = (
        s.sen2(tmp_path, 2025, s.person(OPEN)),
        s.cases(tmp_path, "2025-03-31", CASE | {"received": received, "draft": "01/03/2025"}),
    )
    for each in order:
        s.load(db, files[each])
    day = "-".join(reversed(received.split("/")))
    assert s.told(db, "received, case_ref, decided") == [(day, "101", "2024-06-10")]


def test_a_request_after_the_first_one_ended_is_another(db, tmp_path):
    withdrawn = {"case_ref": "", "received": "06/05/2024", "withdrawn_on": "14/05/2024"}
    s.load(db, s.cases(tmp_path, "2024-05-31", CASE | withdrawn | {"decision": "W"}))
    s.load(db, s.sen2(tmp_path, 2025, s.person(s.request("2024-05-20"))))
    assert s.told(db, "received, decision") == [("2024-05-06", "W"), ("2024-05-20", "A")]


def test_two_references_are_two_requests_however_near(db, tmp_path):
    s.load(db, s.cases(tmp_path, "2024-05-31", CASE))
    s.load(
        db,
        s.cases(tmp_path, "2024-06-30", CASE, CASE | {"case_ref": "102", "received": "20/05/2024"}),
    )
    assert came(db) == 2


def test_a_refusal_and_a_request_soon_after_are_two(db, tmp_path):
    refused = s.request("2024-05-06", "N", "2024-05-10")
    s.load(db, s.sen2(tmp_path, 2025, s.person(refused, s.request("2024-05-20"))))
    s.load(db, s.cases(tmp_path, "2025-03-31", CASE | {"received": "21/05/2024"}))
    assert s.told(db, "received, decision") == [("2024-05-06", "N"), ("2024-05-21", "Y")]


# Without a UPN.

BORN = {"upn": "", "birth_date": "04/03/2015", "sex": "F"}
LISTED = CASE | BORN | {"received": "06/05/2024"}


# Each is another child, born on a day of its own.
TRAITS = (
    {"postcode": "ZZ1 1AA"},
    {},
    {"sex": ""},
    {"postcode": "ZZ9 9ZZ"},
    {"person_id": "778"},
    {"person_id": "UNKNOWN"},
    {"upn": "N/A"},
)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_child_is_found_by_birth_date_and_day_where_one_can_be_meant(db, tmp_path, order):
    returned, listed = [], []
    for n, traits in enumerate(TRAITS, start=1):
        returned.append(s.person(OPEN, upn=f"A12345678901{n}", born=f"2015-03-{n:02}"))
        listed.append(LISTED | {"case_ref": f"10{n}", "birth_date": f"{n:02}/03/2015"} | traits)
    files = (s.sen2(tmp_path, 2025, *returned), s.cases(tmp_path, "2025-03-31", *listed))
    for each in order:
        s.load(db, files[each])
    found = s.told(db, "received, decided, case_ref")
    one_each = [("2024-05-06", "2024-06-10", f"10{n}") for n, _ in enumerate(TRAITS, start=1)]
    assert sorted(found) == one_each
    assert s.rows(db, "select count(distinct person) from request") == [(len(TRAITS),)]


def test_where_two_children_can_be_meant_each_is_counted_and_both_are_named(db, tmp_path):
    twins = [s.person(OPEN), s.person(OPEN, upn="B123456789012", postcode="ZZ2 2AA")]
    s.load(db, s.sen2(tmp_path, 2025, *twins))
    report = s.load(db, replace(s.cases(tmp_path, "2025-03-31", LISTED), whole=False))
    assert came(db) == 3
    told = [note for note in report.notes if "may be one" in note]
    assert len(told) == 1 and "2 times" in told[0] and told[0].count("row 2 and") == 2


def test_two_rows_of_a_list_that_may_be_one_are_named(db, tmp_path):
    other = {"case_ref": "7", "received": "02/02/2024", "birth_date": "01/01/2016"}
    again = LISTED | {"case_ref": "102", "received": "13/05/2024", "postcode": "ZZ1 1AA"}
    first = LISTED | {"postcode": "ZZ1 1AA"}
    report = s.load(
        db,
        s.cases(tmp_path, "2025-03-31", first, LISTED | other, again | {"received": "06/05/2024"}),
    )
    assert any("2 requests may be one: rows 2 and 4" in note for note in report.notes)
    assert came(db) == 3


def test_children_whose_sex_differs_are_two_and_told_of(db, tmp_path):
    s.load(db, s.sen2(tmp_path, 2025, s.person(OPEN)))
    report = s.load(
        db, replace(s.cases(tmp_path, "2025-03-31", LISTED | {"sex": "M"}), whole=False)
    )
    assert came(db) == 2 and any("may be one" in note for note in report.notes)


# Numbers that tell nobody apart.


NO_NUMBERS = ("UNKNOWN", "0", "N/A", "1.23E+09", "1.2E+12", "tbc", "99999", "000000", "?")


@pytest.mark.parametrize("column", ["person_id", "upn"])
def test_what_is_no_number_joins_nobody(db, tmp_path, column):
    """Five children under each."""
    refs = [f"{n}{letter}" for n, _ in enumerate(NO_NUMBERS) for letter in "ABCDE"]
    rows = [
        {"case_ref": ref, column: NO_NUMBERS[int(ref[0])], "received": "13/01/2025"}
        | {"decision": "A"}
        for ref in refs
    ]
    for day in ("2025-02-28", "2025-03-31"):
        s.load(db, s.cases(tmp_path, day, *rows))
        assert sorted(s.rows(db, "select case_ref from request")) == [(ref,) for ref in refs]
        assert open_on(db, day) == len(refs)
        assert s.rows(db, "select count(distinct person) from request") == [(len(refs),)]


@pytest.mark.parametrize(
    "rows",
    [
        # one number on two requests of a day
        [{"received": "13/01/2025"}, {"received": "13/01/2025"}, {"received": "14/01/2025"}],
        # on more requests than a child makes
        [{"received": f"1{n}/0{n}/2025"} for n in range(1, 6)],
        # on children of different sex, and of different days of birth
        [{"received": "13/01/2025", "sex": "F"}, {"received": "13/01/2025", "sex": "M"}],
        [{"received": "13/01/2025", "birth_date": f"0{n}/03/2015"} for n in (1, 2, 3)],
    ],
)
def test_a_number_that_children_share_is_not_used(db, tmp_path, rows):
    rows = [
        {"case_ref": f"A{n}", "person_id": "4711", "decision": "A"} | row
        for n, row in enumerate(rows)
    ]
    report = s.load(db, s.cases(tmp_path, "2025-09-30", *rows))
    assert came(db) == len(rows)
    assert any(f"{len(rows)} rows have a UPN, ULN" in note for note in report.notes)
    assert s.rows(db, "select count(distinct person) from request") == [(len(rows),)]


def test_a_number_given_to_another_child_later_does_not_join_the_two(db, tmp_path):
    one = {"case_ref": "A1", "person_id": "4711", "received": "13/01/2025", "decision": "A"}
    other = one | {"case_ref": "A2", "birth_date": "02/02/2016"}
    one |= {"birth_date": "01/03/2015"}
    s.load(db, s.cases(tmp_path, "2025-02-28", one))
    s.load(db, s.cases(tmp_path, "2025-03-31", one, other))
    assert came(db) == 2
    s.load(db, s.cases(tmp_path, "2025-04-30", one | {"birth_date": "01/04/2015"}, other))
    assert came(db) == 2 and open_on(db, "2025-04-30") == 2


def test_a_child_with_two_requests_keeps_its_number(db, tmp_path):
    rows = [
        {"case_ref": "A1", "person_id": "4711", "received": "13/01/2024", "decision": "N"},
        {"case_ref": "A2", "person_id": "4711", "received": "13/03/2025", "decision": "A"},
    ]
    report = s.load(db, s.cases(tmp_path, "2025-09-30", *rows))
    assert s.rows(db, "select count(distinct person) from request") == [(1,)]
    assert not any("tells nobody apart" in note for note in report.notes)


# Lists that would double what is there.


def returned(folder, of: int):
    people = [
        s.person(s.request(f"2024-{1 + n % 12:02}-{1 + n % 28:02}"), upn=f"A8{n:011}", born=None)
        for n in range(of)
    ]
    return s.sen2(folder, 2025, *people)


def listed(folder, of: int, **more):
    rows = [
        {"case_ref": f"C{n}", "received": f"{1 + n % 28:02}/{1 + n % 12:02}/2024", "decision": "A"}
        | {name: text.format(n=n) for name, text in more.items()}
        for n in range(of)
    ]
    return s.cases(folder, "2025-01-31", *rows)


@pytest.mark.parametrize("more", [{}, {"person_id": "{n}5"}, {"birth_date": "01/02/2015"}])
def test_a_list_that_would_double_the_return_is_stopped(db, tmp_path, more):
    s.load(db, returned(tmp_path, 40))
    before = db.read_bytes()
    with pytest.raises(BadFile, match="40 of its 40 requests matched none.*would count twice"):
        s.load(db, listed(tmp_path, 40, **more))
    assert db.read_bytes() == before
    s.load(db, replace(listed(tmp_path, 40, **more), whole=False))
    assert came(db) == 80


def test_a_list_with_years_before_the_return_is_stopped_for_the_months_of_both(db, tmp_path):
    s.load(db, returned(tmp_path, 40))
    rows = [
        {"case_ref": f"C{n}", "received": f"{1 + n % 28:02}/{1 + n % 12:02}/{y}", "decision": "Y"}
        | ({"issued": f"20/12/{y}"} if y < 2024 else {})
        for y in (2021, 2022, 2023, 2024)
        for n in range(40 * y, 40 * y + 40)
    ]
    with pytest.raises(BadFile, match=r"\d+ of its 40 requests matched none"):
        s.load(db, s.cases(tmp_path, "2025-01-31", *rows))


def test_a_list_with_upns_or_of_other_months_is_not(db, tmp_path):
    s.load(db, returned(tmp_path, 40))
    s.load(db, replace(listed(tmp_path, 40, upn="A8{n:011}"), whole=None))
    assert came(db) == 40
    new = [
        {"case_ref": f"N{n}", "received": f"{1 + n:02}/02/2025", "decision": "A"} for n in range(9)
    ]
    s.load(db, replace(s.cases(tmp_path, "2025-02-28", *new), whole=False))
    assert came(db) == 49


def test_a_return_after_such_a_list_says_so(db, tmp_path):
    s.load(db, listed(tmp_path, 40))
    report = s.load(db, returned(tmp_path, 40))
    told = [note for note in report.notes if "may stand in the lists loaded before" in note]
    assert len(told) == 1 and "40 of its 40 requests" in told[0]


def test_nothing_by_which_children_are_found_enters_the_file(db, tmp_path):
    s.load(db, s.sen2(tmp_path, 2025, s.person(OPEN, upn=TEMPORARY)))
    s.load(
        db,
        s.cases(tmp_path, "2025-03-31", LISTED | {"person_id": "1.23E+09", "postcode": "ZZ1 1AA"}),
    )
    raw = db.read_bytes() + b"".join(path.read_bytes() for path in tmp_path.glob("a.*"))
    with duckdb.connect(str(db), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables()").fetchall()
        text = "".join(str(connection.execute(f"select * from {t}").fetchall()) for (t,) in names)
    for secret in (TEMPORARY, "2015-03-04", "20150304", "ZZ11AA", "ZZ1 1AA", "1.23E+09"):
        assert secret.encode() not in raw and secret not in text, secret
