"""The same file gives the same bytes under another clock, time zone and seed of hashes; a long plan
fits its twelve pages; what was decided and signed stands on the first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sendviz import workspace
from sendviz.ask import Records, Selection, Store
from sendviz.commands import main
from sendviz.packs.board import BOARD
from sendviz.packs.document import Grid, hidden_words
from sendviz.packs.making import make
from sendviz.panels.meeting import shown_on
from sendviz.workspace import Writer
from tests.conftest import ROOT
from tests.packs.test_packs_made import texts
from tests.plan_rows import action, found, put, said
from tests.town import FIRST, FULL, LAST, SECRET

DAYS = Selection("999", LAST, FIRST)
UNDER_ANOTHER_CLOCK = """
import sys, time_machine
with time_machine.travel("2031-05-06 07:08:09", tick=True):
    from sendviz.commands import main
    sys.exit(main(sys.argv[1:]))
"""


def hidden_of(block: object) -> int:
    return block.hidden if isinstance(block, Grid) else 0


def line(folder: Path, out: Path) -> list[str]:
    return ["pack", "profile", "--council", "Testshire", "--audience", "board",
            "--db", str(folder / FULL), "--out", str(out)]  # fmt: skip


def test_the_same_bytes_under_another_clock_zone_and_seed(town_folder, tmp_path):
    assert main(line(town_folder, tmp_path / "here")) == 0
    there = dict(os.environ, PYTHONHASHSEED="7", TZ="Pacific/Auckland", LANG="C")
    command = [sys.executable, "-c", UNDER_ANOTHER_CLOCK, *line(town_folder, tmp_path / "there")]
    subprocess.run(command, env=there, cwd=ROOT, check=True, capture_output=True)
    here = {path.name: path.read_bytes() for path in (tmp_path / "here").iterdir()}
    assert len(here) == 3
    for name, data in here.items():
        assert (tmp_path / "there" / name).read_bytes() == data, name


@pytest.fixture
def own_file(town_folder, tmp_path) -> Path:
    """A copy of the town's file, to write in."""
    return Path(shutil.copy(town_folder / FULL, tmp_path / FULL))


def test_a_plan_of_41_actions_fits_twelve_pages_and_is_whole_in_the_workbook(own_file):
    store = Store(own_file)
    put(
        store,
        "finding",
        [
            found(n, finding_id=f"g{n}", wording=f"Finding {n}: {'waits ' * 12}")
            for n in range(1, 9)
        ],
    )
    refs = [f"{1 + n % 8}.{1 + n // 8}" for n in range(39)]
    put(store, "action", [
        action(ref, title=f"{ref} {'Somebody does something about it ' * 3}",
               finding_id=f"g{ref[0]}", due=None if n % 5 == 0 else "2025-03-31")
        for n, ref in enumerate(refs)
        if ref not in ("1.1", "1.2")
    ] + [action(f"9.{n}", title=f"Late {n}") for n in range(4)])  # fmt: skip
    put(store, "action_update", [
        said(ref, rating="red", reason="Nobody " * 30, note="Somebody will " * 20)
        for ref in refs
        if ref not in ("1.1", "1.2")
    ])  # fmt: skip
    paper = make(BOARD, Records(store, DAYS, "officer"), "board")
    assert paper.records.ask("actions_in_plan").row.value >= 41
    assert paper.pages <= 12
    cells = "\n".join(str(row) for each in paper.sheets for row in each.rows)
    assert all(f"{ref} Somebody does" in cells for ref in refs if ref not in ("1.1", "1.2"))
    grids = [each for one in paper.document.sections for each in one.blocks() if hidden_of(each)]
    assert grids and all(hidden_words(each).endswith(f"“{each.sheet}”.") for each in grids)
    store.close()


def test_what_was_decided_and_who_signed_stand_in_the_pack_and_in_the_meeting(own_file):
    store, book = Store(own_file), workspace.workspace_of(own_file)
    records = Records(store, replace(DAYS), "board")
    anna = Writer("Anna", "board")
    asked = {"la_code": "999", "body": "board", "meeting": date(2025, 6, 20)}
    workspace.record_decision(book, anna, **asked, question="Widen the audit?")
    workspace.record_decision(book, anna, **asked, question="Two more posts?", decided="Agreed")
    workspace.sign_off(book, anna, la_code="999", what=BOARD.title, ref="30 June 2025")
    paper = make(BOARD, records, "board")
    first = paper.document.sections[0]
    told = texts(paper)
    assert "Widen the audit?" in told and "Two more posts?" in told and "Agreed" in told
    assert first.title == "Decisions asked today"
    assert any("Signed off by Anna (the board)" in each for each in paper.document.head)
    assert "Widen the audit?" in str(shown_on(records, 1).panel.tables)
    assert SECRET in told
    store.close()


def test_the_command_says_what_is_wrong(town_folder, tmp_path, capsys):
    asked = line(town_folder, tmp_path)
    assert main([*asked, "--format", "pptx"]) == 2
    assert "choose from pdf, docx, xlsx" in capsys.readouterr().err
    board = [*asked[:1], "board", *asked[2:4], "--audience", "councillor", *asked[6:]]
    assert main(board) == 2
    assert "is made for the improvement board or officers" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
