"""The file: opened read-only, noticed when swapped, safe between threads."""

from __future__ import annotations

import time
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


def test_of_kept_steps_the_oldest_go_where_they_hold_too_much_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("sendviz.ask.store.MOST_TABLE_BYTES", 2**20)
    store = Store(make(tmp_path / "a.duckdb", 1))

    def ask(day):
        return store.rows_over_memory_table(
            "s",
            "select n + $d as n from t, range(50000)",
            {"d": day},
            " select max(n) as n from s",
            {},
        )

    for _ in range(2):
        assert [int(ask(day)["n"].iloc[0]) for day in range(100)] == list(range(1, 101))
    held = "select count(*) as n from information_schema.tables where table_name like 'kept_%'"
    assert 0 < store.frame(held)["n"].iloc[0] < 100


def test_a_kept_step_dropped_before_it_is_read_is_made_again(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 5))
    asked = ("s", "select n from t", {}, " select n from s", {})
    assert store.rows_over_memory_table(*asked)["n"].tolist() == [5]
    [connection] = store._open.values()
    connection.execute("drop table memory.main.kept_1")
    assert store.rows_over_memory_table(*asked)["n"].tolist() == [5]


def test_one_thread_makes_what_several_ask_for(tmp_path):
    store, made = Store(make(tmp_path / "a.duckdb", 1)), []

    def slow():
        made.append(1)
        time.sleep(0.2)
        return "told"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: store.cached(("key",), slow), range(8)))
    assert found == ["told"] * 8 and made == [1]


def test_what_could_not_be_made_is_tried_again(tmp_path):
    store = Store(make(tmp_path / "a.duckdb", 1))
    with pytest.raises(ZeroDivisionError):
        store.cached(("key",), lambda: 1 / 0)
    assert store.cached(("key",), lambda: "told") == "told"


def test_the_answer_nobody_asked_for_longest_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr("sendviz.ask.store.MOST_CACHED", 3)
    store, made = Store(make(tmp_path / "a.duckdb", 1)), []
    for key in "abcadaeb":
        store.cached((key,), lambda key=key: made.append(key) or key)
    assert "".join(made) == "abcdeb"


def test_a_run_is_told_by_one_build_from_its_start_to_its_end(tmp_path, monkeypatch):
    store, looked = Store(make(tmp_path / "a.duckdb", 1)), []
    look = Store._look
    monkeypatch.setattr(Store, "_look", lambda self: looked.append(1) or look(self))
    store.frame("select n from t")
    looked.clear()
    with store.one_version():
        assert store.frame("select n from t")["n"].tolist() == [1]
        swap_in(make(tmp_path / "b.duckdb", 2), tmp_path / "a.duckdb")
        assert store.cached_rows("select n from t")["n"].tolist() == [1]
    assert looked == [1]
    assert store.cached_rows("select n from t")["n"].tolist() == [2]


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
