"""A database that was cut short, changed, or is none of ours: one sentence, and exit code 2."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import duckdb
import pytest

from sendviz.ask.store import NoFile, open_built, read_through
from sendviz.commands import main
from tests.bundled import bundled_store

COMMANDS = {
    "info": ["info"],
    "ask": ["ask", "published_requests_refused", "--council", "Essex"],
    "ask of records": ["ask", "requests_received", "--council", "Essex", "--role", "officer"],
    "check": ["check"],
    "serve": ["serve", "--port", "0"],
    "publish": ["publish", "public.duckdb"],
}


def whole() -> bytes:
    return bundled_store().path.read_bytes()


def rotten() -> bytes:
    """Every 400 kB, 2,000 bytes that are not what was written."""
    data = bytearray(whole())
    for at in range(300_000, len(data), 400_000):
        data[at : at + 2_000] = b"\xff" * 2_000
    return bytes(data)


def database(folder: Path, connect) -> bytes:
    with connect(str(folder / "made")) as connection:
        connection.execute("create table request (n integer)")
        connection.commit()
    return (folder / "made").read_bytes()


FILES = {
    "cut to a tenth": lambda folder: whole()[: len(whole()) // 10],
    "cut to a half": lambda folder: whole()[: len(whole()) // 2],
    "cut to four fifths": lambda folder: whole()[: len(whole()) * 4 // 5],
    "cut within the first block": lambda folder: whole()[:20_000],
    "cut to noughts": lambda folder: whole()[: len(whole()) // 2] + bytes(len(whole()) // 2),
    "rotten": lambda folder: rotten(),
    "empty": lambda folder: b"",
    "text": lambda folder: b"hello",
    "another program's": lambda folder: database(folder, sqlite3.connect),
    "of duckdb, not of ours": lambda folder: database(folder, duckdb.connect),
}


def said_of(data: bytes, command: str, capsys: pytest.CaptureFixture) -> tuple[int, str, str]:
    Path("x.duckdb").write_bytes(data)
    capsys.readouterr()
    code = main([*COMMANDS[command], "--db", "x.duckdb"])
    return code, *capsys.readouterr()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", FILES)
def test_a_damaged_database_is_one_sentence(tmp_path, capsys, monkeypatch, kind, command):
    """Or it answers as the whole file does, where what is asked for lies in the part that is."""
    monkeypatch.chdir(tmp_path)
    code, out, err = said_of(FILES[kind](tmp_path), command, capsys)
    if code == 0 or "x.duckdb is " not in err:
        assert kind in ("cut to four fifths", "rotten") and command != "serve"
        assert (code, out, err) == said_of(whole(), command, capsys)
        return
    assert code == 2 and out == "" and err.startswith("sendviz: x.duckdb is ")
    assert err.count("\n") == 1 and "python -m sendviz build" in err


@pytest.mark.parametrize("kind", sorted(FILES.keys() - {"cut to four fifths", "rotten"}))
def test_no_screen_is_shown_of_it(tmp_path, capsys, kind):
    (tmp_path / "x.duckdb").write_bytes(FILES[kind](tmp_path))
    assert main(["show", "compare", "--council", "Essex", "--db", str(tmp_path / "x.duckdb")]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("sendviz: x.duckdb is ")


def test_damage_anywhere_is_told_or_does_no_harm(tmp_path):
    """One block after another is overwritten; what lies in none of them cannot be missed."""
    path, data, told = tmp_path / "x.duckdb", whole(), 0
    for at in range(100_000, len(data), 262_144):
        path.write_bytes(data[:at] + b"\xff" * 3_000 + data[at + 3_000 :])
        try:
            store = open_built(path)
            try:
                read_through(store)
            finally:
                store.close()
        except NoFile as error:
            assert str(error).startswith("x.duckdb is ")
            told += 1
    assert told >= 3


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind.startswith(("cut", "rot"))])
def test_import_into_a_damaged_database_changes_nothing(tmp_path, capsys, kind):
    path = tmp_path / "x.duckdb"
    path.write_bytes(FILES[kind](tmp_path))
    shutil.copy(bundled_store().path.with_suffix(".salt"), tmp_path / "x.salt")
    before = path.read_bytes()
    (tmp_path / "l.csv").write_text("district,locality,population\nColchester,North,\n")
    given = ["import", str(tmp_path / "l.csv"), "--council", "Essex", "--db", str(path)]
    assert main(given) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("sendviz: x.duckdb is not a complete sendviz file")
    assert path.read_bytes() == before


def test_a_whole_file_is_read_through():
    store = open_built(bundled_store().path)
    assert read_through(store) is None
    store.close()
