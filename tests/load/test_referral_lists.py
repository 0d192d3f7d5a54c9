"""Referral lists that follow each other: the same referrals under other names, corrected lists of
one day, and lists of open referrals, which say that a child left by no longer holding it."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.load.readers import referrals
from tests.load import samples as s

HEAD = (
    "referral_ref,person_id,pathway,team,provider,received,first_contact,assessment_started,"
    "discharged,locality"
)
JAN, FEB, MARCH = "2026-01-15", "2026-02-15", "2026-03-15"


@pytest.fixture
def db(tmp_path):
    return tmp_path / "a.duckdb"


def child(n, **more):
    return {
        "referral_ref": f"R{n}", "person_id": f"p{n}", "pathway": "slt", "team": "East",
        "provider": "EPUT", "received": f"{1 + n % 28:02}/03/2025", "locality": "Mid",
    } | more  # fmt: skip


def sent(folder, day, *rows):
    path = s.listed(folder, HEAD, rows, "")
    return referrals.read(path, "881", date.fromisoformat(day))


def load(db, folder, day, *rows):
    return s.load(db, sent(folder, day, *rows))


def held(db, columns="referral_ref, gone_on"):
    return s.rows(db, f"select {columns} from referral order by referral_id")


def waiting(db, day):
    """Referrals on the list at the end of a day, by the columns that say so."""
    ends = "least(first_contact, assessment_started, discharged, gone_on)"
    return s.rows(
        db,
        f"select count(*) from referral where received <= date '{day}' "
        f"and coalesce({ends} > date '{day}', true) and coalesce(gone_on > received, true)",
    )[0][0]


CLOSED = {"discharged": "20/12/2025"}


@pytest.mark.parametrize(
    "change",
    [
        {"provider": "Essex Partnership"},
        {"team": "Mid"},
        {"provider": "Essex Partnership", "team": "Mid"},
    ],
)
@pytest.mark.parametrize("day", [JAN, FEB])
def test_the_same_referrals_under_a_new_name_are_the_same(db, tmp_path, change, day):
    six = [child(n) for n in range(5)] + [child(5, **CLOSED)]
    load(db, tmp_path, JAN, *six)
    load(db, tmp_path, day, *(row | change for row in six))
    name = {"provider": "EPUT", "team": "East"} | change
    assert held(db, "provider, team") == [(name["provider"], name["team"])] * 6
    assert waiting(db, day) == 5
    assert s.rows(db, "select provider from referral_coverage") == [(name["provider"],)]


def test_a_renamed_provider_closes_the_waits_that_it_ends(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(6)))
    new = {"provider": "Essex Partnership"}
    report = load(
        db, tmp_path, FEB, *(child(n, **new) for n in range(5)), child(5, **new, **CLOSED)
    )
    assert waiting(db, FEB) == 5
    assert any("Essex Partnership is taken to be EPUT" in note for note in report.notes)


def test_an_older_list_under_the_old_name_changes_no_name(db, tmp_path):
    load(db, tmp_path, FEB, *(child(n, provider="Essex Partnership") for n in range(6)))
    load(db, tmp_path, JAN, *(child(n) for n in range(6)))
    assert held(db, "provider") == [("Essex Partnership",)] * 6


def test_a_referral_to_two_teams_stays_two_when_the_provider_is_renamed(db, tmp_path):
    two = [child(1), child(1, team="West")]
    load(db, tmp_path, JAN, *two)
    load(db, tmp_path, FEB, *(row | {"provider": "Essex Partnership"} for row in two))
    assert held(db, "team, provider") == [
        ("East", "Essex Partnership"),
        ("West", "Essex Partnership"),
    ]


def test_a_wait_handed_on_is_closed_at_the_one_and_open_at_the_other(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(6)))
    load(db, tmp_path, JAN, child(0, provider="Provide"), child(9, provider="Provide"))
    load(db, tmp_path, FEB, *(child(n) for n in range(1, 6)), child(0, discharged="20/01/2026"))
    load(db, tmp_path, FEB, child(0, provider="Provide"), child(9, provider="Provide"))
    found = "provider, cast(discharged as varchar)"
    of_one = f"select {found} from referral where referral_ref = 'R0' order by 1"
    assert s.rows(db, of_one) == [("EPUT", "2026-01-20"), ("Provide", None)]


def test_a_corrected_pathway_is_no_second_wait(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(6)))
    load(db, tmp_path, FEB, child(0, pathway="autism"), *(child(n) for n in range(1, 6)))
    assert held(db, "pathway") == [("autism",)] + [("slt",)] * 5


def test_lists_of_two_services_of_one_referral_do_not_replace_each_other(db, tmp_path):
    load(db, tmp_path, JAN, child(1), child(2))
    load(db, tmp_path, JAN, child(1, pathway="ot"), child(2, pathway="ot"))
    assert held(db, "referral_ref, pathway") == [
        ("R1", "slt"), ("R2", "slt"), ("R1", "ot"), ("R2", "ot"),
    ]  # fmt: skip


def test_one_reference_at_two_providers_is_two_referrals_if_nobody_is_named(db, tmp_path):
    nobody = child(1, person_id="")
    load(db, tmp_path, JAN, nobody)
    load(db, tmp_path, FEB, nobody | {"provider": "Provide"})
    assert held(db, "provider") == [("EPUT",), ("Provide",)]


def test_a_corrected_list_of_the_same_day_takes_out_what_it_lacks(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(6)))
    report = load(db, tmp_path, JAN, *(child(n) for n in range(4)))
    assert waiting(db, JAN) == 4
    assert [ref for ref, gone in held(db) if gone] == ["R4", "R5"]
    assert any("2 referrals of the list of the same day" in note for note in report.notes)
    assert not any("has ended" in note for note in report.notes)
    load(db, tmp_path, FEB, *(child(n) for n in range(5)))
    assert [ref for ref, gone in held(db) if gone] == ["R5"]


def test_a_second_part_of_the_same_day_takes_out_nothing(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(10)))
    report = load(db, tmp_path, JAN, *(child(n) for n in range(7, 20)))
    assert waiting(db, JAN) == 20
    assert any(
        "7 referrals stay that another list of the same day" in note for note in report.notes
    )


def test_of_open_lists_absence_closes(db, tmp_path):
    """40 children, then 10 gone and 5 new, then 10 more gone and 5 new."""
    autism = {"pathway": "autism"}
    later = {"received": "20/01/2026"}
    new = [child(n, **autism, **later) for n in range(100, 105)]
    newer = [child(n, **autism, received="20/02/2026") for n in range(105, 110)]
    load(db, tmp_path, JAN, *(child(n, **autism) for n in range(40)))
    report = load(db, tmp_path, FEB, *(child(n, **autism) for n in range(10, 40)), *new)
    load(db, tmp_path, MARCH, *(child(n, **autism) for n in range(20, 40)), *new, *newer)
    assert [waiting(db, day) for day in (JAN, "2026-02-14", FEB, MARCH)] == [40, 45, 35, 30]
    assert any("10 referrals of the list before are not in this one" in n for n in report.notes)
    assert not any("counts as waiting still" in note for note in report.notes)
    assert s.rows(db, "select first_day, ends_from from referral_coverage") == [
        (date(2026, 1, 15), date(9999, 12, 31))
    ]


def test_an_older_open_list_that_comes_late_reopens_nobody(db, tmp_path):
    load(db, tmp_path, FEB, *(child(n) for n in range(2, 30)))
    load(db, tmp_path, JAN, *(child(n) for n in range(25)))
    assert [waiting(db, day) for day in (JAN, FEB)] == [30, 28]


def test_a_child_that_is_on_the_list_again_waits_again(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(30)))
    load(db, tmp_path, FEB, *(child(n) for n in range(1, 30)))
    load(db, tmp_path, MARCH, *(child(n) for n in range(30)))
    assert waiting(db, MARCH) == 30


def test_a_list_of_which_none_is_found_again_is_another_part(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(25)))
    load(db, tmp_path, FEB, *(child(n, team="West") for n in range(30, 60)))
    assert waiting(db, FEB) == 55


def test_a_list_that_also_holds_those_who_left_closes_nobody_by_silence(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(30)), child(31, **CLOSED))
    report = load(db, tmp_path, FEB, *(child(n) for n in range(1, 30)))
    assert waiting(db, FEB) == 30
    assert any("What it lacks counts as waiting still" in note for note in report.notes)


def test_a_full_list_after_open_ones_tells_who_came_and_left(db, tmp_path):
    load(db, tmp_path, JAN, *(child(n) for n in range(30)))
    load(db, tmp_path, FEB, *(child(n) for n in range(29)), child(29, discharged="01/02/2026"))
    assert s.rows(db, "select first_day, ends_from from referral_coverage") == [
        (date(2025, 3, 1), date(2025, 3, 1))
    ]


NO_ASSESSMENT = "referral_ref,person_id,pathway,provider,received,first_contact"


def test_a_list_without_any_day_of_assessment_says_so(db, tmp_path):
    rows = (child(1, pathway="autism"), child(2))
    path = s.listed(tmp_path, NO_ASSESSMENT, rows, "")
    report = s.load(db, referrals.read(path, "881", date.fromisoformat(JAN)))
    covered = "select pathway, assessments from referral_coverage order by 1"
    assert s.rows(db, covered) == [("autism", False), ("slt", True)]
    assert any("those figures stay blank for autism" in note for note in report.notes)
    report = load(db, tmp_path, FEB, child(1, pathway="autism"), child(2))
    assert s.rows(db, covered) == [("autism", True), ("slt", True)]
    assert not any("stay blank" in note for note in report.notes)
