"""Built beside, swapped in whole: killed, refused or watched, the old file stands."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from sendviz import load
from sendviz.ask.store import Store, open_built
from sendviz.catalogue.layouts import BadFile
from tests.load import samples as s

ROOT = Path(__file__).resolve().parents[2]
# One process that builds whenever it is told to, as a forked child: imports are paid for once.
BUILDER = """
import os, sys
from datetime import date
from pathlib import Path
from sendviz import load
from sendviz.load.readers import local_files
folder = Path(sys.argv[1])
rows = ["case_ref,received,decision,decided,issued"]
rows += [f"C{n},{1 + n % 28:02}/03/2024,Y,{1 + n % 28:02}/04/2024," for n in range(600)]
(folder / "many.csv").write_text("\\n".join(rows))
found = local_files.read_cases(folder / "many.csv", "839", date(2024, 6, 30))
for line in sys.stdin:
    name, fresh = line.split()
    child = os.fork()
    if not child:
        load.run([found], folder / name, fresh=fresh == "fresh")
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("over", flush=True)
"""


@pytest.fixture
def builder(tmp_path):
    (tmp_path / "builder.py").write_text(BUILDER)
    running = subprocess.Popen(
        [sys.executable, str(tmp_path / "builder.py"), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    yield running
    running.stdin.close()
    running.wait(20)


def start(builder, name: str, how: str) -> int:
    builder.stdin.write(f"{name} {how}\n")
    builder.stdin.flush()
    return int(builder.stdout.readline())


def kill_after(builder, child: int, seconds: float) -> None:
    time.sleep(seconds)
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    assert builder.stdout.readline() == "over\n"


def test_killed_at_any_moment_the_old_file_stands_and_the_next_build_works(tmp_path, builder):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02"))))
    old, moment = db.read_bytes(), random.Random(7)
    began = time.monotonic()
    start(builder, "whole.duckdb", "fresh")
    assert builder.stdout.readline() == "over\n"
    whole = time.monotonic() - began
    killed = left = 0
    for attempt in range(16):
        child = start(builder, "a.duckdb", "import" if attempt % 3 else "fresh")
        kill_after(builder, child, moment.uniform(0.02, 0.9) * whole)
        left += any(load.aliases.STARTED in each.name for each in tmp_path.iterdir())
        if db.read_bytes() == old:
            killed += 1
            assert len(s.told(db)) == 1
        else:
            assert len(s.told(db)) > 500  # this one was quicker than its end: whole and new
            db.write_bytes(old)
    assert killed >= 8 and left >= 4
    s.load(db, s.sen2(tmp_path, 2025, s.person(s.request("2023-10-02", "W"))))
    assert s.told(db, "decision") == [("W",)]
    assert not [each for each in tmp_path.iterdir() if load.aliases.STARTED in each.name]


def test_a_first_build_that_is_killed_leaves_no_file_and_a_whole_salt(tmp_path, builder):
    for seconds in (0.01, 0.1, 0.25):
        kill_after(builder, start(builder, "b.duckdb", "fresh"), seconds)
        salt = tmp_path / "b.salt"
        assert not salt.exists() or len(salt.read_bytes()) == 64
    start(builder, "b.duckdb", "fresh")
    assert builder.stdout.readline() == "over\n"
    assert len(s.told(tmp_path / "b.duckdb")) == 600


def test_a_second_build_at_once_is_refused_and_nothing_is_lost(tmp_path):
    db = tmp_path / "a.duckdb"
    inside, go_on = threading.Event(), threading.Event()

    def hold(_: str) -> None:
        inside.set()
        go_on.wait(20)

    first = s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02")))
    second = s.sen2(tmp_path, 2025, s.person(s.request("2024-10-02")))
    running = threading.Thread(target=lambda: s.load(db, first, progress=hold))
    running.start()
    assert inside.wait(20)
    with pytest.raises(BadFile, match="Another build of a.duckdb is under way"):
        s.load(db, second)
    go_on.set()
    running.join()
    s.load(db, second)
    assert len(s.told(db)) == 2


def test_a_running_store_sees_the_new_file_at_its_next_question(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02"))))
    held, count = Store(db), "select count(*) as n from request"
    assert held.frame(count)["n"][0] == 1 and held.cached_rows(count)["n"][0] == 1
    s.load(db, s.sen2(tmp_path, 2025, s.person(s.request("2024-10-02"))))
    assert held.frame(count)["n"][0] == 2 and held.cached_rows(count)["n"][0] == 2
    held.close()


def test_a_build_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02"))))
    before, others = db.read_bytes(), {each.name for each in tmp_path.iterdir()}
    good = s.sen2(tmp_path, 2025, s.person(s.request("2024-10-02")), name="good.xml")

    def fail(path):
        raise RuntimeError("no figures today")

    with pytest.raises(RuntimeError):
        s.load(db, good, headlines=fail)
    assert db.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == others | {"good.xml"}


def test_what_is_no_file_of_ours_is_refused_by_import_and_replaced_by_build(tmp_path):
    db = tmp_path / "a.duckdb"
    db.write_bytes(b"not a database")
    (tmp_path / "a.salt").write_text("salt")
    first = s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02")))
    with pytest.raises(BadFile, match="not a complete sendviz file"):
        s.load(db, first)
    assert db.read_bytes() == b"not a database"
    s.load(db, first, fresh=True)
    assert len(s.told(db)) == 1
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    with pytest.raises(FileNotFoundError, match="not one of this version of sendviz"):
        open_built(tmp_path / "other.duckdb")


def test_a_file_of_an_older_version_is_never_carried_over_with_empty_columns(tmp_path):
    db = tmp_path / "a.duckdb"
    first = s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02")))
    s.load(db, first)
    with duckdb.connect(str(db)) as connection:
        connection.execute("alter table request drop column phase")
    before = db.read_bytes()
    with pytest.raises(BadFile, match="not a complete sendviz file of this version"):
        s.load(db, s.places_of_four())
    assert db.read_bytes() == before
    s.load(db, first, fresh=True)
    assert len(s.told(db)) == 1


def test_a_fresh_build_does_not_throw_real_records_away(tmp_path):
    db = tmp_path / "a.duckdb"
    first = s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02")))
    s.load(db, first)
    before = db.read_bytes()
    with pytest.raises(BadFile, match="holds real records of Council 839"):
        s.load(db, s.places_of_four(), fresh=True)
    assert db.read_bytes() == before
    s.load(db, s.places_of_four(), first, fresh=True)
    assert len(s.told(db)) == 1
