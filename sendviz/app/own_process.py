"""The product's own commands, each run in a process of its own: what it takes of time and memory
is not taken from those who look at screens meanwhile, and it may be stopped at any time."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command printed, what it said meanwhile line by line, and whether it was done."""

    printed: str
    said: tuple[str, ...]
    done: bool


def run_command(arguments: Sequence[str], progress: Callable[[str], None]) -> Outcome:
    """Run `python -m sendviz` with these arguments; progress is told each line that it says. What
    interrupts the caller ends the process, too."""
    command = [sys.executable, "-m", "sendviz", *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        try:
            said = []
            for line in process.stderr or ():
                said.append(line.rstrip())
                progress(said[-1])
            code = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        out.seek(0)
        return Outcome(out.read(), tuple(said), code == 0)
