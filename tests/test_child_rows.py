"""What lists of children tell whom: officers rows, the board counts, public view neither."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from sendviz.ask import PUBLIC, NotAllowed, Store, child_rows, imports, issue_counts
from sendviz.load.readers import children
from tests.load import samples as s

HEAD = "person_id,birth_date,status,need,main_urn,main_phase,absence,disability,first_issued"
JAN, FEB = date(2026, 1, 15), date(2026, 2, 15)
ROWS = (
    {"person_id": "1", "birth_date": "01/03/2015", "status": "E", "need": "ASD",
     "main_urn": "100001", "main_phase": "Primary", "absence": "8", "disability": "yes",
     "first_issued": "12/05/2021"},
    {"person_id": "2", "birth_date": "02/03/2015", "status": "E", "need": "ASD"},
    {"person_id": "3", "birth_date": "03/03/2015", "status": "K", "main_urn": "100001"},
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("children")
    db = folder / "a.duckdb"
    path = s.listed(folder, HEAD, ROWS, "children.csv")
    for day, rows in ((JAN, ROWS), (FEB, ROWS[:2])):
        path = s.listed(folder, HEAD, rows, f"{day}.csv")
        s.load(db, children.read(path, s.LA, day))
    held = Store(db)
    yield held
    held.close()


@pytest.mark.parametrize("role", ["board", "officer"])
def test_snapshots_newest_first_with_their_counts(store, role):
    newest, older = child_rows.snapshots(store, s.LA, role)
    assert (newest.day, newest.children, dict(newest.by_status)) == (FEB, 2, {"ehc_plan": 2})
    assert (older.day, older.children) == (JAN, 3)
    assert dict(older.by_status) == {"ehc_plan": 2, "sen_support": 1}
    assert not newest.simulated
    assert child_rows.snapshots(store, "881", role) == ()


def test_public_view_reaches_neither_rows_nor_counts(store):
    with pytest.raises(NotAllowed):
        child_rows.snapshots(store, s.LA, PUBLIC)
    assert imports(store, PUBLIC)["rows_kept"].isna().all()
    assert imports(store, "board")["rows_kept"].notna().all()
    assert issue_counts(store, s.LA, PUBLIC).empty
    assert len(issue_counts(store, s.LA, "board"))


def test_a_public_file_holds_no_child(tmp_path):
    path = tmp_path / "public.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("create table meta (key varchar, value varchar)")
        made.execute(
            "insert into meta values ('kind', 'public'), ('built_at', '2026-01-15T00:00:00')"
        )
    public = Store(path)
    with pytest.raises(NotAllowed, match="public file"):
        child_rows.snapshots(public, s.LA, "officer")
    public.close()
