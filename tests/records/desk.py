"""A file of an officer's own: what is loaded into it and asked of it, by the command line."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.commands import main
from tests.bundled import bundled_store
from tests.load import samples as s

DAY = "2026-01-15"
OPEN, CAME = "children_in_assessment", "requests_received"


class Desk:
    """An officer's desk in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture) -> None:
        self.db, self.capsys = folder / "own.duckdb", capsys
        empty = bundled_store().path
        for path in (empty, empty.with_suffix(".salt")):
            shutil.copy(path, self.db.with_suffix(path.suffix))

    def load(self, path: Path, day: str = DAY, *more: str, council: str = "Essex") -> str:
        """Load a file; what was said of it."""
        return self._run(0, path, day, more, council)

    def refused(self, path: Path, day: str = DAY, *more: str, council: str = "Essex") -> str:
        """Load a file that must be refused, and change nothing; what was said."""
        before = self.db.read_bytes()
        said = self._run(2, path, day, more, council)
        assert self.db.read_bytes() == before
        return said

    def _run(self, code: int, path: Path, day: str, more: tuple[str, ...], council: str) -> str:
        told = [] if path.suffix == ".xml" else ["--council", council, "--reference-date", day]
        self.capsys.readouterr()
        assert main(["import", str(path), *told, *more, "--db", str(self.db)]) == code
        return self.capsys.readouterr().err

    def ask(self, id: str, *more: str, at: str = DAY, council: str = "Essex") -> dict:
        """The one row of an answer."""
        asked = ["ask", id, "--council", council, "--as-at", at, "--role", "officer", *more]
        self.capsys.readouterr()
        assert main([*asked, "--format", "json", "--db", str(self.db)]) == 0
        (row,) = json.loads(self.capsys.readouterr().out)["rows"]
        return row

    def number(self, id: str, *more: str, at: str = DAY) -> float | None:
        """The one value of an answer."""
        return self.ask(id, *more, at=at)["value"]


def year(y: int) -> tuple[str, ...]:
    """The options that ask of a year."""
    return "--from", f"{y}-01-01", "--to", f"{y}-12-31"


def number(db: Path, id: str, at: str, start: str | None = None, end: str | None = None) -> float:
    """One value of a file made of samples, as an officer is told it."""
    days = (date.fromisoformat(text) if text else None for text in (start, end))
    chosen = Selection(s.LA, date.fromisoformat(at), *days)
    return Records(Store(db), chosen, "officer").ask(id).frame["value"].item()


def open_on(db: Path, at: str) -> float:
    """How many are in the process."""
    return number(db, OPEN, at)


def came(db: Path, at: str = "2026-01-15") -> float:
    """How many requests there are in all."""
    return number(db, CAME, at, "2015-01-01", at)
