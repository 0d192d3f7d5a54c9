"""Several processes write in one workspace; some are killed in the middle of it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

from sendviz.workspace import Workspace, check, history, updates

# Writes n notes on one action; when somebody else was faster, after theirs.
WRITER = """
import sys
from datetime import date
from pathlib import Path
from sendviz.workspace import SavedSince, Update, Workspace, Writer, newest_id, record_update
book, name, n = Workspace(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(n):
    update = Update("881/pap/1", date(2025, 1, 31), state="in_progress", note=f"{name} {number}")
    after = newest_id(book, "881/pap/1")
    while isinstance(
        done := record_update(book, update, Writer(name), after_id=after, due=None), SavedSince
    ):
        after = done.entries[-1].update_id
    print(update.note, flush=True)
"""


def writer(book: Workspace, name: str, n: int) -> subprocess.Popen:
    command = [sys.executable, "-c", WRITER, str(book.path), name, str(n)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_people_at_once_lose_no_word(tmp_path):
    book = Workspace(tmp_path / "a.workspace")
    both = [writer(book, name, 40) for name in ("Anna", "Ben")]
    assert [each.wait(60) for each in both] == [0, 0]
    entries = history(book, "881/pap/1")
    told = [entry.update.note for entry in entries]
    for name in ("Anna", "Ben"):
        assert [note for note in told if note.startswith(name)] == [
            f"{name} {n}" for n in range(40)
        ]
    # Each follows the one before it: nobody wrote over what they had not seen.
    assert [entry.after_id for entry in entries[1:]] == [e.update_id for e in entries[:-1]]


def test_what_was_confirmed_is_there_when_the_writer_is_killed(tmp_path):
    chance, book = random.Random(12), Workspace(tmp_path / "a.workspace")
    confirmed: list[str] = []
    for run in range(12):
        process = writer(book, f"Run {run}", 10_000)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        confirmed += (first + process.stdout.read()).splitlines()
        process.wait(30)
        assert check(book)["action_update"] >= len(confirmed)
    told = [entry.update.note for entry in updates(book)]
    assert {*confirmed} <= {*told} and len(told) == len({*told})
    # At most the one that was being confirmed when the process ended is there beside them.
    assert len(told) <= len(confirmed) + 12
