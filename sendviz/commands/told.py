"""What the commands say: progress on standard error, and what is wrong with a command line."""

from __future__ import annotations

import sys


class BadUsage(ValueError):
    """A command line that means nothing: says what is wrong with it."""


def say(text: str) -> None:
    """Progress and remarks, on standard error."""
    print(text, file=sys.stderr, flush=True)
