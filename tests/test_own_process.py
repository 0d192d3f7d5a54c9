"""The product's own commands in a process of their own."""

from __future__ import annotations

import subprocess

import pytest

from sendviz.app import own_process
from sendviz.app.own_process import run_command


def test_what_is_printed_and_what_is_said_are_kept_apart():
    heard = []
    done = run_command(["template", "support"], heard.append)
    assert done.done and "referral_ref,case_ref" in done.printed and heard == [] == [*done.said]
    refused = run_command(["check", "nowhere.csv"], heard.append)
    assert not refused.done and refused.printed == ""
    assert tuple(heard) == refused.said and "no such file" in refused.said[-1]


def test_what_interrupts_the_caller_ends_the_process(monkeypatch):
    started = []

    class Kept(subprocess.Popen):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            started.append(self)

    monkeypatch.setattr(own_process.subprocess, "Popen", Kept)

    def leave(line: str):
        raise KeyboardInterrupt(line)

    with pytest.raises(KeyboardInterrupt, match="no such file"):
        run_command(["check", "nowhere.csv"], leave)
    assert started[0].poll() is not None
