"""The command workspace: what people wrote in the app, checked, copied out and brought back."""

from __future__ import annotations

import argparse
import sys

from sendviz import workspace
from sendviz.commands.told import BadUsage, say
from sendviz.workspace.keeping import copies_folder


def keep(given: argparse.Namespace) -> None:
    """Check, export or restore the workspace beside the built file."""
    book = workspace.workspace_of(given.db)
    if (given.file is None) != (given.what == "check"):
        raise BadUsage("workspace check takes no file; workspace export and restore take one.")
    {"check": _check, "export": _export, "restore": _restore}[given.what](book, given)


def _check(book: workspace.Workspace, given: argparse.Namespace) -> None:
    counts = workspace.check(book)
    if not book.path.exists():
        say(f"Nobody has written in the app yet: there is no {book.path.name}")
        return
    for table, n in counts.items():
        print(f"{table.replace('_', ' ')}: {n:,}")
    copies = len([*copies_folder(book).glob("*.workspace")])
    say(f"{book.path.name} is sound; {copies:,} copies are kept in {copies_folder(book).name}")


def _export(book: workspace.Workspace, given: argparse.Namespace) -> None:
    text = workspace.export(book)
    if str(given.file) == "-":
        sys.stdout.write(text)
    else:
        given.file.write_text(text, "utf-8")
        say(f"{given.file.name} is written")


def _restore(book: workspace.Workspace, given: argparse.Namespace) -> None:
    added = workspace.restore(book, given.file)
    say(f"{added:,} rows that {book.path.name} lacked were brought back; nothing was taken out")
