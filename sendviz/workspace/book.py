"""The file in which what people write is kept: SQLite in WAL mode beside the built one.

Rows are only ever inserted, which triggers hold; a correction is a new row that names the one it
withdraws. Several processes may write at once: one waits up to five seconds for the other.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

WAIT = 5.0  # seconds for another writer
# What was confirmed must be there after a power cut, too.
EACH_CONNECTION = ("pragma busy_timeout = 5000", "pragma synchronous = full")
# Of each table its columns and types, the first of them its key. Days and moments are ISO text.
# action_update and decision have the columns of the built file's tables of these names.
TABLES = {
    "action_update": """
        update_id text primary key, action_id text not null, day text not null,
        entered_at text not null, entered_by text not null, entered_role text, state text,
        rating text, percent integer, new_due text, reason text, note text, after_id text,
        withdraws text""",
    "decision": """
        entry_id text primary key, decision_id text not null, la_code text not null,
        body text not null, meeting text not null, question text not null, options text,
        decided text, decided_by_role text, money_id text, action_id text, finding_id text,
        do_by text, done_on text, minute text, entered_at text not null, entered_by text not null,
        entered_role text, after_id text, withdraws text""",
    "cohort": """
        cohort_id text primary key, la_code text not null, name text not null,
        selection text not null, shared integer not null, entered_at text not null,
        entered_by text not null, entered_role text, withdraws text""",
    "draw": """
        draw_id text primary key, la_code text not null, snapshot text not null,
        selection text not null, seed integer not null, slots text not null,
        picked text not null, reasons text not null, score integer not null,
        best integer not null, unmet text not null, redraw_of text, replaced text,
        why text, entered_at text not null,
        entered_by text not null, entered_role text""",
    "case_file": """
        entry_id text primary key, la_code text not null, draw_id text not null,
        case_ref text not null, item text not null, dated text, owner_role text,
        entered_at text not null, entered_by text not null, entered_role text""",
    "export_log": """
        export_id text primary key, la_code text not null, what text not null,
        selection text not null, rows integer not null, sha256 text not null,
        entered_at text not null, entered_by text not null, entered_role text""",
    "access_log": """
        access_id text primary key, la_code text not null, what text not null,
        selection text not null, rows integer not null, entered_at text not null,
        entered_by text not null, entered_role text""",
    "evidence": """
        evidence_id text primary key, la_code text not null, finding_id text, action_id text,
        theme text, kind text not null, title text not null, dated text not null, valid_to text,
        level integer not null, base_n integer, measure text, selection text, kept_at text,
        owner_role text, seen_by text not null, entered_at text not null,
        entered_by text not null, entered_role text, withdraws text""",
    "note": """
        note_id text primary key, la_code text not null, screen text not null,
        selection text not null, text text not null, entered_at text not null,
        entered_by text not null, entered_role text, withdraws text""",
    "scenario": """
        scenario_id text primary key, la_code text not null, name text not null, as_at text,
        levers text not null, seed integer, entered_at text not null, entered_by text not null,
        entered_role text, withdraws text""",
    "sign_off": """
        sign_off_id text primary key, la_code text not null, what text not null,
        ref text not null, note text, entered_at text not null, entered_by text not null,
        entered_role text, withdraws text""",
}  # fmt: skip
INSERTS_ONLY = """
create trigger if not exists {table}_not_{verb} before {verb} on {table}
begin select raise(abort, 'rows of the workspace are only ever inserted'); end
"""


class NotAccepted(ValueError):
    """What somebody wrote that cannot be kept: `problems` has a sentence for each field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Workspace:
    """The workspace of one built file, made at the first writing; before, nothing is in it."""

    path: Path


@dataclass(frozen=True)
class Writer:
    """Who writes: the name from sign-in, and the role in which they do."""

    name: str
    role: str | None = None


def workspace_of(database: Path) -> Workspace:
    """The workspace beside a built file: data/sendviz.workspace of data/sendviz.duckdb."""
    return Workspace(database.with_suffix(".workspace"))


def new_id() -> str:
    """The key of a new row."""
    return str(uuid.uuid4())


def now() -> str:
    """This moment in UTC, as it is kept."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


@contextmanager
def writing(book: Workspace) -> Iterator[sqlite3.Connection]:
    """A connection that alone may write in the block, all of which is kept or none of it."""
    with closing(connected(book)) as connection:
        _make_tables(connection)
        connection.execute("begin immediate")
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")


def connected(book: Workspace) -> sqlite3.Connection:
    """A connection whose rows have names; it stands in no transaction."""
    connection = sqlite3.connect(
        book.path, timeout=WAIT, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    for statement in EACH_CONNECTION:
        connection.execute(statement)
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    known = {name for (name,) in connection.execute("select name from sqlite_master")}
    if {*TABLES} <= known:
        return
    connection.execute("pragma journal_mode = wal")
    for table, columns in TABLES.items():
        connection.execute(f"create table if not exists {table} ({columns})")
        for verb in ("update", "delete"):
            connection.execute(INSERTS_ONLY.format(table=table, verb=verb))


def rows(book: Workspace, statement: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
    """The rows of one statement; none while nobody has written anything."""
    if not book.path.exists():
        return []
    with closing(connected(book)) as connection:
        try:
            return connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    """Add one row."""
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", dict(row))
