"""Decisions, notes and scenarios that people write, and the keeping of it all."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sendviz.commands import main
from sendviz.workspace import (
    NotAccepted,
    NoWorkspace,
    Update,
    Workspace,
    Writer,
    WrittenSince,
    back_up,
    check,
    decisions,
    evidence,
    export,
    history_of_decision,
    notes,
    record_decision,
    record_evidence,
    record_note,
    record_scenario,
    record_update,
    restore,
    scenarios,
    sign_off,
    sign_offs,
    updates,
    withdraw,
    workspace_of,
)
from sendviz.workspace.keeping import KEPT_COPIES, copies_folder

ANNA, BEN = Writer("Anna", "board"), Writer("Ben", "officer")
ASKED = {"la_code": "881", "body": "board", "meeting": date(2025, 3, 1), "question": "More posts?"}


@pytest.fixture
def book(tmp_path) -> Workspace:
    return workspace_of(tmp_path / "built.duckdb")


def test_a_decision_is_asked_then_taken_and_both_stay_in_its_history(book):
    asked = record_decision(book, ANNA, **ASKED)
    known = {"decision_id": asked.values["decision_id"], "after_id": asked.id}
    taken = record_decision(book, BEN, **ASKED, **known, decided="Yes, 13", do_by=date(2025, 6, 30))
    assert decisions(book, "881") == [taken] and decisions(book, "941") == []
    assert taken.values["decided"] == "Yes, 13" and taken.values["do_by"] == "2025-06-30"
    assert history_of_decision(book, known["decision_id"]) == [asked, taken]
    late = record_decision(book, ANNA, **ASKED, **known, decided="No")
    assert late == WrittenSince((taken,)) and decisions(book, "881") == [taken]
    withdraw(book, "decision", taken, ANNA)
    assert decisions(book, "881") == [asked]
    with pytest.raises(NotAccepted, match="already"):
        withdraw(book, "decision", taken, ANNA)


def test_notes_and_scenarios_are_told_again_and_may_be_taken_back(book):
    note = record_note(
        book, ANNA, la_code="881", screen="backlog", selection="area=Mid", text="Ask"
    )
    levers = {"refused": 10, "order": "oldest"}
    kept = record_scenario(book, BEN, la_code="881", name="13 posts", levers=levers, seed=7)
    assert notes(book, "881") == notes(book, "881", "backlog") == [note]
    assert notes(book, "881", "overview") == []
    assert scenarios(book, "881") == [kept] and kept.values["levers"] == levers
    withdraw(book, "note", note, ANNA)
    withdraw(book, "scenario", kept, ANNA)
    assert notes(book, "881") == [] and scenarios(book, "881") == []


def test_evidence_is_kept(book):
    given = {"la_code": "881", "kind": "audit", "title": "Audit", "dated": date(2025, 1, 31)}
    kept = record_evidence(book, ANNA, **given, level=3, seen_by="board", base_n=41)
    assert evidence(book, "881") == [kept] and kept.values["base_n"] == 41


def test_two_scenarios_of_a_council_have_two_names(book):
    record_scenario(book, ANNA, la_code="881", name="13 posts", levers={})
    with pytest.raises(NotAccepted, match="kept already"):
        record_scenario(book, BEN, la_code="881", name=" 13 Posts", levers={})
    record_scenario(book, BEN, la_code="941", name="13 posts", levers={})
    (kept,) = scenarios(book, "881")
    withdraw(book, "scenario", kept, ANNA)
    record_scenario(book, BEN, la_code="881", name="13 posts", levers={})


def test_who_signed_what_off_is_kept_and_may_be_taken_back(book):
    pack = {"la_code": "881", "what": "board pack", "ref": "31 December 2025"}
    first = sign_off(book, ANNA, **pack, note="With the late figures")
    second = sign_off(book, BEN, **pack)
    sign_off(book, BEN, **{**pack, "ref": "30 November 2025"})
    sign_off(book, BEN, **{**pack, "la_code": "941"})
    assert sign_offs(book, "881", "board pack", "31 December 2025") == [first, second]
    withdraw(book, "sign_off", first, ANNA)
    assert sign_offs(book, "881", "board pack", "31 December 2025") == [second]
    assert sign_offs(book, "881", "inspection pack", "31 December 2025") == []


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (lambda b: record_decision(b, ANNA, **{**ASKED, "body": "parish"}), "body"),
        (lambda b: record_decision(b, ANNA, **{**ASKED, "question": " "}), "question"),
        (lambda b: record_note(b, ANNA, la_code="881", screen="x", selection="", text=""), "text"),
        (lambda b: record_scenario(b, ANNA, la_code="881", name="", levers={}), "name"),
        (lambda b: sign_off(b, ANNA, la_code="881", what="board pack", ref=" "), "ref"),
    ],
)
def test_what_will_not_do_is_refused(book, write, field):
    with pytest.raises(NotAccepted) as refused:
        write(book)
    assert [*refused.value.problems] == [field] and not book.path.exists()


def filled(book: Workspace, n: int = 3) -> list:
    for number in range(n):
        update = Update(f"881/pap/{number}", date(2025, 1, 31), state="complete")
        record_update(book, update, ANNA, after_id=None, due=None)
    record_note(book, ANNA, la_code="881", screen="backlog", selection="", text="Ask")
    return updates(book)


def test_a_copy_brings_back_what_is_missing_and_takes_nothing_out(book, tmp_path):
    before = filled(book)
    copy = back_up(book)
    late = Update("881/pap/9", date(2025, 2, 28), state="paused", reason="Ill")
    record_update(book, late, BEN, after_id=None, due=None)
    with_late = updates(book)
    assert restore(book, copy) == 0 and updates(book) == with_late
    book.path.write_bytes(b"rubbish" * 1000)
    with pytest.raises(NoWorkspace, match="damaged"):
        check(book)
    assert restore(book, copy) == 4 and updates(book) == before
    assert [each.name for each in book.path.parent.glob("*damaged*")] != []


def test_export_is_restored_into_an_empty_workspace(book, tmp_path):
    before = filled(book)
    out = tmp_path / "out.json"
    out.write_text(export(book), "utf-8")
    other = Workspace(tmp_path / "other.workspace")
    assert restore(other, out) == 4 and updates(other) == before
    assert check(other) == check(book)


def test_only_the_newest_copies_are_kept(book):
    assert back_up(book) is None
    copies = []
    for _ in range(KEPT_COPIES + 2):
        record_note(book, ANNA, la_code="881", screen="backlog", selection="", text="Ask")
        copies.append(back_up(book))
        assert back_up(book) == copies[-1]
    assert sorted(copies_folder(book).iterdir()) == copies[2:]


def test_the_command_checks_exports_and_restores(book, tmp_path, capsys):
    empty = ["--db", str(tmp_path / "other.duckdb")]
    assert main(["workspace", *empty, "check"]) == 0
    assert "Nobody has written in the app yet" in capsys.readouterr().err
    filled(book)
    db, out = ["--db", str(tmp_path / "built.duckdb")], str(tmp_path / "out.json")
    assert main(["workspace", *db, "check"]) == 0
    assert "action update: 3" in capsys.readouterr().out
    assert main(["workspace", *db, "export", out]) == 0
    assert len(json.loads(open(out).read())["action_update"]) == 3
    assert main(["workspace", *db, "restore", out]) == 0
    assert "0 rows" in capsys.readouterr().err
    assert main(["workspace", *db, "check", out]) == 2
    assert main(["workspace", *db, "restore", __file__]) == 2
    assert "is no copy of a workspace" in capsys.readouterr().err
