"""The file: opened read-only, noticed when swapped, safe between threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from sendviz.store import NoFile, Store, swap_in


def make(path, n):
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table t as select {n} as n")
    return path


def test_a_swapped_file_is_noticed(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 1))
    assert store.frame("select n from t").iloc[0]["n"] == 1
    assert store.small("select n from t").iloc[0]["n"] == 1
    swap_in(make(tmp_path / "b.duckdb", 2), tmp_path / "a.duckdb")
    assert store.frame("select n from t").iloc[0]["n"] == 2
    assert store.small("select n from t").iloc[0]["n"] == 2
    assert not (tmp_path / "b.duckdb").exists()


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
