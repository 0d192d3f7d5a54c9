"""Who saw a list of children, and who took one away: what they asked for and how many rows there
were, never whose."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sendviz.workspace.book import Workspace, Writer, insert, new_id, now, rows, writing

OF_COUNCIL = "select * from {table} where la_code = ? order by rowid"


@dataclass(frozen=True)
class Logged:
    """One entry: what was shown or taken, under which selection (address-bar form), how many rows,
    by whom and when (UTC). sha256: of the file that was taken; None of a list that was shown."""

    what: str
    selection: str
    rows: int
    entered_at: str
    entered_by: str
    entered_role: str | None
    sha256: str | None = None


def log_access(
    book: Workspace, by: Writer, *, la_code: str, what: str, selection: str, rows: int
) -> None:
    """Keep that a list of children was shown."""
    row = {"access_id": new_id(), "la_code": la_code, "what": what, "selection": selection,
           "rows": rows}  # fmt: skip
    _keep(book, "access_log", row, by)


def log_export(
    book: Workspace,
    by: Writer,
    *,
    la_code: str,
    what: str,
    selection: str,
    rows: int,
    text: str | bytes,
) -> None:
    """Keep that a file was taken away; of what it holds only the SHA-256 is kept."""
    data = text.encode() if isinstance(text, str) else text
    row = {"export_id": new_id(), "la_code": la_code, "what": what, "selection": selection,
           "rows": rows, "sha256": sha256(data).hexdigest()}  # fmt: skip
    _keep(book, "export_log", row, by)


def accesses(book: Workspace, la_code: str) -> list[Logged]:
    """The lists of a council's children that were shown, in the order of time."""
    return [_logged(row) for row in rows(book, OF_COUNCIL.format(table="access_log"), [la_code])]


def exports(book: Workspace, la_code: str) -> list[Logged]:
    """The files of a council that were taken away, in the order of time."""
    return [_logged(row) for row in rows(book, OF_COUNCIL.format(table="export_log"), [la_code])]


def _keep(book: Workspace, table: str, row: Mapping[str, object], by: Writer) -> None:
    marks = {"entered_at": now(), "entered_by": by.name, "entered_role": by.role}
    with writing(book) as connection:
        insert(connection, table, {**row, **marks})


def _logged(row: sqlite3.Row) -> Logged:
    found = dict(row)
    return Logged(
        found["what"], found["selection"], found["rows"], found["entered_at"],
        found["entered_by"], found["entered_role"], found.get("sha256"),
    )  # fmt: skip
