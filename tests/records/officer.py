"""An officer's own file: what is loaded into it and asked of it by the command line."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from sendviz.commands import main

DAY = "2026-01-15"
IN_2025 = ("--from", "2025-01-01", "--to", "2025-12-31")
OPEN, ON_TIME = "children_in_assessment", "plans_issued_within_20_weeks"


@dataclass(frozen=True)
class Desk:
    """A built file of an officer."""

    db: Path
    capsys: pytest.CaptureFixture

    def load(self, path: Path, *more: str) -> tuple[int, str]:
        """What `import` of a file of Essex returns and says."""
        given = () if path.is_dir() or path.suffix == ".xml" else ("--reference-date", DAY)
        self.capsys.readouterr()
        code = main(["import", str(path), "--council", "881", *given, *more, "--db", str(self.db)])
        return code, self.capsys.readouterr().err

    def loaded(self, path: Path, *more: str) -> str:
        """What `import` says of a file that is loaded."""
        code, said = self.load(path, *more)
        assert code == 0, said
        return said

    def refused(self, path: Path, *more: str) -> str:
        """What `import` says of a file that is refused."""
        code, said = self.load(path, *more)
        assert code == 2 and "Traceback" not in said
        return said

    def ask(self, id: str, *more: str) -> str:
        """The answer in words."""
        asked = ["ask", id, "--council", "881", "--as-at", DAY, "--role", "officer", *more]
        self.capsys.readouterr()
        assert main([*asked, "--db", str(self.db)]) == 0
        return " ".join(self.capsys.readouterr().out.split()).removeprefix("Essex ")


def at(folder: Path, empty: Path, capsys: pytest.CaptureFixture) -> Desk:
    """A desk with a copy of the file that holds no council's records yet."""
    for each in empty.parent.iterdir():
        shutil.copy(each, folder / each.name)
    return Desk(folder / empty.name, capsys)


def built(folder: Path) -> Path:
    """The built file without any council's records."""
    path = folder / "empty.duckdb"
    assert main(["build", "--db", str(path)]) == 0
    return path


def text(folder: Path, *lines: str, name: str = "cases.csv") -> Path:
    """A list as CSV."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def book(folder: Path, *rows: list, name: str = "cases.xlsx") -> Path:
    """A list as a workbook; texts that begin with # are errors of Excel."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cell in (cell for line in made.active.iter_rows() for cell in line):
        if isinstance(cell.value, str) and cell.value.startswith("#"):
            cell.data_type = "e"
    made.save(folder / name)
    return folder / name
