"""The file: opened read-only, noticed when swapped, safe between threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from sendviz.ask.store import NoFile, Store
from sendviz.load.new_file import swap_in


def make(path, n):
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table t as select {n} as n")
    return path


def test_a_swapped_file_is_noticed(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 1))
    assert store.frame("select n from t").iloc[0]["n"] == 1
    assert store.cached_rows("select n from t").iloc[0]["n"] == 1
    swap_in(make(tmp_path / "b.duckdb", 2), tmp_path / "a.duckdb")
    assert store.frame("select n from t").iloc[0]["n"] == 2
    assert store.cached_rows("select n from t").iloc[0]["n"] == 2
    assert not (tmp_path / "b.duckdb").exists()


def test_what_is_kept_in_memory_is_that_of_the_newest_file(tmp_path):
    """Ten builds: connections are closed on the way, and their memory is used again."""
    store = Store(make(tmp_path / "a.duckdb", 0))
    for n in range(10):
        swap_in(make(tmp_path / "b.duckdb", n), tmp_path / "a.duckdb")
        for _ in range(2):
            found = store.rows_over_memory_table("s", "select n from t", {}, " select n from s", {})
            assert found["n"].tolist() == [n]


def test_of_many_kept_steps_the_oldest_go(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 1))

    def ask(day):
        return store.rows_over_memory_table(
            "s", "select n + $d as n from t", {"d": day}, " from s", {}
        )

    for _ in range(2):
        assert [int(ask(day)["n"].iloc[0]) for day in range(100)] == list(range(1, 101))
    held = "select count(*) as n from information_schema.tables where table_name like 'kept_%'"
    assert 0 < store.frame(held)["n"].iloc[0] < 100


def test_a_closed_store_opens_again(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 3))
    for _ in range(2):
        assert store.rows_over_memory_table("s", "select n from t", {}, " from s", {})[
            "n"
        ].tolist() == [3]
        store.close()


def test_nothing_can_be_written_or_read_from_outside(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 1))
    for sql in (
        "insert into t values (2)",
        "select * from read_csv('/etc/passwd')",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            store.frame(sql)


def test_threads_may_share_it(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 7))
    with ThreadPoolExecutor(16) as pool:
        found = list(
            pool.map(lambda _: int(store.frame("select n from t").iloc[0]["n"]), range(64))
        )
    assert found == [7] * 64


def test_a_missing_and_a_broken_file_say_what_to_do(tmp_path):
    with pytest.raises(NoFile, match="python -m sendviz build"):
        Store(tmp_path / "none.duckdb").frame("select 1")
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(make(tmp_path / "whole.duckdb", 1).read_bytes()[:1000])
    with pytest.raises(NoFile, match="not a complete sendviz file"):
        Store(broken).frame("select 1")
