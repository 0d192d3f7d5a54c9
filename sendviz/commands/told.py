"""What the commands say: progress on standard error, and what is wrong with a command line."""

from __future__ import annotations

import argparse
import sys

from sendviz.load.files import Given


class BadUsage(ValueError):
    """A command line that means nothing: says what is wrong with it."""


def say(text: str) -> None:
    """Progress and remarks, on standard error."""
    print(text, file=sys.stderr, flush=True)


def said_with(given: argparse.Namespace) -> Given:
    """What is told with files."""
    return Given(
        given.council, given.year, given.reference_date, given.map, given.whole, given.told_from
    )
