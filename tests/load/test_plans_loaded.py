"""Plans in the file: found again, statuses one after the other, real ones over made-up ones."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.commands import main
from sendviz.load.files import TEMPLATES, Given, read_all
from sendviz.workspace import Update, Writer, record_update, workspace_of
from tests.load import samples as s
from tests.plan_layouts import write_csv

HEADS = ["ref", "priority", "action", "partner", "due", "status", "rag", "measure", "target"]
LINES = (
    ["1.1", "1. Waits", "Seven start", "LA", "31/05/2025", "In progress", "G",
     "plans_issued_within_20_weeks", "60%"],
    ["1.2", "1. Waits", "Train", "LA", "Ongoing", "Not started", "", "", ""],
    ["2.1", "2. Health", "Clinics", "ICB", "30/06/2025", "In progress", "A", "", ""],
)  # fmt: skip


def read(folder, day="2025-03-31", lines=LINES, name="plan.csv", heads=HEADS, simulated=False):
    path = write_csv(folder / name, [heads, *lines])
    (found,) = read_all([path], Given(council="881", reference_date=day), lambda _: None)
    return replace(found, simulated=simulated)


def changed(at: int, **cells: str) -> tuple[list[str], ...]:
    line = [cells.get(head, text) for head, text in zip(HEADS, LINES[at], strict=True)]
    return (*LINES[:at], line, *LINES[at + 1 :])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    s.load(folder / "a.duckdb", s.places_of_four(), read(folder))
    return folder


@pytest.fixture
def db(loaded, tmp_path):
    for name in ("a.duckdb", "a.salt"):
        shutil.copy(loaded / name, tmp_path / name)
    return tmp_path / "a.duckdb"


def updates(db) -> list[tuple]:
    told = "select action_id, cast(day as varchar), state, rating, cast(new_due as varchar)"
    return s.rows(db, f"{told} from action_update order by day, action_id")


def test_a_plan_becomes_findings_actions_updates_and_measures(db):
    told = "select finding_id, wording, bodies from finding order by 1"
    assert s.rows(db, told) == [
        ("881/own/1", "1. Waits", "council"), ("881/own/2", "2. Health", "icb"),
    ]  # fmt: skip
    told = "select action_id, finding_id, cast(due as varchar), due_text from action order by 1"
    assert s.rows(db, told) == [
        ("881/own/1.1", "881/own/1", "2025-05-31", None),
        ("881/own/1.2", "881/own/1", None, "Ongoing"),
        ("881/own/2.1", "881/own/2", "2025-06-30", None),
    ]
    assert updates(db) == [
        ("881/own/1.1", "2025-03-31", "in_progress", "green", None),
        ("881/own/1.2", "2025-03-31", "not_started", None, None),
        ("881/own/2.1", "2025-03-31", "in_progress", "amber", None),
    ]
    assert s.rows(db, "select distinct entered_by, after_id from action_update") == [("file", None)]
    assert s.rows(db, "select measure, role, target from action_measure") == [
        ("plans_issued_within_20_weeks", "moves", 0.6)
    ]
    logged = "select rows_read, rows_kept, rows_refused from import_log where layout = "
    assert s.rows(db, f"{logged} 'improvement_plan'") == [(3, 3, 0)]


def test_the_same_file_is_refused_as_loaded_already_and_changes_nothing(db, tmp_path):
    before = db.read_bytes()
    with pytest.raises(BadFile, match="is loaded already"):
        s.load(db, read(tmp_path))
    assert db.read_bytes() == before


def test_one_changed_status_is_one_update(db, tmp_path):
    before = updates(db)
    s.load(db, read(tmp_path, "2025-04-30", changed(2, status="Complete", rag="B")))
    added = ("881/own/2.1", "2025-04-30", "complete", "blue", None)
    assert updates(db) == [*before, added]
    assert s.rows(db, "select count(*) from action") == [(3,)]


def test_of_two_files_of_one_day_the_later_one_is_newer(db, tmp_path):
    s.load(db, read(tmp_path, lines=changed(2, rag="R"), name="b.csv"))
    newest = "select rating from action_update where action_id = '881/own/2.1' order by entered_at"
    assert s.rows(db, newest) == [("amber",), ("red",)]


def test_the_first_agreed_date_stays_and_a_later_one_is_a_new_date(db, tmp_path):
    s.load(db, read(tmp_path, "2025-04-30", changed(2, due="30/09/2025")))
    assert s.rows(db, "select cast(due as varchar) from action where ref = '2.1'") == [
        ("2025-06-30",)
    ]
    assert updates(db)[-1] == ("881/own/2.1", "2025-04-30", "in_progress", "amber", "2025-09-30")


def test_an_older_file_adds_to_the_history_and_changes_no_words(db, tmp_path):
    s.load(db, read(tmp_path, "2025-01-31", changed(2, action="Clinics begin", rag="R"), "old.csv"))
    assert s.rows(db, "select title from action where ref = '2.1'") == [("Clinics",)]
    assert updates(db)[0] == ("881/own/1.1", "2025-01-31", "in_progress", "green", None)
    assert ("881/own/2.1", "2025-01-31", "in_progress", "red", None) in updates(db)


def test_a_plan_without_numbers_is_found_again_by_its_words(tmp_path):
    db, heads = tmp_path / "a.duckdb", ["action", "status"]
    first = read(tmp_path, heads=heads, lines=(["One", "Started"], ["Two", "Started"]))
    s.load(db, s.places_of_four(), first)
    lines = (["Nought", "Started"], ["One", "Done"], ["Two", "Started"])
    s.load(db, read(tmp_path, "2025-04-30", lines, "b.csv", heads))
    assert s.rows(db, "select title from action order by 1") == [("Nought",), ("One",), ("Two",)]
    told = "select title, state from action_update join action using (action_id) where day > "
    assert s.rows(db, f"{told} date '2025-03-31' order by 1") == [
        ("Nought", "in_progress"), ("One", "complete"),
    ]  # fmt: skip


def test_a_real_plan_takes_the_place_of_a_made_up_one_and_not_the_other_way(tmp_path):
    db = tmp_path / "a.duckdb"
    made_up = read(tmp_path, name="made-up.csv", lines=LINES[:2], simulated=True)
    s.load(db, s.places_of_four(), made_up)
    real = read(tmp_path, lines=LINES[2:], name="b.csv")
    report = s.load(db, real)
    assert any("made-up plan" in note for note in report.notes)
    assert s.rows(db, "select ref, simulated from action") == [("2.1", False)]
    assert s.rows(db, "select distinct simulated from action_update") == [(False,)]
    with pytest.raises(BadFile, match="A real plan of council 881 is loaded"):
        s.load(db, read(tmp_path, name="more.csv", lines=LINES[1:], simulated=True))


def test_inspections_leave_a_made_up_plan_and_real_cases_do_not(tmp_path):
    db = tmp_path / "a.duckdb"
    cases = s.cases(tmp_path, "2024-01-31", {"case_ref": "C1", "received": "2023-10-02"}, la="881")
    made_up = replace(cases, simulated=True, sha256="x")
    s.load(db, s.places_of_four(), made_up, read(tmp_path, simulated=True))
    s.load(db, listed(tmp_path, "i.csv", ["Inspection start date"], ["19/01/2026"]))
    assert s.rows(db, "select count(*) from action") == [(3,)]
    s.load(db, cases)
    assert s.rows(db, "select count(*) from action") == [(0,)]
    assert s.rows(db, "select count(*) from inspection") == [(1,)]


def test_a_build_from_scratch_does_not_throw_a_real_plan_away(db):
    before = db.read_bytes()
    with pytest.raises(BadFile, match="holds real records of 881, not all of which"):
        s.load(db, s.places_of_four(), fresh=True)
    assert db.read_bytes() == before


def test_updates_in_the_app_after_the_files_day_stay_shown_and_the_import_says_so(tmp_path, capsys):
    db, path = tmp_path / "a.duckdb", write_csv(tmp_path / "plan.csv", [HEADS, *LINES])
    where = ["--council", "Essex", "--db", str(db), "--reference-date"]
    assert main(["import", str(path), *where, "2025-03-31"]) == 0
    told = Update("881/own/2.1", date(2025, 5, 15), state="complete")
    record_update(workspace_of(db), told, Writer("Anna"), after_id=None, due=None)
    newer = write_csv(tmp_path / "b.csv", [HEADS, *changed(2, rag="R")])
    assert main(["import", str(newer), *where, "2025-04-30"]) == 0
    assert "1 action was updated in the app after this file" in capsys.readouterr().err


def listed(folder, name, *rows, day="2025-03-31"):
    path = write_csv(folder / name, [*rows])
    (found,) = read_all([path], Given(council="881", reference_date=day), lambda _: None)
    return found


def test_lists_are_linked_to_actions_and_findings_and_the_newer_file_wins(db, tmp_path):
    heads = ["Risk", "Action", "Priority", "Likelihood", "Status"]
    rows = (
        ["Posts", "1.1", "", "4", "Open"],
        ["Money", "", "2. Health", "3", "Open"],
        ["Rooms", "9.9", "", "2", "Open"],
    )
    risks = listed(tmp_path, "risks.csv", heads, *rows)
    s.load(db, risks)
    told = "select text, action_id, finding_id, likelihood, state from risk order by 1"
    assert s.rows(db, told) == [
        ("Money", None, "881/own/2", 3, "open"),
        ("Posts", "881/own/1.1", None, 4, "open"),
        ("Rooms", None, None, 2, "open"),
    ]
    newer = listed(tmp_path, "b.csv", heads, ["Posts", "1.1", "", "1", "Closed"], day="2025-04-30")
    older = listed(tmp_path, "a.csv", heads, ["Posts", "1.1", "", "5", "Open"], day="2025-01-31")
    s.load(db, newer, older)
    assert s.rows(db, f"{told} limit 2")[1] == ("Posts", "881/own/1.1", None, 1, "closed")
    logged = "select rows_kept, rows_changed from import_log where layout = 'risk_list' order by 1"
    assert sorted(s.rows(db, logged)) == [(1, 0), (1, 1), (3, 0)]


def test_milestones_are_numbered_by_action_and_found_again(db, tmp_path):
    heads = ["Milestone", "Action", "Due", "Target", "Actual"]
    rows = (
        ["Five start", "1.1", "31/01/2025", "5", "5"],
        ["Seven start", "1.1", "May 25", "7", ""],
        ["First clinic", "2.1", "May 25", "1", ""],
        ["Elsewhere", "8", "", "", ""],
    )
    s.load(db, listed(tmp_path, "m.csv", heads, *rows))
    later = ["Seven start", "1.1", "May 25", "7", "6"]
    s.load(db, listed(tmp_path, "n.csv", heads, later, day="2025-06-30"))
    told = "select action_id, number, text, actual, actual_blank from milestone order by 1, 2"
    assert s.rows(db, told) == [
        ("881/no action", 1, "Elsewhere", None, None),
        ("881/own/1.1", 1, "Five start", 5.0, None),
        ("881/own/1.1", 2, "Seven start", 6.0, None),
        ("881/own/2.1", 1, "First clinic", None, "not_yet_due"),
    ]


def test_every_list_of_the_plan_half_enters_the_file(db, tmp_path):
    """The templates, filled in: as many rows kept as there are, in the file too (D1)."""
    kinds = ("milestones", "risks", "evidence", "decisions", "inspections", "promises")
    found = []
    for kind in kinds:
        heads, example = TEMPLATES[kind]().decode("utf-8-sig").splitlines()
        filled = example.replace("EXAMPLE-1", "1.1").replace("Example: ", "")
        (tmp_path / f"{kind}.csv").write_text(f"{heads}\n{filled}\n")
        found += read_all(
            [tmp_path / f"{kind}.csv"], Given(council="881", reference_date="2025-03-31"),
            lambda _: None,
        )  # fmt: skip
    report = s.load(db, *found)
    assert report.imports["rows_read"].tolist() == report.imports["rows_kept"].tolist() == [1] * 6
    tables = ("milestone", "risk", "evidence", "decision", "inspection", "promise")
    assert [s.rows(db, f"select count(*) from {table}") for table in tables] == [[(1,)]] * 6
    assert s.rows(db, "select action_id from risk") == [("881/own/1.1",)]
