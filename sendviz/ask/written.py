"""What people wrote in the app beside what files say: views over both, in memory.

`action_said` has all that was said of actions, withdrawals too; `action_known`, `decision_known`
and `evidence_known` are without what was withdrawn. They have the columns of the file's tables and
`source` (file or app). Of an action, what is known on a day is the newest by (day, entered_at).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd

from sendviz import workspace
from sendviz.catalogue.layouts import TABLES
from sendviz.workspace.book import connected, rows

# The tables of the workspace of which files bring rows, too, and those of their columns that only
# the workspace has.
OF_BOTH = {
    "action_update": {},
    "decision": {"entry_id": "varchar", "withdraws": "varchar", "entered_at": "timestamp"},
    "evidence": {"withdraws": "varchar", "entered_by": "varchar"},
}
KNOWN = {
    "action_said": """
select *, 'file' as source from d.main.action_update
union all by name
select written.*, coalesce(action.simulated, false) as simulated, 0 as import_id, 'app' as source
from memory.main.app_action_update as written left join d.main.action using (action_id)
""",
    "action_known": """
select * from memory.main.action_said
where withdraws is null and update_id not in
    (select withdraws from memory.main.action_said where withdraws is not null)
""",
    "decision_known": """
with written as (
    select * from memory.main.app_decision as said
    where withdraws is null and entry_id not in
        (select withdraws from memory.main.app_decision where withdraws is not null)
    qualify row_number() over (partition by decision_id order by entered_at desc) = 1
)
select *, 'file' as source from d.main.decision
where decision_id not in (select decision_id from written)
union all by name
select * exclude (entry_id, withdraws, entered_at), false as simulated, 0 as import_id,
       'app' as source
from written
""",
    "evidence_known": """
select *, 'file' as source from d.main.evidence
union all by name
select * exclude (withdraws), false as simulated, 0 as import_id, 'app' as source
from memory.main.app_evidence
where withdraws is null and evidence_id not in
    (select withdraws from memory.main.app_evidence where withdraws is not null)
""",
}


class Watch:
    """Notices when somebody writes in the workspace of a built file."""

    def __init__(self, database: Path) -> None:
        self.book = workspace.workspace_of(database)
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._version = 0

    def version(self) -> int:
        """A number that grows whenever the workspace has changed; 0 while there is none."""
        try:
            inode = os.stat(self.book.path).st_ino
        except OSError:
            return self._version
        with self._lock:
            if self._connection is None or inode != self._seen[0]:
                self._connection = connected(self.book)
            # SQLite's own count of what other connections have written.
            now = (inode, self._connection.execute("pragma data_version").fetchone()[0])
            self._version += now != self._seen
            self._seen = now
            return self._version

    def close(self) -> None:
        """Let go of the workspace."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._seen = None, (0, 0)


NEWER = """
select count(distinct action_id) as n from action join action_known using (action_id)
where action.la_code = $la and action.import_id = $import_id and source = 'app' and day >= $day
"""


def register(connection: duckdb.DuckDBPyConnection, book: workspace.Workspace) -> None:
    """Put the rows of the workspace and the views over both beside the file that is attached as
    `d`; nothing where it has no such tables, as in a public file."""
    with closing(connection.cursor()) as cursor:
        held = "select table_name from duckdb_tables() where database_name = 'd'"
        tables = {name for (name,) in cursor.execute(held).fetchall()}
        if not {*OF_BOTH} <= tables:
            return
        for table in OF_BOTH:
            _copy(cursor, book, table)
        for name, statement in KNOWN.items():
            cursor.execute(f"create or replace view memory.main.{name} as {statement}")


def _copy(cursor: duckdb.DuckDBPyConnection, book: workspace.Workspace, table: str) -> None:
    types = {name: text.split()[0] for name, text in TABLES[table].columns.items()}
    types |= OF_BOTH[table]
    columns = [name for name in types if name not in ("simulated", "import_id")]
    found = rows(book, f"select {', '.join(columns)} from {table}")
    cursor.register("written", pd.DataFrame(map(tuple, found), columns=columns, dtype="object"))
    casts = ", ".join(f"cast({name} as {types[name]}) as {name}" for name in columns)
    cursor.execute(
        f"create or replace table memory.main.app_{table} as select {casts} from written"
    )
    cursor.unregister("written")
