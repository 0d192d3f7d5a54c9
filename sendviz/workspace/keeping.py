"""Keeping the workspace safe: whether it is sound, a copy at each build, out as JSON, and back."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sendviz.workspace.book import TABLES, Workspace, connected, insert, rows, writing

KEPT_COPIES = 10


class NoWorkspace(ValueError):
    """A file that is no workspace, or a damaged one: says which and what to do."""


def check(book: Workspace) -> dict[str, int]:
    """How many rows each table has. Raises NoWorkspace if the file is damaged, or a row follows or
    withdraws one that is not there."""
    if not book.path.exists():
        return dict.fromkeys(TABLES, 0)
    try:
        found = [str(row[0]) for row in rows(book, "pragma integrity_check")]
    except sqlite3.DatabaseError:
        found = ["not a database"]
    if found != ["ok"]:
        raise NoWorkspace(
            f"{book.path.name} is damaged ({found[0][:60]}). Bring back the newest copy: python -m "
            f"sendviz workspace restore {copies_folder(book).name}/NEWEST"
        )
    return {table: len(rows(book, f"select 1 from {table}")) for table in TABLES}


def copies_folder(book: Workspace) -> Path:
    """Where the copies of a workspace are kept."""
    return book.path.with_name(f"{book.path.name}-copies")


def back_up(book: Workspace) -> Path | None:
    """Copy the workspace as it is now, beside those of earlier builds, of which ten are kept; the
    newest one if nobody has written since, None while there is no workspace."""
    if not book.path.exists():
        return None
    folder = copies_folder(book)
    folder.mkdir(exist_ok=True)
    newest = max(folder.glob("*.workspace"), default=None)
    if newest and export(Workspace(newest)) == export(book):
        return newest
    target = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S%f}.workspace"
    part = target.with_suffix(".part")
    with closing(connected(book)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
    os.replace(part, target)
    for old in sorted(folder.glob("*.workspace"))[:-KEPT_COPIES]:
        old.unlink()
    return target


def export(book: Workspace) -> str:
    """Every row of every table as JSON: table -> list of rows."""
    found = {
        table: [dict(row) for row in rows(book, f"select * from {table} order by rowid")]
        for table in TABLES
    }
    return json.dumps(found, indent=1, ensure_ascii=False)


def restore(book: Workspace, copy: Path) -> int:
    """Bring back the rows of a copy or of exported JSON that the workspace lacks; how many.

    Nothing that is there is lost. A damaged workspace is put aside under another name first.
    Raises NoWorkspace if the copy is neither.
    """
    given = _rows_of(copy)
    _put_damaged_aside(book)
    added = 0
    with writing(book) as connection:
        for table, every in given.items():
            key = TABLES[table].split()[0]
            known = {row[0] for row in connection.execute(f"select {key} from {table}")}
            missing = [row for row in every if row[key] not in known]
            for row in missing:
                insert(connection, table, row)
            added += len(missing)
    return added


def _rows_of(copy: Path) -> dict[str, list[dict]]:
    wrong = NoWorkspace(
        f"{copy.name} is no copy of a workspace. Give one of the folder of copies, or what "
        "'workspace export' wrote. Nothing was changed."
    )
    if not copy.exists():
        raise NoWorkspace(f"{copy}: there is no such file. Nothing was changed.")
    try:
        if copy.read_bytes()[:1] == b"{":
            found = json.loads(copy.read_text("utf-8"))
            return {table: found[table] for table in TABLES if table in found}
        check(Workspace(copy))
        return {
            table: [dict(row) for row in rows(Workspace(copy), f"select * from {table}")]
            for table in TABLES
        }
    except (ValueError, sqlite3.DatabaseError) as error:
        raise wrong from error


def _put_damaged_aside(book: Workspace) -> None:
    try:
        check(book)
    except NoWorkspace:
        aside = f"{book.path.name}.damaged-{datetime.now(UTC):%Y-%m-%dT%H%M%S}"
        os.replace(book.path, book.path.with_name(aside))
        for more in ("-wal", "-shm"):
            book.path.with_name(book.path.name + more).unlink(missing_ok=True)
