"""The command annex: the lists that inspectors ask for, judged and written."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz import ask, workspace
from sendviz.app.annex_numbers import identifiers_of
from sendviz.ask import Records, Selection
from sendviz.ask.selection import parse_day
from sendviz.ask.store import open_built
from sendviz.commands.showing import panel_lines
from sendviz.commands.told import BadUsage, say
from sendviz.kit.csv import csv_text
from sendviz.kit.words import counted
from sendviz.load.readers.annex_beside import read_register
from sendviz.load.readers.annex_lists import read_lists
from sendviz.panels.annex_given import COLUMNS, given_panel
from sendviz.panels.annex_out import WHAT, written_lists

WRITER = workspace.Writer("command line", "officer")


def check(given: argparse.Namespace) -> None:
    """Print what the rules find in the lists of a file; nothing of it is loaded or kept."""
    day = parse_day(given.reference_date, "--reference-date") if given.reference_date else None
    found = read_lists(given.file.read_bytes(), given.file.name, day, given.map)
    phases = read_register(given.urns.read_bytes(), given.urns.name) if given.urns else {}
    panel = given_panel(found.name, found.day, found.lists, found.sheets, found.notes, phases)
    if given.format == "csv":
        rows = pd.DataFrame(columns=list(COLUMNS)) if panel.rows is None else panel.rows
        print(csv_text(rows), end="")
    else:
        print("\n".join(panel_lines(panel)))


def _records(given: argparse.Namespace) -> Records:
    held = open_built(given.db)
    la_code = ask.resolve_council(held, given.council)
    last = next((each.data_date for each in ask.coverage(held) if each.la_code == la_code), None)
    day = parse_day(given.as_at, "--as-at") if given.as_at else last or date.today()
    return Records(held, Selection(la_code, day), "officer")


def write(given: argparse.Namespace) -> None:
    """Write both lists, and keep in the log that they were taken away."""
    if given.file.exists():
        raise BadUsage(f"{given.file.name} is there already: give another name.")
    if given.file.suffix.lower() != ".xlsx":
        raise BadUsage(f"{given.file.name}: the lists are written as .xlsx; give it that ending.")
    records = _records(given)
    numbers = given.identifiers and identifiers_of(
        records, given.identifiers.read_bytes(), given.identifiers.name, given.map
    )
    made = written_lists(records, numbers if given.identifiers else None)
    _write_for_owner(given.file, made.data)
    workspace.log_export(
        workspace.workspace_of(given.db), WRITER, la_code=records.selection.council, what=WHAT,
        selection=f"as_at={made.day}", rows=made.rows, text=made.data,
    )  # fmt: skip
    say(
        f"{given.file.name}: {counted(made.rows, 'children')} on {made.day}, "
        f"{made.without_numbers:,} of them without numbers, which the third sheet names by case"
    )


def _write_for_owner(path: Path, data: bytes) -> None:
    """A file that nobody but its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
