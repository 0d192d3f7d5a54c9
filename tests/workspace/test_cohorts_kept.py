"""Named cohorts, draws, case files and logs: kept for good, told again as they were written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from sendviz.workspace import (
    CaseFileEntry,
    Draw,
    NotAccepted,
    Writer,
    accesses,
    case_file,
    check,
    cohorts,
    draws,
    drop_cohort,
    exports,
    log_access,
    log_export,
    record_case_file,
    record_draw,
    save_cohort,
    workspace_of,
)
from sendviz.workspace.book import rows

ANNA = Writer("Anna", "officer")
SIX = Draw(
    date(2026, 1, 15), "who=status:ehc_plan", 1, ("any",) * 6, ("c1", "c2", "c3", "c4", "c5", "c6"),
    ("r1", "r2", "r3", "r4", "r5", "r6"), 40, 42, ("No child in alternative provision.",),
)  # fmt: skip


@pytest.fixture
def book(tmp_path):
    return workspace_of(tmp_path / "built.duckdb")


def test_a_cohort_is_saved_by_its_name_and_taken_off_the_list(book):
    assert cohorts(book, "881") == []
    kept = save_cohort(
        book, ANNA, la_code="881", name=" Absent ", selection="who=absence:50", shared=True
    )
    assert kept.name == "Absent" and kept.shared and kept.entered_by == "Anna"
    assert cohorts(book, "881") == [kept] and cohorts(book, "941") == []
    with pytest.raises(NotAccepted, match="another cohort has this name"):
        save_cohort(book, ANNA, la_code="881", name="ABSENT", selection="who=x:y", shared=False)
    drop_cohort(book, ANNA, la_code="881", cohort=kept)
    assert cohorts(book, "881") == [] and check(book)["cohort"] == 2
    with pytest.raises(NotAccepted, match="already"):
        drop_cohort(book, ANNA, la_code="881", cohort=kept)


@pytest.mark.parametrize(
    ("name", "selection", "said"),
    [(" ", "who=a:b", "give the cohort a name"), ("A", "", "Filters")],
)
def test_a_cohort_needs_a_name_and_a_filter(book, name, selection, said):
    with pytest.raises(NotAccepted, match=said):
        save_cohort(book, ANNA, la_code="881", name=name, selection=selection, shared=True)
    assert cohorts(book, "881") == []


def test_a_draw_and_its_redraw_are_kept(book):
    first = record_draw(book, ANNA, la_code="881", draw=SIX)
    assert replace(first, draw_id="", entered_at="", entered_by="") == SIX
    again = replace(
        SIX, picked=("c1", "c2", "c3", "c4", "c5", "c9"), redraw_of=first.draw_id, replaced="c6",
        why="moved_away",
    )  # fmt: skip
    second = record_draw(book, ANNA, la_code="881", draw=again)
    assert draws(book, "881") == [first, second] and draws(book, "941") == []
    assert second.why == "moved_away" and second.at >= first.at


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"why": None}, "why the child is replaced"),
        ({"why": "they looked difficult"}, "why the child is replaced"),
        ({"replaced": "c9"}, "one of those that were drawn"),
        ({"redraw_of": "no draw"}, "one of those that were drawn"),
    ],
)
def test_a_redraw_needs_a_reason_and_a_child_that_was_drawn(book, changes, said):
    first = record_draw(book, ANNA, la_code="881", draw=SIX)
    good = {"redraw_of": first.draw_id, "replaced": "c6", "why": "safeguarding"}
    with pytest.raises(NotAccepted, match=said):
        record_draw(book, ANNA, la_code="881", draw=replace(SIX, **{**good, **changes}))
    assert draws(book, "881") == [first]


def test_of_a_case_file_the_newest_entry_stands(book):
    there = CaseFileEntry("c1", "plan", date(2025, 3, 1), "SEND manager")
    missing = CaseFileEntry("c1", "chronology", None, None)
    record_case_file(book, ANNA, la_code="881", draw_id="d1", entries=[missing, there])
    later = replace(missing, dated=date(2026, 2, 2))
    record_case_file(book, ANNA, la_code="881", draw_id="d1", entries=[later])
    told = {each.item: each for each in case_file(book, "d1")}
    assert told["plan"].dated == date(2025, 3, 1) and told["plan"].owner_role == "SEND manager"
    assert told["chronology"].dated == date(2026, 2, 2) and len(told) == 2
    assert case_file(book, "d2") == [] and check(book)["case_file"] == 3
    with pytest.raises(NotAccepted, match="Item"):
        wrong = CaseFileEntry("c1", "diary", None, None)
        record_case_file(book, ANNA, la_code="881", draw_id="d1", entries=[wrong])


def test_what_was_shown_and_what_was_taken_are_logged_without_a_child(book):
    asked = {"la_code": "881", "what": "cohort", "selection": "who=absence:50"}
    log_access(book, ANNA, **asked, rows=41)
    log_export(book, ANNA, **asked, rows=41, text="Case\nCAS-0001\n")
    (shown,), (taken,) = accesses(book, "881"), exports(book, "881")
    assert (shown.rows, shown.entered_by, shown.entered_role) == (41, "Anna", "officer")
    assert taken.sha256 == sha256(b"Case\nCAS-0001\n").hexdigest() and taken.rows == 41
    held = [dict(row) for row in rows(book, "select * from export_log")]
    assert "CAS-0001" not in str(held) and exports(book, "941") == []
