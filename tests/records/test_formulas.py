"""Text of a list that a spreadsheet would run: guarded wherever CSV leaves."""

from __future__ import annotations

import csv
import io

from sendviz.commands import main
from tests.conftest import shared
from tests.records.desk import Desk

ASKED = ("--from", "2025-01-01", "--to", "2025-12-31", "--as-at", "2026-01-15", "--role", "officer")


def test_no_cell_of_an_answer_runs(tmp_path, capsys):
    desk = Desk(tmp_path, capsys)
    desk.load(shared("cases", "50-formula-in-team-and-reference", "cases.csv"))
    asked = ["ask", "plans_issued", "--council", "Essex", "--by", "team", "--format", "csv"]
    assert main([*asked, *ASKED, "--db", str(desk.db)]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    cells = [cell for row in rows for cell in row]
    assert any("cmd" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
