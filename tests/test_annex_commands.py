"""The command annex: lists judged and written, and the log of what was taken away."""

from __future__ import annotations

import hashlib
import stat

import duckdb
import pytest

from sendviz import workspace
from sendviz.commands import main
from sendviz.load.aliases import hashed
from sendviz.load.readers import children
from sendviz.load.readers.annex_lists import read_lists
from tests import annex_rows
from tests.annex_files import BLANK, made_upn, row, workbook
from tests.annex_rows import child, on_support


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "a.duckdb"
    annex_rows.build(path, [child(), child(need=None), on_support()]).close()
    return path


def test_a_file_is_judged_on_its_day(tmp_path, database, capsys):
    given = tmp_path / "lists.xlsx"
    given.write_bytes(workbook({"List_1": [row(1), row(2, need=BLANK)]}))
    asked = ["annex", "check", str(given), "--db", str(database)]
    assert main(asked) == 2
    assert "add --reference-date" in capsys.readouterr().err
    assert main([*asked, "--reference-date", "2025-06-30"]) == 0
    assert "lists.xlsx: 1 of 2 children with an error" in capsys.readouterr().out
    assert main([*asked, "--reference-date", "2025-06-30", "--format", "csv"]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.startswith("Sheet,Row,Rule") and line.startswith("List_1,3,101d")
    assert not workspace.workspace_of(database).path.exists()


def test_the_lists_are_written_for_their_owner_and_logged(tmp_path, database, capsys):
    numbers = tmp_path / "numbers.csv"
    numbers.write_text(f"case_ref,UPN,Date of birth\nc1,{made_upn(1)},04/03/2014\n")
    out = tmp_path / "out.xlsx"
    asked = ["annex", "write", "--council", "Testshire", "--db", str(database)]
    assert main([*asked, "--identifiers", str(numbers), str(out)]) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    found = read_lists(out.read_bytes(), out.name)
    assert found.lists[1]["upn"].tolist()[0] == made_upn(1) and len(found.lists[2]) == 1
    (logged,) = workspace.exports(workspace.workspace_of(database), "999")
    assert (logged.what, logged.rows, logged.selection) == (
        "Annex A, lists 1 and 2", 3, "as_at=2025-06-30",
    )  # fmt: skip
    assert logged.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert made_upn(1).encode() not in workspace.workspace_of(database).path.read_bytes()
    assert main([*asked, str(out)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_what_is_written_is_read_as_a_list_of_children(tmp_path, database):
    """By the reader that loads such lists, too: who has a plan, the codes, and the days."""
    out = tmp_path / "out.xlsx"
    asked = ["annex", "write", "--council", "Testshire", "--db", str(database)]
    assert main([*asked, str(out)]) == 0
    found = children.read(out, "999", annex_rows.DAY).tables["child"]
    assert found["status"].tolist() == ["ehc_plan", "ehc_plan", "sen_support"]
    assert found["need"].isna().tolist() == [False, True, False]
    first = found.iloc[0]
    assert (first["sex"], first["ethnicity"], first["need"], first["main_phase"]) == (
        "F", "WBRI", "ASD", "primary",
    )  # fmt: skip
    assert (first["disability"], first["pupil_premium"], first["absence"]) == (True, True, 15)
    assert str(first["first_issued"].date()) == "2021-05-12" and first["social_care"] == "none"


def test_numbers_are_found_by_their_hash(tmp_path, database):
    """A child whom the officer's file knows by no reference of ours."""
    (tmp_path / "a.salt").write_text("salt")
    with duckdb.connect(str(database)) as connection:
        alias = hashed(b"salt", f"999/upn/{made_upn(7)}")
        connection.execute("insert into person_alias values (?, 'upn', '999', 'p1')", [alias])
    numbers = tmp_path / "numbers.csv"
    numbers.write_text(f"UPN,Date of birth\n{made_upn(7)},04/03/2014\n")
    out = tmp_path / "out.xlsx"
    asked = ["annex", "write", "--council", "Testshire", "--db", str(database)]
    assert main([*asked, "--identifiers", str(numbers), str(out)]) == 0
    assert read_lists(out.read_bytes(), out.name).lists[1]["upn"].tolist()[0] == made_upn(7)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["check"], "the following arguments are required: file"),
        (["check", "none.xlsx"], "none.xlsx: No such file"),
        (["write", "--council", "Testshire", "a.csv"], "give it that ending"),
        (["write", "--council", "Testshire", "--as-at", "2020-01-01", "a.xlsx"], "no list of chi"),
    ],
)
def test_what_is_asked_for_in_vain_is_said(asked, words, database, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["annex", *asked, "--db", str(database)]) == 2
    assert words in capsys.readouterr().err
